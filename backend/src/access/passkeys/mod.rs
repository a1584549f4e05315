//! Passkeys (WebAuthn): registering one's own, and logging in with nothing else.
//!
//! A passkey proves possession and presence with a PIN or a finger, so no password and no code is asked beside it. It is
//! bound to the host name of the configured origin; a server reached by a bare address offers none.

mod keep;
mod log_in;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use webauthn_rs::prelude::{Webauthn, WebauthnBuilder, WebauthnError};

use crate::app::App;
use crate::error::ApiError;

/// How long a ceremony may take.
const PATIENCE: chrono::Duration = chrono::Duration::minutes(5);

/// Routes of passkeys.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(keep::begin))
        .routes(routes!(keep::list, keep::finish))
        .routes(routes!(keep::remove))
        .routes(routes!(log_in::begin))
        .routes(routes!(log_in::finish))
}

/// The relying party that the configured origin makes this server.
fn relying_party(app: &App) -> Result<Webauthn, ApiError> {
    let origin = &app.settings.origin;
    let host = origin.domain().ok_or(ApiError::NOT_FOUND)?;
    let built = WebauthnBuilder::new(host, origin).map(|builder| builder.rp_name("VNR"));
    built.and_then(WebauthnBuilder::build).map_err(ours)
}

/// A fault of ours rather than of the passkey.
fn ours(error: WebauthnError) -> ApiError {
    ApiError::internal(error)
}
