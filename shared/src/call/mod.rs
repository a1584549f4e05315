//! Calls (izsaukumi): what reaches a dispatch floor before it is an incident.

pub mod aml;
pub mod ecall;
