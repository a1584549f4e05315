//! Units on the map: status as shape, letter and colour, the direction they move in, the age of the fix as fading; many in
//! one spot as one mark with their number.

use std::cell::RefCell;
use std::f64::consts::TAU;

use vnr_shared::unit::UnitStatus;
use vnr_shared::unit::fix::STALE_SECONDS;
use web_sys::CanvasRenderingContext2d;

use super::marks::Colours;
use super::projection::{View, World};
use super::sprites::Sprites;
use crate::i18n::{Message, unit_letter};
use crate::live::{NO_LOOK, Positions};

/// Side of the squares in which units are counted, in pixels.
const CELL: f64 = 44.0;
/// Most units of a square that are drawn one by one.
const CELL_MAX: u32 = 4;
/// Zoom from which every unit is drawn, however near they stand.
const STREET_ZOOM: f64 = 16.0;
/// Side of a unit's picture.
const SIDE: f64 = 26.0;
/// Half the side of its shape.
const HALF: f64 = 8.0;
/// How near a click must be to a unit, in pixels.
const REACH: f64 = 14.0;
/// Seconds after which a fix is as faint as it gets.
const OLD_SECONDS: f64 = 900.0;

/// First numbers of the pictures of units; the marks of incidents have those below.
const UNIT_KEYS: u32 = 1000;
/// First numbers of the pictures of clusters.
const CLUSTER_KEYS: u32 = 100_000;

/// Several units drawn as one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cluster {
    at: (f64, f64),
    count: u32,
    free: u32,
}

/// What is counted of a square.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    count: u32,
    free: u32,
    x: f64,
    y: f64,
}

/// A unit in sight.
#[derive(Debug, Clone, Copy)]
struct Seen {
    row: usize,
    cell: usize,
    x: f64,
    y: f64,
}

/// What the last painting left, for clicks and so that nothing is allocated anew each frame.
#[derive(Default)]
pub struct UnitLayer {
    cells: RefCell<Vec<Cell>>,
    seen: RefCell<Vec<Seen>>,
    clusters: RefCell<Vec<Cluster>>,
}

/// What is drawn with, and where.
#[derive(Clone, Copy)]
pub struct Brush<'a> {
    pub ctx: &'a CanvasRenderingContext2d,
    pub view: &'a View,
    pub colours: &'a Colours,
    pub sprites: &'a Sprites,
}

/// What a click met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum UnitHit {
    /// A unit, by its mark.
    Unit(u32),
    /// Several, drawn as one: to be looked at more closely.
    Cluster,
}

/// The number under which a status stands in the arrays.
pub fn look(status: UnitStatus) -> u8 {
    let at = UnitStatus::ALL.iter().position(|s| *s == status);
    at.and_then(|i| u8::try_from(i).ok()).unwrap_or(NO_LOOK)
}

fn status(look: u8) -> Option<UnitStatus> {
    UnitStatus::ALL.get(usize::from(look)).copied()
}

/// Whether it can be sent at once.
fn is_free(look: u8) -> bool {
    status(look) == Some(UnitStatus::Available)
}

/// How faint a fix of this age is: clear until it is stale, then fading in steps.
fn alpha(age_s: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "two minutes")]
    let stale = STALE_SECONDS as f64;
    if age_s <= stale {
        return 1.0;
    }
    let old = ((age_s - stale) / (OLD_SECONDS - stale)).min(1.0);
    // In steps: setting the canvas anew for each unit would cost more than drawing it.
    (1.0 - 0.6 * old).mul_add(5.0, 0.0).round() / 5.0
}

