//! Whatever people type: cleaning, folding, plates and codes end, and doing it twice changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vnr_shared::person::{normalise_code, recognise_code};
use vnr_shared::text::{DESCRIPTION_MAX, clean, clean_line, fold};
use vnr_shared::vehicle::{is_ordinary_plate, normalise_plate};

fuzz_target!(|text: &str| {
    if let Ok(cleaned) = clean(text, DESCRIPTION_MAX) {
        assert_eq!(clean(&cleaned, DESCRIPTION_MAX).as_ref(), Ok(&cleaned));
    }
    let _ = clean_line(text, DESCRIPTION_MAX);
    let folded = fold(text);
    assert_eq!(fold(&folded), folded);
    let code = normalise_code(text);
    let _ = recognise_code(&code);
    let plate = normalise_plate(text);
    assert_eq!(normalise_plate(&plate), plate);
    let _ = is_ordinary_plate(&plate);
});
