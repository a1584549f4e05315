use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::call::CloseReason;
use crate::catalogue::IncidentType;
use crate::id::{CallId, CommandId, IncidentId, InstitutionId, TimerId, UnitId};
use crate::incident::{Category, LinkKind, Step};
use crate::lang::Lang;
use crate::text::fold;
use crate::unit::UnitStatus;

fn unit_id(n: u128) -> UnitId {
    Uuid::from_u128(0x1000 + n).into()
}

fn incident_id(n: u128) -> IncidentId {
    Uuid::from_u128(0x2000 + n).into()
}

fn institution_id(n: u128) -> InstitutionId {
    Uuid::from_u128(0x3000 + n).into()
}

fn call_id(n: u128) -> CallId {
    Uuid::from_u128(0x4000 + n).into()
}

fn timer_id(n: u128) -> TimerId {
    Uuid::from_u128(0x5000 + n).into()
}

fn call(n: u128, card: &str, phone: &str) -> CallWord {
    CallWord { id: call_id(n), card: card.into(), label: "Brīvības iela 1".into(), phone: phone.into() }
}

fn timer(n: u128, subject: Option<Subject>, label: &str) -> TimerWord {
    TimerWord { id: timer_id(n), subject, label: label.into() }
}

fn reason(code: &str, lv: &str, en: &str) -> CloseReason {
    CloseReason { code: code.into(), key: code[..1].into(), name_lv: lv.into(), name_en: en.into() }
}

fn unit(n: u128, sign: &str, of: &str, assigned: &[u128]) -> UnitWord {
    let assigned = assigned.iter().map(|n| incident_id(*n)).collect();
    UnitWord::new(unit_id(n), sign.into(), of.into(), UnitStatus::Available, assigned)
}

fn incident(n: u128, number: &str, open: bool) -> IncidentWord {
    IncidentWord::new(incident_id(n), number.into(), open, "Kautiņš, Brīvības iela 1".into())
}

fn kind(code: &str, lv: &str, en: &str) -> TypeWord {
    TypeWord::new(&IncidentType {
        code: code.into(),
        parent: None,
        name_lv: lv.into(),
        name_en: en.into(),
        default_category: Category::B,
        law: String::new(),
        keywords: "sitas kaujas".into(),
        selectable: true,
        valid_from: "2020-01-01T00:00:00Z".parse().unwrap(),
        valid_to: None,
        version: 1,
    })
}

fn vocabulary() -> Vocabulary {
    let institution = |n, code: &str, name: &str| InstitutionWord {
        id: institution_id(n),
        code: code.into(),
        name: name.into(),
    };
    Vocabulary {
        home: "VP".into(),
        units: vec![
            unit(1, "VP-12", "VP", &[1]),
            unit(2, "VP-14", "VP", &[]),
            unit(3, "Alfa 1", "VP", &[1, 2]),
            unit(4, "12", "RPP", &[]),
            unit(5, "RPP-14", "RPP", &[]),
            unit(6, "VP-114", "VP", &[]),
            unit(7, "Bravo", "VP", &[]),
            unit(8, "Brīze", "VP", &[]),
        ],
        incidents: vec![
            incident(1, "VP-2026-000451", true),
            incident(2, "VP-2026-000452", true),
            incident(3, "RPP-2026-000451", true),
            incident(4, "VP-2026-012114", true),
            incident(5, "VP-2026-000009", true),
            incident(6, "VP-2026-000099", false),
            incident(7, "VP-2026-003014", true),
        ],
        types: vec![
            kind("order.fight", "Kautiņš", "Fight"),
            kind(
                "traffic.injured",
                "Ceļu satiksmes negadījums ar cietušajiem",
                "Road accident with injuries",
            ),
            kind(
                "traffic.collision",
                "Ceļu satiksmes negadījums bez cietušajiem",
                "Road accident without injuries",
            ),
        ],
        institutions: vec![
            institution(1, "VP", "Valsts policija"),
            institution(2, "RPP", "Rīgas pašvaldības policija"),
        ],
        calls: vec![
            call(1, "K-2026-0004711", "+37120000111"),
            call(2, "K-2026-0004712", "+37120000112"),
            call(3, "", "+37120004711"),
            call(4, "", ""),
        ],
        reasons: vec![
            reason("accidental", "Nejaušs zvans", "Dialled by accident"),
            reason("test", "Pārbaudes zvans", "Test call"),
            reason("not_emergency", "Nav ārkārtas gadījums", "Not an emergency"),
        ],
        timers: vec![
            timer(1, Some(Subject::Unit(unit_id(1))), "pārbaudīt"),
            timer(2, Some(Subject::Incident(incident_id(1))), ""),
            timer(3, Some(Subject::Unit(unit_id(2))), "viens"),
            timer(4, Some(Subject::Unit(unit_id(2))), "divi"),
            timer(5, None, "uzdevums"),
            timer(6, Some(Subject::Unit(unit_id(4))), ""),
        ],
    }
}

