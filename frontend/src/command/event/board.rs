//! The shared map with what is drawn on it, and the way to draw.

use leptos::prelude::*;
use vnr_shared::event::{Drawing, Point, Shape, Sheet, Symbol, Tone};
use vnr_shared::json;

use super::super::overlays;
use super::super::text::{Cmd, symbol, tone};
use super::form::{Form, Kind, Target};
use super::hand::Hand;
use super::rows::{item, live, muted, when};
use super::staff::edit;
use crate::app::Selection;
use crate::i18n::{Message, t};
use crate::map::{MapView, Mark, Overlay, Wash, World};
use crate::register::{unwire, wire};
use crate::ui::{Command, Select, TextField};

/// What is being drawn: its points, and what becomes of them.
#[derive(Clone, Copy)]
struct Pen {
    points: RwSignal<Vec<Point>>,
    shape: RwSignal<String>,
    symbol: RwSignal<String>,
}

impl Pen {
    fn shape(self) -> Option<Shape> {
        let drawn = self.points.get();
        let last = drawn.last().copied()?;
        Some(match self.shape.get().as_str() {
            "area" => Shape::Area(drawn),
            "text" => Shape::Text(last),
            "symbol" => Shape::Symbol(last, unwire(&self.symbol.get()).unwrap_or(Symbol::Danger)),
            _ => Shape::Line(drawn),
        })
    }

    /// Takes a drawing that is there.
    fn take(self, shape: &Shape) {
        self.points.set(shape.points().to_vec());
        let word = match shape {
            Shape::Line(_) => "line",
            Shape::Area(_) => "area",
            Shape::Text(_) => "text",
            Shape::Symbol(_, what) => {
                self.symbol.set(wire(*what));
                "symbol"
            }
        };
        self.shape.set(word.to_owned());
    }
}

/// The map and its drawings.
#[component]
pub fn Board(hand: Hand) -> impl IntoView {
    let form = Form::open(
        hand,
        Target::Part("drawings"),
        &[("shape", Kind::Raw, ""), ("label", Kind::Words, ""), ("tone", Kind::Words, "own")],
    );
    let pen = Pen {
        points: RwSignal::new(Vec::new()),
        shape: RwSignal::new("line".to_owned()),
        symbol: RwSignal::new(wire(Symbol::CommandPost)),
    };
    // The form holds the shape as text: what was drawn before a reload, and what is taken to be changed, comes back to the pen.
    let held = form.text("shape");
    Effect::new(move || {
        let text = held.get();
        let drawn = untrack(|| pen.shape());
        let told = json::read::<Shape>(&text).ok();
        if told != drawn {
            match &told {
                Some(shape) => pen.take(shape),
                None => pen.points.set(Vec::new()),
            }
        }
    });
    Effect::new(move |before: Option<()>| {
        let drawn = pen.shape();
        if before.is_some() {
            let text = drawn.and_then(|shape| serde_json::to_string(&shape).ok()).unwrap_or_default();
            if held.with_untracked(|own| *own != text) {
                held.set(text);
            }
        }
    });
    let pick =
        Callback::new(move |(lat, lon): (f64, f64)| pen.points.update(|points| points.push(Point(lon, lat))));
    let marks = Memo::new(move |_| hand.look(|r| r.incidents.iter().map(Mark::of).collect::<Vec<_>>()));
    let places = Signal::derive(move || places(hand));
    let overlays = Signal::derive(move || {
        let mut all: Vec<Overlay> =
            hand.look(|r| r.event.drawings.iter().map(|s| overlays::drawing(&s.part)).collect());
        let drawn = pen.points.get();
        if !drawn.is_empty() {
            all.push(Overlay {
                points: drawn.iter().map(|p| World::of(p.lat(), p.lon())).collect(),
                area: pen.shape.with(|shape| shape == "area"),
                wash: Wash::Note,
                label: "+".to_owned(),
            });
        }
        all
    });
    let line = move |sheet: Sheet<Drawing>| {
        let (id, version) = (sheet.id, sheet.version);
        let part = StoredValue::new(sheet.part.clone());
        let name =
            move || part.with_value(|part| Some(overlays::drawing(part).label).filter(|l| !l.is_empty()));
        let meaning = tone(sheet.part.tone);
        let by = sheet.by.clone();
        item(
            vec![
                live("chip", move || meaning.text().to_owned()),
                live("strong", move || name().unwrap_or_default()),
                muted(by),
            ],
            vec![edit(form, &sheet), hand.strike(Cmd::Strike, id, version)],
        )
    };
    let selected = expect_context::<Selection>().0;
    view! {
        <div class="command__board">
            <div class="command__map"><MapView marks selected overlays home=places on_pick=pick picking=Signal::derive(move || hand.works()) all_key="v"/></div>
            <section class="command__block" aria-labelledby="event-drawings"><h2 id="event-drawings">{t(Cmd::Drawings)}</h2>
                {hand.list(|r| r.event.drawings.clone(), |s| (s.id, s.version), line)}
                {form.view(Cmd::Add, tools(form, pen))}
            </section>
        </div>
    }
    .into_any()
}

/// What the first look at the map shows: the middle of the event, its incidents, what is drawn.
fn places(hand: Hand) -> Vec<World> {
    hand.look(|r| {
        let incidents = r.incidents.iter().map(|i| World::of(i.lat, i.lon));
        let drawn =
            r.event.drawings.iter().flat_map(|s| s.part.shape.points()).map(|p| World::of(p.lat(), p.lon()));
        std::iter::once(World::of(r.event.lat, r.event.lon)).chain(incidents).chain(drawn).collect()
    })
}

/// What is drawn, what it means, and back by a point.
fn tools(form: Form, pen: Pen) -> AnyView {
    let shapes = Signal::derive(|| {
        [
            ("line", Cmd::ShapeLine),
            ("area", Cmd::ShapeArea),
            ("text", Cmd::ShapeText),
            ("symbol", Cmd::ShapeSymbol),
        ]
        .map(|(value, word)| (value.to_owned(), word.text().to_owned()))
        .to_vec()
    });
    let symbols = Signal::derive(|| Symbol::ALL.map(|s| (wire(s), symbol(s).text().to_owned())).to_vec());
    let tones = Signal::derive(|| Tone::ALL.map(|s| (wire(s), tone(s).text().to_owned())).to_vec());
    let count = move || pen.points.with(Vec::len);
    let drawn = move || count() > 0;
    let back = move || pen.points.update(|points| points.truncate(points.len().saturating_sub(1)));
    view! {
        <Select class="w3" label=t(Cmd::Shape) path="shape" within="drawing-" value=pen.shape options=shapes faults=form.faults/>
        {when(move || pen.shape.with(|shape| shape == "symbol"), move || {
            view! { <Select class="w3" label=t(Cmd::ShapeSymbol) path="symbol" within="drawing-" value=pen.symbol options=symbols/> }.into_any()
        })}
        <Select class="w3" label=t(Cmd::Meaning) path="tone" within="drawing-" value=form.text("tone") options=tones/>
        <TextField class="w3" label=t(Cmd::Label) path="label" within="drawing-" value=form.text("label") faults=form.faults/>
        <p class="small muted" role="status">{move || Cmd::Draw.with(&count().to_string())}</p>
        {when(drawn, move || view! { <Command label=t(Cmd::PointBack) look="small quiet" run=move |()| back()/> }.into_any())}
    }
    .into_any()
}
