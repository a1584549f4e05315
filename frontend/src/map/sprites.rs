//! Small pictures drawn once and stamped many times: a stamp is one call where a shape would be ten.

use std::cell::RefCell;
use std::collections::HashMap;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::edge;

/// Most pictures that are kept: a screen that runs for days meets every number there is.
const KEPT: usize = 2000;

/// Pictures by a number that says what is on them.
#[derive(Default)]
pub struct Sprites {
    made: RefCell<HashMap<u32, Option<HtmlCanvasElement>>>,
}

impl Sprites {
    /// Forgets the pictures: the colours or the language have changed.
    pub fn forget(&self) {
        self.made.borrow_mut().clear();
    }

    /// Stamps a picture of a side of `side` pixels with its middle here; it is drawn by `paint`, with the origin in its middle,
    /// when it is wanted for the first time. Put on whole pixels of the device, so that it stays sharp and is only copied.
    pub fn stamp(
        &self,
        ctx: &CanvasRenderingContext2d,
        key: u32,
        side: f64,
        (x, y): (f64, f64),
        paint: impl FnOnce(&CanvasRenderingContext2d),
    ) {
        let ratio = window_ratio();
        let mut made = self.made.borrow_mut();
        if made.len() > KEPT {
            made.clear();
        }
        let Some(sprite) = made.entry(key).or_insert_with(|| picture(side, ratio, paint)) else { return };
        let whole = |v: f64| ((v - side / 2.0) * ratio).round() / ratio;
        let _ = ctx.draw_image_with_html_canvas_element_and_dw_and_dh(sprite, whole(x), whole(y), side, side);
    }
}

/// Pixels of the device for each of the page.
pub fn window_ratio() -> f64 {
    window().device_pixel_ratio().max(1.0)
}

fn picture(
    side: f64,
    ratio: f64,
    paint: impl FnOnce(&CanvasRenderingContext2d),
) -> Option<HtmlCanvasElement> {
    let canvas: HtmlCanvasElement = edge::document().create_element("canvas").ok()?.dyn_into().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small picture")]
    let px = (side * ratio).ceil() as u32;
    canvas.set_width(px);
    canvas.set_height(px);
    let ctx: CanvasRenderingContext2d = canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
    ctx.set_transform(ratio, 0.0, 0.0, ratio, side / 2.0 * ratio, side / 2.0 * ratio).ok()?;
    ctx.set_text_align("center");
    ctx.set_text_baseline("middle");
    ctx.set_line_join("round");
    paint(&ctx);
    Some(canvas)
}
