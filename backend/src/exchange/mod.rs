//! Outside systems: an adapter each, at the edge. The core knows only its own words.

pub mod e112;
