//! The ground of each institution, cut into cells. It changes with borders and norms, which is rarely, and is dear to cut, so
//! a node keeps what it has cut for an hour.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::Duration;
use vnr_shared::access::InstitutionKind;
use vnr_shared::id::InstitutionId;
use vnr_shared::incident::{Category, start_clock};
use vnr_shared::place::TerritoryClass;
use vnr_shared::recommend::cover::{Cell, Ground};
use vnr_shared::recommend::{NumberCode, Numbers};
use vnr_shared::road::{TravelSpeed, closing_speed};
use vnr_shared::time::DateTime;

use super::store;
use crate::app::App;
use crate::catalogue;
use crate::error::ApiError;
use crate::sql::word;

/// How long a cut is used.
const KEPT: Duration = Duration::hours(1);
/// Height of a cell in degrees, 1.1 km, on ground up to [`LARGE`]; twice that above.
const STEP: f64 = 0.01;
/// Square degrees (of 6 900 km² each in Latvia) from which cells are larger: about ten municipalities.
const LARGE: f64 = 2.0;

/// When each institution's ground was cut, and the cut.
type Kept = HashMap<InstitutionId, (DateTime, Arc<Ground>)>;

/// Cuts of this node by institution.
#[derive(Debug, Clone, Default)]
pub struct Grounds(Arc<Mutex<Kept>>);

impl Grounds {
    fn get(&self, institution: InstitutionId, now: DateTime) -> Option<Arc<Ground>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, ground) = kept.get(&institution)?;
        (now - *at < KEPT).then(|| ground.clone())
    }

    fn put(&self, institution: InstitutionId, now: DateTime, ground: &Arc<Ground>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(institution, (now, ground.clone()));
    }
}

/// The ground of an institution.
pub async fn ground(
    app: &App,
    institution: InstitutionId,
    kind: InstitutionKind,
    numbers: &Numbers,
    speeds: &[TravelSpeed],
) -> Result<Arc<Ground>, ApiError> {
    let now = app.now();
    if let Some(ground) = app.grounds.get(institution, now) {
        return Ok(ground);
    }
    let large = store::ground::extent(&app.pool, institution, now).await? > LARGE;
    let step = if large { 2.0 * STEP } else { STEP };
    let rows = store::ground::cells(&app.pool, institution, step, now).await?;
    let norms = catalogue::store::norms(&app.pool).await?;
    // How far a unit may be, by class: the response time of category A, or the number that stands for it.
    let reach = |class: TerritoryClass| {
        let clock = start_clock(&norms, Category::A, Some(class), kind, now, None);
        let seconds =
            clock.map(|clock| (clock.due_at - now).num_seconds()).or(numbers.get(NumberCode::Cover));
        f64::from(u32::try_from(seconds.unwrap_or_default()).unwrap_or_default())
            * closing_speed(speeds, Some(class), now)
    };
    let (mut territories, mut cells): (Vec<String>, Vec<Cell>) = (Vec::new(), Vec::new());
    let mut north = 0.0;
    for row in rows {
        let at = territories.iter().position(|name| *name == row.name).unwrap_or_else(|| {
            territories.push(row.name);
            territories.len() - 1
        });
        let class = word("territories.class", &row.class)?;
        let (reach, closing) = (reach(class), closing_speed(speeds, Some(class), now));
        north += row.lat;
        cells.push(Cell {
            lat: row.lat,
            lon: row.lon,
            reach,
            closing,
            territory: u16::try_from(at).unwrap_or(u16::MAX),
        });
    }
    let middle = north / f64::from(u32::try_from(cells.len().max(1)).unwrap_or(u32::MAX));
    let height = step * 111.195;
    let cell_km2 = height * 2.0 * height * middle.to_radians().cos();
    let ground = Arc::new(Ground::new(cells, territories, cell_km2));
    app.grounds.put(institution, now, &ground);
    Ok(ground)
}
