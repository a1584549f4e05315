//! Whatever is typed at the command line: reading, completing, proposing and repeating end, what was read as one thing is
//! written and read as that thing again, and a proposal is always a line that may be done.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vnr_shared::id::{IncidentId, UnitId};
use vnr_shared::lang::Lang;
use vnr_shared::line::{
    Chosen, IncidentWord, Outcome, UnitWord, Verb, Vocabulary, complete, parse, proposal, with_verb,
};
use vnr_shared::unit::UnitStatus;

fn vocabulary() -> Vocabulary {
    let unit = |n: u128, sign: &str, of: &str| {
        let id = UnitId(uuid::Uuid::from_u128(n));
        UnitWord::new(id, sign.into(), of.into(), UnitStatus::Available, Vec::new())
    };
    let incident = |n: u128, number: &str| {
        IncidentWord::new(IncidentId(uuid::Uuid::from_u128(n)), number.into(), true, "Kautiņš".into())
    };
    Vocabulary {
        home: "VP".into(),
        units: vec![unit(1, "12", "VP"), unit(2, "12", "RPP"), unit(3, "Alfa 1", "VP"), unit(4, "114", "VP")],
        incidents: vec![
            incident(11, "VP-2026-000451"),
            incident(12, "RPP-2026-000451"),
            incident(13, "VP-2026-000114"),
        ],
        ..Vocabulary::default()
    }
}

fuzz_target!(|line: &str| {
    let (known, chosen) = (vocabulary(), Chosen::default());
    let parsed = parse(line, &known, chosen);
    if let Outcome::Ready(action) = &parsed.outcome {
        let written = action.line(Lang::Lv, &known);
        assert_eq!(parse(&written, &known, chosen).outcome, parsed.outcome, "{written}");
    }
    if let Some(better) = proposal(line, &parsed, Lang::En, &known, chosen) {
        let outcome = parse(&better, &known, chosen).outcome;
        assert!(matches!(outcome, Outcome::Ready(_) | Outcome::Missing(..)), "{better}");
    }
    for candidate in complete(line, line.len() / 2, Lang::Lv, &known, chosen) {
        assert!(line.get(candidate.span).is_some());
    }
    for verb in Verb::ALL {
        let _ = with_verb(line, *verb, Lang::Lv, &known, chosen);
    }
});
