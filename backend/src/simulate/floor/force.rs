//! The units of one institution: each lives, tells its statuses, and all tell together where they are.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use rand::SeedableRng;
use rand::rngs::StdRng;
use vnr_shared::id::UnitId;
use vnr_shared::live::{Kind, Picture};
use vnr_shared::unit::fix::BATCH_MAX;
use vnr_shared::unit::{
    Candidate, PositionBatch, PositionFix, SetUnitStatus, TakenPositions, UnitAnswer, UnitStatus, UnitSummary,
};

use super::crew::{Crew, Whereabouts};
use super::tally::Book;
use crate::client::{Api, ApiFailure, Retries, Watch};
use crate::clock::{Clock, Ids, SystemClock, SystemIds};

/// What a force watches.
const TOPICS: &[Kind] = &[Kind::Incident, Kind::Unit];
/// Statuses that are told at once.
const AT_ONCE: usize = 8;

/// The units of one institution, as its dispatcher's and its officers' accounts drive them.
#[derive(Debug)]
pub struct Force {
    /// The dispatcher: tells what units say by radio.
    dispatcher: Arc<Api>,
    /// An officer with an account of her own, whose unit says by itself how it stands.
    officer: Option<Arc<Api>>,
    watch: Watch,
    crews: HashMap<UnitId, Crew>,
    chance: StdRng,
}

impl Force {
    /// Finds the units and where they are.
    pub async fn muster(
        dispatcher: Arc<Api>,
        officer: Option<Arc<Api>>,
        seed: u64,
        patience: Duration,
        retries: &Retries,
    ) -> Result<Self, ApiFailure> {
        let units: Vec<Candidate> = dispatcher.get_patiently("/api/units", patience, retries).await?;
        let own = dispatcher.session().institution.id;
        let stands = |c: &Candidate| {
            let at = c.position.map_or((c.unit.station.lat, c.unit.station.lon), |p| (p.lat, p.lon));
            (c.unit.id, Crew::new(at))
        };
        let crews = units.iter().filter(|c| c.unit.institution == own).map(stands).collect();
        let watch = Watch::open(dispatcher.clone(), TOPICS);
        Ok(Self { dispatcher, officer, watch, crews, chance: StdRng::seed_from_u64(seed) })
    }

    /// How many units there are.
    pub fn len(&self) -> usize {
        self.crews.len()
    }

    /// Lives until `now`, by the units' clock: statuses, then positions. What the register has not taken is tried again.
    pub async fn live(&mut self, now: Duration, book: &Book, retries: &Retries, patience: Duration) {
        let own = self.dispatcher.session().institution.id;
        let seen = |picture: &Picture| {
            let units: Vec<UnitSummary> =
                picture.units.iter().filter(|u| u.institution == own).cloned().collect();
            let scenes: HashMap<_, _> = picture.incidents.iter().map(|i| (i.id, (i.lat, i.lon))).collect();
            (units, scenes)
        };
        let Some((units, scenes)) = self.watch.read(seen) else { return };
        let (mut deeds, mut fixes) = (Vec::new(), Vec::new());
        let at = SystemClock.now();
        for unit in &units {
            let home = (unit.station.lat, unit.station.lon);
            let crew = self.crews.entry(unit.id).or_insert_with(|| Crew::new(home));
            let scene = unit.current().and_then(|a| scenes.get(&a.incident)).copied();
            if let Some(status) = crew.step(unit, scene, now, &mut self.chance) {
                let own_account = self.officer.as_ref().filter(|o| unit.has_in_crew(o.session().user));
                deeds.push((own_account.unwrap_or(&self.dispatcher).clone(), unit.id, status));
            }
            if let Some(told) = crew.tell(unit.status) {
                fixes.push(fix(unit.id, told, at));
            }
        }
        let told =
            deeds.into_iter().map(|(api, unit, status)| tell(api, unit, status, book, retries, patience));
        futures::stream::iter(told).buffer_unordered(AT_ONCE).collect::<()>().await;
        for part in fixes.chunks(BATCH_MAX) {
            let batch = PositionBatch { fixes: part.to_vec() };
            let path = "/api/units/positions";
            let key = SystemIds.id();
            let taken =
                self.dispatcher.post_patiently::<_, TakenPositions>(path, key, &batch, patience, retries);
            match taken.await {
                Ok(taken) => book.open().fixes += u64::from(taken.taken),
                Err(failure) => book.open().refuse(&failure),
            }
        }
    }
}

fn fix(unit: UnitId, told: Whereabouts, at: vnr_shared::time::DateTime) -> PositionFix {
    #[expect(clippy::cast_possible_truncation, reason = "speeds and degrees need no more")]
    let small = |value: f64| Some(value as f32);
    PositionFix {
        unit,
        at,
        lat: told.at.0,
        lon: told.at.1,
        accuracy_m: Some(8.0),
        speed_mps: small(told.speed_mps),
        heading_deg: small(told.heading_deg),
    }
}

async fn tell(
    api: Arc<Api>,
    unit: UnitId,
    status: UnitStatus,
    book: &Book,
    retries: &Retries,
    patience: Duration,
) {
    let body = SetUnitStatus { status, version: None, at: None, reason: String::new() };
    let path = format!("/api/units/{unit}/status");
    let told = api.post_patiently::<_, UnitAnswer>(&path, SystemIds.id(), &body, patience, retries);
    match told.await {
        Ok(_) => book.open().statuses += 1,
        // A dispatcher was quicker, or the assignment was taken back: the picture will say so.
        Err(failure) => book.open().refuse(&failure),
    }
}
