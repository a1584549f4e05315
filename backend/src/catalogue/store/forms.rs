//! SQL of what the forms of types must have.

use sqlx::{FromRow, PgConnection, PgExecutor};
use vnr_shared::catalogue::{PutTypeForm, TypeForm};
use vnr_shared::time::DateTime;

use crate::error::ApiError;
use crate::sql::{as_word, word};

#[derive(Debug, FromRow)]
struct FormRow {
    type_code: String,
    parts: Vec<String>,
    template_lv: String,
    template_en: String,
    source: String,
    confirmed: bool,
    valid_from: DateTime,
    version: i64,
}

impl TryFrom<FormRow> for TypeForm {
    type Error = ApiError;

    fn try_from(row: FormRow) -> Result<Self, ApiError> {
        let FormRow { type_code, parts, template_lv, template_en, source, confirmed, valid_from, version } =
            row;
        let parts = parts.iter().map(|part| word("type_forms.parts", part)).collect::<Result<_, _>>()?;
        Ok(Self { type_code, parts, template_lv, template_en, source, confirmed, valid_from, version })
    }
}

/// Every row valid at an instant, by code.
pub async fn all(db: impl PgExecutor<'_>, at: DateTime) -> Result<Vec<TypeForm>, ApiError> {
    let rows: Vec<FormRow> = sqlx::query_as(
        "select * from type_forms where valid_from <= $1 and (valid_to is null or $1 < valid_to) order by type_code",
    )
    .bind(at)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(TypeForm::try_from).collect()
}

/// The row of a code that is valid at an instant.
pub async fn one(conn: &mut PgConnection, code: &str, at: DateTime) -> Result<Option<TypeForm>, ApiError> {
    let row: Option<FormRow> = sqlx::query_as(
        "select * from type_forms
         where type_code = $1 and valid_from <= $2 and (valid_to is null or $2 < valid_to)",
    )
    .bind(code)
    .bind(at)
    .fetch_optional(conn)
    .await?;
    row.map(TypeForm::try_from).transpose()
}

/// Ends the row that is valid now and begins the next one, without length when it only ends.
pub async fn replace(
    conn: &mut PgConnection,
    code: &str,
    put: &PutTypeForm,
    now: DateTime,
) -> Result<TypeForm, ApiError> {
    sqlx::query(
        "update type_forms set valid_to = $2 where type_code = $1 and (valid_to is null or $2 < valid_to)",
    )
    .bind(code)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    let row: FormRow = sqlx::query_as(
        "insert into type_forms (type_code, parts, template_lv, template_en, source, confirmed, valid_from, valid_to,
                                 version)
         select $1, $2, $3, $4, $5, $6, $7, case when $8 then $7 end,
                coalesce((select max(version) from type_forms where type_code = $1), 0) + 1
         on conflict (type_code, valid_from) do update
             set (parts, template_lv, template_en, source, confirmed, valid_to, version) =
                 (excluded.parts, excluded.template_lv, excluded.template_en, excluded.source, excluded.confirmed,
                  excluded.valid_to, excluded.version)
         returning *",
    )
    .bind(code)
    .bind(put.parts.iter().map(as_word).collect::<Vec<_>>())
    .bind(&put.template_lv)
    .bind(&put.template_en)
    .bind(&put.source)
    .bind(put.confirmed)
    .bind(now)
    .bind(put.ended)
    .fetch_one(conn)
    .await?;
    row.try_into()
}
