//! Answers that go packed over bad links.

use tower_http::compression::CompressionLayer;

/// Packs answers for who accepts it: the link of a car is the narrowest there is. Only for routes whose answers hold no secret of a
/// session beside what a sender may choose, or the length would tell of the secret.
pub fn packed() -> CompressionLayer {
    CompressionLayer::new().gzip(true)
}
