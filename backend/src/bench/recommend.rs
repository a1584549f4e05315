//! Who goes, among a thousand units: the choice by itself, the whole question through the API, and travel times by road.

use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::Method;
use vnr_shared::access::InstitutionKind;
use vnr_shared::id::{IncidentId, InstitutionId};
use vnr_shared::incident::{Category, IncidentAnswer, LegalClock, Sensitivity, Status, Summary};
use vnr_shared::recommend::cover::{Cell, Cover, Ground};
use vnr_shared::recommend::{
    AlarmLevel, Candidate, NumberCode, Numbers, Question, Recommendation, Requirement, ResponsePlan,
    Whereabouts, recommend,
};
use vnr_shared::road::{metres, straight_line};
use vnr_shared::time::DateTime;
use vnr_shared::unit::{Capability, CrewMember, Station, UnitKind, UnitStatus, UnitSummary};

use super::table::Line;
use super::{BenchError, Size, ground, store};
use crate::client::Api;
use crate::clock::{Clock, Ids, SystemClock, SystemIds};
use crate::demo;
use crate::figures::Spread;
use crate::roads;
use crate::terminal::{out, say};

/// Units to choose from.
const UNITS: usize = 1000;
/// Questions of one run.
const QUESTIONS: usize = 400;

/// Pseudo-random numbers from 0 to 1, the same in every run.
struct Spots(u32);

impl Spots {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(self.0 >> 8) / f64::from(1 << 24)
    }

    /// Somewhere in Latvia, half of the time in or near Rīga.
    fn place(&mut self) -> (f64, f64) {
        let (north, east) = (self.next(), self.next());
        if self.next() < 0.5 {
            (56.86 + 0.2 * north, 23.95 + 0.35 * east)
        } else {
            (56.0 + 1.8 * north, 21.2 + 6.6 * east)
        }
    }
}

/// The choice by itself, as browser and server make it: travel times in a straight line, the cover of the whole country
/// counted anew, an alarm of three requirements.
pub fn choice(size: Size) {
    let now = SystemClock.now();
    let mut spots = Spots(7);
    let own = InstitutionId(SystemIds.id());
    let candidates: Vec<Candidate> = (0..UNITS).map(|n| unit(n, own, spots.place(), now)).collect();
    let mut cells = Vec::new();
    for row in 0..100_i32 {
        for column in 0..160_i32 {
            let (lat, lon) = (55.8 + 0.02 * f64::from(row), 21.2 + 0.04 * f64::from(column));
            cells.push(Cell { lat, lon, reach: 15_000.0, closing: 16.0, territory: 0 });
        }
    }
    let ground = Ground::new(cells, vec!["Latvija".to_owned()], 5.4);
    let numbers = Numbers::default()
        .with(NumberCode::PositionAge, 600)
        .with(NumberCode::ShiftMargin, 900)
        .with(NumberCode::Rest, 600)
        .with(NumberCode::Nearer, 180);
    let plan = plan(now);
    let mut spreads = Vec::new();
    for _ in 0..size.runs {
        let mut took = Vec::with_capacity(QUESTIONS);
        for _ in 0..QUESTIONS {
            let (lat, lon) = spots.place();
            let incident = incident(own, lat, lon, now);
            let mut candidates = candidates.clone();
            let began = Instant::now();
            for candidate in &mut candidates {
                let from = candidate.whereabouts.map_or((lat, lon), |w| (w.lat, w.lon));
                candidate.travel = Some(straight_line(metres(from, (lat, lon)), 10.0));
            }
            let free = candidates.iter().filter(|c| c.unit.status == UnitStatus::Available);
            let cover = Cover::of(&ground, free.filter_map(|c| c.whereabouts).map(|w| (w.lat, w.lon)));
            let question = Question {
                incident: &incident,
                asking: own,
                asking_kind: InstitutionKind::StatePolice,
                plan: Some(&plan),
                level: 2,
                excluded: &[],
                numbers: &numbers,
                cover: Some(&cover),
                now,
            };
            std::hint::black_box(recommend(&question, &candidates));
            took.push(began.elapsed());
        }
        spreads.push(Spread::of(&took));
    }
    print("recommendation over 1 000 units, the choice by itself", "≤ 20 ms", &spreads);
}

/// The whole question through the API of a server that has a thousand units.
pub async fn api(ground: &ground::Ground, size: Size) -> Result<(), BenchError> {
    let mut conn = ground.connect().await?;
    let mut spots = Spots(11);
    let places: Vec<(f64, f64)> = (0..UNITS).map(|_| spots.place()).collect();
    store::units(&mut conn, "VP", &places).await?;
    // Somebody of the institution whose units these are; others do not see them.
    let asks = Api::log_in(&ground.server.url(), "vp.dispecers", demo::PASSWORD, "vnr bench").await?;
    let mut incidents = Vec::new();
    for n in 0..20 {
        let answer: IncidentAnswer =
            asks.command(Method::POST, "/api/incidents", SystemIds.id(), &ground::sample(n)).await?;
        incidents.push(answer.incident.id);
    }
    let mut spreads = Vec::new();
    // The first run is not counted: it cuts the ground into cells, which is then kept for an hour.
    for run in 0..=size.runs {
        let mut took: Vec<Duration> = Vec::new();
        for n in 0..(QUESTIONS / 2) {
            let path = format!("/api/incidents/{}/recommendations?level=2", incidents[n % incidents.len()]);
            let began = Instant::now();
            let answer: Recommendation = asks.get(&path).await?;
            took.push(began.elapsed());
            if (answer.considered as usize) < UNITS {
                return Err(BenchError::Odd(format!("only {} units were looked at", answer.considered)));
            }
        }
        if run > 0 {
            spreads.push(Spread::of(&took));
        }
    }
    print("recommendation over 1 000 units, through the API", "≤ 20 ms", &spreads);
    Ok(())
}

