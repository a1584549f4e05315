//! Puts the routes and the layers together, and serves.

use std::time::Duration;

use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use vnr_shared::problem::ProblemCode;

use crate::app::App;
use crate::error::ApiError;
use crate::http::{BODY_MAX, log_request, problem};
use crate::{
    access, attachments, audit, calls, catalogue, checks, events, exchange, health, layouts, line, live,
    page_settings, persons, places, presence, recommend, register, reports, situation, sync, things, tiles,
    ui, units, uploads,
};

/// Longest a request may take to arrive and be answered. Uploads have their own limit.
const REQUEST_MAX: Duration = Duration::from_secs(30);

/// Every route with its description.
fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(health::router())
        .merge(page_settings::router())
        .merge(access::router())
        .merge(audit::router())
        .merge(calls::router())
        .merge(catalogue::router())
        .merge(register::router())
        .merge(persons::router())
        .merge(things::router())
        .merge(attachments::router())
        .merge(uploads::router())
        .merge(places::router())
        .merge(exchange::e112::router())
        .merge(tiles::router())
        .merge(units::router())
        .merge(line::router())
        .merge(recommend::router())
        .merge(live::routes::router())
        .merge(situation::router())
        .merge(layouts::router())
        .merge(presence::routes::router())
        .merge(events::router())
        .merge(sync::router())
        .merge(reports::router())
        .merge(checks::router())
}

/// The OpenAPI description of every route.
pub fn openapi() -> OpenApi {
    let mut description = routes().into_openapi();
    "VNR".clone_into(&mut description.info.title);
    env!("CARGO_PKG_VERSION").clone_into(&mut description.info.version);
    description.info.description =
        Some("Vienotais notikumu reģistrs: the Unified Event Register of Latvia".to_owned());
    description
}

/// Where the deployment's tiles come from: `https://tiles.example` of `https://tiles.example/{z}/{x}/{y}.png`. A host may
/// be written with Leaflet's `{s}` for its several names.
fn tile_origins(app: &App) -> Vec<String> {
    let tiles = app.settings.tiles.as_ref();
    let url = tiles.map(|tiles| tiles.url.replace("{s}.", "*.").replace(['{', '}'], ""));
    let origin = url.as_deref().and_then(|url| {
        let (scheme, rest) = url.split_once("://")?;
        Some(format!("{scheme}://{}", rest.split('/').next()?))
    });
    origin.into_iter().collect()
}

/// Layer that ends requests which take too long to arrive or to be answered. Uploads watch their own time.
async fn limit_time(State(most): State<Duration>, request: Request, next: Next) -> Response {
    if request
        .extensions()
        .get::<MatchedPath>()
        .is_some_and(|path| [attachments::UPLOAD_ROUTE, uploads::PIECE_ROUTE].contains(&path.as_str()))
    {
        return next.run(request).await;
    }
    match tokio::time::timeout(most, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::Refused(ProblemCode::Timeout).into_response(),
    }
}

/// The whole application as one service.
pub fn router(app: &App) -> Router {
    let (api, _) = routes().split_for_parts();
    let description = openapi();
    api.route("/api/openapi.json", axum::routing::get(async move || Json(description)))
        .route("/api/{*unknown}", axum::routing::any(async || ApiError::NOT_FOUND))
        .with_state(app.clone())
        .merge(ui::router_with_images_from(&tile_origins(app)))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(from_fn_with_state(REQUEST_MAX, limit_time))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(problem::write_problems))
        .layer(from_fn_with_state(app.clone(), log_request))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listen::{Limits, serve};
    use axum::body::Bytes;
    use axum::routing::post;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    #[tokio::test]
    async fn a_body_that_stalls_is_answered_with_the_problem_and_the_connection_ends() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/", post(async |body: Bytes| body))
            .layer(from_fn_with_state(Duration::from_millis(100), limit_time))
            .layer(from_fn(problem::write_problems));
        let limits = Limits { connections: 10, head: Duration::from_mins(10) };
        tokio::spawn(serve(listener, router, limits, std::future::pending()));
        let mut stalled = TcpStream::connect(address).await.unwrap();
        stalled
            .write_all(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{\"half\":")
            .await
            .unwrap();
        let mut answer = String::new();
        stalled.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("\"timeout\""), "{answer}");
    }
}
