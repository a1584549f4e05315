//! Logging in at the institution's own provider by OpenID Connect: authorization code with PKCE.
//!
//! An account is known by issuer and subject and by nothing else: names and addresses in a token may be the user's to
//! change. So each user ties the account to the provider once, logged in and with the password proved again.

mod provider;
mod routes;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// Routes of OpenID Connect.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::begin))
        .routes(routes!(routes::begin_tie))
        .routes(routes!(routes::callback))
}
