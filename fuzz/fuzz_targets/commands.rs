//! Whatever body a command comes with: reading and checking it must end, and what was checked once is clean.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vnr_shared::call::{Card, NewCall};
use vnr_shared::hazard::NewHazard;
use vnr_shared::incident::{AddNote, ChangeStatus, EditIncident, IncidentQuery, NewIncident};
use vnr_shared::person::{EditPerson, NewInvolvement};
use vnr_shared::time::DateTime;

fuzz_target!(|bytes: &[u8]| {
    let now = DateTime::UNIX_EPOCH + chrono::Duration::days(20_000);
    if let Ok(mut body) = serde_json::from_slice::<NewIncident>(bytes)
        && body.check(now).faults.is_empty()
    {
        let once = body.clone();
        assert!(body.check(now).faults.is_empty(), "a checked command is clean");
        assert_eq!(body, once, "checking twice changes nothing");
    }
    if let Ok(mut body) = serde_json::from_slice::<Card>(bytes)
        && body.check().faults.is_empty()
    {
        let once = body.clone();
        assert!(body.check().warnings.is_empty(), "a card that was checked is clean");
        assert_eq!(body, once, "checking twice changes nothing");
    }
    if let Ok(mut body) = serde_json::from_slice::<NewCall>(bytes) {
        let _ = body.check(now);
    }
    if let Ok(mut body) = serde_json::from_slice::<NewHazard>(bytes) {
        let _ = body.check(now);
    }
    if let Ok(mut body) = serde_json::from_slice::<EditIncident>(bytes) {
        let _ = body.check(now);
    }
    if let Ok(mut body) = serde_json::from_slice::<NewInvolvement>(bytes) {
        let _ = body.check(now);
    }
    if let Ok(mut body) = serde_json::from_slice::<EditPerson>(bytes) {
        let _ = body.check(now);
    }
    if let Ok(mut body) = serde_json::from_slice::<ChangeStatus>(bytes) {
        let _ = body.check();
    }
    if let Ok(mut body) = serde_json::from_slice::<AddNote>(bytes) {
        let _ = body.check();
    }
    if let Ok(mut body) = serde_json::from_slice::<IncidentQuery>(bytes) {
        let _ = body.check();
    }
});