impl UnitLayer {
    /// Draws the units. Those in `chosen` are never hidden in a cluster, and are drawn last.
    pub fn draw(&self, brush: &Brush<'_>, positions: &Positions, chosen: &[u32], now_ms: f64) {
        let Brush { ctx, view, colours, sprites } = *brush;
        let (mut seen, mut clusters) = (self.seen.borrow_mut(), self.clusters.borrow_mut());
        let columns = self.count(view, positions, &mut seen);
        let cells = self.cells.borrow();
        clusters.clear();
        let crowded = |seen: &Seen| {
            view.zoom < STREET_ZOOM && cells.get(seen.cell).is_some_and(|cell| cell.count > CELL_MAX)
        };
        let is_chosen = |row: usize| positions.mark.get(row).is_some_and(|mark| chosen.contains(mark));
        let mut faint = 1.0;
        let mut one = |seen: &Seen, around: bool| {
            let look = positions.look.get(seen.row).copied().unwrap_or(NO_LOOK);
            let age = positions.at_ms.get(seen.row).map_or(0.0, |at| (now_ms - at) / 1000.0);
            let wanted = alpha(age);
            if (wanted - faint).abs() > 0.01 {
                ctx.set_global_alpha(wanted);
                faint = wanted;
            }
            let heading = positions.heading.get(seen.row).copied().flatten();
            let key = UNIT_KEYS + u32::from(look) * 32 + heading.map_or(0, |h| 1 + u32::from(h) / 2250);
            sprites.stamp(ctx, key, SIDE, (seen.x, seen.y), |ctx| picture(ctx, colours, look, heading));
            if around {
                ring(ctx, colours, (seen.x, seen.y));
            }
        };
        for s in seen.iter().filter(|s| !crowded(s) && !is_chosen(s.row)) {
            one(s, false);
        }
        for s in seen.iter().filter(|s| is_chosen(s.row)) {
            one(s, true);
        }
        ctx.set_global_alpha(1.0);
        if view.zoom < STREET_ZOOM && columns > 0 {
            let many = cells.iter().filter(|cell| cell.count > CELL_MAX);
            clusters.extend(many.map(|cell| {
                let n = f64::from(cell.count);
                Cluster { at: (cell.x / n, cell.y / n), count: cell.count, free: cell.free }
            }));
        }
        for cluster in clusters.iter() {
            stamp_cluster(ctx, colours, sprites, cluster);
        }
    }

    /// Finds who is in sight and counts them by squares that are fixed to the ground, so that clusters do not dance while the
    /// map is moved. Returns the number of columns.
    fn count(&self, view: &View, positions: &Positions, seen: &mut Vec<Seen>) -> usize {
        let scale = view.scale();
        let (left, top) =
            (view.centre.x * scale - view.width / 2.0, view.centre.y * scale - view.height / 2.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "squares of a screen are few and counted from its corner"
        )]
        let (columns, rows) =
            ((view.width / CELL).ceil() as usize + 2, (view.height / CELL).ceil() as usize + 2);
        let mut cells = self.cells.borrow_mut();
        cells.clear();
        cells.resize(columns * rows, Cell::default());
        seen.clear();
        let (first_x, first_y) = ((left / CELL).floor(), (top / CELL).floor());
        for (row, (wx, wy)) in positions.x.iter().zip(&positions.y).enumerate() {
            let (gx, gy) = (wx * scale, wy * scale);
            let (x, y) = (gx - left, gy - top);
            if x < -HALF || y < -HALF || x > view.width + HALF || y > view.height + HALF {
                continue;
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a float-to-integer cast saturates at the first square"
            )]
            let (column, line) = ((gx / CELL - first_x) as usize, (gy / CELL - first_y) as usize);
            let cell = line.min(rows - 1) * columns + column.min(columns - 1);
            if let Some(cell) = cells.get_mut(cell) {
                cell.count += 1;
                cell.free += u32::from(positions.look.get(row).copied().is_some_and(is_free));
                cell.x += x;
                cell.y += y;
            }
            seen.push(Seen { row, cell, x, y });
        }
        columns
    }

    /// What is at a screen position.
    pub fn hit(&self, view: &View, positions: &Positions, (x, y): (f64, f64)) -> Option<UnitHit> {
        let far = |(ox, oy): (f64, f64)| (ox - x).hypot(oy - y);
        if self.clusters.borrow().iter().any(|c| far(c.at) <= REACH) {
            return Some(UnitHit::Cluster);
        }
        let cells = self.cells.borrow();
        let alone = |s: &&Seen| {
            view.zoom >= STREET_ZOOM || cells.get(s.cell).is_none_or(|cell| cell.count <= CELL_MAX)
        };
        let seen = self.seen.borrow();
        let near = seen.iter().filter(alone).map(|s| (far((s.x, s.y)), s.row)).filter(|(d, _)| *d <= REACH);
        let (_, row) = near.min_by(|a, b| a.0.total_cmp(&b.0))?;
        positions.mark.get(row).copied().map(UnitHit::Unit)
    }
}

