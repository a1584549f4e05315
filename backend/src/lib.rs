//! The VNR server: the register, its journal, live screens, and the tools around them.

pub mod access;
pub mod app;
pub mod audit;
pub mod catalogue;
pub mod cli;
pub mod client;
pub mod clock;
pub mod cluster;
pub mod command;
pub mod config;
pub mod crash;
pub mod db;
pub mod demo;
pub mod error;
pub mod figures;
pub mod health;
pub mod housekeeping;
pub mod http;
pub mod journal;
pub mod live;
pub mod node;
pub mod page_settings;
pub mod persons;
pub mod places;
pub mod reference;
pub mod register;
pub mod serve;
pub mod server;
pub mod simulate;
pub mod sql;
pub mod terminal;
#[cfg(any(test, feature = "testing"))]
pub mod testdb;
pub mod things;
pub mod ui;
