//! A sketch of the place, drawn with a finger and kept as a picture. It is white paper in every theme: it is printed like that.

use js_sys::{Function, Promise, Uint8Array};
use leptos::ev::PointerEvent;
use leptos::html::Canvas;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::id::IncidentId;
use vnr_shared::time;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::guard;
use super::hold::{Hold, raw_now};
use super::js;
use super::photos;
use super::text::Tab;
use crate::edge;
use crate::i18n::{Message, t};

/// Size of the paper, pixels.
const WIDTH: u32 = 1024;
const HEIGHT: u32 = 768;
/// Width of a line, pixels.
const LINE: f64 = 5.0;
/// Pens: colour on the paper and its name.
const PENS: [(&str, Tab); 3] =
    [("#111111", Tab::PenBlack), ("#c00018", Tab::PenRed), ("#0044cc", Tab::PenBlue)];

/// A line: its pen and the points it goes through.
type Stroke = (usize, Vec<(f64, f64)>);

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// Draws everything anew.
fn draw(canvas: &HtmlCanvasElement, strokes: &[Stroke]) {
    let Some(paper) = context(canvas) else { return };
    paper.set_fill_style_str("#ffffff");
    paper.fill_rect(0.0, 0.0, f64::from(WIDTH), f64::from(HEIGHT));
    paper.set_line_width(LINE);
    paper.set_line_cap("round");
    paper.set_line_join("round");
    for (pen, points) in strokes {
        let (Some((colour, _)), Some((x, y))) = (PENS.get(*pen), points.first()) else { continue };
        paper.set_stroke_style_str(colour);
        paper.begin_path();
        paper.move_to(*x, *y);
        // A touch without a movement is a dot.
        for (x, y) in points.get(1..).filter(|rest| !rest.is_empty()).unwrap_or(points) {
            paper.line_to(*x, *y);
        }
        paper.stroke();
    }
}

/// Where on the paper a pointer is.
fn at(canvas: &HtmlCanvasElement, event: &PointerEvent) -> (f64, f64) {
    let scale = |part: i32, whole: i32, of: u32| f64::from(part) / f64::from(whole.max(1)) * f64::from(of);
    (
        scale(event.offset_x(), canvas.client_width(), WIDTH),
        scale(event.offset_y(), canvas.client_height(), HEIGHT),
    )
}

async fn keep(hold: Hold, incident: IncidentId, canvas: HtmlCanvasElement) -> Result<(), JsValue> {
    let drawn = Promise::new(&mut |done: Function, _| {
        let _ = js::call(&canvas, "toBlob", &[&done, &"image/png".into()]);
    });
    let blob = JsFuture::from(drawn).await?;
    let bytes = Uint8Array::new(&js::ask(&blob, "arrayBuffer", &[]).await?).to_vec();
    let name = format!("{}.png", Tab::SketchName.with(&time::clock(edge::now()).replace(':', "")));
    let place = guard::position_now().await;
    let new = photos::New { incident, name, media: "image/png".to_owned(), taken_at: raw_now(), place };
    photos::keep(hold, new, &bytes).await.map_err(|_| JsValue::UNDEFINED)
}

/// The button, and the paper that it opens.
#[component]
pub fn SketchButton(incident: IncidentId, hold: Hold) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Show when=move || open.get() fallback=move || view! {
            <button type="button" class="button tablet__big" on:click=move |_| open.set(true)>{t(Tab::SketchBegin)}</button>
        }>
            <Paper incident hold open/>
        </Show>
    }
    .into_any()
}

#[component]
fn Paper(incident: IncidentId, hold: Hold, open: RwSignal<bool>) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let strokes = RwSignal::new(Vec::<Stroke>::new());
    let pen = RwSignal::new(0_usize);
    let drawing = RwSignal::new(false);
    Effect::new(move || {
        if let Some(canvas) = canvas.get() {
            strokes.with(|strokes| draw(&canvas, strokes));
        }
    });
    let down = move |event: PointerEvent| {
        let Some(canvas) = canvas.get_untracked() else { return };
        event.prevent_default();
        let _ = canvas.set_pointer_capture(event.pointer_id());
        drawing.set(true);
        let point = at(&canvas, &event);
        strokes.update(|all| all.push((pen.get_untracked(), vec![point])));
    };
    let go = move |event: PointerEvent| {
        let Some(canvas) = canvas.get_untracked().filter(|_| drawing.get_untracked()) else { return };
        let point = at(&canvas, &event);
        strokes.update(|all| {
            if let Some((_, points)) = all.last_mut() {
                points.push(point);
            }
        });
    };
    let up = move |_: PointerEvent| drawing.set(false);
    let save = move |_| {
        let Some(canvas) = canvas.get_untracked() else { return };
        spawn_local(async move {
            if keep(hold, incident, canvas).await.is_ok() {
                open.try_set(false);
            } else {
                hold.broken.try_set(true);
            }
        });
    };
    let empty = Memo::new(move |_| strokes.with(Vec::is_empty));
    let button = move |(n, (_, word)): (usize, (&str, Tab))| {
        view! {
            <button type="button" class="button" aria-pressed=move || if pen.get() == n { "true" } else { "false" } on:click=move |_| pen.set(n)>
                <span class=format!("tablet__pen tablet__pen--{n}") aria-hidden="true"></span>{t(word)}
            </button>
        }
    };
    let pens = PENS.into_iter().enumerate().map(button).collect_view();
    view! {
        <div class="stack" role="group" aria-label=t(Tab::Sketch)>
            <canvas node_ref=canvas class="tablet__paper" width=WIDTH height=HEIGHT role="img" aria-label=t(Tab::SketchPaper)
                on:pointerdown=down on:pointermove=go on:pointerup=up on:pointercancel=up></canvas>
            <div class="cluster">
                {pens}
                <button type="button" class="button" disabled=empty on:click=move |_| strokes.update(|all| drop(all.pop()))>{t(Tab::SketchBack)}</button>
                <button type="button" class="button button--primary" disabled=empty on:click=save>{t(Tab::SketchKeep)}</button>
                <button type="button" class="button" on:click=move |_| open.set(false)>{t(crate::ui::text::Ui::Cancel)}</button>
            </div>
        </div>
    }
    .into_any()
}