/// The shape of a status. Squares and what is made of them: triangle, diamond and circle are incidents.
fn outline(ctx: &CanvasRenderingContext2d, status: Option<UnitStatus>) {
    let corners: &[(f64, f64)] = match status {
        // An arrow upwards: on the way.
        Some(UnitStatus::EnRoute) => &[(0.0, -1.15), (1.0, -0.3), (1.0, 1.0), (-1.0, 1.0), (-1.0, -0.3)],
        // Eight corners: on the scene.
        Some(UnitStatus::AtScene) => &[
            (-0.45, -1.05),
            (0.45, -1.05),
            (1.05, -0.45),
            (1.05, 0.45),
            (0.45, 1.05),
            (-0.45, 1.05),
            (-1.05, 0.45),
            (-1.05, -0.45),
        ],
        Some(UnitStatus::Transporting) => {
            &[(-0.55, -1.0), (0.55, -1.0), (1.15, 0.0), (0.55, 1.0), (-0.55, 1.0), (-1.15, 0.0)]
        }
        _ => &[(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)],
    };
    ctx.begin_path();
    for (n, (x, y)) in corners.iter().enumerate() {
        if n == 0 { ctx.move_to(x * HALF, y * HALF) } else { ctx.line_to(x * HALF, y * HALF) }
    }
    ctx.close_path();
}

fn picture(ctx: &CanvasRenderingContext2d, colours: &Colours, look: u8, heading: Option<u16>) {
    let status = status(look);
    if let Some(heading) = heading {
        // The nearest of sixteen directions.
        let turn = f64::from(heading / 2250) * 22.5 + 11.25;
        let (sin, cos) = turn.to_radians().sin_cos();
        ctx.begin_path();
        ctx.move_to(sin * 9.0, -cos * 9.0);
        ctx.line_to(sin * 12.5, -cos * 12.5);
        ctx.set_stroke_style_str(&colours.unit_edge);
        ctx.set_line_width(3.0);
        ctx.stroke();
    }
    let (fill, ink) = match status {
        Some(UnitStatus::Available) => (&colours.unit_free, &colours.unit_free_ink),
        Some(UnitStatus::AtScene | UnitStatus::Transporting) => (&colours.unit_edge, &colours.unit_fill),
        _ => (&colours.unit_fill, &colours.unit_edge),
    };
    outline(ctx, status);
    ctx.set_fill_style_str(fill);
    ctx.fill();
    ctx.set_stroke_style_str(&colours.unit_edge);
    ctx.set_line_width(1.5);
    ctx.stroke();
    ctx.set_font("700 10px Inter, \"Segoe UI\", system-ui, sans-serif");
    ctx.set_fill_style_str(ink);
    let letter = status.map_or("?", |s| unit_letter(s).text());
    let _ = ctx.fill_text(letter, 0.0, 0.5);
}

fn ring(ctx: &CanvasRenderingContext2d, colours: &Colours, (x, y): (f64, f64)) {
    ctx.begin_path();
    let _ = ctx.arc(x, y, HALF + 6.0, 0.0, TAU);
    ctx.set_stroke_style_str(&colours.select);
    ctx.set_line_width(3.0);
    ctx.stroke();
}

