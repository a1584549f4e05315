//! SQL of the ground an institution works on.

use sqlx::{FromRow, PgExecutor};
use vnr_shared::id::InstitutionId;
use vnr_shared::time::DateTime;

/// A cell of the ground: its middle, and the innermost territory that holds it.
#[derive(Debug, Clone, FromRow)]
pub struct CellRow {
    /// Latitude.
    pub lat: f64,
    /// Longitude.
    pub lon: f64,
    /// Name of the territory.
    pub name: String,
    /// Its class.
    pub class: String,
}

/// Cells of the territories of an institution, `step` degrees high and twice as wide.
pub async fn cells(
    db: impl PgExecutor<'_>,
    institution: InstitutionId,
    step: f64,
    at: DateTime,
) -> Result<Vec<CellRow>, sqlx::Error> {
    sqlx::query_as(
        "with mine as materialized (
             select t.border from institution_territories it join territories t on t.id = it.territory_id
             where it.institution_id = $1 and t.border is not null
               and it.valid_from <= $3 and (it.valid_to is null or $3 < it.valid_to)
               and t.valid_from <= $3 and (t.valid_to is null or $3 < t.valid_to)),
         extent as (select st_extent(border) as e from mine),
         points as (
             select (y + 0.5) * $2 as lat, (x + 0.5) * 2 * $2 as lon
             from extent,
                  generate_series(floor(st_ymin(e) / $2)::int, floor(st_ymax(e) / $2)::int) y,
                  generate_series(floor(st_xmin(e) / (2 * $2))::int, floor(st_xmax(e) / (2 * $2))::int) x)
         select p.lat, p.lon, t.name, t.class
         from points p cross join lateral (
             select name, class from territories t
             where st_covers(t.border, st_setsrid(st_makepoint(p.lon, p.lat), 4326))
               and t.valid_from <= $3 and (t.valid_to is null or $3 < t.valid_to)
             order by st_area(t.border) limit 1) t
         where exists (select from mine m where st_covers(m.border, st_setsrid(st_makepoint(p.lon, p.lat), 4326)))
         order by p.lat, p.lon",
    )
    .bind(institution.0)
    .bind(step)
    .bind(at)
    .fetch_all(db)
    .await
}

/// Square degrees of the territories of an institution.
pub async fn extent(
    db: impl PgExecutor<'_>,
    institution: InstitutionId,
    at: DateTime,
) -> Result<f64, sqlx::Error> {
    sqlx::query_scalar(
        "select coalesce(sum(st_area(t.border)), 0)::float8
         from institution_territories it join territories t on t.id = it.territory_id
         where it.institution_id = $1 and it.valid_from <= $2 and (it.valid_to is null or $2 < it.valid_to)
           and t.valid_from <= $2 and (t.valid_to is null or $2 < t.valid_to)",
    )
    .bind(institution.0)
    .bind(at)
    .fetch_one(db)
    .await
}
