//! Any bytes may be in a folder that somebody calls the address register: reading them must end, and without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = vnr::places::import::check(bytes);
});
