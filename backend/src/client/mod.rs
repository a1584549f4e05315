//! A client of the public API and the live socket, for the tools that use the server as anybody would: the simulator,
//! the crash test and the measurements. It knows nothing that `docs/API.md` does not say.

mod api;
mod child;
mod live;
pub mod users;
mod watch;

pub use api::{Api, ApiFailure, Retries};
pub use child::{Child, ChildError, Folder, free_address};
pub use live::{Crowd, Follower, Receipt, Watched, turned_away};
pub use watch::Watch;
