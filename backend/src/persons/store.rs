//! SQL of persons.

use sqlx::types::Json;
use sqlx::{AssertSqlSafe, FromRow, PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;
use vnr_shared::access::GrantKind;
use vnr_shared::id::{IncidentId, PersonId};
use vnr_shared::incident::Involved;
use vnr_shared::person::{NewInvolvement, Person, PersonDetail, PersonHit, normalise_code};
use vnr_shared::text::fold;
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;
use crate::register::store::{ALLOWED, StrikeColumns, VISIBLE, seen_by};
use crate::register::words::{Term, terms};
use crate::sql::{as_word, word};

/// Most persons a search shows.
const HITS: i64 = 20;
/// Newest incidents on which a search looks first.
const NEWEST: i64 = 2_000;
/// Most persons of the register that one search compares with what the actor may see.
const CANDIDATES: i64 = 1_000;
/// Folded letters below which a misspelling is not looked for.
const SIMILAR_FROM: usize = 5;

/// Inserts a person.
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    id: PersonId,
    detail: &PersonDetail,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into persons (id, detail, names, codes, created_by, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)",
    )
    .bind(id.0)
    .bind(Json(detail))
    .bind(detail.folded_names())
    .bind(detail.search_codes())
    .bind(actor.user.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes what is known of a person, and moves the version on.
pub async fn update(
    conn: &mut PgConnection,
    id: PersonId,
    detail: &PersonDetail,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update persons set detail = $2, names = $3, codes = $4, updated_at = $5, version = version + 1 where id = $1",
    )
    .bind(id.0)
    .bind(Json(detail))
    .bind(detail.folded_names())
    .bind(detail.search_codes())
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Locks a person, if there is one, until the command ends.
pub async fn lock(conn: &mut PgConnection, id: PersonId) -> Result<(), sqlx::Error> {
    sqlx::query("select 1 from persons where id = $1 for update").bind(id.0).execute(conn).await?;
    Ok(())
}

/// Names of the fields that edits have set since a version.
pub async fn fields_changed_since(
    conn: &mut PgConnection,
    id: PersonId,
    version: i64,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select distinct jsonb_object_keys(payload -> 'changes') from journal
         where subject_kind = 'person' and subject_id = $1 and kind = 'person.edited'
           and (payload ->> 'version')::bigint > $2",
    )
    .bind(id.0)
    .bind(version)
    .fetch_all(conn)
    .await
}

/// Ties a person to an incident.
pub async fn tie(
    conn: &mut PgConnection,
    incident: IncidentId,
    body: &NewInvolvement,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into incident_persons (id, incident_id, person_id, role, note, protected) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(body.id.0)
    .bind(incident.0)
    .bind(body.person_id.0)
    .bind(as_word(&body.role))
    .bind(&body.note)
    .bind(body.protected.unwrap_or_else(|| body.role.is_protected()))
    .execute(conn)
    .await?;
    Ok(())
}

#[derive(Debug, FromRow)]
struct InvolvedRow {
    id: Uuid,
    role: String,
    note: String,
    protected: bool,
    #[sqlx(flatten)]
    strike: StrikeColumns,
    person_id: Uuid,
    version: i64,
    detail: Json<PersonDetail>,
    created_by: Uuid,
}

/// Persons of an incident, in the order of their entry. The caller has checked that the reader may see the incident.
pub async fn of_incident(
    conn: &mut PgConnection,
    actor: &Actor,
    id: IncidentId,
) -> Result<Vec<Involved>, ApiError> {
    let rows: Vec<InvolvedRow> = sqlx::query_as(
        "select ip.id, ip.role, ip.note, ip.protected, ip.struck_by, ip.struck_at, ip.struck_reason, ip.person_id,
                p.version, p.detail, p.created_by
         from incident_persons ip join persons p on p.id = ip.person_id where ip.incident_id = $1 order by ip.id",
    )
    .bind(id.0)
    .fetch_all(conn)
    .await?;
    let involved = |row: InvolvedRow| {
        let mut detail = row.detail.0;
        let hidden = row.protected && !has_full_sight(actor, row.created_by);
        Ok(Involved {
            id: row.id.into(),
            withheld: if hidden { detail.withhold() } else { Vec::new() },
            person: Person { id: row.person_id.into(), version: row.version, detail },
            role: word("incident_persons.role", &row.role)?,
            note: row.note,
            protected: row.protected,
            struck: row.strike.into(),
        })
    };
    rows.into_iter().map(involved).collect()
}

/// Whether an actor sees a person whole, however protected: by the grant, or having entered the person.
fn has_full_sight(actor: &Actor, created_by: Uuid) -> bool {
    actor.has(GrantKind::ProtectedFields) || actor.user.0 == created_by
}

/// A person whom an actor may see.
#[derive(Debug)]
pub struct Seen {
    /// The person, whole.
    pub person: Person,
    /// Whether address, contacts, codes and documents are withheld from the actor.
    pub hidden: bool,
    incidents: i64,
    latest: Option<DateTime>,
}

impl From<Seen> for PersonHit {
    fn from(seen: Seen) -> Self {
        let Seen { mut person, hidden, incidents, latest } = seen;
        let withheld = if hidden { person.detail.withhold() } else { Vec::new() };
        Self { person, incidents, latest, withheld }
    }
}

#[derive(Debug, FromRow)]
struct SeenRow {
    id: Uuid,
    version: i64,
    detail: Json<PersonDetail>,
    created_by: Uuid,
    incidents: i64,
    latest: Option<DateTime>,
    protected: bool,
}

