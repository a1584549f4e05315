//! The VNR server.
