//! Drawings and heat as the map takes them.

use vnr_shared::event::{Drawing, Shape, Tone};
use vnr_shared::situation::History;

use super::text::symbol;
use crate::i18n::Message;
use crate::map::{Overlay, Wash, World};

/// A drawing.
pub fn drawing(drawing: &Drawing) -> Overlay {
    let label = match &drawing.shape {
        Shape::Symbol(_, what) if drawing.label.is_empty() => symbol(*what).text().to_owned(),
        Shape::Symbol(_, what) => format!("{}: {}", symbol(*what).text(), drawing.label),
        _ => drawing.label.clone(),
    };
    Overlay {
        points: drawing.shape.points().iter().map(|p| World::of(p.lat(), p.lon())).collect(),
        area: matches!(drawing.shape, Shape::Area(_)),
        wash: match drawing.tone {
            Tone::Own => Wash::Own,
            Tone::Danger => Wash::Danger,
            Tone::Border => Wash::Border,
            Tone::Note => Wash::Note,
        },
        label,
    }
}

/// The squares of the heat map, the fullest one strongest.
pub fn heat(history: Option<&History>) -> Vec<Overlay> {
    let Some(history) = history else { return Vec::new() };
    let most = history.heat.iter().map(|cell| cell.count).max().unwrap_or(1);
    let square = |cell: &vnr_shared::situation::HeatCell| {
        let (north, east) = (cell.south + history.cell, cell.west + 2.0 * history.cell);
        let corners = [(cell.south, cell.west), (cell.south, east), (north, east), (north, cell.west)];
        Overlay {
            points: corners.map(|(lat, lon)| World::of(lat, lon)).to_vec(),
            area: true,
            wash: Wash::Heat(f64::from(cell.count) / f64::from(most)),
            label: String::new(),
        }
    };
    history.heat.iter().map(square).collect()
}
