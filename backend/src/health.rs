//! Whether the node lives, and whether it can serve.

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vnr_shared::problem::Problem;

use crate::app::App;
use crate::error::ApiError;

/// Routes of health.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(health)).routes(routes!(ready))
}

/// The process lives. Says nothing about the database, so that an orchestrator does not restart a node for it.
#[utoipa::path(get, path = "/api/health", tag = "health", responses((status = 204)))]
async fn health() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The node can serve: the database answers and the journal can be followed.
#[utoipa::path(get, path = "/api/ready", tag = "health", responses((status = 204), (status = 503, body = Problem)))]
async fn ready(State(app): State<App>) -> Result<StatusCode, ApiError> {
    crate::journal::head(&app.pool).await?;
    Ok(StatusCode::NO_CONTENT)
}
