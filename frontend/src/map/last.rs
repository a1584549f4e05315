//! What the last map of this tab showed, so that the next screen's map shows the same, also in another application.

use vnr_shared::place::Extent;

use super::projection::View;
use crate::edge;

const VIEW: &str = "vnr.map.view";
const EXTENT: &str = "vnr.map.extent";

/// Middle and zoom: latitude, longitude, zoom.
pub fn view() -> Option<[f64; 3]> {
    let text = edge::recall(VIEW)?;
    let mut numbers = text.split(' ').map_while(|n| n.parse::<f64>().ok().filter(|n| n.is_finite()));
    Some([numbers.next()?, numbers.next()?, numbers.next()?])
}

/// What could be seen; none when this tab had no map yet.
pub fn last_extent() -> Option<Extent> {
    edge::recall(EXTENT)?.parse().ok()
}

/// Remembers what is shown.
pub fn remember(view: &View) {
    let (lat, lon) = view.centre.degrees();
    edge::remember(VIEW, Some(&format!("{lat} {lon} {}", view.zoom)));
    edge::remember(EXTENT, Some(&view.extent().to_string()));
}
