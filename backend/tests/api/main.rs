//! The API as its callers see it: a whole node on a real database, called through its router.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod administration;
mod bodies;
mod calls;
mod checks;
mod console;
mod coverage;
mod demo;
mod events;
mod isolation;
mod lease;
mod line;
mod live;
mod merging;
mod oidc;
mod passkeys;
mod places;
mod recommend;
mod register;
mod reports;
mod second_factor;
mod session;
mod situation;
mod support;
mod sync;
mod tiles;
mod units;
mod uploads;
