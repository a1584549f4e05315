//! The officer's screens: `/tablet`. No frame of the others: who is at it is proved by the device, without the server.

use leptos::prelude::*;

use crate::edge;
use crate::tablet::Gate;

/// Asks for the PIN of the device, and shows the screens to whoever has it.
pub fn gate() -> AnyView {
    edge::start_second_hand();
    view! { <Gate/> }.into_any()
}
