//! The packaged base map: reads the JSON files of `assets/map` (their README has the format) into canvas paths.
//!
//! A path is built once, in pixels of zoom 12 around the middle of Latvia, and drawn with a transform: moving the
//! map costs a few fills, whatever the number of points.

use serde::Deserialize;
use vnr_shared::json::{self, Unreadable};
use web_sys::Path2d;

use super::labels::Label;
use super::projection::{WORLD_PX, World};
use crate::i18n::Lang;

/// Zoom in whose pixels the paths are written: fine enough at 18, exact in the canvas's 32-bit numbers.
pub const PATH_ZOOM: f64 = 12.0;

/// Middle of the paths.
pub fn origin() -> World {
    World::of(56.9, 24.6)
}

/// How a path is drawn.
#[derive(Debug, Clone, Copy)]
pub enum Paint {
    /// Filled with a token.
    Fill(&'static str),
    /// Stroked with a token, so many pixels wide.
    Stroke(&'static str, f64),
    /// Stroked with dashes.
    Dash(&'static str, f64),
}

/// A path with the zooms at which it is drawn.
pub struct Shape {
    pub path: Path2d,
    pub paint: Paint,
    pub zooms: std::ops::Range<f64>,
}

/// One file, ready to draw.
#[derive(Default)]
pub struct Sheet {
    pub shapes: Vec<Shape>,
    pub labels: Vec<Label>,
    pub credits: Vec<Credit>,
}

/// Who is to be thanked for the data.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Credit {
    pub text: String,
    pub url: Option<String>,
}

type Line = Vec<i32>;
type Polygon = Vec<Line>;

#[derive(Deserialize)]
struct Names {
    lv: String,
    en: String,
}

#[derive(Deserialize)]
struct Named {
    name: Names,
    at: [i32; 2],
    #[serde(default)]
    polygons: Vec<Polygon>,
}

#[derive(Deserialize)]
struct Area {
    #[serde(default)]
    name: String,
    #[serde(default)]
    at: [i32; 2],
    #[serde(default)]
    rank: u8,
    #[serde(default)]
    polygons: Vec<Polygon>,
}

#[derive(Deserialize)]
struct Course {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    rank: u8,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Spot {
    name: String,
    rank: u8,
    at: [i32; 2],
}

#[derive(Deserialize)]
struct Country {
    scale: f64,
    attribution: Vec<Credit>,
    neighbours: Vec<Named>,
    seas: Vec<Named>,
    land: Area,
    territories: Vec<Area>,
    borders: Vec<Course>,
    lakes: Vec<Area>,
    rivers: Vec<Course>,
    places: Vec<Spot>,
}

#[derive(Deserialize)]
struct Riga {
    scale: f64,
    attribution: Vec<Credit>,
    neighbourhoods: Vec<Area>,
}

#[derive(Deserialize)]
struct Street {
    name: String,
    rank: u8,
    at: [i32; 2],
    angle: f64,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct StreetFile {
    scale: f64,
    attribution: Vec<Credit>,
    streets: Vec<Street>,
}

#[derive(Deserialize)]
struct Numbers {
    numbers: Vec<String>,
    points: Line,
}

#[derive(Deserialize)]
struct HouseFile {
    scale: f64,
    attribution: Vec<Credit>,
    streets: Vec<Numbers>,
}

/// Points of a delta-coded line, in the world's square.
fn points(line: &[i32], scale: f64) -> impl Iterator<Item = World> + '_ {
    line.chunks_exact(2).scan((0, 0), move |at, d| {
        *at = (at.0 + d[0], at.1 + d[1]);
        Some(World::of(f64::from(at.1) / scale, f64::from(at.0) / scale))
    })
}

fn place(at: [i32; 2], scale: f64) -> World {
    World::of(f64::from(at[1]) / scale, f64::from(at[0]) / scale)
}

fn trace<'a>(lines: impl IntoIterator<Item = &'a Line>, scale: f64, closed: bool) -> Option<Path2d> {
    let path = Path2d::new().ok()?;
    let unit = WORLD_PX * PATH_ZOOM.exp2();
    let origin = origin();
    for line in lines {
        for (i, at) in points(line, scale).enumerate() {
            let (x, y) = ((at.x - origin.x) * unit, (at.y - origin.y) * unit);
            if i == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
        }
        if closed {
            path.close_path();
        }
    }
    Some(path)
}

/// Zoom from which a rank is drawn.
const fn from_zoom(rank: u8) -> f64 {
    match rank {
        0 | 1 => 6.0,
        2 => 8.0,
        3 => 9.0,
        _ => 10.0,
    }
}

const ALWAYS: std::ops::Range<f64> = 0.0..99.0;

impl Sheet {
    fn add(&mut self, path: Option<Path2d>, paint: Paint, zooms: std::ops::Range<f64>) {
        if let Some(path) = path {
            self.shapes.push(Shape { path, paint, zooms });
        }
    }

    /// The country.
    pub fn country(json: &str, lang: Lang) -> Result<Self, Unreadable> {
        let c: Country = json::read(json)?;
        let s = c.scale;
        let mut sheet = Self { credits: c.attribution, ..Self::default() };
        let rings = |all: &[Polygon], sheet: &mut Self, paint, zooms| {
            sheet.add(trace(all.iter().flatten(), s, true), paint, zooms);
        };
        for n in &c.neighbours {
            rings(&n.polygons, &mut sheet, Paint::Fill("--map-abroad"), ALWAYS);
        }
        rings(&c.land.polygons, &mut sheet, Paint::Fill("--map-land"), ALWAYS);
        for rank in 1..=4 {
            let zooms = from_zoom(rank)..99.0;
            let lakes = c.lakes.iter().filter(|l| l.rank == rank).flat_map(|l| l.polygons.iter().flatten());
            sheet.add(trace(lakes, s, true), Paint::Fill("--map-sea"), zooms.clone());
            let rivers = c.rivers.iter().filter(|r| r.rank == rank).flat_map(|r| &r.lines);
            sheet.add(
                trace(rivers, s, false),
                Paint::Stroke("--map-sea", if rank == 1 { 2.0 } else { 1.2 }),
                zooms,
            );
        }
        for border in &c.borders {
            let (paint, zooms) = match border.kind.as_str() {
                "municipality" => (Paint::Dash("--map-line", 1.0), 7.0..99.0),
                "state" => (Paint::Stroke("--map-border", 1.5), ALWAYS),
                _ => (Paint::Stroke("--map-border", 0.8), ALWAYS),
            };
            sheet.add(trace(&border.lines, s, false), paint, zooms);
        }
        for p in &c.places {
            sheet.labels.push(Label::place(&p.name, place(p.at, s), p.rank, from_zoom(p.rank)));
        }
        for t in &c.territories {
            sheet.labels.push(Label::territory(&t.name, place(t.at, s)));
        }
        for n in c.seas.iter().chain(&c.neighbours) {
            sheet.labels.push(Label::region(lang.pick(&n.name.lv, &n.name.en), place(n.at, s)));
        }
        Ok(sheet)
    }

    /// Neighbourhoods of Rīga.
    pub fn neighbourhoods(json: &str) -> Result<Self, Unreadable> {
        let n: Riga = json::read(json)?;
        let mut sheet = Self { credits: n.attribution, ..Self::default() };
        let rings = n.neighbourhoods.iter().flat_map(|a| a.polygons.iter().flatten());
        sheet.add(trace(rings, n.scale, true), Paint::Dash("--map-line", 1.0), 11.0..99.0);
        for a in &n.neighbourhoods {
            sheet.labels.push(Label::neighbourhood(&a.name, place(a.at, n.scale)));
        }
        Ok(sheet)
    }

    /// Streets of Rīga.
    pub fn streets(json: &str) -> Result<Self, Unreadable> {
        let f: StreetFile = json::read(json)?;
        let mut sheet = Self { credits: f.attribution, ..Self::default() };
        for rank in 1..=3 {
            let lines = f.streets.iter().filter(|x| x.rank == rank).flat_map(|x| &x.lines);
            let width = if rank == 1 { 3.0 } else { 1.5 };
            sheet.add(
                trace(lines, f.scale, false),
                Paint::Stroke("--map-line", width),
                13.0 + f64::from(rank)..99.0,
            );
        }
        for x in &f.streets {
            sheet.labels.push(Label::street(
                &x.name,
                place(x.at, f.scale),
                x.angle,
                13.0 + f64::from(x.rank),
            ));
        }
        Ok(sheet)
    }

    /// House numbers of Rīga.
    pub fn houses(json: &str) -> Result<Self, Unreadable> {
        let f: HouseFile = json::read(json)?;
        let mut sheet = Self { credits: f.attribution, ..Self::default() };
        for street in &f.streets {
            for (number, at) in street.numbers.iter().zip(points(&street.points, f.scale)) {
                sheet.labels.push(Label::house(number, at));
            }
        }
        Ok(sheet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_start_and_differences() {
        let got: Vec<_> = points(&[2_400_000, 5_700_000, 10, -20], 100_000.0).collect();
        assert_eq!(got, [World::of(57.0, 24.0), World::of(56.9998, 24.0001)]);
    }
}