/// Travel times by road from a thousand positions to one, on the map of an extract.
pub fn travel(extract: &Path, size: Size) -> Result<(), BenchError> {
    let folder = crate::client::Folder::new("vnr-bench-roads")?;
    let file = folder.path().join("roads.vnr");
    let odd = |error: roads::RoadsError| BenchError::Odd(format!("{}: {error}", extract.display()));
    let done = roads::import(extract, &file, SystemClock.now(), &mut say).map_err(odd)?;
    out(&format!(
        "roads     {}: {} junctions, {} edges, read in {:.2} s, contracted in {:.2} s, {} KB",
        done.meta.source,
        done.junctions,
        done.edges,
        done.read.as_secs_f64(),
        done.contracted.as_secs_f64(),
        done.bytes / 1024
    ));
    let began = Instant::now();
    let map = roads::load(&file).map_err(odd)?;
    let loaded = began.elapsed().as_secs_f64() * 1000.0;
    Line::new("road map: read at start", "", "ms", vec![loaded]).print();
    let positions = map.positions(4000);
    let mut spots = Spots(3);
    let mut next = || {
        spots.next();
        positions
            .get(usize::try_from(spots.0 >> 8).unwrap_or_default() % positions.len().max(1))
            .copied()
            .unwrap_or_default()
    };
    let mut spreads = Vec::new();
    for _ in 0..size.runs {
        let mut took = Vec::new();
        for _ in 0..QUESTIONS {
            let from: Vec<(f64, f64)> = (0..UNITS).map(|_| next()).collect();
            let to = next();
            let began = Instant::now();
            std::hint::black_box(map.seconds_to(&from, to));
            took.push(began.elapsed());
        }
        spreads.push(Spread::of(&took));
    }
    print("travel times by road, 1 000 positions to one", "", &spreads);
    Ok(())
}

fn print(what: &str, goal: &'static str, spreads: &[Spread]) {
    Line::new(format!("{what}, p50"), "", "ms", spreads.iter().map(|spread| spread.p50).collect()).print();
    Line::new(format!("{what}, p99"), goal, "ms", spreads.iter().map(|spread| spread.p99).collect()).print();
}

fn unit(n: usize, own: InstitutionId, (lat, lon): (f64, f64), now: DateTime) -> Candidate {
    let member = || CrewMember { user: None, name: "Ekipāža".to_owned(), leader: false };
    let status = [UnitStatus::Available, UnitStatus::Available, UnitStatus::Busy, UnitStatus::OffDuty][n % 4];
    let unit = UnitSummary {
        id: SystemIds.id().into(),
        mark: u32::try_from(n).unwrap_or_default(),
        call_sign: n.to_string(),
        institution: own,
        department: None,
        kind: UnitKind::ALL[n % UnitKind::ALL.len()],
        status,
        since: now - chrono::Duration::hours(1),
        status_by: String::new(),
        crew: vec![member(), member()],
        capabilities: Capability::ALL.iter().skip(n % 7).step_by(7).copied().collect(),
        vehicle: String::new(),
        station: Station { name: "Iecirknis".to_owned(), lat, lon },
        assignments: Vec::new(),
        shift_from: Some(now - chrono::Duration::hours(4)),
        shift_to: Some(now + chrono::Duration::hours(8)),
        part_of: None,
        parts: Vec::new(),
        active: true,
        version: 1,
    };
    Candidate {
        unit,
        institution_kind: InstitutionKind::StatePolice,
        whereabouts: Some(Whereabouts { lat, lon, at: Some(now) }),
        load: u32::try_from(n % 5).unwrap_or_default(),
        travel: None,
    }
}

fn plan(now: DateTime) -> ResponsePlan {
    let patrols = Requirement { count: 2, kinds: vec![UnitKind::Patrol], crew: 2, ..Requirement::default() };
    let dog = Requirement { count: 1, capabilities: vec![Capability::Dog], ..Requirement::default() };
    let any = Requirement { count: 2, ..Requirement::default() };
    ResponsePlan {
        id: SystemIds.id().into(),
        institution: None,
        institution_kind: InstitutionKind::StatePolice,
        name_lv: "Mērījums".to_owned(),
        name_en: "Measurement".to_owned(),
        types: Vec::new(),
        categories: Vec::new(),
        territories: Vec::new(),
        area: Vec::new(),
        hours: Vec::new(),
        levels: vec![AlarmLevel { requirements: vec![patrols, dog] }, AlarmLevel { requirements: vec![any] }],
        source: String::new(),
        confirmed: false,
        valid_from: now,
        valid_to: None,
        version: 1,
    }
}

fn incident(own: InstitutionId, lat: f64, lon: f64, now: DateTime) -> Summary {
    let due_at = now + chrono::Duration::minutes(15);
    Summary {
        id: IncidentId(SystemIds.id()),
        number: "VP-2026-000001".to_owned(),
        owner: own,
        type_code: "order.fight".to_owned(),
        category: Category::A,
        status: Status::Registered,
        received_at: now,
        lat,
        lon,
        radius_m: None,
        address: String::new(),
        headline: String::new(),
        clock: Some(LegalClock { started_at: now, due_at, stopped_at: None, confirmed: false }),
        sensitivity: Sensitivity::Normal,
        passed_to: None,
        units: Vec::new(),
        territory: None,
        version: 1,
        updated_at: now,
    }
}
