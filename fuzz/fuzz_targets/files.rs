//! Whatever a file begins with: recognising it ends, and nothing that a browser would run is taken.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&[u8], &str)| {
    let (head, declared) = input;
    if let Ok(found) = vnr::attachments::recognise(head, declared) {
        assert!(!matches!(found, "text/html" | "text/xml" | "image/svg+xml" | "application/xhtml+xml"));
    }
});
