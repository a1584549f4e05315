//! The VNR server.

pub mod cluster;
pub mod db;
#[cfg(any(test, feature = "testing"))]
pub mod testdb;
pub mod ui;
