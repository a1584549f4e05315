//! What only the database can tell: read as its owner, after the server was stopped.

use sqlx::{FromRow, PgConnection};

/// An institution whose registration numbers do not count its incidents.
#[derive(Debug, FromRow)]
pub struct NumberGap {
    /// Institution.
    pub code: String,
    /// Year.
    pub year: i32,
    /// Last number given.
    pub last: i64,
    /// Numbers on incidents.
    pub used: i64,
}

/// Institutions and years whose numbers are not exactly 1 to the last.
pub async fn number_gaps(conn: &mut PgConnection) -> Result<Vec<NumberGap>, sqlx::Error> {
    sqlx::query_as(
        "select c.code, n.year, n.last, count(distinct i.number) as used
         from incident_numbers n join institutions c on c.id = n.institution_id
         left join incidents i on i.registrar_id = n.institution_id and i.number like c.code || '-' || n.year || '-%'
              and right(i.number, 6)::bigint between 1 and n.last
         group by c.code, n.year, n.last having count(distinct i.number) <> n.last",
    )
    .fetch_all(conn)
    .await
}

/// Cards of the storm.
#[derive(Debug, FromRow)]
pub struct Cards {
    /// Cards kept.
    pub cards: i64,
    /// Cards that have more than one call of one institution.
    pub doubled: i64,
}

/// Counts the cards whose number begins with a name.
pub async fn cards(conn: &mut PgConnection, name: &str) -> Result<Cards, sqlx::Error> {
    sqlx::query_as(
        "select (select count(*) from call_cards where starts_with(number, $1)) as cards,
                (select count(*) from (
                     select 1 from calls where starts_with(card_number, $1)
                     group by card_number, institution_id having count(*) > 1) d) as doubled",
    )
    .bind(name)
    .fetch_one(conn)
    .await
}

/// Commands that made the same kind of entry about the same subject more than once.
pub async fn commands_done_twice(conn: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "select count(*) from (
             select 1 from journal where cause is not null group by cause, actor, kind, subject_id having count(*) > 1) d",
    )
    .fetch_one(conn)
    .await
}
