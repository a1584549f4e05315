//! SQL of devices, their commands and conflict cards.

pub mod cards;
pub mod devices;
pub mod items;
pub mod lease;
