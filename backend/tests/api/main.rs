//! The API as its callers see it: a whole node on a real database, called through its router.

mod administration;
mod coverage;
mod demo;
mod live;
mod places;
mod register;
mod second_factor;
mod session;
mod support;
