//! SQL of recommendations.

pub mod ground;
pub mod numbers;
pub mod place;
pub mod plans;
