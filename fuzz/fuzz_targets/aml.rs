//! Whatever a telephone sends as its location: reading it ends, and a place that comes out lies on Earth.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vnr_shared::call::aml;
use vnr_shared::place::on_earth;

fuzz_target!(|text: &str| {
    if let Ok(read) = aml::parse(text) {
        assert!(read.position.is_none_or(|p| on_earth(p.lat, p.lon)));
        assert!(aml::parse(&aml::write(&read)).is_ok(), "what is written can be read");
    }
});
