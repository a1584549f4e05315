//! Locking an incident, and what is known of it then.

use serde::{Deserialize, Serialize};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::access::InstitutionKind;
use vnr_shared::id::{IncidentId, InstitutionId, UnitId};
use vnr_shared::incident::{NewPlace, Occurred, Sensitivity, Standing, Status, Step};
use vnr_shared::problem::ProblemCode;
use vnr_shared::time::DateTime;

use super::{READERS, VISIBLE, seen_by};
use crate::access::Actor;
use crate::error::ApiError;
use crate::journal::Scope;
use crate::register::editable::Editable;
use crate::sql::word;

/// An incident locked for a change, as it was before.
#[derive(Debug)]
pub struct Held {
    /// Version.
    pub version: i64,
    /// Institution responsible.
    pub owner: InstitutionId,
    /// Kind of that institution.
    pub owner_kind: InstitutionKind,
    /// Institution asked to take over.
    pub passed_to: Option<InstitutionId>,
    /// Status.
    pub standing: Standing,
    /// When somebody first arrived.
    pub arrived_at: Option<DateTime>,
    /// Editable fields.
    pub fields: Editable,
    /// Who may see it.
    pub scope: Scope,
}

/// Where an incident stands, with everything that a step moves: what taking a step back restores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    /// Status.
    pub status: Status,
    /// Status before it was passed on.
    pub before: Option<Status>,
    /// Institution asked to take over.
    pub passed_to: Option<InstitutionId>,
    /// When somebody first arrived.
    pub arrived_at: Option<DateTime>,
}

impl Held {
    /// Where it stands.
    pub const fn stand(&self) -> Stand {
        Stand {
            status: self.standing.status,
            before: self.standing.before,
            passed_to: self.passed_to,
            arrived_at: self.arrived_at,
        }
    }

    /// Where it stands after a step at an instant, `to` being whom it is passed to.
    pub fn stand_after(
        &self,
        standing: Standing,
        step: Step,
        at: DateTime,
        to: Option<InstitutionId>,
    ) -> Stand {
        Stand {
            status: standing.status,
            before: standing.before,
            passed_to: match step {
                Step::Pass => to,
                Step::Accept | Step::Decline | Step::Recall => None,
                _ => self.passed_to,
            },
            arrived_at: if step == Step::Start { self.arrived_at.or(Some(at)) } else { self.arrived_at },
        }
    }

    /// Refuses whoever is not of the institution responsible.
    pub fn require_owner(&self, actor: &Actor) -> Result<(), ApiError> {
        if actor.institution == self.owner { Ok(()) } else { Err(ApiError::Refused(ProblemCode::Forbidden)) }
    }

    /// Refuses whoever is not the party that takes a step: the institution responsible, or the one asked to take over.
    pub fn require_party(&self, actor: &Actor, step: Step) -> Result<(), ApiError> {
        let party = if step.by_receiver() { self.passed_to.unwrap_or(self.owner) } else { self.owner };
        if actor.institution == party { Ok(()) } else { Err(ApiError::Refused(ProblemCode::Forbidden)) }
    }
}

#[derive(Debug, FromRow)]
struct HeldRow {
    version: i64,
    owner_id: Uuid,
    owner_kind: String,
    passed_to: Option<Uuid>,
    status: String,
    status_before: Option<String>,
    arrived_at: Option<DateTime>,
    registered_by: Uuid,
    channel: String,
    received_at: DateTime,
    occurred_from: Option<DateTime>,
    occurred_to: Option<DateTime>,
    occurred_uncertain: bool,
    lat: f64,
    lon: f64,
    radius_m: Option<f64>,
    place_source: String,
    address: String,
    address_code: Option<String>,
    place_note: String,
    type_code: String,
    category: String,
    description: String,
    disposition: Option<String>,
    case_number: Option<String>,
    sensitivity: String,
    legal_hold: bool,
    audience: Vec<Uuid>,
    readers: Vec<Uuid>,
}

impl TryFrom<HeldRow> for Held {
    type Error = ApiError;

    fn try_from(row: HeldRow) -> Result<Self, ApiError> {
        let fields = Editable {
            channel: word("incidents.channel", &row.channel)?,
            received_at: row.received_at,
            occurred: Occurred {
                from: row.occurred_from,
                to: row.occurred_to,
                uncertain: row.occurred_uncertain,
            },
            place: NewPlace {
                lat: row.lat,
                lon: row.lon,
                radius_m: row.radius_m,
                source: word("incidents.place_source", &row.place_source)?,
                address: row.address,
                address_code: row.address_code,
                note: row.place_note,
            },
            type_code: row.type_code,
            category: word("incidents.category", &row.category)?,
            description: row.description,
            disposition: super::read::disposition(row.disposition.as_deref(), row.case_number)?,
            sensitivity: word("incidents.sensitivity", &row.sensitivity)?,
            legal_hold: row.legal_hold,
        };
        let before = row.status_before.as_deref();
        Ok(Self {
            version: row.version,
            owner: row.owner_id.into(),
            owner_kind: word("institutions.kind", &row.owner_kind)?,
            passed_to: row.passed_to.map(Into::into),
            standing: Standing {
                status: word("incidents.status", &row.status)?,
                before: before.map(|status| word("incidents.status_before", status)).transpose()?,
            },
            arrived_at: row.arrived_at,
            scope: Scope {
                audience: row.audience,
                restricted: fields.sensitivity == Sensitivity::Restricted,
                exempt: Some(row.registered_by),
                readers: row.readers,
                lat: Some(row.lat),
                lon: Some(row.lon),
            },
            fields,
        })
    }
}

/// Locks an incident that the actor may see.
pub async fn lock(conn: &mut PgConnection, actor: &Actor, id: IncidentId) -> Result<Option<Held>, ApiError> {
    let sql = format!(
        "select i.*, o.kind as owner_kind,
                array(select institution_id from incident_access where incident_id = i.id order by 1) as audience,
                {READERS} as readers
         from incidents i {VISIBLE}
         join institutions o on o.id = i.owner_id
         where i.id = $4 for update of i"
    );
    let query = sqlx::query_as_with(sqlx::AssertSqlSafe(sql), seen_by(actor)?);
    let row: Option<HeldRow> = query.bind(id.0).fetch_optional(conn).await?;
    row.map(Held::try_from).transpose()
}

/// Locks an incident to which a unit is sent, for what the unit's status does to it. Whoever reports for the unit need not
/// be allowed to read the incident: that they were sent there is enough to say that they have come.
pub async fn lock_for_unit(
    conn: &mut PgConnection,
    unit: UnitId,
    id: IncidentId,
) -> Result<Option<Held>, ApiError> {
    let sql = format!(
        "select i.*, o.kind as owner_kind,
                array(select institution_id from incident_access where incident_id = i.id order by 1) as audience,
                {READERS} as readers
         from incidents i join institutions o on o.id = i.owner_id
         where i.id = $1
           and exists (select from assignments n where n.incident_id = i.id and n.unit_id = $2 and n.released_at is null)
         for update of i"
    );
    let row: Option<HeldRow> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.0).bind(unit.0).fetch_optional(conn).await?;
    row.map(Held::try_from).transpose()
}
