//! The command line on the server: a typed line is read again with what the server knows, and done by the same functions
//! as the buttons; and what was done is taken back.

mod act;
mod place;
mod refuse;
mod run;
mod store;
mod undo;
mod vocabulary;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// Routes of the command line.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(run::run)).routes(routes!(undo::undo_command))
}
