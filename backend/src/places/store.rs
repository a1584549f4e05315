//! SQL of places.

use sqlx::{FromRow, PgExecutor};
use uuid::Uuid;
use vnr_shared::place::Territory;
use vnr_shared::time::DateTime;

use crate::error::ApiError;
use crate::sql::word;

/// Columns of a territory as other stores join it.
#[derive(Debug, FromRow)]
pub struct TerritoryRow {
    /// Id.
    pub id: Uuid,
    /// ATVK code.
    pub atvk: String,
    /// Name.
    pub name: String,
    /// Class.
    pub class: String,
    /// Validity.
    pub valid_from: DateTime,
    /// Validity.
    pub valid_to: Option<DateTime>,
}

impl TryFrom<TerritoryRow> for Territory {
    type Error = ApiError;

    fn try_from(row: TerritoryRow) -> Result<Self, ApiError> {
        let TerritoryRow { id, atvk, name, class, valid_from, valid_to } = row;
        Ok(Self {
            id: id.into(),
            atvk,
            name,
            class: word("territories.class", &class)?,
            valid_from,
            valid_to,
        })
    }
}

/// The innermost territory that held a point at an instant.
pub async fn territory_at(
    db: impl PgExecutor<'_>,
    lat: f64,
    lon: f64,
    at: DateTime,
) -> Result<Option<Territory>, ApiError> {
    let row: Option<TerritoryRow> = sqlx::query_as(
        "select id, atvk, name, class, valid_from, valid_to from territories
         where st_covers(border, st_setsrid(st_makepoint($2, $1), 4326))
           and valid_from <= $3 and (valid_to is null or $3 < valid_to)
         order by st_area(border) limit 1",
    )
    .bind(lat)
    .bind(lon)
    .bind(at)
    .fetch_optional(db)
    .await?;
    row.map(Territory::try_from).transpose()
}
