//! Small things for the tests of this folder.

use uuid::Uuid;

use super::candidate::{Candidate, Whereabouts};
use super::numbers::{NumberCode, Numbers};
use super::plan::{AlarmLevel, Requirement, ResponsePlan};
use crate::access::InstitutionKind;
use crate::incident::{Category, LegalClock, Sensitivity, Status, Summary};
use crate::road::{Travel, TravelModel};
use crate::time::DateTime;
use crate::unit::{CrewMember, Station, UnitAssignment, UnitKind, UnitStatus, UnitSummary};

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

pub const NOW: &str = "2026-11-22T10:00:00Z";

pub fn numbers() -> Numbers {
    Numbers::default()
        .with(NumberCode::WeightA, 100)
        .with(NumberCode::WeightB, 10)
        .with(NumberCode::WeightC, 1)
        .with(NumberCode::PositionAge, 600)
        .with(NumberCode::ShiftMargin, 900)
        .with(NumberCode::Rest, 600)
        .with(NumberCode::RestPrice, 120)
        .with(NumberCode::LoadPrice, 60)
        .with(NumberCode::Work, 2400)
        .with(NumberCode::Nearer, 120)
        .with(NumberCode::Cover, 900)
}

pub fn plan(number: u128, change: impl FnOnce(&mut ResponsePlan)) -> ResponsePlan {
    let mut plan = ResponsePlan {
        id: id(number).into(),
        institution: None,
        institution_kind: InstitutionKind::StatePolice,
        name_lv: format!("Plāns {number}"),
        name_en: format!("Plan {number}"),
        types: vec![],
        categories: vec![],
        territories: vec![],
        area: vec![],
        hours: vec![],
        levels: vec![AlarmLevel { requirements: vec![Requirement { count: 1, ..Requirement::default() }] }],
        source: "test".into(),
        confirmed: false,
        valid_from: at("2026-01-01T00:00:00Z"),
        valid_to: None,
        version: 1,
    };
    change(&mut plan);
    plan
}

/// A free patrol of institution 1 with a crew of two, so many seconds away.
pub fn candidate(number: u128, seconds: u32, change: impl FnOnce(&mut Candidate)) -> Candidate {
    let member = |name: &str| CrewMember { user: None, name: name.into(), leader: false };
    let unit = UnitSummary {
        id: id(number).into(),
        mark: u32::try_from(number).unwrap(),
        call_sign: number.to_string(),
        institution: id(1).into(),
        department: None,
        kind: UnitKind::Patrol,
        status: UnitStatus::Available,
        since: at("2026-11-22T09:00:00Z"),
        status_by: String::new(),
        crew: vec![member("A"), member("B")],
        capabilities: vec![],
        vehicle: String::new(),
        station: Station { name: String::new(), lat: 56.95, lon: 24.1 },
        assignments: vec![],
        shift_from: Some(at("2026-11-22T06:00:00Z")),
        shift_to: Some(at("2026-11-22T18:00:00Z")),
        part_of: None,
        parts: vec![],
        active: true,
        version: 1,
    };
    let mut candidate = Candidate {
        unit,
        institution_kind: InstitutionKind::StatePolice,
        whereabouts: Some(Whereabouts { lat: 56.95, lon: 24.1, at: Some(at("2026-11-22T09:59:50Z")) }),
        load: 0,
        travel: Some(Travel { seconds, model: TravelModel::Road }),
    };
    change(&mut candidate);
    candidate
}

pub fn assignment(incident: u128, at_scene_at: Option<&str>) -> UnitAssignment {
    UnitAssignment {
        id: id(incident + 1_000_000).into(),
        incident: id(incident).into(),
        number: format!("VP-2026-{incident:06}"),
        order: 1,
        since: at("2026-11-22T09:20:00Z"),
        en_route_at: None,
        at_scene_at: at_scene_at.map(at),
    }
}

/// Incident 500 of institution 1 in Rīga, received now, to be reached in 15 minutes.
pub fn incident(change: impl FnOnce(&mut Summary)) -> Summary {
    let clock = LegalClock {
        started_at: at(NOW),
        due_at: at("2026-11-22T10:15:00Z"),
        stopped_at: None,
        confirmed: false,
    };
    let mut summary = Summary {
        id: id(500).into(),
        number: "VP-2026-000500".into(),
        owner: id(1).into(),
        type_code: "order.fight".into(),
        category: Category::A,
        status: Status::Registered,
        received_at: at(NOW),
        lat: 56.95,
        lon: 24.1,
        radius_m: None,
        address: "Brīvības iela 1, Rīga".into(),
        territory: None,
        headline: String::new(),
        clock: Some(clock),
        sensitivity: Sensitivity::Normal,
        passed_to: None,
        units: vec![],
        version: 1,
        updated_at: at(NOW),
    };
    change(&mut summary);
    summary
}
