use super::*;
use crate::recommend::candidate::{Change, Whereabouts};
use crate::recommend::plan::AlarmLevel;
use crate::recommend::testing::{NOW, assignment, at, candidate, id, incident, numbers, plan};
use crate::unit::{Capability, UnitKind};
use proptest::prelude::*;

fn question<'a>(
    incident: &'a Summary,
    plan: Option<&'a ResponsePlan>,
    numbers: &'a Numbers,
    excluded: &'a [UnitId],
) -> Question<'a> {
    Question {
        incident,
        asking: id(1).into(),
        asking_kind: InstitutionKind::StatePolice,
        plan,
        level: 1,
        excluded,
        numbers,
        cover: None,
        now: at(NOW),
    }
}

fn ask(incident: &Summary, plan: Option<&ResponsePlan>, candidates: &[Candidate]) -> Recommendation {
    recommend(&question(incident, plan, &numbers(), &[]), candidates)
}

fn proposed(need: &Need) -> Vec<&str> {
    need.proposals.iter().map(|p| p.unit.call_sign.as_str()).collect()
}

fn sent_to_500(c: &mut Candidate) {
    c.unit.status = UnitStatus::EnRoute;
    c.unit.assignments = vec![assignment(500, None)];
}

#[test]
fn without_a_plan_the_nearest_free_unit_goes_and_the_clock_is_met() {
    let units = [
        candidate(11, 400, |_| {}),
        candidate(12, 300, |_| {}),
        candidate(13, 100, |c| c.unit.status = UnitStatus::Busy),
    ];
    let answer = ask(&incident(|_| {}), None, &units);
    assert_eq!(answer.plan, None);
    let need = &answer.needs[0];
    assert_eq!(proposed(need), ["12"]);
    assert_eq!(need.proposals[0].verdict, Verdict::Meets(600));
    assert_eq!(need.proposals[0].arrives_at, at("2026-11-22T10:05:00Z"));
    assert_eq!(need.proposals[0].because, [Because::Nearest]);
    assert_eq!(need.alternatives[0].unit.call_sign, "11");
    assert_eq!(answer.not_offered.len(), 1);
    assert_eq!(answer.not_offered[0].hindrances[0].change, Change::Interrupt);
}

#[test]
fn a_late_arrival_names_the_unit_that_would_be_in_time() {
    let busy = |c: &mut Candidate| {
        c.unit.status = UnitStatus::AtScene;
        c.unit.assignments = vec![assignment(451, Some("2026-11-22T09:50:00Z"))];
    };
    let units = [
        candidate(11, 1260, |_| {}),
        candidate(14, 200, busy),
        candidate(15, 100, |c| c.unit.institution = id(2).into()),
        // Has two things in its way.
        candidate(16, 50, |c| {
            busy(c);
            c.unit.institution = id(2).into();
        }),
    ];
    let answer = ask(&incident(|_| {}), None, &units);
    let Verdict::Misses { by, unless } = &answer.needs[0].proposals[0].verdict else { panic!("{answer:?}") };
    assert_eq!(*by, 360);
    let unless = unless.as_ref().unwrap();
    assert_eq!(unless.unit.call_sign, "15", "one thing to change, and nearest");
    assert_eq!(unless.hindrances[0].change, Change::Ask(id(2).into()));
    // A clock that does not bind whoever asks, or has stopped, is none.
    for change in [
        |s: &mut Summary| s.owner = id(2).into(),
        |s: &mut Summary| s.clock.as_mut().unwrap().stopped_at = Some(at(NOW)),
    ] {
        let answer = ask(&incident(change), None, &units);
        assert_eq!(answer.needs[0].proposals[0].verdict, Verdict::NoClock);
    }
}

#[test]
fn the_only_dog_goes_where_a_dog_is_needed_although_it_is_nearest() {
    let dog = |c: &mut Candidate| c.unit.capabilities = vec![Capability::Dog];
    let units = [candidate(11, 500, |_| {}), candidate(12, 100, dog), candidate(13, 600, |_| {})];
    let one = |count, capabilities: &[Capability]| Requirement {
        count,
        capabilities: capabilities.to_vec(),
        ..Requirement::default()
    };
    let plan = plan(1, |p| {
        p.levels = vec![AlarmLevel { requirements: vec![one(1, &[]), one(2, &[Capability::Dog])] }];
    });
    let answer = ask(&incident(|_| {}), Some(&plan), &units);
    assert_eq!(proposed(&answer.needs[0]), ["11"]);
    assert_eq!(
        answer.needs[0].proposals[0].because,
        [Because::Shared(UnitName { id: id(12).into(), call_sign: "12".into() })]
    );
    assert_eq!(proposed(&answer.needs[1]), ["12"]);
    assert_eq!(answer.needs[1].proposals[0].because, [Because::Has(vec![Capability::Dog]), Because::Only]);
    assert_eq!((answer.needs[0].missing, answer.needs[1].missing), (0, 1));
}

#[test]
fn units_that_are_sent_count_and_a_nearer_one_that_became_free_is_told() {
    let plan = plan(1, |p| p.levels[0].requirements[0].count = 2);
    let mut units =
        vec![candidate(11, 900, sent_to_500), candidate(12, 300, |_| {}), candidate(13, 250, |_| {})];
    let answer = ask(&incident(|_| {}), Some(&plan), &units);
    assert_eq!(answer.needs[0].sent[0].call_sign, "11");
    assert_eq!(proposed(&answer.needs[0]), ["13"]);
    assert_eq!(answer.nearer.len(), 1);
    assert_eq!(answer.nearer[0].unit.call_sign, "12", "the one that is not proposed anyway");
    assert_eq!((answer.nearer[0].instead_of.call_sign.as_str(), answer.nearer[0].sooner_s), ("11", 600));
    // Not worth the change, and not any more once it has arrived.
    units[1].travel.as_mut().unwrap().seconds = 781;
    assert_eq!(ask(&incident(|_| {}), Some(&plan), &units).nearer, []);
    units[1].travel.as_mut().unwrap().seconds = 10;
    units[0].unit.status = UnitStatus::AtScene;
    assert_eq!(ask(&incident(|_| {}), Some(&plan), &units).nearer, []);
}