fn read(line: &str) -> Outcome {
    parse(line, &vocabulary(), Chosen::default()).outcome
}

/// With the first incident selected.
fn read_at(line: &str) -> Outcome {
    parse(line, &vocabulary(), Chosen { incident: Some(incident_id(1)), ..Chosen::default() }).outcome
}

fn send(units: &[u128], incident: u128) -> Outcome {
    let units = units.iter().map(|n| unit_id(*n)).collect();
    Outcome::Ready(Action::Assign { units, incident: incident_id(incident) })
}

#[test]
fn sending_forgives_order_names_and_diacritics() {
    for line in [
        "sūti 14 uz 451",
        "SUTI vp-14 uz 451",
        "send 14 451",
        "s 14 451",
        "sūtīt uz:451 vienība:14",
        "sūtīt vienība: 14 uz: VP-2026-000451",
        "assign vp14 to vp451",
        "send unit:14 incident:2026-451",
        "send 451 14",
        "sūti „VP-14” uz #451",
    ] {
        assert_eq!(read(line), send(&[2], 1), "{line}");
    }
    assert_eq!(read("sūti 14 un bravo uz 452"), send(&[2, 7], 2));
    assert_eq!(read("sūti alfa 1 452"), send(&[3], 2));
}

#[test]
fn of_equal_names_the_own_institution_s_are_meant_and_others_are_named_whole() {
    // Unit 12 of the municipal police is called just so; a whole call sign goes before the number of a longer one.
    assert_eq!(read("sūti 12 uz 451"), send(&[4], 1));
    assert_eq!(read("sūti vp12 uz rpp-451"), send(&[1], 3));
    assert_eq!(read("sūti RPP/12 uz RPP-2026-000451"), send(&[4], 3));
}

#[test]
fn a_number_that_may_be_a_unit_or_an_incident_is_asked_about() {
    let Outcome::Ambiguous(readings) = read_at("sūti 14 114") else {
        panic!("{:?}", read_at("sūti 14 114"))
    };
    assert_eq!(readings.len(), 2);
    // Without a selected row only one reading is whole.
    assert_eq!(read("sūti 14 114"), send(&[2], 4));
    // Two digits are a unit before they are an incident.
    assert_eq!(read_at("sūti bravo 14"), send(&[7, 2], 1));
    assert_eq!(read_at("sūti 14 uz 114"), send(&[2], 4));
}

