//! A call as it lies, and how it becomes the type of `shared`.

use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;
use vnr_shared::call::{CallPosition, CallSummary, Caller};
use vnr_shared::time::DateTime;

use crate::error::ApiError;
use crate::sql::word;

/// Columns of a [`CallRow`], from `calls c`.
pub const COLUMNS: &str = "c.id, c.institution_id, c.state, c.channel, c.received_at, c.caller_number, c.caller_name, c.lat,
    c.lon, c.position, c.address, left(c.text, 160) as headline, c.type_code, c.card_number, c.card_version,
    c.ecall is not null as has_ecall, c.withdrawn_at, c.claimed_by,
    (select name from users where id = c.claimed_by) as claimed_by_name, c.claimed_at, c.incident_id, c.scheduled_for,
    c.version";

/// A call as lists show it.
#[derive(Debug, FromRow)]
pub struct CallRow {
    id: Uuid,
    institution_id: Uuid,
    state: String,
    channel: String,
    received_at: DateTime,
    caller_number: String,
    caller_name: String,
    lat: Option<f64>,
    lon: Option<f64>,
    position: Option<Json<CallPosition>>,
    address: String,
    headline: String,
    type_code: Option<String>,
    card_number: Option<String>,
    card_version: Option<i32>,
    has_ecall: bool,
    withdrawn_at: Option<DateTime>,
    claimed_by: Option<Uuid>,
    claimed_by_name: Option<String>,
    claimed_at: Option<DateTime>,
    incident_id: Option<Uuid>,
    scheduled_for: Option<DateTime>,
    version: i64,
}

impl TryFrom<CallRow> for CallSummary {
    type Error = ApiError;

    fn try_from(row: CallRow) -> Result<Self, ApiError> {
        let caller = Caller { number: row.caller_number, name: row.caller_name };
        Ok(Self {
            id: row.id.into(),
            institution: row.institution_id.into(),
            state: word("calls.state", &row.state)?,
            channel: word("calls.channel", &row.channel)?,
            received_at: row.received_at,
            caller: (!caller.is_unknown()).then_some(caller),
            lat: row.lat,
            lon: row.lon,
            position: row.position.map(|p| p.0),
            address: row.address,
            text: row.headline,
            type_code: row.type_code,
            card_number: row.card_number,
            card_version: row.card_version,
            ecall: row.has_ecall,
            withdrawn_at: row.withdrawn_at,
            claimed_by: row.claimed_by.map(Into::into),
            claimed_by_name: row.claimed_by_name,
            claimed_at: row.claimed_at,
            incident: row.incident_id.map(Into::into),
            scheduled_for: row.scheduled_for,
            version: row.version,
        })
    }
}
