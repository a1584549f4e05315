//! SQL of messages between consoles and units.

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::id::{MessageId, UnitId};
use vnr_shared::time::DateTime;
use vnr_shared::unit::MessageSummary;

use crate::access::Actor;

const COLUMNS: &str =
    "m.id, m.unit_id, u.call_sign, m.institution_id, m.from_unit, m.by_name, m.at, m.text, m.incident_id,
    m.delivered_at, m.read_at, m.read_by";

#[derive(Debug, FromRow)]
struct MessageRow {
    id: Uuid,
    unit_id: Uuid,
    call_sign: String,
    institution_id: Uuid,
    from_unit: bool,
    by_name: String,
    at: DateTime,
    text: String,
    incident_id: Option<Uuid>,
    delivered_at: Option<DateTime>,
    read_at: Option<DateTime>,
    read_by: Option<String>,
}

impl From<MessageRow> for MessageSummary {
    fn from(row: MessageRow) -> Self {
        Self {
            id: row.id.into(),
            unit: row.unit_id.into(),
            call_sign: row.call_sign,
            institution: row.institution_id.into(),
            from_unit: row.from_unit,
            by: row.by_name,
            at: row.at,
            text: row.text,
            incident: row.incident_id.map(Into::into),
            delivered_at: row.delivered_at,
            read_at: row.read_at,
            read_by: row.read_by,
        }
    }
}

async fn fetch(
    conn: &mut PgConnection,
    actor: &Actor,
    condition: &str,
    ids: Vec<Uuid>,
) -> Result<Vec<MessageSummary>, sqlx::Error> {
    let sql = format!(
        "select {COLUMNS} from unit_messages m join units u on u.id = m.unit_id where m.institution_id = $1 and {condition}"
    );
    let rows: Vec<MessageRow> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(actor.institution.0).bind(ids).fetch_all(conn).await?;
    Ok(rows.into_iter().map(MessageSummary::from).collect())
}

/// The messages of the actor's institution that nobody has read, oldest first.
pub async fn open(conn: &mut PgConnection, actor: &Actor) -> Result<Vec<MessageSummary>, sqlx::Error> {
    fetch(conn, actor, "m.read_at is null and cardinality($2::uuid[]) = 0 order by m.at, m.id", Vec::new())
        .await
}

/// The last messages with a unit, newest first.
pub async fn of_unit(
    conn: &mut PgConnection,
    actor: &Actor,
    unit: UnitId,
) -> Result<Vec<MessageSummary>, sqlx::Error> {
    fetch(conn, actor, "m.unit_id = any($2) order by m.at desc, m.id desc limit 200", vec![unit.0]).await
}

/// Locks messages of the actor's institution, in the order of their ids.
pub async fn lock(
    conn: &mut PgConnection,
    actor: &Actor,
    ids: &[MessageId],
) -> Result<Vec<MessageSummary>, sqlx::Error> {
    let ids = ids.iter().map(|id| id.0).collect();
    fetch(conn, actor, "m.id = any($2) order by m.id for update of m", ids).await
}

/// Writes a new message.
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    message: &MessageSummary,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into unit_messages (id, unit_id, institution_id, from_unit, by_user, by_name, at, text, incident_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(message.id.0)
    .bind(message.unit.0)
    .bind(message.institution.0)
    .bind(message.from_unit)
    .bind(actor.user.0)
    .bind(&message.by)
    .bind(message.at)
    .bind(&message.text)
    .bind(message.incident.map(|id| id.0))
    .execute(conn)
    .await
    .map(drop)
}

/// Writes when a message came and was read.
pub async fn update(conn: &mut PgConnection, message: &MessageSummary) -> Result<(), sqlx::Error> {
    sqlx::query("update unit_messages set delivered_at = $2, read_at = $3, read_by = $4 where id = $1")
        .bind(message.id.0)
        .bind(message.delivered_at)
        .bind(message.read_at)
        .bind(&message.read_by)
        .execute(conn)
        .await
        .map(drop)
}
