//! SQL of the numbers of dispatch and of straight-line speeds.

use sqlx::{FromRow, PgExecutor};
use vnr_shared::recommend::{DispatchNumber, Numbers};
use vnr_shared::road::TravelSpeed;
use vnr_shared::time::DateTime;

use crate::error::ApiError;
use crate::sql::word;

#[derive(Debug, FromRow)]
struct NumberRow {
    code: String,
    value: i64,
    source: String,
    confirmed: bool,
    valid_from: DateTime,
    valid_to: Option<DateTime>,
}

/// The numbers of an instant.
pub async fn numbers(db: impl PgExecutor<'_>, at: DateTime) -> Result<Numbers, ApiError> {
    let rows: Vec<NumberRow> = sqlx::query_as(
        "select * from dispatch_numbers where valid_from <= $1 and (valid_to is null or $1 < valid_to) order by valid_from",
    )
    .bind(at)
    .fetch_all(db)
    .await?;
    let number = |row: NumberRow| {
        Ok(DispatchNumber {
            code: word("dispatch_numbers.code", &row.code)?,
            value: row.value,
            source: row.source,
            confirmed: row.confirmed,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        })
    };
    let rows = rows.into_iter().map(number).collect::<Result<Vec<_>, ApiError>>()?;
    Ok(Numbers::at(&rows, at))
}

#[derive(Debug, FromRow)]
struct SpeedRow {
    territory_class: String,
    kmh: f64,
    detour: f64,
    source: String,
    confirmed: bool,
    valid_from: DateTime,
    valid_to: Option<DateTime>,
}

/// Every row of straight-line speeds.
pub async fn speeds(db: impl PgExecutor<'_>) -> Result<Vec<TravelSpeed>, ApiError> {
    let rows: Vec<SpeedRow> =
        sqlx::query_as("select * from travel_speeds order by territory_class, valid_from")
            .fetch_all(db)
            .await?;
    let speed = |row: SpeedRow| {
        Ok(TravelSpeed {
            territory_class: word("travel_speeds.territory_class", &row.territory_class)?,
            kmh: row.kmh,
            detour: row.detour,
            source: row.source,
            confirmed: row.confirmed,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        })
    };
    rows.into_iter().map(speed).collect()
}