#[test]
fn the_selected_row_stands_in() {
    assert_eq!(read_at("sūti 14"), send(&[2], 1));
    let noted =
        Outcome::Ready(Action::Note { incident: incident_id(1), text: "3 cietušie uz vietas".into() });
    assert_eq!(read_at("piezīme 3 cietušie uz vietas"), noted);
    assert_eq!(read_at("p 451 3 cietušie uz vietas"), noted);
    assert_eq!(read("slēgt"), Outcome::Missing(Verb::Close, vec![Slot::Incident]));
    let merge = |a, b| Outcome::Ready(Action::Merge { incident: incident_id(a), into: incident_id(b) });
    assert_eq!(read_at("apvieno 452"), merge(2, 1));
    assert_eq!(read_at("apvieno ar 452"), merge(1, 2));
    assert_eq!(read_at("merge 452 into 9"), merge(2, 5));
    assert_eq!(read_at("apvieno 451 ar 451"), Outcome::Wrong(Trouble::Same));
}

#[test]
fn each_verb_reads_its_parts() {
    let ready = |line: &str| match read(line) {
        Outcome::Ready(action) => action,
        other => panic!("{line}: {other:?}"),
    };
    let id = incident_id;
    assert_eq!(
        ready("jauns kautiņš pie Brīvības iela 1, Rīga kat:a teksts:\"Trīs sitas\""),
        Action::Create {
            type_code: "order.fight".into(),
            place: "Brīvības iela 1, Rīga".into(),
            category: Some(Category::A),
            text: "Trīs sitas".into()
        }
    );
    assert_eq!(
        ready("new road accident with injuries Brīvības iela 1"),
        Action::Create {
            type_code: "traffic.injured".into(),
            place: "Brīvības iela 1".into(),
            category: None,
            text: String::new()
        }
    );
    assert_eq!(
        ready("status 14,bravo en_route"),
        Action::Status { units: vec![unit_id(2), unit_id(7)], status: UnitStatus::EnRoute }
    );
    assert_eq!(ready("v 451 kaut"), Action::Type { incident: id(1), type_code: "order.fight".into() });
    assert_eq!(ready("kat A 451"), Action::Category { incident: id(1), category: Category::A });
    assert_eq!(
        ready("solis 451 nodot uz RPP viņu teritorija"),
        Action::Step {
            incident: id(1),
            step: Step::Pass,
            reason: "viņu teritorija".into(),
            to: Some(institution_id(2))
        }
    );
    assert_eq!(
        ready("atver 99 zvanītājs atkal zvana"),
        Action::Step {
            incident: id(6),
            step: Step::Reopen,
            reason: "zvanītājs atkal zvana".into(),
            to: None
        }
    );
    assert_eq!(
        ready("link 451 with 452 part"),
        Action::Link { incident: id(1), other: id(2), kind: LinkKind::PartOf }
    );
    assert_eq!(
        ready("taimeris 14 15 min pārbaudīt"),
        Action::Timer { subject: Subject::Unit(unit_id(2)), minutes: 15, text: "pārbaudīt".into() }
    );
    assert_eq!(
        ready("timer laiks:1h30 452"),
        Action::Timer { subject: Subject::Incident(id(2)), minutes: 90, text: String::new() }
    );
    assert_eq!(
        ready("ziņa 14,bravo brauciet uz 452: klusi"),
        Action::Message { units: vec![unit_id(2), unit_id(7)], text: "brauciet uz 452: klusi".into() }
    );
    assert_eq!(ready("go to search"), Action::Go { target: Target::Screen(Screen::Search) });
    assert_eq!(ready("? sūtīt"), Action::Help { topic: Some(Verb::Assign) });
    assert_eq!(ready("u"), Action::Undo { command: None });
    assert_eq!(ready("release from 451"), Action::Release { units: vec![], incident: Some(id(1)) });
    // Alfa 1 has two incidents.
    assert!(matches!(read("atbrīvo alfa 1"), Outcome::Ambiguous(ways) if ways.len() == 2));
    assert!(matches!(read_at("atbrīvo alfa 1"), Outcome::Ready(Action::Release { incident: Some(_), .. })));
}

