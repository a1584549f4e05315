//! What the register looks up while it writes: types, norms, departments, numbers, the territory of a place.

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::access::InstitutionKind;
use vnr_shared::id::{DepartmentId, InstitutionId};
use vnr_shared::incident::{Category, LegalClock, ResponseNorm, start_clock};
use vnr_shared::time::{DateTime, riga_year};

use crate::error::ApiError;
use crate::places;
use crate::register::editable::Editable;
use crate::sql::{as_word, word};

/// What follows from the editable fields.
#[derive(Debug)]
pub struct Derived {
    /// Territory of the place when the information was received.
    pub territory: Option<Uuid>,
    /// The legal clock, where a norm binds the institution.
    pub clock: Option<LegalClock>,
}

/// Category proposed for a type that is valid and may be filed under.
pub async fn type_category(
    conn: &mut PgConnection,
    code: &str,
    at: DateTime,
) -> Result<Option<Category>, ApiError> {
    let found: Option<String> = sqlx::query_scalar(
        "select default_category from incident_types
         where code = $1 and selectable and valid_from <= $2 and (valid_to is null or $2 < valid_to)",
    )
    .bind(code)
    .bind(at)
    .fetch_optional(conn)
    .await?;
    found.map(|category| word("incident_types.default_category", &category)).transpose()
}

/// Territory and legal clock of what is about to be written.
pub async fn derive(
    conn: &mut PgConnection,
    fields: &Editable,
    kind: InstitutionKind,
    arrived_at: Option<DateTime>,
) -> Result<Derived, ApiError> {
    let territory =
        places::territory_at(&mut *conn, fields.place.lat, fields.place.lon, fields.received_at).await?;
    let norms = norms(conn, kind).await?;
    let class = territory.as_ref().map(|t| t.class);
    let clock = start_clock(&norms, fields.category, class, kind, fields.received_at, arrived_at);
    Ok(Derived { territory: territory.map(|t| t.id.0), clock })
}

#[derive(Debug, FromRow)]
struct NormRow {
    category: String,
    territory_class: String,
    institution_kind: String,
    minutes: i32,
    source: String,
    confirmed: bool,
    valid_from: DateTime,
    valid_to: Option<DateTime>,
}

impl TryFrom<NormRow> for ResponseNorm {
    type Error = ApiError;

    fn try_from(row: NormRow) -> Result<Self, ApiError> {
        Ok(Self {
            category: word("response_norms.category", &row.category)?,
            territory_class: word("response_norms.territory_class", &row.territory_class)?,
            institution_kind: word("response_norms.institution_kind", &row.institution_kind)?,
            minutes: row.minutes,
            source: row.source,
            confirmed: row.confirmed,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        })
    }
}

async fn norms(conn: &mut PgConnection, kind: InstitutionKind) -> Result<Vec<ResponseNorm>, ApiError> {
    let rows: Vec<NormRow> = sqlx::query_as("select * from response_norms where institution_kind = $1")
        .bind(as_word(&kind))
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(ResponseNorm::try_from).collect()
}

/// Whether a department belongs to an institution.
pub async fn has_department(
    conn: &mut PgConnection,
    institution: InstitutionId,
    department: DepartmentId,
) -> Result<bool, ApiError> {
    let sql = "select exists (select 1 from departments where id = $1 and institution_id = $2)";
    Ok(sqlx::query_scalar(sql).bind(department.0).bind(institution.0).fetch_one(conn).await?)
}

/// Whether an institution exists and takes part.
pub async fn is_active_institution(conn: &mut PgConnection, id: InstitutionId) -> Result<bool, ApiError> {
    let sql = "select exists (select 1 from institutions where id = $1 and active)";
    Ok(sqlx::query_scalar(sql).bind(id.0).fetch_one(conn).await?)
}

/// The next registration number of an institution in a year, without gaps: the counter's row stays locked until the
/// command commits or is undone.
pub async fn next_number(
    conn: &mut PgConnection,
    institution: InstitutionId,
    now: DateTime,
) -> Result<String, ApiError> {
    let year = riga_year(now);
    let (code, last): (String, i64) = sqlx::query_as(
        "with n as (
             insert into incident_numbers as n (institution_id, year, last) values ($1, $2, 1)
             on conflict (institution_id, year) do update set last = n.last + 1 returning last)
         select i.code, n.last from n, institutions i where i.id = $1",
    )
    .bind(institution.0)
    .bind(year)
    .fetch_one(conn)
    .await?;
    Ok(format!("{code}-{year}-{last:06}"))
}
