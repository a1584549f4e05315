//! Who asks, and what they may see: logging in, sessions, users, institutions.

mod actor;
mod client;
pub mod first;
mod grants;
mod guard;
mod institutions;
mod log_in;
mod oidc;
mod opening;
mod passkeys;
pub mod password;
mod put_institution;
mod second_factor;
mod session;
mod sessions;
pub(crate) mod stale;
pub(crate) mod store;
pub mod throttle;
mod totp;
mod users;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub use actor::{Actor, SESSION_COOKIE};

/// Routes of logging in and of sessions.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(session::get, log_in::log_in, session::log_out))
        .routes(routes!(log_in::log_in_program))
        .routes(routes!(log_in::unlock))
        .routes(routes!(sessions::list))
        .routes(routes!(sessions::revoke))
        .routes(routes!(password::change))
        .routes(routes!(second_factor::begin))
        .routes(routes!(second_factor::confirm))
        .routes(routes!(second_factor::remove))
        .merge(passkeys::router())
        .merge(oidc::router())
        .routes(routes!(institutions::list))
        .routes(routes!(put_institution::put))
        .routes(routes!(users::list))
        .routes(routes!(users::put))
        .routes(routes!(grants::give))
        .routes(routes!(grants::strike))
}
