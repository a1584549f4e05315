//! The API as its callers see it: a whole node on a real database, called through its router.

mod demo;
mod live;
mod register;
mod session;
mod support;
