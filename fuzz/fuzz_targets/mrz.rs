//! Whatever a camera reads: the zone of a document is read or refused, and every doubt is about something that was read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vnr_shared::mrz::Mrz;

fuzz_target!(|text: &str| {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    if let Ok(read) = Mrz::read(text, today) {
        let _ = read.personal_code();
        assert!(read.doubts.len() <= 5);
    }
});
