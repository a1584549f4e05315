//! Incidents on the map: urgency as shape, letter and colour; a circle where the place is uncertain.

use std::f64::consts::TAU;

use vnr_shared::id::IncidentId;
use vnr_shared::incident::{Category, Summary};
use vnr_shared::time::DateTime as Timestamp;
use web_sys::CanvasRenderingContext2d;

use super::projection::{View, World};
use super::sprites::Sprites;
use crate::edge;
use crate::theme::token;

/// An incident as the map needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub id: IncidentId,
    pub at: World,
    pub category: Category,
    /// When its running legal clock ends; absent when none runs.
    pub due_at: Option<Timestamp>,
    pub radius_m: Option<f64>,
    /// Written beside it when it is selected or under the pointer.
    pub label: String,
}

impl Mark {
    /// The mark of an incident.
    pub fn of(i: &Summary) -> Self {
        Self {
            id: i.id,
            at: World::of(i.lat, i.lon),
            category: i.category,
            due_at: i.clock.filter(|c| c.stopped_at.is_none()).map(|c| c.due_at),
            radius_m: i.radius_m,
            label: i.number.clone(),
        }
    }
}

/// A place that is being entered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pin {
    pub lat: f64,
    pub lon: f64,
    pub radius_m: Option<f64>,
    /// Whether the map is to come to it.
    pub reveal: bool,
}

/// Colours of the marks, read once per theme.
pub struct Colours {
    fill: [String; 3],
    ink: [String; 3],
    edge: String,
    pub select: String,
    late: String,
    pub halo: String,
    pub label: String,
    pub unit_free: String,
    pub unit_free_ink: String,
    pub unit_fill: String,
    pub unit_edge: String,
}

impl Colours {
    /// Reads the tokens of the theme now in force.
    pub fn read() -> Self {
        let ink = token("--mark-ink");
        Self {
            fill: [token("--mark-a"), token("--mark-b"), token("--mark-c")],
            ink: [token("--mark-ink-a"), ink.clone(), ink],
            edge: token("--mark-edge"),
            select: token("--mark-select"),
            late: token("--mark-late"),
            halo: token("--map-halo"),
            label: token("--map-label"),
            unit_free: token("--unit-free"),
            unit_free_ink: token("--unit-free-ink"),
            unit_fill: token("--unit-fill"),
            unit_edge: token("--unit-edge"),
        }
    }
}

/// Index of a category's colours.
const fn index(category: Category) -> usize {
    match category {
        Category::A => 0,
        Category::B => 1,
        Category::C => 2,
    }
}

/// Zoom below which marks are smaller.
const SMALL_ZOOM: f64 = 8.0;

/// Half the height of a mark: smaller when the whole country is in sight.
fn size(view: &View, category: Category) -> f64 {
    let base = if view.zoom < SMALL_ZOOM { 7.0 } else { 10.0 };
    if category == Category::A { base + 2.0 } else { base }
}

/// Draws the marks, the least urgent first so that category A is never covered, and what is selected last.
pub fn draw(
    ctx: &CanvasRenderingContext2d,
    view: &View,
    colours: &Colours,
    sprites: &Sprites,
    marks: &[Mark],
    chosen: &[Option<IncidentId>; 2],
) {
    ctx.set_text_align("center");
    ctx.set_text_baseline("middle");
    ctx.set_line_join("round");
    let now = edge::now();
    for category in [Category::C, Category::B, Category::A] {
        for mark in marks.iter().filter(|m| m.category == category) {
            let at = view.px(mark.at);
            if view.sees(at, 24.0) {
                let late = mark.due_at.is_some_and(|due| due < now);
                let r = size(view, category);
                let small = u32::from(view.zoom < SMALL_ZOOM);
                let key =
                    u32::try_from(index(category)).unwrap_or_default() * 4 + small * 2 + u32::from(late);
                sprites
                    .stamp(ctx, key, 40.0, at, |ctx| one(ctx, colours, category, (0.0, 0.0), r, late, false));
            }
        }
    }
    for id in chosen.iter().rev().flatten() {
        if let Some(mark) = marks.iter().find(|m| m.id == *id) {
            let at = view.px(mark.at);
            if let Some(radius) = mark.radius_m {
                circle(ctx, at, view.metres(radius, mark.at), &colours.select);
            }
            let selected = chosen[0] == Some(*id);
            let r = size(view, mark.category) + if selected { 3.0 } else { 0.0 };
            one(ctx, colours, mark.category, at, r, mark.due_at.is_some_and(|due| due < now), selected);
            name(ctx, colours, &mark.label, at);
        }
    }
}

