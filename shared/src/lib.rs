//! The language both sides of VNR speak: typed ids, the incident and all that hangs on it, the
//! rules that decide what may happen to it, and the shapes that travel between browser and server.
//!
//! Pure by design: no input or output, no clock, no randomness. Time and ids are parameters, so the
//! same rule gives the same answer in the browser, on the server and in a test.

pub mod access;
pub mod application;
pub mod call;
pub mod catalogue;
pub mod check;
pub mod dispatch;
pub mod duplicate;
pub mod event;
pub mod hazard;
pub mod id;
pub mod incident;
pub mod journal;
pub mod json;
pub mod lang;
pub mod layout;
pub mod line;
pub mod live;
pub mod mrz;
pub mod object;
pub mod page;
pub mod patch;
pub mod person;
pub mod place;
pub mod presence;
pub mod problem;
pub mod recommend;
pub mod report;
pub mod road;
pub mod session;
pub mod settings;
pub mod situation;
pub mod sort;
pub mod sync;
pub mod text;
pub mod time;
pub mod unit;
pub mod upload;
pub mod vehicle;
