//! Rows as they lie, and how they become the types of `shared`.

use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;
use vnr_shared::dispatch::AssignedUnit;
use vnr_shared::incident::{LegalClock, Strike, Summary};
use vnr_shared::time::DateTime;

use crate::error::ApiError;
use crate::sql::word;

/// Columns of a [`SummaryRow`], from `incidents i`.
pub const SUMMARY_COLUMNS: &str = "i.id, i.number, i.owner_id, i.type_code, i.category, i.status, i.received_at, i.lat,
    i.lon, i.radius_m, i.address, left(i.description, 160) as headline, i.due_at, i.due_confirmed, i.arrived_at,
    i.sensitivity, i.passed_to, i.version, i.updated_at,
    (select coalesce(p.atvk, t.atvk) from territories t
     left join territories p on p.id = t.parent_id and t.class in ('town', 'parish')
     where t.id = i.territory_id) as territory,
    coalesce((select jsonb_agg(jsonb_build_object('id', n.unit_id, 'call_sign', u.call_sign) order by n.assigned_at, n.id)
              from assignments n join units u on u.id = n.unit_id
              where n.incident_id = i.id and n.released_at is null), '[]') as units";

/// An incident as lists show it.
#[derive(Debug, FromRow)]
pub struct SummaryRow {
    id: Uuid,
    number: String,
    owner_id: Uuid,
    type_code: String,
    category: String,
    status: String,
    received_at: DateTime,
    lat: f64,
    lon: f64,
    radius_m: Option<f64>,
    address: String,
    territory: Option<String>,
    headline: String,
    due_at: Option<DateTime>,
    due_confirmed: bool,
    arrived_at: Option<DateTime>,
    sensitivity: String,
    passed_to: Option<Uuid>,
    units: Json<Vec<AssignedUnit>>,
    version: i64,
    updated_at: DateTime,
}

impl TryFrom<SummaryRow> for Summary {
    type Error = ApiError;

    fn try_from(row: SummaryRow) -> Result<Self, ApiError> {
        let clock = row.due_at.map(|due_at| LegalClock {
            started_at: row.received_at,
            due_at,
            stopped_at: row.arrived_at,
            confirmed: row.due_confirmed,
        });
        Ok(Self {
            id: row.id.into(),
            number: row.number,
            owner: row.owner_id.into(),
            type_code: row.type_code,
            category: word("incidents.category", &row.category)?,
            status: word("incidents.status", &row.status)?,
            received_at: row.received_at,
            lat: row.lat,
            lon: row.lon,
            radius_m: row.radius_m,
            address: row.address,
            territory: row.territory,
            headline: row.headline,
            clock,
            sensitivity: word("incidents.sensitivity", &row.sensitivity)?,
            passed_to: row.passed_to.map(Into::into),
            units: row.units.0,
            version: row.version,
            updated_at: row.updated_at,
        })
    }
}

/// The three columns that every strikeable row has.
#[derive(Debug, FromRow)]
#[expect(clippy::struct_field_names, reason = "they are the names of the columns")]
pub struct StrikeColumns {
    struck_by: Option<Uuid>,
    struck_at: Option<DateTime>,
    struck_reason: Option<String>,
}

impl From<StrikeColumns> for Option<Strike> {
    fn from(columns: StrikeColumns) -> Self {
        let (by, at) = (columns.struck_by?, columns.struck_at?);
        Some(Strike { by: by.into(), at, reason: columns.struck_reason.unwrap_or_default() })
    }
}