#[test]
fn what_others_have_to_bring_is_asked_of_them() {
    let engine = Requirement {
        count: 2,
        kinds: vec![UnitKind::Engine],
        institution_kind: Some(InstitutionKind::FireRescue),
        ..Requirement::default()
    };
    let plan = plan(1, |p| p.levels.push(AlarmLevel { requirements: vec![engine] }));
    let theirs = candidate(21, 60, |c| {
        c.unit.kind = UnitKind::Engine;
        c.unit.institution = id(2).into();
        c.institution_kind = InstitutionKind::FireRescue;
    });
    let units = [candidate(11, 300, |_| {}), theirs];
    let incident = incident(|_| {});
    let numbers = numbers();
    let first = Question { level: 2, ..question(&incident, Some(&plan), &numbers, &[]) };
    let answer = recommend(&first, &units);
    assert_eq!(proposed(&answer.needs[0]), ["11"]);
    assert_eq!((answer.needs[1].missing, answer.needs[1].ask), (2, Some(InstitutionKind::FireRescue)));
    assert_eq!(answer.not_offered[0].hindrances[0].change, Change::Ask(id(2).into()));
    // At the first level nobody else is needed.
    assert_eq!(ask(&incident, Some(&plan), &units).needs.len(), 1);
}

#[test]
fn who_is_excluded_is_not_offered_and_is_no_way_out() {
    let units = [candidate(11, 1200, |_| {}), candidate(12, 100, |_| {})];
    let (incident, numbers) = (incident(|_| {}), numbers());
    let excluded = [id(12).into()];
    let answer = recommend(&question(&incident, None, &numbers, &excluded), &units);
    assert_eq!(answer.needs[0].proposals[0].verdict, Verdict::Misses { by: 300, unless: None });
    assert_eq!(answer.not_offered[0].hindrances[0].change, Change::Include);
}

/// Units as they may be, with anything that could stand in the way of some.
fn units() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (0_u32..2000, 0_usize..8, 0_u32..6, any::<bool>(), any::<bool>(), 0_u8..4, any::<bool>());
    proptest::collection::vec(one, 0..14).prop_map(|units| {
        let numbered = (10_u128..).zip(units);
        numbered
            .map(|(number, (seconds, status, load, own, dog, crew, sent))| {
                candidate(number, seconds, |c| {
                    c.unit.status = UnitStatus::ALL[status];
                    c.load = load;
                    if !own {
                        c.unit.institution = id(2).into();
                    }
                    if dog {
                        c.unit.capabilities = vec![Capability::Dog];
                    }
                    c.unit.crew.truncate(usize::from(crew));
                    if c.unit.status.is_on_incident() {
                        c.unit.assignments = vec![assignment(if sent { 500 } else { 451 }, None)];
                    }
                    if crew == 3 {
                        c.whereabouts =
                            Some(Whereabouts { lat: 56.0, lon: 24.0, at: Some(at("2026-11-22T09:00:00Z")) });
                    }
                })
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn every_unit_has_one_place_in_the_answer_whatever_the_order(units in units(), rotate in 0_usize..14) {
        let dog = Requirement { count: 2, capabilities: vec![Capability::Dog], crew: 1, ..Requirement::default() };
        let plan = plan(1, |p| p.levels[0].requirements.push(dog));
        let incident = incident(|_| {});
        let answer = ask(&incident, Some(&plan), &units);
        let mut turned = units.clone();
        turned.rotate_left(rotate % units.len().max(1));
        prop_assert_eq!(&ask(&incident, Some(&plan), &turned), &answer);

        let mut places: Vec<UnitId> = answer.not_offered.iter().map(|n| n.unit.id).collect();
        for need in &answer.needs {
            places.extend(need.proposals.iter().map(|p| p.unit.id));
            places.extend(need.sent.iter().map(|s| s.id));
            let filled = need.proposals.len() + need.sent.len() + usize::from(need.missing);
            prop_assert_eq!(filled, usize::from(need.requirement.count));
            for proposal in &need.proposals {
                let unit = units.iter().find(|c| c.unit.id == proposal.unit.id).unwrap();
                prop_assert!(unit.lacks(&need.requirement).is_empty());
                prop_assert_eq!(unit.unit.status, UnitStatus::Available);
                prop_assert!(!proposal.because.is_empty());
            }
        }
        let count = places.len();
        places.sort_unstable();
        places.dedup();
        prop_assert_eq!(places.len(), count, "a unit is in two places");
        for unit in &units {
            let others: Vec<_> = answer.needs.iter().flat_map(|n| &n.alternatives).map(|p| p.unit.id).collect();
            let sent = unit.is_sent_to(incident.id);
            let cut = others.len() >= ALTERNATIVES;
            let somewhere = places.contains(&unit.unit.id) || others.contains(&unit.unit.id);
            prop_assert!(somewhere || sent || cut, "{} is nowhere", unit.unit.call_sign);
        }
        prop_assert!(answer.not_offered.iter().all(|n| !n.hindrances.is_empty()));
    }
}
