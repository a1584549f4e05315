//! Lines, areas and labels under the incidents: what a staff has drawn, and where much happened.

use web_sys::CanvasRenderingContext2d;

use super::projection::{View, World};
use crate::theme::token;

/// How an overlay is coloured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wash {
    /// Own forces.
    Own,
    /// Danger.
    Danger,
    /// A border.
    Border,
    /// A remark.
    Note,
    /// How much happened there, 0 to 1.
    Heat(f64),
}

/// A line, an area, or a label at one point.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlay {
    /// Its points.
    pub points: Vec<World>,
    /// Whether the last is joined to the first, and what lies between is filled.
    pub area: bool,
    /// Colour.
    pub wash: Wash,
    /// Written at its first point.
    pub label: String,
}

const fn colour(wash: Wash) -> &'static str {
    match wash {
        Wash::Own => "--mark-select",
        Wash::Danger | Wash::Heat(_) => "--mark-a",
        Wash::Border => "--mark-late",
        Wash::Note => "--map-label",
    }
}

/// Draws overlays.
pub fn draw(ctx: &CanvasRenderingContext2d, view: &View, overlays: &[Overlay]) {
    if overlays.is_empty() {
        return;
    }
    let (halo, ink) = (token("--map-halo"), token("--map-label"));
    for overlay in overlays {
        let colour = token(colour(overlay.wash));
        let mut points = overlay.points.iter().map(|at| view.px(*at));
        let Some((x, y)) = points.next() else { continue };
        ctx.begin_path();
        ctx.move_to(x, y);
        for (x, y) in points {
            ctx.line_to(x, y);
        }
        ctx.set_fill_style_str(&colour);
        ctx.set_stroke_style_str(&colour);
        if overlay.area {
            ctx.close_path();
            ctx.set_global_alpha(if let Wash::Heat(share) = overlay.wash {
                0.08 + 0.47 * share
            } else {
                0.16
            });
            ctx.fill();
            ctx.set_global_alpha(1.0);
        }
        if !matches!(overlay.wash, Wash::Heat(_)) {
            ctx.set_line_width(3.0);
            ctx.stroke();
        }
        if !overlay.label.is_empty() {
            ctx.set_font("600 13px Inter, \"Segoe UI\", system-ui, sans-serif");
            ctx.set_text_align("left");
            ctx.set_line_width(4.0);
            ctx.set_stroke_style_str(&halo);
            ctx.set_fill_style_str(&ink);
            let _ = ctx.stroke_text(&overlay.label, x + 6.0, y - 6.0);
            let _ = ctx.fill_text(&overlay.label, x + 6.0, y - 6.0);
        }
    }
}
