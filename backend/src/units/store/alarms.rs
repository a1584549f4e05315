//! SQL of panic alarms.

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::id::AlarmId;
use vnr_shared::time::DateTime;
use vnr_shared::unit::fix::from_e7;
use vnr_shared::unit::{AlarmPlace, AlarmSummary, UnitSummary};

use crate::access::Actor;
use crate::error::ApiError;
use crate::sql::{as_word, word};

const COLUMNS: &str = "a.id, a.unit_id, u.call_sign, a.institution_id, a.incident_id, a.raised_by, a.at, a.lat, a.lon,
    a.position_at, a.state, a.acknowledged_by, a.acknowledged_at, a.closed_by, a.closed_at, a.reason, a.version";

#[derive(Debug, FromRow)]
struct AlarmRow {
    id: Uuid,
    unit_id: Uuid,
    call_sign: String,
    institution_id: Uuid,
    incident_id: Option<Uuid>,
    raised_by: String,
    at: DateTime,
    lat: f64,
    lon: f64,
    position_at: Option<DateTime>,
    state: String,
    acknowledged_by: Option<String>,
    acknowledged_at: Option<DateTime>,
    closed_by: Option<String>,
    closed_at: Option<DateTime>,
    reason: String,
    version: i64,
}

impl TryFrom<AlarmRow> for AlarmSummary {
    type Error = ApiError;

    fn try_from(row: AlarmRow) -> Result<Self, ApiError> {
        Ok(Self {
            id: row.id.into(),
            unit: row.unit_id.into(),
            call_sign: row.call_sign,
            institution: row.institution_id.into(),
            incident: row.incident_id.map(Into::into),
            raised_by: row.raised_by,
            at: row.at,
            place: AlarmPlace { lat: row.lat, lon: row.lon, at: row.position_at },
            state: word("alarms.state", &row.state)?,
            acknowledged_by: row.acknowledged_by,
            acknowledged_at: row.acknowledged_at,
            closed_by: row.closed_by,
            closed_at: row.closed_at,
            reason: row.reason,
            version: row.version,
        })
    }
}

/// The alarms of the actor's institution that are not closed, oldest first.
pub async fn open(conn: &mut PgConnection, actor: &Actor) -> Result<Vec<AlarmSummary>, ApiError> {
    let sql = format!(
        "select {COLUMNS} from alarms a join units u on u.id = a.unit_id
         where a.institution_id = $1 and a.state <> 'closed' order by a.at, a.id"
    );
    let rows: Vec<AlarmRow> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(actor.institution.0).fetch_all(conn).await?;
    rows.into_iter().map(AlarmSummary::try_from).collect()
}

/// Locks an alarm of the actor's institution.
pub async fn lock(
    conn: &mut PgConnection,
    actor: &Actor,
    id: AlarmId,
) -> Result<Option<AlarmSummary>, ApiError> {
    let sql = format!(
        "select {COLUMNS} from alarms a join units u on u.id = a.unit_id
         where a.id = $2 and a.institution_id = $1 for update of a"
    );
    let row: Option<AlarmRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(actor.institution.0)
        .bind(id.0)
        .fetch_optional(conn)
        .await?;
    row.map(AlarmSummary::try_from).transpose()
}

/// Where a unit was last, else its home.
pub async fn place_of(conn: &mut PgConnection, unit: &UnitSummary) -> Result<AlarmPlace, sqlx::Error> {
    let mark = i32::try_from(unit.mark).unwrap_or_default();
    let latest: Option<(DateTime, i32, i32)> =
        sqlx::query_as("select at, lat_e7, lon_e7 from unit_latest where mark = $1")
            .bind(mark)
            .fetch_optional(conn)
            .await?;
    Ok(match latest {
        Some((at, lat, lon)) => AlarmPlace { lat: from_e7(lat), lon: from_e7(lon), at: Some(at) },
        None => AlarmPlace { lat: unit.station.lat, lon: unit.station.lon, at: None },
    })
}

/// Writes a new alarm.
pub async fn insert(conn: &mut PgConnection, alarm: &AlarmSummary) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into alarms (id, unit_id, institution_id, incident_id, raised_by, at, lat, lon, position_at, state)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(alarm.id.0)
    .bind(alarm.unit.0)
    .bind(alarm.institution.0)
    .bind(alarm.incident.map(|id| id.0))
    .bind(&alarm.raised_by)
    .bind(alarm.at)
    .bind(alarm.place.lat)
    .bind(alarm.place.lon)
    .bind(alarm.place.at)
    .bind(as_word(&alarm.state))
    .execute(conn)
    .await
    .map(drop)
}

/// Writes what was done with an alarm.
pub async fn update(conn: &mut PgConnection, alarm: &AlarmSummary) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update alarms set state = $2, acknowledged_by = $3, acknowledged_at = $4, closed_by = $5, closed_at = $6,
             reason = $7, version = $8
         where id = $1",
    )
    .bind(alarm.id.0)
    .bind(as_word(&alarm.state))
    .bind(&alarm.acknowledged_by)
    .bind(alarm.acknowledged_at)
    .bind(&alarm.closed_by)
    .bind(alarm.closed_at)
    .bind(&alarm.reason)
    .bind(alarm.version)
    .execute(conn)
    .await
    .map(drop)
}
