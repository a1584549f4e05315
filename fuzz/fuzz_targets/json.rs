//! The browser's reader of JSON takes and refuses what the server's does.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let ours = vnr_shared::json::read::<Value>(text);
    let theirs = serde_json::from_str::<Value>(text);
    // The two may stop at another depth: 64 levels here, 128 there.
    let deep = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() > 60;
    assert!(deep || ours.is_ok() == theirs.is_ok());
});
