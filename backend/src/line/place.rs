//! Where a typed place is: coordinates as they stand, an address as the gazetteer knows it.

use vnr_shared::incident::NewPlace;
use vnr_shared::lang::Lang;
use vnr_shared::line::{Action, READINGS_MAX, Vocabulary};
use vnr_shared::place::{PlaceHit, PlaceSource};
use vnr_shared::text::fold;

use super::refuse;
use crate::app::App;
use crate::error::ApiError;
use crate::places::search;

/// The place of an incident that is to be filed. Several addresses that answer equally well are asked about; none is a
/// refusal that names what was typed.
pub async fn find(
    app: &App,
    (action, place): (&Action, &str),
    lang: Lang,
    known: &Vocabulary,
) -> Result<NewPlace, ApiError> {
    if let Some((lat, lon)) = coordinates(place) {
        return Ok(at(lat, lon, PlaceSource::Map));
    }
    let hits = search::search(&app.pool, place, None, READINGS_MAX).await?;
    match &meant(hits, place)[..] {
        [] => {
            let what = lang.pick("Vieta nav zināma", "The place is not known");
            Err(refuse::wrong(format!("{what}: „{place}”."), None))
        }
        [hit] => Ok(NewPlace {
            address: hit.address.clone(),
            address_code: Some(hit.code.clone()),
            ..at(hit.lat, hit.lon, PlaceSource::Address)
        }),
        several => {
            let readings: Vec<Action> = several.iter().map(|hit| with_place(action, hit)).collect();
            Err(refuse::ambiguous(lang, known, &readings))
        }
    }
}

/// The hits that may be meant: the one with just this address if there is one, otherwise those that begin so, otherwise all.
fn meant(hits: Vec<PlaceHit>, typed: &str) -> Vec<PlaceHit> {
    let typed = fold(typed);
    for whole in [true, false] {
        let fits = |hit: &&PlaceHit| {
            let address = fold(&hit.address);
            let rest = address.strip_prefix(&typed);
            rest.is_some_and(|rest| if whole { rest.is_empty() } else { rest.starts_with(' ') })
        };
        let found: Vec<PlaceHit> = hits.iter().filter(fits).cloned().collect();
        if !found.is_empty() {
            return found;
        }
    }
    hits
}

fn with_place(action: &Action, hit: &PlaceHit) -> Action {
    let mut action = action.clone();
    if let Action::Create { place, .. } = &mut action {
        place.clone_from(&hit.address);
    }
    action
}

fn at(lat: f64, lon: f64, source: PlaceSource) -> NewPlace {
    let (address, note) = (String::new(), String::new());
    NewPlace { lat, lon, radius_m: None, source, address, address_code: None, note }
}

/// `56.95,24.11`, in degrees.
fn coordinates(text: &str) -> Option<(f64, f64)> {
    let (lat, lon) = text.split_once(',')?;
    let number = |part: &str| part.trim().parse::<f64>().ok().filter(|n| n.is_finite());
    Some((number(lat)?, number(lon)?))
}
