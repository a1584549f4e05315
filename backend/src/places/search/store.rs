//! SQL of the address search.

use sqlx::{FromRow, PgPool};
use vnr_shared::place::Named;

use crate::error::ApiError;

/// Rows fetched for the ranking. Broad beginnings ("k", "iela") have thousands; the shortest names that begin so come first.
const CANDIDATES: i64 = 200;

/// A row of the gazetteer that has a position.
#[derive(Debug, Clone, FromRow)]
pub struct Row {
    /// Code.
    pub code: String,
    /// VARIS type code.
    pub kind: i16,
    /// Own name or number.
    pub name: String,
    /// Own name, folded.
    pub name_folded: String,
    /// Code of what it lies in.
    pub parent_code: Option<String>,
    /// Whole address.
    pub full_text: String,
    /// Latitude.
    pub lat: f64,
    /// Longitude.
    pub lon: f64,
}

impl From<Row> for Named {
    fn from(row: Row) -> Self {
        let Row { code, kind, name, name_folded, parent_code, full_text, lat, lon } = row;
        Self { code, kind, name, name_folded, parent_code, full_text, lat, lon }
    }
}

fn named(rows: Vec<Row>) -> Vec<Named> {
    rows.into_iter().map(Named::from).collect()
}

/// Every word as the beginning of one; the words hold letters and digits only, so they need no more than quotes.
fn prefixes(words: &[String]) -> String {
    let quoted: Vec<String> =
        words.iter().map(|word| format!("'{}':*", word.replace(['\'', '\\'], ""))).collect();
    quoted.join(" & ")
}

/// Places and streets that hold every word.
pub async fn places(pool: &PgPool, words: &[String]) -> Result<Vec<Named>, ApiError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select code, kind, name, name_folded, parent_code, full_text, lat, lon from addresses
         where kind not in (108, 109) and valid_to is null and lat is not null
           and array_to_tsvector(string_to_array(folded, ' ')) @@ $1::tsquery
         order by starts_with(name_folded, $2) desc, length(name_folded), code
         limit $3",
    )
    .bind(prefixes(words))
    .bind(words.first().map_or("", String::as_str))
    .bind(CANDIDATES)
    .fetch_all(pool)
    .await?;
    Ok(named(rows))
}

/// What bore these words as a former name, under its present one.
pub async fn former_places(pool: &PgPool, words: &[String]) -> Result<Vec<Named>, ApiError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select distinct a.code, a.kind, a.name, a.name_folded, a.parent_code, a.full_text, a.lat, a.lon
         from address_names n join addresses a using (code)
         where n.kind not in (108, 109) and a.valid_to is null and a.lat is not null
           and array_to_tsvector(string_to_array(n.folded, ' ')) @@ $1::tsquery
         order by a.code limit $2",
    )
    .bind(prefixes(words))
    .bind(CANDIDATES)
    .fetch_all(pool)
    .await?;
    Ok(named(rows))
}

/// Houses in the given places whose number begins so: from the key itself up to the last that begins with it.
pub async fn houses(pool: &PgPool, parents: &[&str], house: &str) -> Result<Vec<Named>, ApiError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select code, kind, name, name_folded, parent_code, full_text, lat, lon from addresses
         where parent_code = any($1) and kind = 108 and valid_to is null and lat is not null
           and lower(translate(name, ' -.\"', '')) collate \"C\" >= $2
           and lower(translate(name, ' -.\"', '')) collate \"C\" < $3",
    )
    .bind(parents)
    .bind(house)
    .bind(format!("{house}{}", char::MAX))
    .fetch_all(pool)
    .await?;
    Ok(named(rows))
}

/// Houses that have a name beginning with the first word, and the other words anywhere in their address.
pub async fn named_houses(pool: &PgPool, words: &[String]) -> Result<Vec<Named>, ApiError> {
    let Some((first, others)) = words.split_first() else { return Ok(Vec::new()) };
    // One or two letters would match a good part of all farmsteads.
    if first.chars().count() < 3 {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select code, kind, name, name_folded, parent_code, full_text, lat, lon from addresses a
         where kind = 108 and valid_to is null and name_folded ~ '[a-z]{3}' and lat is not null
           and array_to_tsvector(string_to_array(name_folded, ' ')) @@ $1::tsquery
           and not exists (
               select from unnest($2::text[]) word where position(' ' || word in ' ' || a.folded) = 0)
         limit $3",
    )
    .bind(prefixes(std::slice::from_ref(first)))
    .bind(others)
    .bind(CANDIDATES)
    .fetch_all(pool)
    .await?;
    Ok(named(rows))
}
