//! Address search as one types.
//!
//! Two steps, so that the answer comes in milliseconds with the whole register loaded: places and streets by the
//! beginnings of their words, then the houses of the best of them by number. Houses that have a name instead of a
//! number are looked up by that name. What is found is taken apart and ordered by the rules of `vnr_shared::place`, which a
//! tablet without a network follows too.

mod store;
#[cfg(test)]
mod tests;

use sqlx::PgPool;
use vnr_shared::place::{self, Named, PlaceHit, Wanted};

use crate::error::ApiError;
pub use store::Row;

/// Most hits one search gives.
pub const LIMIT_MAX: usize = 50;
/// Hits when the caller does not say how many.
pub const LIMIT_DEFAULT: usize = 10;
/// Streets whose houses are looked at.
const STREETS: usize = 60;

/// Finds what the words mean, best first; of equal names the one nearer to `near` (latitude, longitude) comes first.
pub async fn search(
    pool: &PgPool,
    text: &str,
    near: Option<(f64, f64)>,
    limit: usize,
) -> Result<Vec<PlaceHit>, ApiError> {
    let wanted = place::parse(text);
    if wanted.words.is_empty() {
        return Ok(Vec::new());
    }
    let mut places = place::places(places(pool, &wanted.words).await?, &wanted.words, near);
    let mut found = Vec::new();
    if let Some(house) = &wanted.house {
        places.truncate(STREETS);
        let codes: Vec<&str> = places.iter().map(|p| p.code.as_str()).collect();
        let houses = store::houses(pool, &codes, house).await?;
        found.extend(place::houses(houses, &codes, house));
        found.splice(0..0, whole(pool, &wanted, near).await?);
    }
    if found.len() < limit {
        let named = store::named_houses(pool, &wanted.words).await?;
        let named = place::places(named, &wanted.words, near);
        // A farmstead is what was meant only when no street or place begins so.
        found.extend(places);
        found.extend(named);
    }
    Ok(hits(found, limit))
}

/// Places that hold every word; former names are tried when no present one does.
async fn places(pool: &PgPool, words: &[String]) -> Result<Vec<Named>, ApiError> {
    let now = store::places(pool, words).await?;
    if now.is_empty() { store::former_places(pool, words).await } else { Ok(now) }
}

/// Places whose own name has the number in it: the "11" of "11. novembra krastmala" is not a house.
async fn whole(pool: &PgPool, wanted: &Wanted, near: Option<(f64, f64)>) -> Result<Vec<Named>, ApiError> {
    let Some(number) = &wanted.house else { return Ok(Vec::new()) };
    let mut words = wanted.words.clone();
    words.push(number.clone());
    let found = store::places(pool, &words).await?;
    let own = found.into_iter().filter(|row| row.name_folded.split(' ').any(|word| word == number)).collect();
    Ok(place::places(own, &words, near))
}

/// The first `limit` rows, each once.
fn hits(rows: Vec<Named>, limit: usize) -> Vec<PlaceHit> {
    let mut seen = std::collections::HashSet::new();
    rows.into_iter().filter(|row| seen.insert(row.code.clone())).take(limit).filter_map(Named::hit).collect()
}
