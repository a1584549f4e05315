//! SQL of the command line: names that the actor may see, and what a command did.

use serde_json::Value;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::catalogue::IncidentType;
use vnr_shared::id::{CommandId, IncidentId, InstitutionId};
use vnr_shared::lang::Lang;
use vnr_shared::line::{CallWord, IncidentWord, InstitutionWord, TimerWord, UnitWord};
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;
use crate::register::store::{VISIBLE, seen_by};
use crate::sql::word;
use crate::{calls, units};

/// How long a closed incident can be named by its last digits, so that it can be opened again; later by its whole number.
const CLOSED_FOR: chrono::Duration = chrono::Duration::days(2);

/// How long after a command `undo` without saying which one still means it.
const LAST_FOR: chrono::Duration = chrono::Duration::hours(12);

#[derive(Debug, FromRow)]
pub struct IncidentRow {
    id: Uuid,
    number: String,
    open: bool,
    type_code: String,
    address: String,
}

impl IncidentRow {
    /// The incident as the grammar knows it.
    pub fn word(self, types: &[IncidentType], lang: Lang) -> IncidentWord {
        let name = types.iter().find(|t| t.code == self.type_code).map(|t| t.name(lang));
        let parts = [name.unwrap_or(&self.type_code), &self.address];
        let label = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        IncidentWord::new(self.id.into(), self.number, self.open, label)
    }
}

/// Which incidents are looked for.
#[derive(Debug, Default)]
pub struct Named {
    /// These.
    pub ids: Vec<Uuid>,
    /// Those with these whole numbers.
    pub numbers: Vec<String>,
    /// Of the open ones, those whose number ends so, as patterns.
    pub endings: Vec<String>,
    /// Whether also of those that were closed lately.
    pub closed: bool,
}

/// The incidents a line may speak of. The last digits are looked for among what is open or came lately; an id or a whole
/// number everywhere.
pub async fn incidents(
    conn: &mut PgConnection,
    actor: &Actor,
    named: &Named,
    now: DateTime,
) -> Result<Vec<IncidentRow>, ApiError> {
    const COLUMNS: &str = "i.id, i.number, a.open, i.type_code, i.address";
    let sql = format!(
        "select {COLUMNS} from incidents i {VISIBLE} and a.open where i.number like any($4)
         union
         select {COLUMNS} from incidents i {VISIBLE} and a.received_at > $5 where $6 and i.number like any($4)
         union
         select {COLUMNS} from incidents i {VISIBLE} where i.id = any($7) or i.number = any($8)"
    );
    let query = sqlx::query_as_with(sqlx::AssertSqlSafe(sql), seen_by(actor)?)
        .bind(&named.endings)
        .bind(now - CLOSED_FOR)
        .bind(named.closed)
        .bind(&named.ids)
        .bind(&named.numbers);
    Ok(query.fetch_all(conn).await?)
}

#[derive(Debug, FromRow)]
struct UnitRow {
    id: Uuid,
    call_sign: String,
    institution: String,
    status: String,
    assigned: Vec<Uuid>,
}

/// The units a line may speak of.
pub async fn units(conn: &mut PgConnection, actor: &Actor) -> Result<Vec<UnitWord>, ApiError> {
    let rows: Vec<UnitRow> = sqlx::query_as(
        "select u.id, u.call_sign, o.code as institution, u.status,
                array(select n.incident_id from assignments n
                      where n.unit_id = u.id and n.released_at is null order by n.place, n.id) as assigned
         from units u join unit_access s on s.unit_id = u.id and s.institution_id = $1
         join institutions o on o.id = u.institution_id
         where u.active order by u.call_sign, u.id",
    )
    .bind(actor.institution.0)
    .fetch_all(conn)
    .await?;
    let unit = |row: UnitRow| {
        let assigned = row.assigned.into_iter().map(Into::into).collect();
        let status = word("units.status", &row.status)?;
        Ok(UnitWord::new(row.id.into(), row.call_sign, row.institution, status, assigned))
    };
    rows.into_iter().map(unit).collect()
}

/// The calls a line may speak of: those that nobody has answered.
pub async fn calls(
    conn: &mut PgConnection,
    actor: &Actor,
    types: &[IncidentType],
    lang: Lang,
) -> Result<Vec<CallWord>, ApiError> {
    let open = calls::open(conn, actor, None).await?;
    let word = |call: vnr_shared::call::CallSummary| {
        let name = types.iter().find(|t| Some(&t.code) == call.type_code.as_ref()).map(|t| t.name(lang));
        CallWord::new(&call, name.unwrap_or_default())
    };
    Ok(open.into_iter().map(word).collect())
}

