//! SQL of checks.

use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::check::CheckTie;
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;
use crate::register::visible::{VISIBLE, seen_by};

/// Newest incidents that are told of each thing.
const TIES: i64 = 5;

/// What stands on incidents.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    /// Persons.
    Persons,
    /// Vehicles.
    Vehicles,
    /// Items and documents.
    Objects,
}

impl Of {
    /// Table, column of the thing, and expression of its part.
    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Persons => ("incident_persons", "person_id", "x.role"),
            Self::Vehicles => ("incident_vehicles", "vehicle_id", "x.role"),
            Self::Objects => ("incident_objects", "object_id", "''"),
        }
    }
}

#[derive(Debug, FromRow)]
struct Row {
    thing: Uuid,
    id: Uuid,
    number: String,
    type_code: String,
    open: bool,
    received_at: DateTime,
    role: String,
}

/// The newest incidents that the actor may see on which some things stand, each with the thing.
pub async fn ties(
    conn: &mut PgConnection,
    actor: &Actor,
    of: Of,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, CheckTie)>, ApiError> {
    let (table, column, role) = of.words();
    let sql = format!(
        "select t.* from unnest($4::uuid[]) as of (thing), lateral (
             select x.{column} as thing, i.id, i.number, i.type_code, a.open, i.received_at, {role} as role
             from {table} x join incidents i on i.id = x.incident_id {VISIBLE}
             where x.{column} = of.thing and x.struck_at is null
             order by i.received_at desc, i.id limit $5) t"
    );
    let query = sqlx::query_as_with(AssertSqlSafe(sql), seen_by(actor)?);
    let rows: Vec<Row> = query.bind(ids).bind(TIES).fetch_all(conn).await?;
    let tie = |row: Row| {
        let Row { thing, id, number, type_code, open, received_at, role } = row;
        (thing, CheckTie { incident: id.into(), number, type_code, open, received_at, role })
    };
    Ok(rows.into_iter().map(tie).collect())
}
