//! Packed positions and fixes of devices: reading any bytes ends, and what is taken lies on Earth.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vnr_shared::place::on_earth;
use vnr_shared::unit::fix::{self, HEADER_BYTES, RECORD_BYTES};
use vnr_shared::unit::PositionBatch;

fuzz_target!(|bytes: &[u8]| {
    if let Ok((_, records)) = fix::decode(bytes) {
        assert_eq!(records.count() * RECORD_BYTES + HEADER_BYTES, bytes.len());
    }
    if let Ok(mut batch) = serde_json::from_slice::<PositionBatch>(bytes) {
        for fix in &mut batch.fixes {
            if fix.check().is_ok() {
                assert!(on_earth(fix.lat, fix.lon) && fix.heading_deg.is_none_or(|h| h < 360.0));
            }
        }
    }
});