fn one(
    ctx: &CanvasRenderingContext2d,
    colours: &Colours,
    category: Category,
    (x, y): (f64, f64),
    r: f64,
    late: bool,
    selected: bool,
) {
    let i = index(category);
    let outline = |r: f64| {
        ctx.begin_path();
        let corners: &[(f64, f64)] = match category {
            Category::A => &[(0.0, -1.1), (1.1, 0.85), (-1.1, 0.85)],
            Category::B => &[(0.0, -1.1), (1.1, 0.0), (0.0, 1.1), (-1.1, 0.0)],
            Category::C => &[],
        };
        if corners.is_empty() {
            let _ = ctx.arc(x, y, r * 0.9, 0.0, TAU);
        }
        for (n, (dx, dy)) in corners.iter().enumerate() {
            let (px, py) = (x + dx * r, y + dy * r);
            if n == 0 { ctx.move_to(px, py) } else { ctx.line_to(px, py) }
        }
        ctx.close_path();
    };
    if selected || late {
        outline(r + 4.0);
        ctx.set_stroke_style_str(if selected { &colours.select } else { &colours.late });
        ctx.set_line_width(if selected { 3.0 } else { 2.0 });
        ctx.stroke();
    }
    outline(r);
    ctx.set_fill_style_str(&colours.fill[i]);
    ctx.fill();
    ctx.set_stroke_style_str(&colours.edge);
    ctx.set_line_width(1.5);
    ctx.stroke();
    if r > 8.0 {
        ctx.set_font("700 10px Inter, \"Segoe UI\", system-ui, sans-serif");
        ctx.set_fill_style_str(&colours.ink[i]);
        let _ = ctx.fill_text(category.letter(), x, y + if category == Category::A { 3.0 } else { 0.5 });
    }
}

fn name(ctx: &CanvasRenderingContext2d, colours: &Colours, text: &str, (x, y): (f64, f64)) {
    ctx.set_font("600 12px Inter, \"Segoe UI\", system-ui, sans-serif");
    ctx.set_text_align("left");
    ctx.set_line_width(4.0);
    ctx.set_stroke_style_str(&colours.halo);
    ctx.set_fill_style_str(&colours.label);
    let _ = ctx.stroke_text(text, x + 18.0, y);
    let _ = ctx.fill_text(text, x + 18.0, y);
    ctx.set_text_align("center");
}

fn circle(ctx: &CanvasRenderingContext2d, (x, y): (f64, f64), r: f64, colour: &str) {
    ctx.begin_path();
    let _ = ctx.arc(x, y, r.max(4.0), 0.0, TAU);
    ctx.set_fill_style_str(colour);
    ctx.set_global_alpha(0.12);
    ctx.fill();
    ctx.set_global_alpha(1.0);
    ctx.set_stroke_style_str(colour);
    ctx.set_line_width(1.5);
    ctx.stroke();
}

/// Draws the place that is being entered: a cross-hair that leaves the spot itself free.
pub fn draw_pin(ctx: &CanvasRenderingContext2d, view: &View, colours: &Colours, pin: Pin) {
    let world = World::of(pin.lat, pin.lon);
    let (x, y) = view.px(world);
    if let Some(radius) = pin.radius_m {
        circle(ctx, (x, y), view.metres(radius, world), &colours.select);
    }
    for (colour, width) in [(&colours.edge, 5.0), (&colours.select, 2.5)] {
        ctx.set_stroke_style_str(colour);
        ctx.set_line_width(width);
        ctx.begin_path();
        let _ = ctx.arc(x, y, 10.0, 0.0, TAU);
        for (dx, dy) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
            ctx.move_to(x + dx * 6.0, y + dy * 6.0);
            ctx.line_to(x + dx * 18.0, y + dy * 18.0);
        }
        ctx.stroke();
    }
}

/// The mark at a screen position: the most urgent of the near ones, then the nearest.
pub fn hit(view: &View, marks: &[Mark], (x, y): (f64, f64)) -> Option<IncidentId> {
    let near = |m: &&Mark| {
        let (mx, my) = view.px(m.at);
        let far = (mx - x).hypot(my - y);
        (far <= 16.0).then_some(far)
    };
    marks
        .iter()
        .filter_map(|m| near(&m).map(|far| (m, far)))
        .min_by(|(a, da), (b, db)| a.category.cmp(&b.category).then(da.total_cmp(db)))
        .map(|(m, _)| m.id)
}