#[test]
fn calls_timers_and_alarms_have_verbs_of_their_own() {
    let at = |line: &str| {
        parse(
            line,
            &vocabulary(),
            Chosen { call: Some(call_id(2)), incident: Some(incident_id(1)), unit: None },
        )
        .outcome
    };
    let ready = Outcome::Ready;
    assert_eq!(read("ņemt"), ready(Action::Take { call: None }));
    assert_eq!(at("take"), ready(Action::Take { call: None }), "not the one that is taken already");
    assert_eq!(read("ņemt 712"), ready(Action::Take { call: Some(call_id(2)) }));
    assert!(
        matches!(read("ņemt 4711"), Outcome::Ambiguous(ways) if ways.len() == 2),
        "a card's number and a caller's"
    );
    assert_eq!(read("take K-2026-0004711"), ready(Action::Take { call: Some(call_id(1)) }));
    assert_eq!(read("atlikt"), Outcome::Missing(Verb::PutBack, vec![Slot::Call]));
    assert_eq!(at("atlikt"), ready(Action::PutBack { call: call_id(2) }));
    let attach =
        |call, incident| ready(Action::Attach { call: call_id(call), incident: incident_id(incident) });
    assert_eq!(read("piesaistīt 712 pie 452"), attach(2, 2));
    assert_eq!(read("attach 452 712"), attach(2, 2));
    assert_eq!(at("attach to 452"), attach(2, 2));
    assert_eq!(at("attach"), attach(2, 1));
    let dismiss = |text: &str| {
        ready(Action::Dismiss { call: call_id(2), reason: "accidental".into(), text: text.into() })
    };
    assert_eq!(read("izbeigt 712 nejaušs bērns spēlējas 711"), dismiss("bērns spēlējas 711"));
    assert_eq!(at("dismiss accid"), dismiss(""));
    assert_eq!(at("dismiss"), Outcome::Missing(Verb::Dismiss, vec![Slot::CloseReason]));
    assert_eq!(read("beigt vp12"), ready(Action::EndTimer { timer: timer_id(1) }));
    assert_eq!(read("end 451"), ready(Action::EndTimer { timer: timer_id(2) }));
    assert!(matches!(read("beigt vp-14"), Outcome::Ambiguous(ways) if ways.len() == 2), "two hang on it");
    assert_eq!(read("trauksme"), ready(Action::TakeAlarm { units: vec![] }));
    let safe = Action::EndAlarm { units: vec![unit_id(2)], reason: "nospiests nejauši".into() };
    assert_eq!(read("drošībā 14 nospiests nejauši"), ready(safe));
    assert_eq!(read("read 14,bravo"), ready(Action::Read { units: vec![unit_id(2), unit_id(7)] }));
    let short = |call| Action::Take { call: Some(call_id(call)) }.short_line(Lang::Lv, &vocabulary());
    assert_eq!((short(2).as_str(), short(3).as_str()), ("ņemt 712", "ņemt 20004711"));
}

#[test]
fn what_is_missing_is_named() {
    assert_eq!(read("sūti"), Outcome::Missing(Verb::Assign, vec![Slot::Units, Slot::Incident]));
    assert_eq!(read("sūti 14 uz"), Outcome::Missing(Verb::Assign, vec![Slot::Incident]));
    assert_eq!(read("solis 451 nodot"), Outcome::Missing(Verb::Step, vec![Slot::Institution, Slot::Reason]));
    assert_eq!(read("atver 99"), Outcome::Missing(Verb::Reopen, vec![Slot::Reason]));
    assert_eq!(read("  "), Outcome::Empty);
}

fn proposed(line: &str) -> Option<String> {
    let (vocabulary, chosen) = (vocabulary(), Chosen::default());
    let parsed = parse(line, &vocabulary, chosen);
    proposal(line, &parsed, Lang::Lv, &vocabulary, chosen)
}

