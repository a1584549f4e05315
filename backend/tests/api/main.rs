//! The API as its callers see it: a whole node on a real database, called through its router.

mod live;
mod register;
mod demo;
mod session;
mod support;