/// A cluster: how many, and as a part of its rim how many of them are free.
fn stamp_cluster(ctx: &CanvasRenderingContext2d, colours: &Colours, sprites: &Sprites, cluster: &Cluster) {
    // Eighths of free ones are enough for the eye, and keep the pictures few.
    let eighths = (cluster.free * 8).div_ceil(cluster.count.max(1));
    let shown = cluster.count.min(9999);
    let key = CLUSTER_KEYS + shown * 9 + eighths;
    sprites.stamp(ctx, key, 40.0, cluster.at, |ctx| {
        let r = if shown > 999 { 17.0 } else { 14.0 };
        ctx.begin_path();
        let _ = ctx.arc(0.0, 0.0, r, 0.0, TAU);
        ctx.set_fill_style_str(&colours.unit_fill);
        ctx.fill();
        ctx.set_stroke_style_str(&colours.unit_edge);
        ctx.set_line_width(1.5);
        ctx.stroke();
        if eighths > 0 {
            ctx.begin_path();
            let from = -TAU / 4.0;
            let _ = ctx.arc(0.0, 0.0, r, from, from + TAU * f64::from(eighths) / 8.0);
            ctx.set_stroke_style_str(&colours.unit_free);
            ctx.set_line_width(4.0);
            ctx.stroke();
        }
        ctx.set_font("600 11px Inter, \"Segoe UI\", system-ui, sans-serif");
        ctx.set_fill_style_str(&colours.unit_edge);
        let _ = ctx.fill_text(&shown.to_string(), 0.0, 0.5);
    });
}

/// A circle that says where a caller is, as well as it is known: never a pin.
#[derive(Debug, Clone, PartialEq)]
pub struct Ring {
    pub at: World,
    pub radius_m: f64,
    /// Source, radius and age, written at its rim.
    pub label: String,
}

/// Draws the circle of a caller.
pub fn draw_ring(ctx: &CanvasRenderingContext2d, view: &View, colours: &Colours, ring: &Ring) {
    let (x, y) = view.px(ring.at);
    let r = view.metres(ring.radius_m, ring.at).max(6.0);
    ctx.begin_path();
    let _ = ctx.arc(x, y, r, 0.0, TAU);
    ctx.set_global_alpha(0.14);
    ctx.set_fill_style_str(&colours.select);
    ctx.fill();
    ctx.set_global_alpha(1.0);
    let dash = js_sys::Array::of2(&7.into(), &5.into());
    let _ = ctx.set_line_dash(&dash);
    for (colour, width) in [(&colours.halo, 5.0), (&colours.select, 2.0)] {
        ctx.set_stroke_style_str(colour);
        ctx.set_line_width(width);
        ctx.stroke();
    }
    let _ = ctx.set_line_dash(&js_sys::Array::new());
    ctx.set_font("600 12px Inter, \"Segoe UI\", system-ui, sans-serif");
    ctx.set_text_align("center");
    ctx.set_line_width(4.0);
    ctx.set_stroke_style_str(&colours.halo);
    ctx.set_fill_style_str(&colours.label);
    let under = (y + r + 14.0).min(view.height - 10.0);
    let _ = ctx.stroke_text(&ring.label, x, under);
    let _ = ctx.fill_text(&ring.label, x, under);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fix_is_clear_until_it_is_stale_and_then_fades() {
        assert!((alpha(0.0) - 1.0).abs() < 1e-9 && (alpha(120.0) - 1.0).abs() < 1e-9);
        assert!(alpha(500.0) < alpha(130.0));
        assert!((alpha(1e6) - 0.4).abs() < 1e-9);
    }

    #[test]
    fn every_status_has_a_look_of_its_own() {
        for s in UnitStatus::ALL {
            assert_eq!(status(look(s)), Some(s));
        }
        assert_eq!(status(NO_LOOK), None);
    }
}
