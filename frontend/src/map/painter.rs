//! The two canvases of the map: the base under Leaflet, the incidents above it. Painted at most once a frame.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use vnr_shared::id::IncidentId;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::base::{PATH_ZOOM, Paint, Sheet, origin};
use super::labels;
use super::marks::{self, Colours, Mark, Pin};
use super::overlay::{self, Overlay};
use super::projection::{View, WORLD_PX};
use super::sprites::Sprites;
use super::units::{self, Brush, Ring, UnitLayer};
use crate::edge;
use crate::live::Positions;
use crate::theme::token;

/// What is on the map above the base.
#[derive(Default)]
pub struct Scene {
    pub marks: Vec<Mark>,
    pub selected: Option<IncidentId>,
    pub hovered: Option<IncidentId>,
    pub pin: Option<Pin>,
    /// Lines and areas under everything else.
    pub overlays: Vec<Overlay>,
    /// Where callers are.
    pub rings: Vec<Ring>,
    /// Where units are; none on a map that shows no units.
    pub units: Option<Rc<RefCell<Positions>>>,
    /// Units that stand out: the one selected, and those that are sent to the incident selected.
    pub chosen_units: Vec<u32>,
}

/// Paints. Kept behind an `Rc` because the callbacks of Leaflet and of the frame hold it.
pub struct Painter {
    base: HtmlCanvasElement,
    top: HtmlCanvasElement,
    pub view: Cell<View>,
    pub scene: RefCell<Scene>,
    pub sheets: RefCell<Vec<Sheet>>,
    pub layer: UnitLayer,
    sprites: Sprites,
    colours: RefCell<Option<Colours>>,
    dirty_base: Cell<bool>,
    /// The animation frame asked for, to be called off when the map goes.
    scheduled: Cell<Option<i32>>,
    frame: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl Drop for Painter {
    fn drop(&mut self) {
        if let Some(frame) = self.scheduled.get() {
            let _ = window().cancel_animation_frame(frame);
        }
    }
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}

impl Painter {
    /// A painter on two canvases.
    pub fn new(base: HtmlCanvasElement, top: HtmlCanvasElement) -> Rc<Self> {
        let painter = Rc::new(Self {
            base,
            top,
            view: Cell::default(),
            scene: RefCell::default(),
            sheets: RefCell::default(),
            layer: UnitLayer::default(),
            sprites: Sprites::default(),
            colours: RefCell::default(),
            dirty_base: Cell::new(true),
            scheduled: Cell::new(None),
            frame: RefCell::default(),
        });
        let weak = Rc::downgrade(&painter);
        let frame = Closure::new(move || {
            if let Some(painter) = weak.upgrade() {
                painter.scheduled.set(None);
                painter.paint();
            }
        });
        painter.frame.replace(Some(frame));
        painter
    }

    /// Paints the incidents at the next frame; with `base` the base map, too.
    pub fn ask(&self, base: bool) {
        if base {
            self.dirty_base.set(true);
        }
        if self.scheduled.get().is_none()
            && let Some(frame) = &*self.frame.borrow()
        {
            self.scheduled.set(window().request_animation_frame(frame.as_ref().unchecked_ref()).ok());
        }
    }

    /// Reads the colours anew: the theme has changed.
    pub fn forget_colours(&self) {
        self.colours.replace(None);
        self.sprites.forget();
        self.ask(true);
    }

    /// Paints at once what Leaflet has just moved, so that the layers do not drift apart by a frame.
    pub fn moved(&self, view: View) {
        self.view.set(view);
        self.dirty_base.set(true);
        self.paint();
    }

    fn prepare(&self, canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
        let view = self.view.get();
        let ratio = window().device_pixel_ratio().max(1.0);
        let px = |v: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a size on the screen"
            )]
            let px = (v * ratio).round() as u32;
            px
        };
        let (w, h) = (px(view.width), px(view.height));
        if canvas.width() != w || canvas.height() != h {
            canvas.set_width(w);
            canvas.set_height(h);
        }
        let ctx = context(canvas)?;
        ctx.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0).ok()?;
        ctx.clear_rect(0.0, 0.0, view.width, view.height);
        Some(ctx)
    }

    fn paint(&self) {
        if self.view.get().width < 1.0 {
            return;
        }
        if self.dirty_base.replace(false) {
            self.paint_base();
        }
        let Some(ctx) = self.prepare(&self.top) else { return };
        let mut colours = self.colours.borrow_mut();
        let colours = colours.get_or_insert_with(Colours::read);
        let (view, scene) = (self.view.get(), self.scene.borrow());
        overlay::draw(&ctx, &view, &scene.overlays);
        for ring in &scene.rings {
            units::draw_ring(&ctx, &view, colours, ring);
        }
        if let Some(positions) = &scene.units {
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of the epoch are far below 2^53")]
            let now_ms = edge::now().timestamp_millis() as f64;
            let positions = positions.borrow();
            let now_ms = positions.moment_ms.unwrap_or(now_ms);
            let chosen = &scene.chosen_units;
            let brush = Brush { ctx: &ctx, view: &view, colours, sprites: &self.sprites };
            self.layer.draw(&brush, &positions, chosen, now_ms);
        }
        marks::draw(&ctx, &view, colours, &self.sprites, &scene.marks, &[scene.selected, scene.hovered]);
        if let Some(pin) = scene.pin {
            marks::draw_pin(&ctx, &view, colours, pin);
        }
    }

    fn paint_base(&self) {
        let Some(ctx) = self.prepare(&self.base) else { return };
        let (view, sheets) = (self.view.get(), self.sheets.borrow());
        let ratio = window().device_pixel_ratio().max(1.0);
        let zoom = (view.zoom - PATH_ZOOM).exp2();
        let unit = WORLD_PX * PATH_ZOOM.exp2() * zoom;
        let x = (origin().x - view.centre.x) * unit + view.width / 2.0;
        let y = (origin().y - view.centre.y) * unit + view.height / 2.0;
        let _ = ctx.set_transform(ratio * zoom, 0.0, 0.0, ratio * zoom, ratio * x, ratio * y);
        ctx.set_line_join("round");
        for shape in sheets.iter().flat_map(|s| &s.shapes).filter(|s| s.zooms.contains(&view.zoom)) {
            match shape.paint {
                Paint::Fill(name) => {
                    ctx.set_fill_style_str(&token(name));
                    ctx.fill_with_path_2d(&shape.path);
                }
                Paint::Stroke(name, width) => {
                    ctx.set_stroke_style_str(&token(name));
                    ctx.set_line_width(width / zoom);
                    ctx.stroke_with_path(&shape.path);
                }
                Paint::Dash(name, width) => {
                    ctx.set_stroke_style_str(&token(name));
                    ctx.set_line_width(width / zoom);
                    let _ =
                        ctx.set_line_dash(&js_sys::Array::of2(&(4.0 / zoom).into(), &(3.0 / zoom).into()));
                    ctx.stroke_with_path(&shape.path);
                    let _ = ctx.set_line_dash(&js_sys::Array::new());
                }
            }
        }
        let _ = ctx.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
        let (ink, halo, dot) = (token("--map-label"), token("--map-halo"), token("--map-quiet"));
        labels::draw(&ctx, &view, sheets.iter().flat_map(|s| &s.labels), [&ink, &halo, &dot]);
    }
}
