//! What a browser cannot know from its picture: how it has been over some hours.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Filter;
use crate::id::{InstitutionId, MajorEventId};
use crate::incident::{Category, ClockState, IncidentQuery};
use crate::problem::{FaultCode, Findings};
use crate::time::DateTime;

/// Longest span that is looked over, in days.
const SPAN_DAYS_MAX: i64 = 92;
/// Side of a square of the heat map in degrees of latitude when the query does not say: some 550 m. Twice as many degrees of
/// longitude are nearly as long at Latvia's latitude.
pub const HEAT_CELL: f64 = 0.005;

/// Over which hours and of which part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct HistoryQuery {
    /// Received at or after.
    pub from: DateTime,
    /// Received before, and what happened until then; now, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime>,
    /// ATVK code of a territory; those below it are included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// Institution responsible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionId>,
    /// Major event to which the incidents belong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<MajorEventId>,
    /// Side of a square of the heat map in degrees of latitude, 0.001 to 0.5; twice as many of longitude.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<f64>,
}

impl HistoryQuery {
    /// Checks.
    pub fn check(&self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        let to = self.to.unwrap_or(now);
        if to > now {
            found.fault("to", FaultCode::InFuture);
        }
        if self.from > to {
            found.fault("from", FaultCode::EndBeforeStart);
        } else if (to - self.from).num_days() > SPAN_DAYS_MAX {
            found.fault("from", FaultCode::OutOfRange);
        }
        if self.cell.is_some_and(|cell| !(0.001..=0.5).contains(&cell)) {
            found.fault("cell", FaultCode::OutOfRange);
        }
        found
    }
}

/// Response times of one category, in one territory or in all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Responses {
    /// Category.
    pub category: Category,
    /// ATVK code of the state city or municipality; absent for all together, and where the place lies in none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory_name: Option<String>,
    /// Whether these are all territories together.
    pub all: bool,
    /// Incidents received.
    pub incidents: u32,
    /// Those to which somebody came.
    pub arrived: u32,
    /// Those whose legal clock was met.
    pub met: u32,
    /// Those to which somebody came late.
    pub missed: u32,
    /// Those to which nobody had come when the time was over.
    pub overdue: u32,
    /// Those whose clock still ran.
    pub running: u32,
    /// Seconds from receipt to arrival within which half of those arrived; absent when nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p50_s: Option<f64>,
    /// Seconds within which nine of ten arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p90_s: Option<f64>,
}

impl Responses {
    /// Share of the decided clocks that were met, 0 to 1; none when none was decided.
    pub fn met_share(&self) -> Option<f64> {
        let decided = self.met + self.missed + self.overdue;
        (decided > 0).then(|| f64::from(self.met) / f64::from(decided))
    }

    /// The search that lists what one figure counts.
    pub fn query(
        &self,
        filter: &Filter,
        (from, to): (DateTime, DateTime),
        clock: Option<ClockState>,
    ) -> IncidentQuery {
        IncidentQuery {
            category: Some(self.category),
            territory: self.territory.clone().or_else(|| filter.territory.clone()),
            from: Some(from),
            to: Some(to),
            clock,
            clock_at: clock.map(|_| to),
            ..filter.query()
        }
    }
}

/// Incidents received within one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hour {
    /// Beginning of the hour, counted from the beginning of the span.
    pub from: DateTime,
    /// Category.
    pub category: Category,
    /// How many.
    pub count: u32,
}

/// Incidents received in one square of the heat map.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeatCell {
    /// Latitude of the square's southern side.
    pub south: f64,
    /// Longitude of its western side.
    pub west: f64,
    /// How many.
    pub count: u32,
}

/// A line of the ticker: something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TickerLine {
    /// Position of its entry.
    pub position: i64,
    /// When.
    pub at: DateTime,
    /// Kind of the thing, such as `incident`.
    pub subject_kind: String,
    /// The thing.
    pub subject_id: Uuid,
    /// What happened, such as `incident.status`.
    pub kind: String,
    /// What the thing is called: registration number, call sign, name.
    pub name: String,
    /// How it then stood, where it has a status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Institution of who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionId>,
}

/// How it has been.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct History {
    /// Beginning of the span.
    pub from: DateTime,
    /// Its end.
    pub to: DateTime,
    /// Response times: of each category, then of each category in each territory.
    pub responses: Vec<Responses>,
    /// Receipts by hour.
    pub hours: Vec<Hour>,
    /// Side of a heat cell in degrees of latitude; twice as many of longitude.
    pub cell: f64,
    /// Squares in which something was received, those with most first.
    pub heat: Vec<HeatCell>,
    /// What happened last before the end, latest first.
    pub ticker: Vec<TickerLine>,
}
