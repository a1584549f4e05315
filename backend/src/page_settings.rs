//! `GET /api/settings`: what the page must know before anybody has logged in.

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vnr_shared::settings::PageSettings;

use crate::app::App;

/// Routes of the settings.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(settings))
}

/// Reads the settings of this deployment. Open to everybody: the log-in page needs them.
#[utoipa::path(get, path = "/api/settings", tag = "settings", responses((status = 200, body = PageSettings)))]
async fn settings(State(app): State<App>) -> Json<PageSettings> {
    Json(PageSettings { tiles: app.settings.tiles.clone(), oidc: app.settings.oidc.is_some() })
}
