//! The gazetteer and territories that come with the binary (see `data/README.md`), for a register whose administrator
//! has not imported the official ones yet.

mod content;
mod store;
#[cfg(test)]
mod tests;

use sqlx::PgPool;
use vnr_shared::place::{PlaceHit, PlaceKind};

use super::store::{Entry, upsert_entries};

/// Marks rows that came with the binary.
pub const SOURCE: &str = "packaged";
/// VARIS type code of a house.
const HOUSE: i16 = 108;
/// Rows in one statement.
const BATCH: usize = 4000;

/// What was loaded; zeros when it was there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loaded {
    /// Territories.
    pub territories: usize,
    /// Towns, villages, neighbourhoods and streets.
    pub places: usize,
    /// Houses.
    pub houses: usize,
}

/// Why the packaged data could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum PackagedError {
    /// A file in the binary cannot be unpacked.
    #[error("a packaged file cannot be unpacked")]
    Unpack(#[from] std::io::Error),
    /// A packaged table is not as expected.
    #[error("a packaged table is not as expected")]
    Table(#[from] csv::Error),
    /// The packaged territories are not as expected.
    #[error("the packaged territories are not as expected")]
    Territories(#[from] serde_json::Error),
    /// The database.
    #[error("the packaged places could not be written")]
    Database(#[from] sqlx::Error),
}

/// The packaged houses, for what works without a database.
pub fn houses() -> Result<Vec<PlaceHit>, PackagedError> {
    let entries = content::entries(&content::territories()?)?;
    let house = |entry: Entry| {
        let (lat, lon) = entry.position.filter(|_| entry.kind == HOUSE)?;
        Some(PlaceHit { code: entry.code, address: entry.full_text, kind: PlaceKind::Building, lat, lon })
    };
    Ok(entries.into_iter().filter_map(house).collect())
}

/// Loads what is missing: territories when there are none, addresses when the gazetteer is empty. In one transaction,
/// and one node at a time. Takes about two seconds the first time.
pub async fn load(pool: &PgPool) -> Result<Loaded, PackagedError> {
    let mut tx = pool.begin().await?;
    store::lock(&mut tx).await?;
    let mut loaded = Loaded::default();
    let (bare, empty) = (store::no_territories(&mut tx).await?, store::no_addresses(&mut tx).await?);
    if !bare && !empty {
        return Ok(loaded);
    }
    let territories = content::territories()?;
    if bare {
        for territory in &territories {
            store::insert_territory(&mut tx, territory).await?;
        }
        loaded.territories = territories.len();
    }
    if empty {
        let entries = content::entries(&territories)?;
        for batch in entries.chunks(BATCH) {
            upsert_entries(&mut *tx, batch, SOURCE).await?;
        }
        let municipalities = store::insert_municipalities(&mut tx).await?;
        loaded.houses = entries.iter().filter(|e| e.kind == HOUSE).count();
        loaded.places = entries.len() - loaded.houses + municipalities;
    }
    tx.commit().await?;
    Ok(loaded)
}
