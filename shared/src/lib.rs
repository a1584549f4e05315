//! The language both sides of VNR speak.
