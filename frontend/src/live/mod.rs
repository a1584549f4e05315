//! What happens, as it happens: the link to the server and the incidents it keeps up to date.
//!
//! Each row is a signal of its own, so that a change repaints one row; frames are applied together, once per
//! animation frame.

mod here;
mod keyed;
mod link;
mod positions;
mod store;
pub mod text;
mod view;

pub use here::{Others, stay};
pub use link::{LinkState, Live};
pub use positions::{Fleet, NO_LOOK, Positions};
pub use store::Store;
pub use view::{LinkHealth, LinkStrip};
