//! Who goes (kas brauc): response plans, units that may be sent and why others may not, arrivals against the legal clock,
//! the assignment of several incidents together, and the ground that nobody covers any more.
//!
//! The same code on the server and in the browser: travel times, plans and numbers are given to it.

pub mod answer;
mod ask;
pub mod candidate;
pub mod cover;
mod ground_map;
pub mod joint;
pub mod numbers;
pub mod plan;
mod put_plan;
mod rank;
mod say;
pub mod solve;
#[cfg(test)]
pub(crate) mod testing;

pub use answer::{
    Because, Hole, Nearer, Need, NotOffered, PlanName, Proposal, Recommendation, UnitName, Unless, Verdict,
};
pub use ask::{ALTERNATIVES, Question, recommend};
pub use candidate::{Candidate, Change, Hindrance, Reason, Whereabouts};
pub use ground_map::{GroundClass, GroundMap};
pub use numbers::{DispatchNumber, NumberCode, Numbers};
pub use plan::{AlarmLevel, Corner, Hours, Occasion, Requirement, ResponsePlan, choose};
pub use put_plan::PutPlan;
