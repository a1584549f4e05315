//! SQL of places.

use chrono::NaiveDate;
use sqlx::{FromRow, PgExecutor};
use uuid::Uuid;
use vnr_shared::place::Territory;
use vnr_shared::text::fold;
use vnr_shared::time::DateTime;

use super::search::Row;
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

/// Every territory in each period of its validity, without its border.
pub async fn territories(db: impl PgExecutor<'_>) -> Result<Vec<TerritoryRow>, sqlx::Error> {
    sqlx::query_as(
        "select id, atvk, name, class, valid_from, valid_to from territories order by atvk, valid_from",
    )
    .fetch_all(db)
    .await
}

/// The innermost territory that held a point at an instant: parameters `$1` to `$3` are latitude, longitude and instant.
pub const TERRITORY_AT: &str = "select id, atvk, name, class, valid_from, valid_to from territories
    where st_covers(border, st_setsrid(st_makepoint($2, $1), 4326))
      and valid_from <= $3 and (valid_to is null or $3 < valid_to)
    order by st_area(border) limit 1";

/// The innermost territory that held a point at an instant.
pub async fn territory_at(
    db: impl PgExecutor<'_>,
    lat: f64,
    lon: f64,
    at: DateTime,
) -> Result<Option<Territory>, ApiError> {
    let query = sqlx::query_as(TERRITORY_AT).bind(lat).bind(lon).bind(at);
    let row: Option<TerritoryRow> = query.fetch_optional(db).await?;
    row.map(Territory::try_from).transpose()
}

/// A row of the gazetteer as a loader writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Nine-digit code of the address register, or one of the packaged data's own.
    pub code: String,
    /// VARIS type code.
    pub kind: i16,
    /// Own name or number.
    pub name: String,
    /// Code of what it lies in.
    pub parent_code: Option<String>,
    /// The whole address.
    pub full_text: String,
    /// Words to find it by, folded: those of the whole address and, where known, of the neighbourhood.
    pub folded: String,
    /// Postcode (pasta indekss).
    pub postcode: String,
    /// ATVK code of a territory.
    pub atvk: String,
    /// Latitude and longitude.
    pub position: Option<(f64, f64)>,
    /// First day.
    pub valid_from: Option<NaiveDate>,
    /// First day no longer in force.
    pub valid_to: Option<NaiveDate>,
}

/// Writes entries, replacing those with the same code. The codes of one call must differ.
pub async fn upsert_entries(
    db: impl PgExecutor<'_>,
    entries: &[Entry],
    source: &str,
) -> Result<(), sqlx::Error> {
    let column = |of: fn(&Entry) -> &str| entries.iter().map(|e| of(e).to_owned()).collect::<Vec<_>>();
    sqlx::query(
        "insert into addresses (code, kind, name, name_folded, parent_code, full_text, folded, postcode, atvk,
                                lat, lon, valid_from, valid_to, source)
         select *, $14 from unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[],
             $7::text[], $8::text[], $9::text[], $10::float8[], $11::float8[], $12::date[], $13::date[])
         on conflict (code) do update set kind = excluded.kind, name = excluded.name,
             name_folded = excluded.name_folded, parent_code = excluded.parent_code,
             full_text = excluded.full_text, folded = excluded.folded, postcode = excluded.postcode,
             atvk = excluded.atvk, lat = coalesce(excluded.lat, addresses.lat),
             lon = coalesce(excluded.lon, addresses.lon), valid_from = excluded.valid_from,
             valid_to = excluded.valid_to, source = excluded.source",
    )
    .bind(column(|e| &e.code))
    .bind(entries.iter().map(|e| e.kind).collect::<Vec<_>>())
    .bind(column(|e| &e.name))
    .bind(entries.iter().map(|e| fold(&e.name)).collect::<Vec<_>>())
    .bind(entries.iter().map(|e| e.parent_code.clone()).collect::<Vec<_>>())
    .bind(column(|e| &e.full_text))
    .bind(column(|e| &e.folded))
    .bind(column(|e| &e.postcode))
    .bind(column(|e| &e.atvk))
    .bind(entries.iter().map(|e| e.position.map(|p| p.0)).collect::<Vec<_>>())
    .bind(entries.iter().map(|e| e.position.map(|p| p.1)).collect::<Vec<_>>())
    .bind(entries.iter().map(|e| e.valid_from).collect::<Vec<_>>())
    .bind(entries.iter().map(|e| e.valid_to).collect::<Vec<_>>())
    .bind(source)
    .execute(db)
    .await?;
    Ok(())
}

/// The house nearest to a point.
///
/// The index orders by degrees, in which a step east is shorter than a step north, so the nearest by metres is chosen
/// from a few; among houses, which stand close, it is always there.
pub async fn nearest_house(db: impl PgExecutor<'_>, lat: f64, lon: f64) -> Result<Option<Row>, sqlx::Error> {
    sqlx::query_as(
        "with near as (
             select code, kind, name, name_folded, parent_code, full_text, lat, lon from addresses
             where kind = 108 and lat is not null and valid_to is null
             order by point(lon, lat) <-> point($2, $1) limit 16)
         select * from near
         order by st_distancesphere(st_makepoint(lon, lat), st_makepoint($2, $1)) limit 1",
    )
    .bind(lat)
    .bind(lon)
    .fetch_optional(db)
    .await
}