/// Those of some persons whom the actor may see, whoever stands on the newest incident first.
pub async fn seen(conn: &mut PgConnection, actor: &Actor, ids: &[Uuid]) -> Result<Vec<Seen>, ApiError> {
    let sql = format!(
        "select p.id, p.version, p.detail, p.created_by, s.incidents, s.latest, s.protected
         from persons p, lateral (
             select count(distinct i.id) as incidents, max(i.received_at) as latest,
                    coalesce(bool_and(ip.protected), false) as protected
             from incident_persons ip join incidents i on i.id = ip.incident_id {VISIBLE}
             where ip.person_id = p.id and ip.struck_at is null) s
         where p.id = any($4) and (s.incidents > 0 or p.created_by = $3)
         order by s.latest desc nulls last, p.id"
    );
    let query = sqlx::query_as_with(AssertSqlSafe(sql), seen_by(actor)?);
    let rows: Vec<SeenRow> = query.bind(ids).fetch_all(conn).await?;
    let seen = |row: SeenRow| Seen {
        hidden: row.protected && !has_full_sight(actor, row.created_by),
        person: Person { id: row.id.into(), version: row.version, detail: row.detail.0 },
        incidents: row.incidents,
        latest: row.latest,
    };
    Ok(rows.into_iter().map(seen).collect())
}

/// Those of some codes that another person has whose codes the actor may see.
pub async fn known_codes(
    conn: &mut PgConnection,
    actor: &Actor,
    codes: &[String],
    except: PersonId,
) -> Result<Vec<String>, ApiError> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = sqlx::query_scalar("select id from persons where codes && $1 and id <> $2 limit $3")
        .bind(codes)
        .bind(except.0)
        .bind(CANDIDATES)
        .fetch_all(&mut *conn)
        .await?;
    let seen = seen(conn, actor, &ids).await?;
    let open = seen.into_iter().filter(|seen| !seen.hidden);
    Ok(open.flat_map(|seen| seen.person.detail.search_codes()).filter(|code| codes.contains(code)).collect())
}

/// Persons who answer to what was typed: by name first on the newest incidents, then in the whole register, then by
/// likeness; by code or document number when it has a digit.
pub async fn find(conn: &mut PgConnection, actor: &Actor, typed: &str) -> Result<Vec<Seen>, ApiError> {
    if typed.chars().any(|c| c.is_ascii_digit()) {
        let sql = "select id from persons where codes @> array[$1] limit $2";
        let query = sqlx::query_scalar(sql).bind(normalise_code(typed)).bind(CANDIDATES);
        let ids: Vec<Uuid> = query.fetch_all(&mut *conn).await?;
        // A search by code must not confirm a code that is withheld.
        let mut found = seen(conn, actor, &ids).await?;
        found.retain(|seen| !seen.hidden);
        return Ok(found);
    }
    let words = terms(typed);
    let mut ids = newest(conn, actor, &words).await?;
    if ids.is_empty() {
        ids = named(conn, &words).await?;
    }
    let mut found = seen(conn, actor, &ids).await?;
    if found.is_empty() && fold(typed).len() >= SIMILAR_FROM {
        let sql = "select id from persons where $1 <% names order by $1 <<-> names limit $2";
        let query = sqlx::query_scalar(sql).bind(fold(typed)).bind(CANDIDATES);
        let ids: Vec<Uuid> = query.fetch_all(&mut *conn).await?;
        found = seen(conn, actor, &ids).await?;
    }
    found.truncate(usize::try_from(HITS).unwrap_or_default());
    Ok(found)
}

/// Persons on the newest incidents that the actor may see.
async fn newest(conn: &mut PgConnection, actor: &Actor, words: &[Term]) -> Result<Vec<Uuid>, ApiError> {
    let mut sql = QueryBuilder::with_arguments(
        "select distinct p.id from (
             select a.incident_id from incident_access a where a.institution_id = $1
             order by a.received_at desc, a.incident_id desc limit ",
        seen_by(actor)?,
    );
    sql.push_bind(NEWEST).push(format!(
        ") a join incidents i on i.id = a.incident_id and {ALLOWED}
         join incident_persons ip on ip.incident_id = i.id and ip.struck_at is null
         join persons p on p.id = ip.person_id where true"
    ));
    push_names(&mut sql, words);
    sql.push(" limit ").push_bind(HITS);
    Ok(sql.build_query_scalar().persistent(false).fetch_all(conn).await?)
}

/// Persons of the whole register.
async fn named(conn: &mut PgConnection, words: &[Term]) -> Result<Vec<Uuid>, ApiError> {
    let mut sql = QueryBuilder::new("select p.id from persons p where true");
    push_names(&mut sql, words);
    sql.push(" limit ").push_bind(CANDIDATES);
    Ok(sql.build_query_scalar().persistent(false).fetch_all(conn).await?)
}

/// Every word begins a word of the names of `persons p`. Folded words hold nothing that a query would take for an operator.
pub fn push_names(sql: &mut QueryBuilder<Postgres>, words: &[Term]) {
    if words.is_empty() {
        return;
    }
    let beginnings: Vec<String> = words.iter().map(|word| format!("'{}':*", word.folded)).collect();
    sql.push(" and vnr_name_words(p.names) @@ ").push_bind(beginnings.join(" & ")).push("::text::tsquery");
}
