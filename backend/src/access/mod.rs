//! Who asks, and what they may see: logging in, sessions, users, institutions.

mod actor;
mod client;
mod guard;
mod institutions;
mod log_in;
mod opening;
pub mod password;
mod session;
mod sessions;
pub(crate) mod store;
pub mod throttle;
mod totp;

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
        .routes(routes!(institutions::list))
}
