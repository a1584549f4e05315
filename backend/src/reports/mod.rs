//! Field reports (dienesta ziņojumi). The way of a report is `vnr_shared::report::Standing`; here it is kept, journaled, tied to
//! an incident or turned into one, and printed.

mod edit;
mod protocol;
mod read;
mod step;
mod store;
mod supplement;
mod tell;
mod tie;
mod write;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vnr_shared::problem::ProblemCode;
use vnr_shared::report::NotAllowed;

use crate::app::App;
use crate::error::ApiError;

pub use edit::edit;
pub use step::take;
pub use store::{lent, lent_mark, one, version};
pub use supplement::supplement;
pub use tie::tie;
pub use write::write;

/// Routes of field reports.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read::list, write::create))
        .routes(routes!(read::get, edit::change))
        .routes(routes!(step::take_step))
        .routes(routes!(supplement::add))
        .routes(routes!(tie::tie_to))
        .routes(routes!(tie::turn_into_incident))
        .routes(routes!(protocol::protocol))
}

impl From<NotAllowed> for ApiError {
    fn from(why: NotAllowed) -> Self {
        Self::Refused(match why {
            NotAllowed::State => ProblemCode::IllegalStep,
            NotAllowed::Person => ProblemCode::AnotherPerson,
        })
    }
}
