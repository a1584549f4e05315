//! The API as its callers see it: a whole node on a real database, called through its router.

mod session;
mod support;
