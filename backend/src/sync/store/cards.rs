//! SQL of conflict cards.

use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, PgPool};
use uuid::Uuid;
use vnr_shared::id::{ConflictId, DeviceId, IncidentId};
use vnr_shared::problem::ConflictField;
use vnr_shared::sync::ConflictCard;
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::command::Tx;
use crate::error::ApiError;
use crate::register::visible::{VISIBLE, seen_by};

/// Keeps both sides of an edit.
pub async fn insert(
    tx: &mut Tx<'_>,
    id: ConflictId,
    device: DeviceId,
    incident: IncidentId,
    base_version: i64,
    fields: &[ConflictField],
    made_at: DateTime,
) -> Result<(), sqlx::Error> {
    let (user, now) = (tx.actor.user, tx.now);
    sqlx::query(
        "insert into conflict_cards (id, incident_id, device_id, by_user, base_version, fields, made_at, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.0)
    .bind(incident.0)
    .bind(device.0)
    .bind(user.0)
    .bind(base_version)
    .bind(Json(fields))
    .bind(made_at)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

#[derive(Debug, FromRow)]
struct Row {
    id: Uuid,
    incident_id: Uuid,
    number: String,
    by_user: Uuid,
    by_name: String,
    made_at: DateTime,
    at: DateTime,
    base_version: i64,
    fields: Json<Vec<ConflictField>>,
}

const COLUMNS: &str =
    "c.id, c.incident_id, i.number, c.by_user, u.name as by_name, c.made_at, c.at, c.base_version, c.fields";

impl From<Row> for ConflictCard {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            incident: row.incident_id.into(),
            number: row.number,
            by: row.by_user.into(),
            by_name: row.by_name,
            made_at: row.made_at,
            at: row.at,
            base_version: row.base_version,
            fields: row.fields.0,
        }
    }
}

/// Cards nobody has decided, of incidents that the actor may see, the oldest first.
pub async fn open(pool: &PgPool, actor: &Actor) -> Result<Vec<ConflictCard>, ApiError> {
    let sql = format!(
        "select {COLUMNS} from conflict_cards c join incidents i on i.id = c.incident_id {VISIBLE}
         join users u on u.id = c.by_user where c.decided_at is null order by c.at, c.id"
    );
    let rows: Vec<Row> =
        sqlx::query_as_with(sqlx::AssertSqlSafe(sql), seen_by(actor)?).fetch_all(pool).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Holds a card that nobody has decided, for a decision by somebody who may see its incident.
pub async fn lock(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ConflictId,
) -> Result<Option<ConflictCard>, ApiError> {
    let sql = format!(
        "select {COLUMNS} from conflict_cards c join incidents i on i.id = c.incident_id {VISIBLE}
         join users u on u.id = c.by_user where c.id = $4 and c.decided_at is null for update of c"
    );
    let row: Option<Row> = sqlx::query_as_with(sqlx::AssertSqlSafe(sql), seen_by(actor)?)
        .bind(id.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(Into::into))
}

/// Marks a card as decided.
pub async fn decided(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ConflictId,
    taken: &[String],
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query("update conflict_cards set decided_by = $2, decided_at = $4, taken = $3 where id = $1")
        .bind(id.0)
        .bind(actor.user.0)
        .bind(taken)
        .bind(now)
        .execute(conn)
        .await?;
    Ok(())
}
