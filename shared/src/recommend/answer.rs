//! What is recommended, as it travels.

use serde::{Deserialize, Serialize};

use super::candidate::{Hindrance, Whereabouts};
use super::plan::Requirement;
use crate::access::InstitutionKind;
use crate::id::{IncidentId, PlanId, UnitId};
use crate::incident::LegalClock;
use crate::road::Travel;
use crate::time::DateTime;
use crate::unit::{Capability, UnitKind};

/// A unit by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitName {
    /// The unit.
    pub id: UnitId,
    /// Its call sign.
    pub call_sign: String,
}

/// The plan that was gone by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanName {
    /// The plan.
    pub id: PlanId,
    /// Latvian name.
    pub name_lv: String,
    /// English name.
    pub name_en: String,
    /// Alarm levels it has.
    pub levels: u8,
    /// Whether somebody responsible has confirmed it.
    pub confirmed: bool,
}

/// Another unit that would come in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unless {
    /// The unit.
    pub unit: UnitName,
    /// When it would be there.
    pub arrives_at: DateTime,
    /// What would have to change first; nothing for a unit that is free.
    pub hindrances: Vec<Hindrance>,
}

/// A predicted arrival against the legal clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Verdict {
    /// No clock runs for the institution that asks.
    NoClock,
    /// In time, with so many seconds to spare.
    Meets(i64),
    /// Late.
    Misses {
        /// Seconds late.
        by: i64,
        /// Who would not be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unless: Option<Box<Unless>>,
    },
}

/// Why a unit was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Because {
    /// Nobody who fits is nearer.
    Nearest,
    /// Nobody else who fits is free.
    Only,
    /// Somebody is nearer by so many seconds and had more to do in this shift, or has not rested.
    Fairer {
        /// Who is nearer.
        than: UnitName,
        /// By how many seconds.
        later_s: u32,
    },
    /// Somebody is nearer and is needed for something else here.
    Shared(UnitName),
    /// It has what is asked for.
    Has(Vec<Capability>),
}

/// The ground that nobody covers any more when a unit goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hole {
    /// Square kilometres that only this unit covers.
    pub km2: u32,
    /// Ground covered before, in thousandths of the whole.
    pub before: u16,
    /// Ground covered after.
    pub after: u16,
    /// Territory that loses most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
}

/// A unit that is proposed or could be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Proposal {
    /// The unit.
    pub unit: UnitName,
    /// Its kind.
    pub kind: UnitKind,
    /// Where it is believed to be.
    pub whereabouts: Whereabouts,
    /// Travel time, and how it was found.
    pub travel: Travel,
    /// When it will be there.
    pub arrives_at: DateTime,
    /// That against the legal clock.
    pub verdict: Verdict,
    /// Assignments in the shift.
    pub load: u32,
    /// Since when it is free.
    pub free_since: DateTime,
    /// Why it was chosen.
    pub because: Vec<Because>,
    /// The hole it leaves; none where coverage is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hole: Option<Hole>,
    /// The line that sends it, to type or to accept with one key.
    #[serde(default)]
    pub command: String,
}

/// One requirement and who meets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Need {
    /// What is required.
    pub requirement: Requirement,
    /// Units already sent that count for it.
    pub sent: Vec<UnitName>,
    /// Units proposed, first the one that arrives first.
    pub proposals: Vec<Proposal>,
    /// Units that would fit too, best first, at most [`super::ALTERNATIVES`].
    pub alternatives: Vec<Proposal>,
    /// How many are missing: nobody who fits is free.
    pub missing: u8,
    /// Institutions to ask for it, where it is not the asking one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<InstitutionKind>,
}

/// A unit that is not offered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotOffered {
    /// The unit.
    pub unit: UnitName,
    /// Its kind.
    pub kind: UnitKind,
    /// Travel time, where it is known where the unit is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel: Option<Travel>,
    /// Everything that stands in the way, with what would change it.
    pub hindrances: Vec<Hindrance>,
}

/// A unit that has become free and is nearer than one that is on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Nearer {
    /// The unit.
    pub unit: UnitName,
    /// The one it would replace.
    pub instead_of: UnitName,
    /// Seconds by which it would be there sooner.
    pub sooner_s: u32,
    /// The line that sends it.
    #[serde(default)]
    pub command: String,
}

/// Everything recommended for one incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recommendation {
    /// The incident.
    pub incident: IncidentId,
    /// Its number.
    pub number: String,
    /// Instant at which this was true.
    pub at: DateTime,
    /// The plan; none where no plan fits and any one unit is proposed.
    pub plan: Option<PlanName>,
    /// Alarm level, counted from 1.
    pub level: u8,
    /// The clock that binds the asking institution.
    pub clock: Option<LegalClock>,
    /// What is needed, and who.
    pub needs: Vec<Need>,
    /// Nearer units now free.
    pub nearer: Vec<Nearer>,
    /// Units not offered, nearest first.
    pub not_offered: Vec<NotOffered>,
    /// How many there are in all; the list may be cut.
    pub not_offered_total: u32,
    /// Units looked at.
    pub considered: u32,
    /// The line that sends everyone proposed; empty when nobody is.
    #[serde(default)]
    pub command: String,
}