#[test]
fn an_error_proposes_the_right_command() {
    assert_eq!(proposed("sutti 14 uz 451").as_deref(), Some("sūtīt 14 uz 451"));
    assert_eq!(proposed("14 uz 451").as_deref(), Some("sūtīt 14 uz 451"));
    assert_eq!(proposed("statuss 451 sākt").as_deref(), Some("solis 451 sākt"));
    assert_eq!(proposed("sūti bravp uz 451"), None, "a slip in a call sign is forgiven, not an error");
    assert_eq!(proposed("sūti VP-13 uz 4452").as_deref(), None);
    assert_eq!(proposed("statuss 14 celaa").as_deref(), Some("statuss 14 ceļā"));
    assert_eq!(proposed("xyzzy plugh"), None);
}

#[test]
fn another_verb_keeps_the_arguments() {
    let (v, chosen) = (vocabulary(), Chosen::default());
    let again = |line: &str, verb| with_verb(line, verb, Lang::Lv, &v, chosen);
    assert_eq!(again("sūti 14 uz 451", Verb::Release), "atbrīvot 14 no 451 ");
    assert_eq!(again("send 14,bravo to 451", Verb::Message), "ziņa 14,bravo ");
    assert_eq!(again("piezīme 451 kaut kas", Verb::Hazard), "bīstami 451 kaut kas ");
    assert_eq!(again("sūti uz:451 14", Verb::Close), "slēgt 451 ");
    assert_eq!(again("sūti alfa 1 uz 451", Verb::Status), "statuss alfa 1 ");
}

#[test]
fn completion_offers_what_may_stand_at_the_cursor() {
    let (v, chosen) = (vocabulary(), Chosen::default());
    let labels = |line: &str| -> Vec<String> {
        complete(line, line.len(), Lang::Lv, &v, chosen).into_iter().map(|c| c.label).collect()
    };
    assert_eq!(labels("piez"), ["piezīme"]);
    assert_eq!(labels("").len(), Verb::ALL.len());
    assert_eq!(labels("sūti br")[..2], ["Bravo", "Brīze"]);
    assert!(labels("sūti 14 uz:45").contains(&"VP-2026-000451".to_owned()));
    assert_eq!(labels("statuss 14 c"), ["brīva", "ceļā"], "„clear” is a name of the first");
    assert_eq!(labels("veids 451 kau"), ["Kautiņš"]);
    let list = complete("sūti 14,br", 11, Lang::Lv, &v, chosen);
    assert_eq!((list[0].insert.as_str(), list[0].span.clone()), ("Bravo ", 9..11));
}

#[test]
fn what_will_be_done_is_said_in_words() {
    let v = vocabulary();
    let Outcome::Ready(action) = read("sūti 14 uz 451") else { panic!() };
    assert_eq!(
        action.said(Lang::Lv, Tense::Will, &v),
        "Nosūtīt: VP-14 → VP-2026-000451 (Kautiņš, Brīvības iela 1)"
    );
    assert_eq!(action.line(Lang::Lv, &v), "sūtīt VP-14 uz VP-2026-000451");
    assert_eq!(action.short_line(Lang::En, &v), "send VP-14 to 451");
}

#[test]
fn the_examples_of_the_table_are_commands() {
    let v = vocabulary();
    for verb in Verb::ALL {
        for example in verb.examples() {
            let parsed = parse(example, &v, Chosen::default());
            assert_eq!(parsed.verb, Some(*verb), "{example}");
            assert!(matches!(parsed.outcome, Outcome::Ready(_)), "{example}: {:?}", parsed.outcome);
        }
    }
}

fn text() -> impl Strategy<Value = String> {
    "\\PC{1,20}".prop_map(|text| text.trim().to_owned()).prop_filter("not empty", |text| !text.is_empty())
}

fn some_unit() -> impl Strategy<Value = UnitId> {
    (1..=8u128).prop_map(unit_id)
}

fn some_units() -> impl Strategy<Value = Vec<UnitId>> {
    proptest::collection::btree_set(1..=8u128, 1..4).prop_map(|ids| ids.into_iter().map(unit_id).collect())
}

