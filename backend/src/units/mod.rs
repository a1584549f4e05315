//! Units: who can be sent, how they stand, where they are, and what they are sent to.
//!
//! Whatever touches an incident and its units locks the incident first, then the units in the order of their ids.

mod alarms;
mod assign;
mod candidates;
mod change;
mod form;
mod list;
mod messages;
pub mod positions;
mod put;
mod put_back;
pub mod reference;
mod release;
mod reorder;
mod scene;
mod set_status;
mod shift;
pub(crate) mod store;
mod timer_back;
mod timers;
pub mod watch;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub use alarms::{acknowledge_alarm, close_alarm, raise_alarm};
pub use assign::assign;
pub use candidates::candidates;
pub use change::{changed, control, entry, follow_owner, lock};
pub use form::{dissolve, form};
pub use messages::{mark_messages, send_message};
pub use put::put;
pub use put_back::put_back;
pub use release::{release, release_at_step};
pub use reorder::reorder;
pub use set_status::set_status;
pub use shift::put_shift;
pub use store::alarms::open as open_alarms;
pub use store::all::open;
pub use store::messages::open as unread_messages;
pub use store::read::own;
pub use store::timers::open as open_timers;
pub use timer_back::put_timer_back;
pub use timers::{FOLLOWING, end_of_incident, end_timer, set_timer};

/// Routes of units and assignments.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(list::get, put::put_unit))
        .routes(routes!(shift::put_unit_shift))
        .routes(routes!(form::form_unit))
        .routes(routes!(form::dissolve_unit))
        .routes(routes!(set_status::set_unit_status))
        .routes(routes!(reorder::reorder_assignments))
        .routes(routes!(assign::assign_units, list::assignments))
        .routes(routes!(release::release_units))
        .routes(routes!(timers::list_timers, timers::set))
        .routes(routes!(timers::end))
        .routes(routes!(alarms::list_alarms, alarms::raise))
        .routes(routes!(alarms::acknowledge))
        .routes(routes!(alarms::close))
        .routes(routes!(messages::list_messages))
        .routes(routes!(messages::send))
        .routes(routes!(messages::mark))
        .merge(positions::router())
}
