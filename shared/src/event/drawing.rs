//! What a staff draws on the shared map.

use serde::{Deserialize, Serialize};

use super::record::{Part, PartKind};
use crate::place::on_earth;
use crate::problem::{FaultCode, Findings};
use crate::text;

/// Most points of one line or area.
pub const DRAWING_POINTS_MAX: usize = 500;
/// Most points of all drawings of an event: the event travels whole with each of its changes.
pub const EVENT_POINTS_MAX: usize = 5000;
/// Longest label, in characters.
const LABEL_MAX: usize = 200;

/// A position as GeoJSON writes it: longitude, then latitude, WGS84 degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Point(pub f64, pub f64);

impl Point {
    /// Longitude.
    pub const fn lon(self) -> f64 {
        self.0
    }

    /// Latitude.
    pub const fn lat(self) -> f64 {
        self.1
    }
}

/// The form of a drawing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Shape {
    /// A line through two points or more.
    Line(Vec<Point>),
    /// An area with three corners or more. It closes itself.
    Area(Vec<Point>),
    /// The label alone, at a point.
    Text(Point),
    /// A symbol at a point.
    Symbol(Point, Symbol),
}

impl Shape {
    /// Its points.
    pub fn points(&self) -> &[Point] {
        match self {
            Self::Line(points) | Self::Area(points) => points,
            Self::Text(at) | Self::Symbol(at, _) => std::slice::from_ref(at),
        }
    }
}

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Symbol {
    /// Command post (vadības punkts).
    CommandPost,
    /// Where arriving forces assemble (pulcēšanās vieta).
    Assembly,
    /// Where people are brought to safety (evakuācijas vieta).
    Shelter,
    /// Where the injured are gathered and sorted (cietušo šķirošanas vieta).
    Triage,
    /// Helicopter landing place (helikoptera nosēšanās vieta).
    Landing,
    /// A road that is closed (slēgta ceļa vieta).
    Roadblock,
    /// The way in for services (piebraukšana).
    Access,
    /// Fire (uguns).
    Fire,
    /// Another danger (bīstamība).
    Danger,
    /// Water for fire engines (ūdens ņemšanas vieta).
    Water,
    /// Where the press is received (preses vieta).
    Press,
}

impl Symbol {
    /// Every symbol.
    pub const ALL: [Self; 11] = [
        Self::CommandPost,
        Self::Assembly,
        Self::Shelter,
        Self::Triage,
        Self::Landing,
        Self::Roadblock,
        Self::Access,
        Self::Fire,
        Self::Danger,
        Self::Water,
        Self::Press,
    ];
}

/// What a drawing means, which decides its colour: colours are few, so that they say something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Tone {
    /// Own forces and what they do.
    #[default]
    Own,
    /// Danger.
    Danger,
    /// Border of a section, a closed area.
    Border,
    /// A remark.
    Note,
}

impl Tone {
    /// Every tone.
    pub const ALL: [Self; 4] = [Self::Own, Self::Danger, Self::Border, Self::Note];
}

/// A drawing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Drawing {
    /// Form and place.
    pub shape: Shape,
    /// Label.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Meaning.
    #[serde(default)]
    pub tone: Tone,
}

impl Part for Drawing {
    const KIND: PartKind = PartKind::Drawing;

    fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.label = found.take("label", text::clean_line(&self.label, LABEL_MAX));
        let points = self.shape.points();
        let least = match self.shape {
            Shape::Line(_) => 2,
            Shape::Area(_) => 3,
            Shape::Text(_) | Shape::Symbol(..) => 1,
        };
        if !(least..=DRAWING_POINTS_MAX).contains(&points.len()) {
            found.fault("shape", FaultCode::OutOfRange);
        }
        if points.iter().any(|point| !on_earth(point.lat(), point.lon())) {
            found.fault("shape", FaultCode::OutsideWorld);
        }
        if matches!(self.shape, Shape::Text(_)) && self.label.is_empty() {
            found.fault("label", FaultCode::Required);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(shape: Shape, label: &str) -> Vec<FaultCode> {
        let mut drawing = Drawing { shape, label: label.into(), tone: Tone::Own };
        drawing.check().faults.into_iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn a_shape_has_the_points_it_needs_and_they_are_on_earth() {
        let p = |lon| Point(lon, 56.9);
        assert!(codes(Shape::Line(vec![p(24.1), p(24.2)]), "").is_empty());
        assert_eq!(codes(Shape::Line(vec![p(24.1)]), ""), [FaultCode::OutOfRange]);
        assert_eq!(codes(Shape::Area(vec![p(24.1), p(24.2)]), ""), [FaultCode::OutOfRange]);
        assert_eq!(codes(Shape::Line(vec![p(24.1); DRAWING_POINTS_MAX + 1]), ""), [FaultCode::OutOfRange]);
        assert_eq!(codes(Shape::Symbol(p(200.0), Symbol::Fire), ""), [FaultCode::OutsideWorld]);
        assert_eq!(codes(Shape::Text(p(24.1)), " "), [FaultCode::Required]);
    }

    #[test]
    fn a_drawing_is_written_much_as_geojson_writes_it() {
        let drawing = Drawing {
            shape: Shape::Line(vec![Point(24.1, 56.9), Point(24.2, 57.0)]),
            label: String::new(),
            tone: Tone::Border,
        };
        let json = r#"{"shape":{"line":[[24.1,56.9],[24.2,57.0]]},"tone":"border"}"#;
        assert_eq!(serde_json::to_string(&drawing).unwrap(), json);
        assert_eq!(serde_json::from_str::<Drawing>(json).unwrap(), drawing);
    }
}