fn some_call() -> impl Strategy<Value = CallId> {
    (1..=4u128).prop_map(call_id)
}

fn open_incident() -> impl Strategy<Value = IncidentId> {
    (1..=5u128).prop_map(incident_id)
}

fn choose<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(all)
}

fn subject() -> impl Strategy<Value = Subject> {
    prop_oneof![some_unit().prop_map(Subject::Unit), open_incident().prop_map(Subject::Incident)]
}

fn some_step() -> impl Strategy<Value = Action> {
    let steps = choose(&Step::ALL).prop_filter("has a verb of its own", |s| *s != Step::Reopen);
    (steps, open_incident(), text(), any::<bool>()).prop_map(|(step, incident, text, said)| {
        let reason = if said || step.needs_reason() { text } else { String::new() };
        let to = (step == Step::Pass).then(|| institution_id(2));
        Action::Step { incident, step, reason, to }
    })
}

fn action() -> impl Strategy<Value = Action> {
    let types = proptest::sample::select(vec!["order.fight", "traffic.injured"]).prop_map(str::to_owned);
    let target = prop_oneof![
        open_incident().prop_map(Target::Incident),
        some_unit().prop_map(Target::Unit),
        choose(Screen::ALL).prop_map(Target::Screen)
    ];
    let maybe = || proptest::option::of(text()).prop_map(Option::unwrap_or_default);
    let created = (types.clone(), text(), proptest::option::of(choose(&[Category::A, Category::B])), maybe());
    let pair = || (open_incident(), open_incident()).prop_filter("two", |(a, b)| a != b);
    prop_oneof![
        created.prop_map(|(type_code, place, category, text)| Action::Create {
            type_code,
            place,
            category,
            text
        }),
        text().prop_map(|text| Action::Find { text }),
        (some_units(), open_incident()).prop_map(|(units, incident)| Action::Assign { units, incident }),
        (some_units(), open_incident())
            .prop_map(|(units, incident)| Action::Release { units, incident: Some(incident) }),
        (4..=8u128).prop_map(|n| Action::Release { units: vec![unit_id(n)], incident: None }),
        open_incident().prop_map(|incident| Action::Release { units: vec![], incident: Some(incident) }),
        (some_units(), choose(&UnitStatus::ALL)).prop_map(|(units, status)| Action::Status { units, status }),
        (open_incident(), text()).prop_map(|(incident, text)| Action::Note { incident, text }),
        (open_incident(), types).prop_map(|(incident, type_code)| Action::Type { incident, type_code }),
        (open_incident(), choose(<Category as Words>::ALL))
            .prop_map(|(incident, category)| Action::Category { incident, category }),
        some_step(),
        text().prop_map(|reason| Action::Step {
            incident: incident_id(6),
            step: Step::Reopen,
            reason,
            to: None
        }),
        (pair(), choose(LinkKind::ALL)).prop_map(|((incident, other), kind)| Action::Link {
            incident,
            other,
            kind
        }),
        pair().prop_map(|(incident, into)| Action::Merge { incident, into }),
        open_incident().prop_map(|incident| Action::Split { incident }),
        (subject(), 1..SPAN_MAX, maybe()).prop_map(|(subject, minutes, text)| Action::Timer {
            subject,
            minutes,
            text
        }),
        (open_incident(), text()).prop_map(|(incident, text)| Action::Hazard { incident, text }),
        (some_units(), text()).prop_map(|(units, text)| Action::Message { units, text }),
        proptest::option::of(some_call()).prop_map(|call| Action::Take { call }),
        some_call().prop_map(|call| Action::PutBack { call }),
        (some_call(), open_incident()).prop_map(|(call, incident)| Action::Attach { call, incident }),
        (some_call(), proptest::sample::select(vec!["accidental", "test", "not_emergency"]), maybe())
            .prop_map(|(call, reason, text)| Action::Dismiss { call, reason: reason.to_owned(), text }),
        (1..=6u128).prop_map(|n| Action::EndTimer { timer: timer_id(n) }),
        some_units().prop_map(|units| Action::Read { units }),
        proptest::option::of(some_units())
            .prop_map(|units| Action::TakeAlarm { units: units.unwrap_or_default() }),
        (some_units(), text()).prop_map(|(units, reason)| Action::EndAlarm { units, reason }),
        target.prop_map(|target| Action::Go { target }),
        proptest::option::of(choose(Verb::ALL)).prop_map(|topic| Action::Help { topic }),
        proptest::option::of(any::<u128>())
            .prop_map(|id| Action::Undo { command: id.map(|id| CommandId(Uuid::from_u128(id))) }),
    ]
}

