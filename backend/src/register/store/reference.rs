//! What the register looks up while it writes: types, norms, departments, the territory of a place.

use sqlx::types::Json;
use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::access::InstitutionKind;
use vnr_shared::id::{DepartmentId, InstitutionId};
use vnr_shared::incident::{Category, LegalClock, ResponseNorm, start_clock};
use vnr_shared::place::TerritoryClass;
use vnr_shared::time::DateTime;

use crate::error::ApiError;
use crate::places::store::TERRITORY_AT;
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

/// What the catalogue, the map and the law say of an incident that is about to be written.
#[derive(Debug)]
pub struct Grounds {
    /// Category proposed for its type; none when the type is not valid now or nothing may be filed under it.
    pub type_category: Option<Category>,
    territory: Option<Uuid>,
    class: Option<TerritoryClass>,
    norms: Vec<ResponseNorm>,
}

#[derive(Debug, FromRow)]
struct GroundsRow {
    type_category: Option<String>,
    territory: Option<Uuid>,
    class: Option<String>,
    norms: Json<Vec<ResponseNorm>>,
}

/// Looks up the type, the territory and the norms that bind a kind of institution, in one statement.
pub async fn grounds(
    conn: &mut PgConnection,
    fields: &Editable,
    kind: InstitutionKind,
    now: DateTime,
) -> Result<Grounds, ApiError> {
    let sql = format!(
        "select (select default_category from incident_types
                 where code = $4 and selectable and valid_from <= $5 and (valid_to is null or $5 < valid_to)) as type_category,
                t.id as territory, t.class,
                (select coalesce(jsonb_agg(n), '[]') from response_norms n where n.institution_kind = $6) as norms
         from (values (1)) once left join lateral ({TERRITORY_AT}) t on true"
    );
    let row: GroundsRow = sqlx::query_as(AssertSqlSafe(sql))
        .bind(fields.place.lat)
        .bind(fields.place.lon)
        .bind(fields.received_at)
        .bind(&fields.type_code)
        .bind(now)
        .bind(as_word(&kind))
        .fetch_one(conn)
        .await?;
    Ok(Grounds {
        type_category: row
            .type_category
            .map(|category| word("incident_types.default_category", &category))
            .transpose()?,
        territory: row.territory,
        class: row.class.map(|class| word("territories.class", &class)).transpose()?,
        norms: row.norms.0,
    })
}

impl Grounds {
    /// Territory and legal clock of the fields that were asked about.
    pub fn derive(&self, fields: &Editable, kind: InstitutionKind, arrived_at: Option<DateTime>) -> Derived {
        let clock =
            start_clock(&self.norms, fields.category, self.class, kind, fields.received_at, arrived_at);
        Derived { territory: self.territory, clock }
    }
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