/// The timers a line may speak of.
pub async fn timers(conn: &mut PgConnection, actor: &Actor) -> Result<Vec<TimerWord>, ApiError> {
    let open = units::open_timers(conn, actor).await?;
    Ok(open.iter().map(TimerWord::from).collect())
}

#[derive(Debug, FromRow)]
struct InstitutionRow {
    id: Uuid,
    code: String,
    name_lv: String,
    name_en: String,
}

/// The institutions that take part.
pub async fn institutions(conn: &mut PgConnection, lang: Lang) -> Result<Vec<InstitutionWord>, sqlx::Error> {
    let rows: Vec<InstitutionRow> =
        sqlx::query_as("select id, code, name_lv, name_en from institutions where active order by code")
            .fetch_all(conn)
            .await?;
    let word = |row: InstitutionRow| InstitutionWord {
        id: row.id.into(),
        code: row.code,
        name: lang.pick(&row.name_lv, &row.name_en).to_owned(),
    };
    Ok(rows.into_iter().map(word).collect())
}

/// Version of an incident that the actor may see.
pub async fn version(conn: &mut PgConnection, actor: &Actor, id: IncidentId) -> Result<i64, ApiError> {
    let sql = format!("select i.version from incidents i {VISIBLE} where i.id = $4");
    let query = sqlx::query_scalar_with(sqlx::AssertSqlSafe(sql), seen_by(actor)?);
    query.bind(id.0).fetch_optional(conn).await?.ok_or(ApiError::NOT_FOUND)
}

/// An entry that a command caused.
#[derive(Debug, Clone, FromRow)]
pub struct Caused {
    /// Id of the entry.
    pub id: i64,
    /// Institution of who commanded.
    pub institution: Option<Uuid>,
    /// Kind of the subject.
    pub subject_kind: String,
    /// The subject.
    pub subject_id: Uuid,
    /// What happened.
    pub kind: String,
    /// What changed.
    pub payload: Value,
}

/// What a command did, in the order in which it did it, without what only follows from it.
pub async fn of_command(conn: &mut PgConnection, command: CommandId) -> Result<Vec<Caused>, sqlx::Error> {
    sqlx::query_as(
        "select id, institution, subject_kind, subject_id, kind, payload from journal
         where cause = $1 and kind <> all($2) order by id",
    )
    .bind(command.0)
    .bind(&units::FOLLOWING[..])
    .fetch_all(conn)
    .await
}

/// The actor's last command that left entries of these kinds and was not taken back since.
pub async fn last_command(
    conn: &mut PgConnection,
    actor: &Actor,
    kinds: &[&str],
    now: DateTime,
) -> Result<Option<CommandId>, sqlx::Error> {
    let id: Option<Uuid> = sqlx::query_scalar(
        "select j.cause from journal j
         where j.institution = $1 and j.at > $2 and j.actor = $3 and j.kind = any($4) and j.cause is not null
           and not exists (select from journal u where u.institution = $1 and u.at >= j.at
                           and u.payload ->> 'undone' = j.cause::text)
         order by j.at desc, j.id desc limit 1",
    )
    .bind(actor.institution.0)
    .bind(now - LAST_FOR)
    .bind(actor.user.0)
    .bind(kinds)
    .fetch_optional(conn)
    .await?;
    Ok(id.map(Into::into))
}

/// How a subject stood before an entry, as screens showed it.
pub async fn summary_before(conn: &mut PgConnection, entry: &Caused) -> Result<Option<Value>, sqlx::Error> {
    sqlx::query_scalar(
        "select summary from journal
         where subject_kind = $1 and subject_id = $2 and id < $3 and summary is not null order by id desc limit 1",
    )
    .bind(&entry.subject_kind)
    .bind(entry.subject_id)
    .bind(entry.id)
    .fetch_optional(conn)
    .await
}

/// How a subject stood after an entry.
pub async fn summary_after(conn: &mut PgConnection, entry: &Caused) -> Result<Option<Value>, sqlx::Error> {
    sqlx::query_scalar("select summary from journal where id = $1").bind(entry.id).fetch_one(conn).await
}

/// The institution's code, by which its own numbers and call signs are meant first.
pub fn code_of(institutions: &[InstitutionWord], id: InstitutionId) -> String {
    institutions.iter().find(|i| i.id == id).map(|i| i.code.clone()).unwrap_or_default()
}