fn chosen() -> impl Strategy<Value = Chosen> {
    (
        proptest::option::of(open_incident()),
        proptest::option::of(some_unit()),
        proptest::option::of((1..=4u128).prop_map(call_id)),
    )
        .prop_map(|(incident, unit, call)| Chosen { incident, unit, call })
}

/// Words such as people type, right and wrong ones, and rubbish.
fn typed() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => proptest::sample::select(vec![
            "sūti", "send", "st", "piezīme", "kat", "re", "12", "14", "114", "451", "452", "#9", "vp-14", "rpp/12", "uz",
            "to", "ar", "no", "uz:", "uz:451", "kat:a", "laiks:15m", "teksts:\"a b\"", "alfa", "1", "bravo", "br", "ceļā",
            "sākt", "15", "min", "un", "kautiņš", "pie", "\"", "„x”", "12,14", "jauns", "taimeris", "ziņa", "link", "merge",
            "ņemt", "atlikt", "piesaisti", "izbeigt", "beigt", "drošībā", "izlasīts", "4711", "711", "nejaušs", "test",
            "ej", "help", "atbrīvo", "solis", "nodot", "VP-2026-000451",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    proptest::collection::vec(word, 0..8).prop_map(|words| words.join(" "))
}

/// The same word without diacritics, in capitals.
fn shout(line: &str) -> String {
    line.split(' ')
        .map(|word| {
            let folded = fold(word);
            if folded.contains(' ') || !word.chars().all(char::is_alphanumeric) {
                word.to_uppercase()
            } else {
                folded.to_uppercase()
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn an_action_is_written_and_read_again(action in action(), chosen in chosen()) {
        let v = vocabulary();
        for lang in [Lang::Lv, Lang::En] {
            for line in [action.line(lang, &v), action.short_line(lang, &v)] {
                let parsed = parse(&line, &v, chosen);
                prop_assert_eq!(&parsed.outcome, &Outcome::Ready(action.clone()), "{}", line);
                let _ = action.said(lang, Tense::Will, &v);
            }
        }
    }

    #[test]
    fn nothing_typed_breaks_anything(line in prop_oneof![any::<String>(), typed()], cursor in 0..80usize, chosen in chosen()) {
        let v = vocabulary();
        let parsed = parse(&line, &v, chosen);
        for piece in &parsed.pieces {
            prop_assert!(line.get(piece.span.clone()).is_some());
        }
        for lang in [Lang::Lv, Lang::En] {
            if let Some(better) = proposal(&line, &parsed, lang, &v, chosen) {
                let outcome = parse(&better, &v, chosen).outcome;
                prop_assert!(matches!(outcome, Outcome::Ready(_) | Outcome::Missing(..)), "{} → {}", line, better);
            }
            for candidate in complete(&line, cursor, lang, &v, chosen) {
                prop_assert!(line.get(candidate.span).is_some());
            }
            for verb in Verb::ALL {
                let _ = with_verb(&line, *verb, lang, &v, chosen);
            }
            if let Outcome::Wrong(trouble) = &parsed.outcome {
                let _ = trouble.said(lang);
            }
        }
    }

    /// Whatever is read as one action is still that action when it is written out: nothing was decided by chance.
    #[test]
    fn what_is_acted_upon_is_the_only_reading(line in typed(), chosen in chosen()) {
        let v = vocabulary();
        match parse(&line, &v, chosen).outcome {
            Outcome::Ready(action) => {
                prop_assert_eq!(parse(&action.line(Lang::Lv, &v), &v, chosen).outcome, Outcome::Ready(action));
            }
            Outcome::Ambiguous(readings) => {
                prop_assert!(readings.len() <= READINGS_MAX);
                for (i, reading) in readings.iter().enumerate() {
                    prop_assert!(!readings[..i].contains(reading));
                    let again = parse(&reading.line(Lang::En, &v), &v, chosen).outcome;
                    prop_assert_eq!(again, Outcome::Ready(reading.clone()));
                }
            }
            _ => {}
        }
    }

    /// Two units of one institution with the same call sign: whoever is meant must be asked.
    #[test]
    fn twins_are_never_sent(sign in "[a-z]{1,5}[0-9]{0,3}", at in 1..=5u128) {
        let mut v = vocabulary();
        v.units = vec![unit(20, &sign, "VP", &[]), unit(21, &sign, "VP", &[])];
        let line = format!("sūti {sign} uz:{}", incident_id(at));
        let outcome = parse(&line, &v, Chosen::default()).outcome;
        prop_assert!(matches!(&outcome, Outcome::Ambiguous(readings) if readings.len() == 2), "{:?}", outcome);
    }

    #[test]
    fn named_parts_stand_in_any_order(order in Just(vec![0usize, 1, 2, 3]).prop_shuffle(), lang in any::<bool>()) {
        let v = vocabulary();
        let lines: [(&str, [&str; 4]); 4] = if lang {
            [
                ("jauns", ["veids:kautiņš", "vieta:\"Brīvības iela 1\"", "kat:B", "teksts:\"viens divi\""]),
                ("solis", ["notikums:451", "solis:nodot", "iestāde:RPP", "iemesls:\"viņu teritorija\""]),
                ("taimeris", ["kam:14", "laiks:15m", "teksts:\"pārbaudīt visu\"", ""]),
                ("saistīt", ["notikums:451", "otrs:452", "saite:daļa", ""]),
            ]
        } else {
            [
                ("new", ["type:fight", "place:\"Brīvības iela 1\"", "cat:B", "text:\"one two\""]),
                ("step", ["incident:451", "step:pass", "to:RPP", "reason:\"their ground\""]),
                ("timer", ["for:14", "in:15m", "text:\"check all\"", ""]),
                ("link", ["incident:451", "with:452", "kind:part", ""]),
            ]
        };
        for (verb, parts) in lines {
            let straight = format!("{verb} {}", parts.join(" "));
            let shuffled = format!("{verb} {}", order.iter().map(|i| parts[*i]).collect::<Vec<_>>().join(" "));
            let expected = parse(&straight, &v, Chosen::default()).outcome;
            prop_assert!(matches!(expected, Outcome::Ready(_)), "{} {:?}", straight, expected);
            prop_assert_eq!(parse(&shuffled, &v, Chosen::default()).outcome, expected, "{}", shuffled);
        }
    }

    #[test]
    fn capitals_and_diacritics_change_nothing(line in proptest::sample::select(vec![
        "sūti bravo uz 451", "statuss 14 ceļā", "kategorija 451 a", "veids 451 kautiņš", "ej meklēšana", "palīdzība sūtīt",
        "solis 451 sākt", "atdali 452", "saistīt 451 ar 452 dublikāts", "atbrīvo bravo no 451", "send Brīze to 451",
    ])) {
        let outcome = read(line);
        prop_assert!(matches!(outcome, Outcome::Ready(_)), "{} {:?}", line, outcome);
        prop_assert_eq!(read(&shout(line)), outcome, "{}", shout(line));
    }
}
