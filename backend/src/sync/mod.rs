//! Work that was done without a network: devices, their commands, and the cards of what two people set at once.
//!
//! The protocol is `vnr_shared::sync`, proved there without a database. Here each command of a device is one transaction: its
//! effect, its journal entry, its answer and the device's next number are committed together or not at all, so that it does
//! not matter at which moment the network, the server or the device fails.

mod cards;
mod devices;
mod exchange;
mod lease;
mod perform;
mod store;
mod turn;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::http::packed;

pub use store::lease::number;
#[cfg(test)]
pub use store::lease::places as leased_places;

/// Routes of devices and their work. What goes to a device goes packed.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(exchange::sync))
        .routes(routes!(lease::work))
        .routes(routes!(lease::hazards))
        .routes(routes!(lease::reports))
        .routes(routes!(lease::places))
        .routes(routes!(devices::list))
        .routes(routes!(devices::put))
        .routes(routes!(devices::revoke))
        .routes(routes!(cards::list))
        .routes(routes!(cards::decide))
        .layer(packed())
}
