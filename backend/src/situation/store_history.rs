//! SQL of how it has been. Every statement counts only what the actor may see.

use serde_json::Value;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::access::GrantKind;
use vnr_shared::live::Kind;
use vnr_shared::situation::{HeatCell, HistoryQuery, Hour, Responses, TickerLine};
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;
use crate::register::store::{VISIBLE, seen_by};
use crate::sql::word;

/// Squares of the heat map that are told at most.
const HEAT_MAX: i64 = 10_000;
/// Lines of the ticker.
const TICKER_LINES: i64 = 30;

/// The incidents of the span and the part, as `h`. `$4` and `$5` are the span, `$6` the territory, `$7` the institution, `$8`
/// the major event.
fn held() -> String {
    format!(
        "with recursive below (id) as (
             select id from territories where atvk = $6
             union select t.id from territories t join below b on t.parent_id = b.id),
         h as (
             select i.category, i.received_at, i.due_at, i.lat, i.lon, i.territory_id,
                    case when i.arrived_at < $5 then i.arrived_at end as arrived_at
             from incidents i {VISIBLE} and a.received_at >= $4 and a.received_at < $5
             where ($6::text is null or i.territory_id in (select id from below))
               and ($7::uuid is null or i.owner_id = $7)
               and ($8::uuid is null or i.id in (
                   select n.incident_id from major_event_incidents n join major_events e on e.id = n.event_id
                   where n.released_at is null and (e.owner_id = $1 or $1 = any(e.participants)) and e.id = $8)))"
    )
}

/// Binds what [`held`] names.
macro_rules! bound {
    ($sql:expr, $actor:expr, $query:expr, $to:expr) => {
        sqlx::query_as_with(sqlx::AssertSqlSafe($sql), seen_by($actor)?)
            .bind($query.from)
            .bind($to)
            .bind(&$query.territory)
            .bind($query.institution.map(|id| id.0))
            .bind($query.event.map(|id| id.0))
    };
}

fn count(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[derive(Debug, FromRow)]
struct ResponsesRow {
    category: String,
    territory: Option<String>,
    territory_name: Option<String>,
    together: bool,
    incidents: i64,
    arrived: i64,
    met: i64,
    missed: i64,
    overdue: i64,
    running: i64,
    p50_s: Option<f64>,
    p90_s: Option<f64>,
}

/// Response times of each category in all, then in each state city and municipality.
pub async fn responses(
    conn: &mut PgConnection,
    actor: &Actor,
    query: &HistoryQuery,
    to: DateTime,
) -> Result<Vec<Responses>, ApiError> {
    let sql = format!(
        "{}, g as (
             select h.*, coalesce(p.atvk, t.atvk) as territory, coalesce(p.name, t.name) as territory_name,
                    extract(epoch from h.arrived_at - h.received_at)::float8 as took
             from h left join territories t on t.id = h.territory_id
             left join territories p on p.id = t.parent_id and t.class in ('town', 'parish'))
         select category, territory, territory_name, grouping(territory) = 1 as together, count(*) as incidents,
                count(arrived_at) as arrived,
                count(*) filter (where arrived_at <= due_at) as met,
                count(*) filter (where arrived_at > due_at) as missed,
                count(*) filter (where arrived_at is null and due_at < $5) as overdue,
                count(*) filter (where arrived_at is null and due_at >= $5) as running,
                percentile_cont(0.5) within group (order by took) as p50_s,
                percentile_cont(0.9) within group (order by took) as p90_s
         from g group by grouping sets ((category), (category, territory, territory_name))
         order by together desc, category, incidents desc, territory",
        held()
    );
    let rows: Vec<ResponsesRow> = bound!(sql, actor, query, to).fetch_all(conn).await?;
    let read = |row: ResponsesRow| {
        Ok(Responses {
            category: word("incidents.category", &row.category)?,
            territory: row.territory,
            territory_name: row.territory_name,
            all: row.together,
            incidents: count(row.incidents),
            arrived: count(row.arrived),
            met: count(row.met),
            missed: count(row.missed),
            overdue: count(row.overdue),
            running: count(row.running),
            p50_s: row.p50_s,
            p90_s: row.p90_s,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Receipts by hour and category, oldest first.
pub async fn hours(
    conn: &mut PgConnection,
    actor: &Actor,
    query: &HistoryQuery,
    to: DateTime,
) -> Result<Vec<Hour>, ApiError> {
    let sql = format!(
        "{} select date_bin('1 hour', received_at, $4) as hour, category, count(*)
         from h group by hour, category order by hour, category",
        held()
    );
    let rows: Vec<(DateTime, String, i64)> = bound!(sql, actor, query, to).fetch_all(conn).await?;
    let read = |(from, category, n): (DateTime, String, i64)| {
        Ok(Hour { from, category: word("incidents.category", &category)?, count: count(n) })
    };
    rows.into_iter().map(read).collect()
}

/// Receipts by squares of a grid, those with most first.
pub async fn heat(
    conn: &mut PgConnection,
    actor: &Actor,
    query: &HistoryQuery,
    to: DateTime,
    cell: f64,
) -> Result<Vec<HeatCell>, ApiError> {
    let sql = format!(
        "{} select floor(lat / $9) * $9 as south, floor(lon / (2 * $9)) * (2 * $9) as west, count(*) as n
         from h group by south, west order by n desc, south, west limit $10",
        held()
    );
    let rows: Vec<(f64, f64, i64)> =
        bound!(sql, actor, query, to).bind(cell).bind(HEAT_MAX).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|(south, west, n)| HeatCell { south, west, count: count(n) }).collect())
}

#[derive(Debug, FromRow)]
struct TickerRow {
    position: i64,
    at: DateTime,
    subject_kind: String,
    subject_id: Uuid,
    kind: String,
    summary: Value,
    institution: Option<Uuid>,
}

/// What happened last before a moment that the actor could see, latest first.
pub async fn ticker(
    conn: &mut PgConnection,
    actor: &Actor,
    kinds: &[Kind],
    to: DateTime,
) -> Result<Vec<TickerLine>, ApiError> {
    let until = super::store::position(conn, to).await?.unwrap_or(i64::MAX);
    let words: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
    let rows: Vec<TickerRow> = sqlx::query_as(
        "select s.position, j.at, j.subject_kind, j.subject_id, j.kind, j.summary, j.institution
         from journal_seal s join journal j on j.id = s.entry_id
         where s.position <= $1 and j.summary is not null and j.subject_kind = any($2)
           and $3 = any(j.audience) and (not j.restricted or $4 or j.exempt = $5 or j.payload -> 'readers' ? $5::text)
         order by s.position desc limit $6",
    )
    .bind(until)
    .bind(words)
    .bind(actor.institution.0)
    .bind(actor.has(GrantKind::RestrictedIncidents))
    .bind(actor.user.0)
    .bind(TICKER_LINES)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(TickerRow::line).collect())
}

impl TickerRow {
    fn line(self) -> TickerLine {
        let text = |name: &str| self.summary.get(name).and_then(Value::as_str).map(str::to_owned);
        let name = ["number", "call_sign", "name"].into_iter().find_map(text).unwrap_or_default();
        TickerLine {
            name,
            status: text("status").or_else(|| text("state")),
            position: self.position,
            at: self.at,
            subject_kind: self.subject_kind,
            subject_id: self.subject_id,
            kind: self.kind,
            institution: self.institution.map(Into::into),
        }
    }
}
