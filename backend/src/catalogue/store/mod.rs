//! SQL of the catalogues.

pub mod forms;

use sqlx::{FromRow, PgConnection, PgExecutor};
use vnr_shared::call::{Prompt, TypeWords};
use vnr_shared::catalogue::{IncidentType, PutIncidentType};
use vnr_shared::incident::ResponseNorm;
use vnr_shared::time::DateTime;

use crate::error::ApiError;
use crate::sql::{as_word, word};

#[derive(Debug, FromRow)]
struct TypeRow {
    code: String,
    parent: Option<String>,
    name_lv: String,
    name_en: String,
    default_category: String,
    law: String,
    keywords: String,
    selectable: bool,
    valid_from: DateTime,
    valid_to: Option<DateTime>,
    version: i64,
}

impl TryFrom<TypeRow> for IncidentType {
    type Error = ApiError;

    fn try_from(row: TypeRow) -> Result<Self, ApiError> {
        Ok(Self {
            default_category: word("incident_types.default_category", &row.default_category)?,
            code: row.code,
            parent: row.parent,
            name_lv: row.name_lv,
            name_en: row.name_en,
            law: row.law,
            keywords: row.keywords,
            selectable: row.selectable,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            version: row.version,
        })
    }
}

/// Types valid at an instant, or every row, by code and time.
pub async fn types(db: impl PgExecutor<'_>, at: Option<DateTime>) -> Result<Vec<IncidentType>, ApiError> {
    let rows: Vec<TypeRow> = sqlx::query_as(
        "select * from incident_types
         where $1::timestamptz is null or (valid_from <= $1 and (valid_to is null or $1 < valid_to))
         order by code, valid_from",
    )
    .bind(at)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(IncidentType::try_from).collect()
}

/// Whether a code names a type at an instant.
pub async fn is_valid(conn: &mut PgConnection, code: &str, at: DateTime) -> Result<bool, ApiError> {
    let found = sqlx::query_scalar(
        "select exists (select 1 from incident_types
                        where code = $1 and valid_from <= $2 and (valid_to is null or $2 < valid_to))",
    )
    .bind(code)
    .bind(at)
    .fetch_one(conn)
    .await?;
    Ok(found)
}

/// The row of a code that is valid at an instant. The code stays locked until the transaction ends, also when there is no
/// row yet.
pub async fn lock_type(
    conn: &mut PgConnection,
    code: &str,
    at: DateTime,
) -> Result<Option<IncidentType>, ApiError> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('incident_type ' || $1, 0))")
        .bind(code)
        .execute(&mut *conn)
        .await?;
    let row: Option<TypeRow> = sqlx::query_as(
        "select * from incident_types where code = $1 and valid_from <= $2 and (valid_to is null or $2 < valid_to)",
    )
    .bind(code)
    .bind(at)
    .fetch_optional(conn)
    .await?;
    row.map(IncidentType::try_from).transpose()
}

/// Ends the row that is valid now, and begins the next one. A type that ends gets a last row without length, which says
/// who is no longer offered; the version goes on over all rows of a code.
pub async fn replace_type(
    conn: &mut PgConnection,
    code: &str,
    put: &PutIncidentType,
    now: DateTime,
) -> Result<IncidentType, ApiError> {
    let PutIncidentType {
        version: _,
        name_lv,
        name_en,
        parent,
        default_category,
        law,
        keywords,
        selectable,
        ended,
    } = put;
    sqlx::query(
        "update incident_types set valid_to = $2 where code = $1 and (valid_to is null or $2 < valid_to)",
    )
    .bind(code)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    let row: TypeRow = sqlx::query_as(
        "insert into incident_types (code, parent, name_lv, name_en, default_category, law, keywords, selectable,
                                     valid_from, valid_to, version)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, case when $10 then $9 end,
                coalesce((select max(version) from incident_types where code = $1), 0) + 1
         on conflict (code, valid_from) do update
             set (parent, name_lv, name_en, default_category, law, keywords, selectable, valid_to, version) =
                 (excluded.parent, excluded.name_lv, excluded.name_en, excluded.default_category, excluded.law,
                  excluded.keywords, excluded.selectable, excluded.valid_to, excluded.version)
         returning *",
    )
    .bind(code)
    .bind(parent)
    .bind(name_lv)
    .bind(name_en)
    .bind(as_word(default_category))
    .bind(law)
    .bind(keywords)
    .bind(selectable)
    .bind(now)
    .bind(ended)
    .fetch_one(conn)
    .await?;
    row.try_into()
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

/// Every response time, newest validity first.
pub async fn norms(db: impl PgExecutor<'_>) -> Result<Vec<ResponseNorm>, ApiError> {
    let rows: Vec<NormRow> = sqlx::query_as(
        "select * from response_norms order by institution_kind, category, territory_class, valid_from desc",
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ResponseNorm {
                category: word("response_norms.category", &row.category)?,
                territory_class: word("response_norms.territory_class", &row.territory_class)?,
                institution_kind: word("response_norms.institution_kind", &row.institution_kind)?,
                minutes: row.minutes,
                source: row.source,
                confirmed: row.confirmed,
                valid_from: row.valid_from,
                valid_to: row.valid_to,
            })
        })
        .collect()
}

/// Words that propose types, valid at an instant.
pub async fn words(conn: &mut PgConnection, at: DateTime) -> Result<Vec<TypeWords>, sqlx::Error> {
    let rows: Vec<(String, String, i32)> = sqlx::query_as(
        "select type_code, phrase, weight from type_words
         where valid_from <= $1 and (valid_to is null or $1 < valid_to) order by type_code, phrase",
    )
    .bind(at)
    .fetch_all(conn)
    .await?;
    let row = |(type_code, phrase, weight)| TypeWords { type_code, phrase, weight };
    Ok(rows.into_iter().map(row).collect())
}

/// Questions and instructions of types, valid at an instant, in their order.
pub async fn prompts(conn: &mut PgConnection, at: DateTime) -> Result<Vec<Prompt>, ApiError> {
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(
        "select type_code, kind, text_lv, text_en from type_prompts
         where valid_from <= $1 and (valid_to is null or $1 < valid_to) order by type_code, kind desc, ordinal",
    )
    .bind(at)
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(type_code, kind, text_lv, text_en)| {
            Ok(Prompt { type_code, kind: word("type_prompts.kind", &kind)?, text_lv, text_en })
        })
        .collect()
}
