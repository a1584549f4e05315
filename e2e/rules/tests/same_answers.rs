//! Server and browser must answer alike: here the rules of `vnr-shared` are asked once natively and once as
//! WebAssembly (32-bit sizes, another libm), against answers written down.

#[cfg(not(target_arch = "wasm32"))]
use core::prelude::v1::test as ask;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as ask;

use uuid::Uuid;
use vnr_shared::incident::{LegalClock, Reading};
use vnr_shared::lang::Lang;
use vnr_shared::line::{Chosen, IncidentWord, Outcome, RunLine, UnitWord, Vocabulary, parse};
use vnr_shared::person::{CodeForm, normalise_code, recognise_code};
use vnr_shared::place::{from_lks92, to_lks92};
use vnr_shared::problem::FaultCode;
use vnr_shared::time::{DateTime, clock, date_time, from_riga, riga, span};
use vnr_shared::unit::UnitStatus;
use vnr_shared::{text, vehicle};

#[expect(clippy::unwrap_used, reason = "a test's own literal")]
fn utc(text: &str) -> DateTime {
    text.parse().unwrap()
}

#[ask]
fn an_address_lies_at_its_published_grid_position() {
    // Krišjāņa Barona iela 1, Rīga.
    let at = to_lks92(56.949_673, 24.117_556);
    assert!((at.northing - 311_789.914).abs() < 0.1 && (at.easting - 507_150.882).abs() < 0.1, "{at:?}");
    let (lat, lon) = from_lks92(at);
    assert!((lat - 56.949_673).abs() < 1e-9 && (lon - 24.117_556).abs() < 1e-9, "{lat} {lon}");
}

#[ask]
fn a_personal_code_is_recognised_or_doubted() {
    assert_eq!(recognise_code(&normalise_code("161175-19997")), Ok(CodeForm::Old));
    assert_eq!(recognise_code("32123456789"), Ok(CodeForm::New));
    assert_eq!(recognise_code("16117519998"), Err(FaultCode::PersonalCodeCheck));
}

#[ask]
fn latvian_folds_to_plain_letters() {
    assert_eq!(text::fold("  Krišjāņa Barona iela 1-2"), "krisjana barona iela 1 2");
    assert_eq!(text::clean("a\u{202E}b", 10), Err(FaultCode::ForbiddenCharacter));
    assert_eq!(vehicle::normalise_plate("ab-1234"), "AB1234");
}

#[ask]
fn clocks_change_in_riga_at_the_same_instant() {
    assert_eq!(date_time(utc("2026-11-24T12:03:00Z")), "24.11.2026. 14:03");
    assert_eq!(clock(utc("2026-10-25T00:59:59Z")), "03:59:59");
    assert_eq!(clock(utc("2026-10-25T01:00:00Z")), "03:00:00");
    let at = utc("2026-07-01T12:03:00Z");
    assert_eq!(from_riga(riga(at)), at);
    // Seconds of more than 68 years do not fit 32 bits.
    assert_eq!(span(100 * 366 * 86_400), "36600 d");
}

#[ask]
fn a_legal_clock_reads_the_same_to_the_second() {
    let running = LegalClock {
        started_at: utc("2026-11-24T12:00:00Z"),
        due_at: utc("2026-11-24T12:15:00Z"),
        stopped_at: None,
        confirmed: true,
    };
    assert_eq!(running.read(utc("2026-11-24T12:10:00Z")), Reading::Remaining(300));
    assert_eq!(running.read(utc("2026-11-24T12:15:01Z")), Reading::Overdue(1));
    assert!(running.is_pressing(utc("2026-11-24T12:12:00Z")));
    let wire = serde_json::to_string(&running).unwrap();
    assert_eq!(serde_json::from_str::<LegalClock>(&wire).unwrap(), running);
}

#[ask]
fn a_typed_line_means_the_same_on_both_sides() {
    let unit = |n, sign: &str| {
        UnitWord::new(Uuid::from_u128(n).into(), sign.into(), "VP".into(), UnitStatus::Available, Vec::new())
    };
    let incident =
        |n, number: &str| IncidentWord::new(Uuid::from_u128(n).into(), number.into(), true, String::new());
    let known = Vocabulary {
        home: "VP".into(),
        units: vec![unit(1, "VP-12"), unit(2, "114")],
        incidents: vec![incident(3, "VP-2026-000451"), incident(4, "VP-2026-000114")],
        ..Vocabulary::default()
    };
    let chosen = Chosen { incident: Some(Uuid::from_u128(3).into()), ..Chosen::default() };
    let line = |typed: &str| match parse(typed, &known, chosen).outcome {
        Outcome::Ready(action) => action.line(Lang::En, &known),
        Outcome::Ambiguous(readings) => format!("{} readings", readings.len()),
        other => format!("{other:?}"),
    };
    assert_eq!(line("Sūti 12 uz 114"), "send VP-12 to VP-2026-000114");
    assert_eq!(line("suti 12 114"), "2 readings");
    assert_eq!(line("taimeris 12 1h30 „pārbaudīt”"), "timer VP-12 1h30m \"pārbaudīt\"");
    assert_eq!(line("piezīme 3 cietušie"), "note VP-2026-000451 \"3 cietušie\"");
    let written = serde_json::to_string(&RunLine { line: "u".into(), ..RunLine::default() }).unwrap();
    assert_eq!(serde_json::from_str::<RunLine>(&written).unwrap().line, "u");
}
