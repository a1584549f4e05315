//! Real addresses of Rīga for the calls, found by the public address search.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use vnr_shared::page::to_query;
use vnr_shared::place::{PlaceHit, PlaceKind};

use crate::client::{Api, ApiFailure, Retries};

/// Streets all over the city, one a line.
const STREETS: &str = include_str!("../../../data/simulate/streets.txt");
/// Beginnings of house numbers to ask for: the search gives the houses whose number begins so.
const HOUSES: [&str; 4] = ["1", "2", "3", "5"];
/// Questions asked at once.
const AT_ONCE: usize = 4;

/// Why there are no places.
#[derive(Debug, thiserror::Error)]
pub enum PlacesError {
    /// The search failed.
    #[error("the address search failed")]
    Api(#[from] ApiFailure),
    /// The gazetteer has none of the streets.
    #[error("the address search finds none of the streets: is the gazetteer loaded?")]
    None,
}

/// Houses of Rīga, in the order of their codes: the same gazetteer gives the same list.
pub async fn houses(api: &Api, retries: &Retries, patience: Duration) -> Result<Vec<PlaceHit>, PlacesError> {
    let mut questions = Vec::new();
    for street in STREETS.lines().map(str::trim).filter(|street| !street.is_empty()) {
        questions.extend(HOUSES.map(|house| format!("{street} {house}")));
    }
    let answers = questions.into_iter().map(|question| async move {
        let query = to_query(&serde_json::json!({ "q": question, "limit": 50 }));
        api.get_patiently(&format!("/api/places/search?{query}"), patience, retries).await
    });
    let answers: Vec<Vec<PlaceHit>> = futures::stream::iter(answers).buffered(AT_ONCE).try_collect().await?;
    let houses: BTreeMap<String, PlaceHit> = answers
        .into_iter()
        .flatten()
        .filter(|hit| hit.kind == PlaceKind::Building)
        .map(|hit| (hit.code.clone(), hit))
        .collect();
    if houses.is_empty() { Err(PlacesError::None) } else { Ok(houses.into_values().collect()) }
}
