//! The time machine: the picture as it was, and what changed from there on.

use serde::{Deserialize, Serialize};

use super::{Figures, Filter};
use crate::id::{InstitutionId, MajorEventId};
use crate::live::{Picture, ServerFrame};
use crate::problem::{FaultCode, Findings};
use crate::time::DateTime;

/// Entries of the journal looked through for one answer of frames when the query does not say.
pub const FRAMES_ENTRIES: u16 = 1000;
/// Most entries looked through for one answer of frames.
pub const FRAMES_ENTRIES_MAX: u16 = 5000;

/// Which picture is wanted: of a moment, of a position of the journal, or the present one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct SituationQuery {
    /// A moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime>,
    /// A position of the journal, as live frames name it; not together with `at`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    /// ATVK code of a state city or municipality, for the figures. The picture is always whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// Institution, for the figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionId>,
    /// Major event, for the figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<MajorEventId>,
    /// Beginning of the shift, for the figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime>,
}

impl SituationQuery {
    /// Whether it asks for another picture than the present one.
    pub const fn is_past(&self) -> bool {
        self.at.is_some() || self.position.is_some()
    }

    /// What the figures are narrowed to.
    pub fn filter(&self) -> Filter {
        Filter {
            territory: self.territory.clone(),
            institution: self.institution,
            event: self.event,
            since: self.since,
        }
    }

    /// Checks.
    pub fn check(&self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        if self.at.is_some_and(|at| at > now) {
            found.fault("at", FaultCode::InFuture);
        }
        if self.position.is_some_and(|position| position < 0) {
            found.fault("position", FaultCode::OutOfRange);
        }
        if self.at.is_some() && self.position.is_some() {
            found.fault("position", FaultCode::WrongForm);
        }
        found
    }
}

/// The picture of one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Situation {
    /// Position of the journal at which it is true.
    pub position: i64,
    /// Moment of which it is: clocks are read at it.
    pub at: DateTime,
    /// Clock of the server.
    pub now: DateTime,
    /// How far back and forth one may go.
    pub span: SituationSpan,
    /// The figures that the picture gives.
    pub figures: Figures,
    /// What was open and what the reader could see of it then; a list for each kind.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub picture: Picture,
}

/// The part of the past that the journal holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SituationSpan {
    /// When the first entry was made; absent in an empty register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime>,
    /// Last position.
    pub head: i64,
}

/// Which frames are wanted: those of the entries after a position.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct FramesQuery {
    /// Position that the reader has.
    pub after: i64,
    /// Entries of the journal to look through, 1 to 5000; 1000 when absent. Those that the reader could not see give no frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<u16>,
}

impl FramesQuery {
    /// Checks.
    pub fn check(&self) -> Findings {
        let mut found = Findings::default();
        if self.after < 0 {
            found.fault("after", FaultCode::OutOfRange);
        }
        if self.entries.is_some_and(|entries| !(1..=FRAMES_ENTRIES_MAX).contains(&entries)) {
            found.fault("entries", FaultCode::OutOfRange);
        }
        found
    }
}

/// What a live socket would have told from one position to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Frames {
    /// Frames in order: upserts and what is gone.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub frames: Vec<ServerFrame>,
    /// Position up to which they tell everything. Send it back as `after`.
    pub position: i64,
    /// When the entry at that position was made; absent when there was none after the position asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime>,
    /// Whether there is more.
    pub more: bool,
}
