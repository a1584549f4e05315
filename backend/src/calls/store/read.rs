//! Reading calls.

use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;
use vnr_shared::call::ecall::ECall;
use vnr_shared::call::{Call, CallPosition, CallSummary, Caller, CardVersion, CloseReason, Closed, Report};
use vnr_shared::id::{CallId, IncidentId};
use vnr_shared::place::Extent;
use vnr_shared::problem::{FaultCode, FieldError};
use vnr_shared::time::DateTime;

use super::{COLUMNS, CallRow};
use crate::access::Actor;
use crate::error::ApiError;
use crate::register::store::{VISIBLE, seen_by};
use crate::sql::word;

/// The calls that wait for the actor's institution in an extent, oldest first.
pub async fn open(
    conn: &mut PgConnection,
    actor: &Actor,
    extent: Option<&Extent>,
) -> Result<Vec<CallSummary>, ApiError> {
    let sql = format!(
        "select {COLUMNS} from calls c
         where c.institution_id = $1 and c.state in ('waiting', 'claimed', 'withdrawn')
           and ($2::float8 is null or c.lat is null or (c.lon between $2 and $4 and c.lat between $3 and $5))
         order by c.received_at, c.id"
    );
    let rows: Vec<CallRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(actor.institution.0)
        .bind(extent.map(|e| e.west))
        .bind(extent.map(|e| e.south))
        .bind(extent.map(|e| e.east))
        .bind(extent.map(|e| e.north))
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(CallSummary::try_from).collect()
}

/// A call that the caller has just written.
pub async fn summary(conn: &mut PgConnection, id: CallId) -> Result<CallSummary, ApiError> {
    let sql = format!("select {COLUMNS} from calls c where c.id = $1");
    let row: CallRow = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.0).fetch_one(conn).await?;
    row.try_into()
}

#[derive(Debug, FromRow)]
struct DetailRow {
    #[sqlx(flatten)]
    summary: CallRow,
    text: String,
    language: String,
    positions: Json<Vec<CallPosition>>,
    ecall: Option<Json<ECall>>,
    warnings: Json<Vec<StoredWarning>>,
    close_reason: Option<String>,
    close_note: String,
    closed_by: Option<Uuid>,
    closed_at: Option<DateTime>,
    platform: Option<String>,
}

/// A warning without its sentence, which depends on who reads it.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct StoredWarning {
    /// Field.
    pub field: String,
    /// Code.
    pub code: FaultCode,
}

/// The whole call, if it is one of the actor's institution.
pub async fn call(conn: &mut PgConnection, actor: &Actor, id: CallId) -> Result<Option<Call>, ApiError> {
    let sql = format!(
        "select {COLUMNS}, c.text, c.language, c.positions, c.ecall, c.warnings, c.close_reason, c.close_note, c.closed_by,
                c.closed_at, c.platform
         from calls c where c.id = $1 and c.institution_id = $2"
    );
    let row: Option<DetailRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.0)
        .bind(actor.institution.0)
        .fetch_optional(&mut *conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let summary = CallSummary::try_from(row.summary)?;
    let versions = versions(conn, row.platform.as_deref(), &summary).await?;
    let said = |w: StoredWarning| FieldError {
        message: w.code.text(actor.lang).to_owned(),
        field: w.field,
        code: w.code,
    };
    let closed = match (row.close_reason, row.closed_by, row.closed_at) {
        (Some(reason), Some(by), Some(at)) => {
            Some(Closed { reason, note: row.close_note, by: by.into(), at })
        }
        _ => None,
    };
    Ok(Some(Call {
        summary,
        text: row.text,
        language: row.language,
        positions: row.positions.0,
        ecall: row.ecall.map(|e| e.0),
        warnings: row.warnings.0.into_iter().map(said).collect(),
        versions,
        closed,
    }))
}

async fn versions(
    conn: &mut PgConnection,
    platform: Option<&str>,
    call: &CallSummary,
) -> Result<Vec<CardVersion>, ApiError> {
    let rows: Vec<(i32, DateTime, bool)> = sqlx::query_as(
        "select version, received_at, withdrawn from call_cards where platform = $1 and number = $2
         order by received_at, version",
    )
    .bind(platform)
    .bind(&call.card_number)
    .fetch_all(conn)
    .await?;
    let version = |(version, received_at, withdrawn)| CardVersion {
        version,
        received_at,
        withdrawn,
        shown: Some(version) == call.card_version,
    };
    Ok(rows.into_iter().map(version).collect())
}

/// The reasons valid at an instant, in their order.
pub async fn close_reasons(db: impl PgExecutor<'_>, at: DateTime) -> Result<Vec<CloseReason>, sqlx::Error> {
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(
        "select code, key, name_lv, name_en from call_close_reasons
         where valid_from <= $1 and (valid_to is null or $1 < valid_to) order by ordinal, code",
    )
    .bind(at)
    .fetch_all(db)
    .await?;
    let reason = |(code, key, name_lv, name_en)| CloseReason { code, key, name_lv, name_en };
    Ok(rows.into_iter().map(reason).collect())
}

/// A time of call taking that is valid at an instant, in seconds; none when nobody has set it.
pub async fn seconds(db: impl PgExecutor<'_>, name: &str, at: DateTime) -> Result<Option<i32>, sqlx::Error> {
    sqlx::query_scalar(
        "select seconds from call_times where name = $1 and valid_from <= $2 and (valid_to is null or $2 < valid_to)",
    )
    .bind(name)
    .bind(at)
    .fetch_optional(db)
    .await
}

#[derive(Debug, FromRow)]
struct ReportRow {
    incident_id: Uuid,
    number: String,
    call_id: Option<Uuid>,
    channel: String,
    received_at: DateTime,
    caller_number: String,
    caller_name: String,
    position: Option<Json<CallPosition>>,
    address: String,
    text: String,
}

/// What callers reported of an incident and of those merged into it, as far as the actor may see them, in the order of
/// receipt: each call, and the registration itself of an incident that was filed without one.
pub async fn reports(
    conn: &mut PgConnection,
    actor: &Actor,
    id: IncidentId,
    with_callers: bool,
) -> Result<Vec<Report>, ApiError> {
    let sql = format!(
        "with recursive family (id) as (
             select $4::uuid
             union
             select m.source_id from incident_merges m join family f on m.target_id = f.id and m.split_at is null),
         seen as (select i.* from incidents i {VISIBLE} where i.id in (select id from family))
         select s.id as incident_id, s.number, c.id as call_id, c.channel, c.received_at, c.caller_number, c.caller_name,
                c.position, c.address, c.text
         from seen s join calls c on c.incident_id = s.id
         union all
         select s.id, s.number, null, s.channel, s.received_at, '', '', null, s.address, s.description
         from seen s where not exists (select from calls c where c.incident_id = s.id and c.filed)
         order by received_at, number, call_id"
    );
    let query = sqlx::query_as_with(sqlx::AssertSqlSafe(sql), seen_by(actor)?);
    let rows: Vec<ReportRow> = query.bind(id.0).fetch_all(conn).await?;
    rows.into_iter()
        .map(|row| {
            let caller = Caller { number: row.caller_number, name: row.caller_name };
            Ok(Report {
                incident: row.incident_id.into(),
                number: row.number,
                call: row.call_id.map(Into::into),
                channel: word("calls.channel", &row.channel)?,
                received_at: row.received_at,
                caller: (with_callers && !caller.is_unknown()).then_some(caller),
                position: row.position.map(|p| p.0),
                address: row.address,
                text: row.text,
            })
        })
        .collect()
}
