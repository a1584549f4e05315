//! Names on the map, placed greedily: the important ones first, none over another.

use web_sys::CanvasRenderingContext2d;

use super::projection::{View, World};

/// A name with its place and its importance.
#[derive(Debug, Clone)]
pub struct Label {
    text: String,
    at: World,
    from_zoom: f64,
    to_zoom: f64,
    size: f64,
    bold: bool,
    angle: f64,
    spaced: bool,
    /// Distance of the text above its point; a point is marked when there is one.
    above: f64,
}

impl Label {
    fn new(text: &str, at: World, zooms: (f64, f64), size: f64) -> Self {
        Self {
            text: text.to_owned(),
            at,
            from_zoom: zooms.0,
            to_zoom: zooms.1,
            size,
            bold: false,
            angle: 0.0,
            spaced: false,
            above: 0.0,
        }
    }

    /// A town or village.
    pub fn place(text: &str, at: World, rank: u8, from_zoom: f64) -> Self {
        let size = match rank {
            1 => 14.0,
            2 => 12.0,
            _ => 11.0,
        };
        Self { bold: rank == 1, above: size * 0.5 + 4.0, ..Self::new(text, at, (from_zoom, 14.0), size) }
    }

    /// A municipality.
    pub fn territory(text: &str, at: World) -> Self {
        Self { spaced: true, ..Self::new(text, at, (8.0, 11.5), 11.0) }
    }

    /// A sea or a neighbouring country.
    pub fn region(text: &str, at: World) -> Self {
        Self { spaced: true, ..Self::new(text, at, (0.0, 10.0), 12.0) }
    }

    /// A neighbourhood of a city.
    pub fn neighbourhood(text: &str, at: World) -> Self {
        Self { spaced: true, ..Self::new(text, at, (11.5, 15.5), 11.0) }
    }

    /// A street.
    pub fn street(text: &str, at: World, angle: f64, from_zoom: f64) -> Self {
        Self { angle, ..Self::new(text, at, (from_zoom, 99.0), 11.0) }
    }

    /// A house number.
    pub fn house(text: &str, at: World) -> Self {
        Self::new(text, at, (16.0, 99.0), 10.0)
    }

    fn font(&self) -> String {
        let weight = if self.bold { "600 " } else { "" };
        format!("{weight}{}px Inter, \"Segoe UI\", system-ui, sans-serif", self.size)
    }
}

/// Rectangles taken so far, in cells of 64 px so that a full screen of house numbers stays cheap.
#[derive(Default)]
struct Taken {
    cells: std::collections::HashMap<(i32, i32), Vec<[f64; 4]>>,
}

impl Taken {
    #[expect(clippy::cast_possible_truncation, reason = "screen pixels")]
    fn cells_of([left, top, right, bottom]: [f64; 4]) -> impl Iterator<Item = (i32, i32)> {
        let cell = |v: f64| (v / 64.0).floor() as i32;
        let rows = cell(top)..=cell(bottom);
        (cell(left)..=cell(right)).flat_map(move |x| rows.clone().map(move |y| (x, y)))
    }

    /// Takes a rectangle if it is free.
    fn take(&mut self, r: [f64; 4]) -> bool {
        let hits = |o: &[f64; 4]| r[0] < o[2] && o[0] < r[2] && r[1] < o[3] && o[1] < r[3];
        if Self::cells_of(r).any(|c| self.cells.get(&c).is_some_and(|all| all.iter().any(hits))) {
            return false;
        }
        for c in Self::cells_of(r) {
            self.cells.entry(c).or_default().push(r);
        }
        true
    }
}

/// Draws what fits, in the order given.
pub fn draw<'a>(
    ctx: &CanvasRenderingContext2d,
    view: &View,
    labels: impl Iterator<Item = &'a Label>,
    [ink, halo, dot]: [&str; 3],
) {
    let mut taken = Taken::default();
    let mut font = String::new();
    ctx.set_text_align("center");
    ctx.set_text_baseline("middle");
    ctx.set_line_join("round");
    for label in labels.filter(|l| (l.from_zoom..l.to_zoom).contains(&view.zoom)) {
        let (x, y) = view.px(label.at);
        if !view.sees((x, y), 40.0) {
            continue;
        }
        let wanted = label.font();
        if wanted != font {
            ctx.set_font(&wanted);
            font = wanted;
        }
        let Ok(width) = ctx.measure_text(&label.text).map(|m| m.width()) else { continue };
        let (sin, cos) = label.angle.to_radians().sin_cos();
        let half_w = f64::midpoint(width * cos.abs(), label.size * sin.abs()) + 3.0;
        let half_h = f64::midpoint(width * sin.abs(), label.size * cos.abs()) + 2.0;
        let y = y - label.above;
        if !taken.take([x - half_w, y - half_h, x + half_w, y + half_h]) {
            continue;
        }
        if label.above > 0.0 {
            ctx.set_fill_style_str(dot);
            ctx.fill_rect(x - 2.0, y + label.above - 2.0, 4.0, 4.0);
        }
        ctx.set_stroke_style_str(halo);
        ctx.set_line_width(3.0);
        ctx.set_fill_style_str(if label.spaced || label.from_zoom >= 16.0 { dot } else { ink });
        if label.angle == 0.0 {
            let _ = ctx.stroke_text(&label.text, x, y);
            let _ = ctx.fill_text(&label.text, x, y);
        } else {
            ctx.save();
            let _ = ctx.translate(x, y);
            let _ = ctx.rotate(label.angle.to_radians());
            let _ = ctx.stroke_text(&label.text, 0.0, 0.0);
            let _ = ctx.fill_text(&label.text, 0.0, 0.0);
            ctx.restore();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Taken;

    #[test]
    fn nothing_is_written_over_something_else() {
        let mut taken = Taken::default();
        assert!(taken.take([0.0, 0.0, 100.0, 20.0]));
        assert!(!taken.take([90.0, 10.0, 200.0, 30.0]));
        assert!(taken.take([100.0, 0.0, 200.0, 20.0]));
        assert!(taken.take([-80.0, -40.0, -1.0, -1.0]));
    }
}
