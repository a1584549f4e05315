//! Orders and situation reports. They are only ever added.

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::event::{GiveOrder, GiveReport, Order, Report};
use vnr_shared::id::MajorEventId;
use vnr_shared::time::DateTime;

use crate::access::Actor;

#[derive(Debug, FromRow)]
struct OrderRow {
    number: i32,
    at: DateTime,
    by_name: String,
    institution_id: Uuid,
    addressee: String,
    text: String,
}

impl From<OrderRow> for Order {
    fn from(row: OrderRow) -> Self {
        Self {
            number: row.number,
            at: row.at,
            by: row.by_name,
            institution: row.institution_id.into(),
            to: row.addressee,
            text: row.text,
        }
    }
}

impl From<OrderRow> for Report {
    fn from(row: OrderRow) -> Self {
        Self {
            number: row.number,
            at: row.at,
            by: row.by_name,
            institution: row.institution_id.into(),
            text: row.text,
        }
    }
}

/// The latest orders of an event, oldest first.
pub async fn latest(
    conn: &mut PgConnection,
    event: MajorEventId,
    count: usize,
) -> Result<Vec<Order>, sqlx::Error> {
    let mut rows: Vec<OrderRow> = sqlx::query_as(
        "select o.number, o.at, u.name as by_name, o.institution_id, o.addressee, o.text
         from major_event_orders o join users u on u.id = o.by_user
         where o.event_id = $1 order by o.number desc limit $2",
    )
    .bind(event.0)
    .bind(i64::try_from(count).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await?;
    rows.reverse();
    Ok(rows.into_iter().map(Into::into).collect())
}

/// All orders of an event, oldest first.
pub async fn all(conn: &mut PgConnection, event: MajorEventId) -> Result<Vec<Order>, sqlx::Error> {
    latest(conn, event, usize::MAX).await
}

/// All reports of an event, oldest first.
pub async fn all_reports(conn: &mut PgConnection, event: MajorEventId) -> Result<Vec<Report>, sqlx::Error> {
    let rows: Vec<OrderRow> = sqlx::query_as(
        "select r.number, r.at, u.name as by_name, r.institution_id, '' as addressee, r.text
         from major_event_reports r join users u on u.id = r.by_user
         where r.event_id = $1 order by r.number",
    )
    .bind(event.0)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The latest report of an event.
pub async fn latest_report(
    conn: &mut PgConnection,
    event: MajorEventId,
) -> Result<Option<Report>, sqlx::Error> {
    let row: Option<OrderRow> = sqlx::query_as(
        "select r.number, r.at, u.name as by_name, r.institution_id, '' as addressee, r.text
         from major_event_reports r join users u on u.id = r.by_user
         where r.event_id = $1 order by r.number desc limit 1",
    )
    .bind(event.0)
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Into::into))
}

/// Adds an order with the next number. The event is locked, so numbers have no gaps.
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    event: MajorEventId,
    order: &GiveOrder,
    now: DateTime,
) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar(
        "insert into major_event_orders (id, event_id, number, at, by_user, institution_id, addressee, text)
         select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7 from major_event_orders where event_id = $2
         returning number",
    )
    .bind(order.id)
    .bind(event.0)
    .bind(now)
    .bind(actor.user.0)
    .bind(actor.institution.0)
    .bind(&order.to)
    .bind(&order.text)
    .fetch_one(conn)
    .await
}

/// Adds a report with the next number.
pub async fn insert_report(
    conn: &mut PgConnection,
    actor: &Actor,
    event: MajorEventId,
    report: &GiveReport,
    now: DateTime,
) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar(
        "insert into major_event_reports (id, event_id, number, at, by_user, institution_id, text)
         select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6 from major_event_reports where event_id = $2
         returning number",
    )
    .bind(report.id)
    .bind(event.0)
    .bind(now)
    .bind(actor.user.0)
    .bind(actor.institution.0)
    .bind(&report.text)
    .fetch_one(conn)
    .await
}
