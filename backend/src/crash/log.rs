//! A made-up log of calls, in the form of the real one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Kinds that the made-up calls take in turn.
const KINDS: [&str; 5] = [
    "EMS: FALL VICTIM",
    "Traffic: VEHICLE ACCIDENT -",
    "Fire: FIRE ALARM",
    "EMS: CARDIAC EMERGENCY",
    "Traffic: DISABLED VEHICLE -",
];

/// Writes a log of so many calls, about one in two minutes, some from the same place.
pub fn make_up(folder: &Path, calls: usize) -> std::io::Result<PathBuf> {
    let mut text = String::new();
    for (n, kind) in (0..calls).zip(KINDS.iter().cycle()) {
        let (day, minute) = (1 + n / 500, n % 500 * 5 / 2);
        let place = n * 7 % 301;
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "40.{place:03},-75.3,{kind},2026-01-{day:02} {:02}:{:02},PLACE {place},",
            minute / 60,
            minute % 60
        );
    }
    let path = folder.join("calls.csv");
    std::fs::write(&path, text)?;
    Ok(path)
}
