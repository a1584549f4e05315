//! SQL of institutions.

use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;
use vnr_shared::access::{Department, Institution, PutInstitution};
use vnr_shared::id::InstitutionId;
use vnr_shared::time::DateTime;

use crate::error::ApiError;
use crate::sql::{as_word, word};

const SELECT: &str = "select i.id, i.code, i.kind, i.name_lv, i.name_en, i.active, i.version,
        array(select distinct t.atvk from institution_territories it join territories t on t.id = it.territory_id
              where it.institution_id = i.id and it.valid_from <= $1 and (it.valid_to is null or $1 < it.valid_to)
              order by 1) as territories,
        coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name) order by d.name, d.id)
                  from departments d where d.institution_id = i.id), '[]') as departments
    from institutions i";

#[derive(FromRow)]
struct InstitutionRow {
    id: Uuid,
    code: String,
    kind: String,
    name_lv: String,
    name_en: String,
    active: bool,
    version: i64,
    territories: Vec<String>,
    departments: Json<Vec<Department>>,
}

impl TryFrom<InstitutionRow> for Institution {
    type Error = ApiError;

    fn try_from(row: InstitutionRow) -> Result<Self, ApiError> {
        let InstitutionRow { id, code, kind, name_lv, name_en, active, version, territories, departments } =
            row;
        let (id, kind) = (id.into(), word("institutions.kind", &kind)?);
        let departments = departments.0;
        Ok(Self { id, code, kind, name_lv, name_en, territories, departments, active, version })
    }
}

/// One institution with its territories at an instant.
pub async fn one(
    db: impl PgExecutor<'_>,
    id: InstitutionId,
    at: DateTime,
) -> Result<Option<Institution>, ApiError> {
    let sql = format!("{SELECT} where i.id = $2");
    let row: Option<InstitutionRow> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(at).bind(id.0).fetch_optional(db).await?;
    row.map(Institution::try_from).transpose()
}

/// Every institution with its territories at an instant, by code.
pub async fn all(db: impl PgExecutor<'_>, at: DateTime) -> Result<Vec<Institution>, ApiError> {
    let sql = format!("{SELECT} order by i.code");
    let rows: Vec<InstitutionRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(at).fetch_all(db).await?;
    rows.into_iter().map(Institution::try_from).collect()
}

/// The version of an institution, which stays locked until the transaction ends; none when there is no such institution.
pub async fn lock(conn: &mut PgConnection, id: InstitutionId) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("select version from institutions where id = $1 for update")
        .bind(id.0)
        .fetch_optional(conn)
        .await
}

/// Writes a new institution.
pub async fn insert(
    conn: &mut PgConnection,
    id: InstitutionId,
    put: &PutInstitution,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into institutions (id, code, kind, name_lv, name_en, active) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id.0)
    .bind(&put.code)
    .bind(as_word(&put.kind))
    .bind(&put.name_lv)
    .bind(&put.name_en)
    .bind(put.active)
    .execute(conn)
    .await
    .map(drop)
}

/// Writes an institution anew. Its code stays: registration numbers begin with it.
pub async fn update(
    conn: &mut PgConnection,
    id: InstitutionId,
    put: &PutInstitution,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update institutions set kind = $2, name_lv = $3, name_en = $4, active = $5, version = version + 1
         where id = $1",
    )
    .bind(id.0)
    .bind(as_word(&put.kind))
    .bind(&put.name_lv)
    .bind(&put.name_en)
    .bind(put.active)
    .execute(conn)
    .await
    .map(drop)
}

/// Adds departments and renames those that are there; false when one belongs to another institution.
pub async fn put_departments(
    conn: &mut PgConnection,
    id: InstitutionId,
    departments: &[Department],
) -> Result<bool, sqlx::Error> {
    for department in departments {
        let done = sqlx::query(
            "insert into departments as d (id, institution_id, name) values ($1, $2, $3)
             on conflict (id) do update set name = excluded.name where d.institution_id = excluded.institution_id",
        )
        .bind(department.id.0)
        .bind(id.0)
        .bind(&department.name)
        .execute(&mut *conn)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The newest territory of each ATVK code; shorter than the list when a code is not known.
pub async fn territories(conn: &mut PgConnection, codes: &[String]) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select distinct on (atvk) id from territories where atvk = any($1) order by atvk, valid_from desc",
    )
    .bind(codes)
    .fetch_all(conn)
    .await
}

/// The territories that lie in no other and are valid at an instant: together the whole country.
pub async fn whole_country(conn: &mut PgConnection, at: DateTime) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select distinct atvk from territories
         where parent_id is null and valid_from <= $1 and (valid_to is null or $1 < valid_to) and atvk <> ''
         order by 1",
    )
    .bind(at)
    .fetch_all(conn)
    .await
}

/// Makes these, from now on, the territories of an institution: others end, new ones begin.
pub async fn set_territories(
    conn: &mut PgConnection,
    id: InstitutionId,
    territories: &[Uuid],
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update institution_territories set valid_to = $3
         where institution_id = $1 and valid_to is null and territory_id <> all($2)",
    )
    .bind(id.0)
    .bind(territories)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "insert into institution_territories (institution_id, territory_id, valid_from)
         select $1, t, $3 from unnest($2::uuid[]) t
         where not exists (select 1 from institution_territories it
                           where it.institution_id = $1 and it.territory_id = t and it.valid_to is null)
         on conflict (institution_id, territory_id, valid_from) do update set valid_to = null",
    )
    .bind(id.0)
    .bind(territories)
    .bind(now)
    .execute(conn)
    .await
    .map(drop)
}
