//! The map: Leaflet moves it and draws tiles when a deployment has some; the packaged base map and the incidents
//! are painted on canvases of our own, so that ten thousand incidents cost one repaint and no page elements.

mod base;
mod labels;
mod marks;
mod overlay;
mod painter;
mod projection;
mod sheets;
mod sprites;
pub mod text;
mod tiles;
mod units;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leaflet::{LatLng, LatLngBounds, Map, MapOptions, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use vnr_shared::id::IncidentId;
use vnr_shared::place::Extent;
use wasm_bindgen::prelude::*;

pub use marks::{Mark, Pin};
pub use overlay::{Overlay, Wash};
use painter::Painter;
use projection::View;
pub use projection::World;
use sheets::Loader;
use text::MapText;
use units::UnitHit;
pub use units::{Ring, look};

use crate::edge;
use crate::i18n::t;
use crate::live::Fleet;
use crate::theme;
use crate::ui::Command;

/// Corners of Latvia, for the first view.
const LATVIA: [(f64, f64); 2] = [(55.65, 20.9), (58.1, 28.3)];

/// Zoom at which a chosen address is looked at.
const ADDRESS_ZOOM: f64 = 16.0;

thread_local! {
    /// What the last map showed, so that the next screen's map shows the same: latitude, longitude, zoom.
    static LAST: Cell<Option<(f64, f64, f64)>> = const { Cell::new(None) };
    static LAST_EXTENT: Cell<Option<Extent>> = const { Cell::new(None) };
}

/// What the last map showed; none when there was no map since the page was loaded.
pub fn last_extent() -> Option<Extent> {
    LAST_EXTENT.get()
}

/// Who takes a click as a place, and whether now; always, when not told.
type Picking = (Callback<(f64, f64)>, Option<Signal<bool>>);

/// A callback held by Leaflet or the page.
type Callbacks = RefCell<Vec<Closure<dyn FnMut(JsValue)>>>;

/// What the callbacks of Leaflet share.
struct Shared {
    map: Map,
    painter: Rc<Painter>,
    loader: Loader,
    /// Whether the map keeps all incidents in view. A move by hand ends it.
    following: Cell<bool>,
    closures: Callbacks,
    resize: RefCell<Option<web_sys::ResizeObserver>>,
}

impl Shared {
    fn view(&self) -> View {
        let (centre, size) = (self.map.get_center(), self.map.get_size());
        View {
            centre: World::of(centre.lat(), centre.lng()),
            zoom: self.map.get_zoom(),
            width: size.x(),
            height: size.y(),
        }
    }

    fn on(&self, event: &str, run: impl FnMut(JsValue) + 'static) {
        let closure = Closure::<dyn FnMut(JsValue)>::new(run);
        self.map.on(event, closure.as_ref());
        self.closures.borrow_mut().push(closure);
    }

    fn fit(&self) {
        let scene = self.painter.scene.borrow();
        let mut points = scene.marks.iter().map(|m| m.at);
        let Some(first) = points.next() else {
            self.map.fit_bounds(&bounds(LATVIA));
            return;
        };
        let (mut low, mut high) = (first, first);
        for p in points {
            low = World { x: low.x.min(p.x), y: low.y.min(p.y) };
            high = World { x: high.x.max(p.x), y: high.y.max(p.y) };
        }
        let options = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&options, &"maxZoom".into(), &15.into());
        let _ =
            js_sys::Reflect::set(&options, &"padding".into(), &js_sys::Array::of2(&48.into(), &48.into()));
        drop(scene);
        self.map.fit_bounds_with_options(&bounds([low.degrees(), high.degrees()]), &options);
    }

    /// Takes a click on a unit; one on several goes nearer.
    fn pick_unit(&self, point: (f64, f64), on_unit: Option<Callback<u32>>) {
        let (view, scene) = (self.painter.view.get(), self.painter.scene.borrow());
        let positions = scene.units.as_ref().map(|units| units.borrow());
        let hit = positions.as_ref().and_then(|p| self.painter.layer.hit(&view, p, point));
        drop(positions);
        drop(scene);
        match (hit, on_unit) {
            (Some(UnitHit::Unit(mark)), Some(on_unit)) => on_unit.run(mark),
            (Some(UnitHit::Cluster), _) => {
                let (lat, lon) = view.at(point).degrees();
                self.following.set(false);
                self.map.set_view(&LatLng::new(lat, lon), view.zoom + 2.0);
            }
            _ => {}
        }
    }

    /// Brings a place into sight, at least so near; nothing moves when it is there already.
    fn reveal(&self, at: World, zoom: f64) {
        let view = self.painter.view.get();
        if !view.sees(view.px(at), -32.0) || view.zoom < zoom {
            let (lat, lon) = at.degrees();
            self.map.set_view(&LatLng::new(lat, lon), view.zoom.max(zoom));
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(observer) = self.resize.borrow_mut().take() {
            observer.disconnect();
        }
        self.map.remove();
    }
}

fn bounds(corners: [(f64, f64); 2]) -> LatLngBounds {
    let [a, b] = corners.map(|(lat, lon)| LatLng::new(lat, lon));
    LatLngBounds::new(&a, &b)
}

fn options() -> MapOptions {
    let options = MapOptions::new();
    options.set_prefer_canvas(true);
    options.set_zoom_control(false);
    // Our canvases are repainted, not stretched: an animated zoom would show them at the wrong place for its length.
    options.set_zoom_animation(false);
    options.set_fade_animation(false);
    options.set_min_zoom(6.0);
    options.set_max_zoom(19.0);
    options
}

/// The units of a map.
#[derive(Clone, Copy)]
pub struct Units {
    /// Where they are.
    pub fleet: Fleet,
    /// Marks of those that stand out.
    pub chosen: Signal<Vec<u32>>,
    /// Takes a click on one.
    pub on_pick: Callback<u32>,
}

/// The map.
#[component]
pub fn MapView(
    /// Incidents to show.
    #[prop(into)]
    marks: Signal<Vec<Mark>>,
    /// The one selection that list and map share.
    selected: RwSignal<Option<IncidentId>>,
    /// A place that is being entered.
    #[prop(optional, into)]
    pin: Signal<Option<Pin>>,
    /// Takes a click beside every incident, in degrees: latitude, longitude.
    #[prop(optional, into)]
    on_pick: Option<Callback<(f64, f64)>>,
    /// Whether a click is a pick now; always, when not told.
    #[prop(optional, into)]
    picking: Option<Signal<bool>>,
    /// Key that shows all incidents.
    #[prop(optional)]
    all_key: &'static str,
    /// Units to show, and what happens to the ones that stand out or are clicked.
    #[prop(optional)]
    units: Option<Units>,
    /// Where callers are.
    #[prop(optional, into)]
    rings: Signal<Vec<Ring>>,
    /// Lines and areas under everything else.
    #[prop(optional, into)]
    overlays: Signal<Vec<Overlay>>,
) -> impl IntoView {
    let (base, top) = (NodeRef::<html::Canvas>::new(), NodeRef::<html::Canvas>::new());
    let holder = NodeRef::<html::Div>::new();
    // The first map of the day shows everything; later ones show what was looked at last.
    let following = RwSignal::new((on_pick.is_none() || picking.is_some()) && LAST.get().is_none());
    let no_base = RwSignal::new(false);
    let shared = StoredValue::new_local(None::<Rc<Shared>>);
    // What is painted follows signals that may be older than the map: this one makes them be read once it stands.
    let ready = RwSignal::new(false);

    Effect::new(move || {
        let (Some(base), Some(top), Some(holder)) = (base.get(), top.get(), holder.get()) else { return };
        if shared.with_value(Option::is_some) {
            return;
        }
        let Ok(map) = Map::new_with_element(&holder, &options()) else { return };
        let made = Rc::new(Shared {
            map,
            painter: Painter::new(base, top),
            loader: Loader::default(),
            following: Cell::new(following.get_untracked()),
            closures: RefCell::default(),
            resize: RefCell::default(),
        });
        tiles::lay(&made.map);
        if let Some(units) = units {
            made.painter.scene.borrow_mut().units = units.fleet.positions.try_get_value();
        }
        wire(
            &made,
            &holder,
            selected,
            on_pick.map(|pick| (pick, picking)),
            units.map(|u| u.on_pick),
            following,
            no_base,
        );
        match LAST.get() {
            Some((lat, lon, zoom)) => drop(made.map.set_view(&LatLng::new(lat, lon), zoom)),
            None => drop(made.map.fit_bounds(&bounds(LATVIA))),
        }
        shared.set_value(Some(made));
        ready.set(true);
    });
    let with = move |run: &dyn Fn(&Rc<Shared>)| {
        ready.track();
        shared.with_value(|s| {
            if let Some(s) = s {
                run(s);
            }
        });
    };

    follow(with, marks, selected, pin, following);
    follow_units(with, units, rings);
    Effect::new(move || {
        let overlays = overlays.get();
        with(&|s| {
            s.painter.scene.borrow_mut().overlays.clone_from(&overlays);
            s.painter.ask(false);
        });
    });
    on_cleanup(move || shared.set_value(None));

    let zoom = move |by: f64| with(&|s| drop(s.map.set_zoom(s.map.get_zoom() + by)));
    let all = (!all_key.is_empty()).then(|| {
        view! { <Command label=t(MapText::ShowAll) key=all_key look="small" run=move |()| following.set(true) disabled=following/> }
    });
    view! {
        <div class="map">
            <canvas class="map__base" node_ref=base aria-hidden="true"></canvas>
            <div class="map__leaflet" class:map--picking=move || on_pick.is_some() && picking.is_none_or(|p| p.get()) node_ref=holder role="application" aria-label=t(MapText::Map)></div>
            <canvas class="map__paint" node_ref=top aria-hidden="true"></canvas>
            <div class="map__tools">
                {all}
                <button type="button" class="button button--square" aria-label=t(MapText::ZoomIn) title=t(MapText::ZoomIn) on:click=move |_| zoom(1.0)>"+"</button>
                <button type="button" class="button button--square" aria-label=t(MapText::ZoomOut) title=t(MapText::ZoomOut) on:click=move |_| zoom(-1.0)>"−"</button>
            </div>
            <Show when=move || no_base.get()><p class="map__fault" role="status">{t(MapText::NoBase)}</p></Show>
        </div>
    }
    .into_any()
}

/// What is painted follows the signals; nothing is written back.
fn follow(
    with: impl Fn(&dyn Fn(&Rc<Shared>)) + Copy + 'static,
    marks: Signal<Vec<Mark>>,
    selected: RwSignal<Option<IncidentId>>,
    pin: Signal<Option<Pin>>,
    following: RwSignal<bool>,
) {
    Effect::new(move || {
        let marks = marks.get();
        with(&|s| {
            s.painter.scene.borrow_mut().marks.clone_from(&marks);
            s.painter.ask(false);
            if s.following.get() && !marks.is_empty() {
                s.fit();
            }
        });
    });
    Effect::new(move || {
        let id = selected.get();
        with(&|s| {
            s.painter.scene.borrow_mut().selected = id;
            s.painter.ask(false);
            let at = s.painter.scene.borrow().marks.iter().find(|m| Some(m.id) == id).map(|m| m.at);
            if let Some(at) = at {
                s.reveal(at, 0.0);
            }
        });
    });
    Effect::new(move || {
        let pin = pin.get();
        with(&|s| {
            let before = std::mem::replace(&mut s.painter.scene.borrow_mut().pin, pin);
            s.painter.ask(false);
            // A click is where the person looks already; an address is to be shown.
            if let Some(pin) =
                pin.filter(|p| p.reveal && before.is_none_or(|b| (b.lat, b.lon) != (p.lat, p.lon)))
            {
                s.reveal(World::of(pin.lat, pin.lon), ADDRESS_ZOOM);
            }
        });
    });
    Effect::new(move || {
        theme::theme();
        with(&|s| s.painter.forget_colours());
    });
    Effect::new(move || {
        edge::second();
        with(&|s| s.painter.ask(false));
    });
    Effect::new(move || {
        let follow = following.get();
        with(&|s| {
            if follow && !s.following.replace(true) {
                s.fit();
            }
        });
    });
}

/// Units and circles follow their signals.
fn follow_units(
    with: impl Fn(&dyn Fn(&Rc<Shared>)) + Copy + 'static,
    units: Option<Units>,
    rings: Signal<Vec<Ring>>,
) {
    if let Some(units) = units {
        Effect::new(move || {
            units.fleet.moved.track();
            with(&|s| s.painter.ask(false));
        });
        Effect::new(move || {
            let chosen = units.chosen.get();
            with(&|s| {
                s.painter.scene.borrow_mut().chosen_units.clone_from(&chosen);
                s.painter.ask(false);
            });
        });
    }
    Effect::new(move || {
        let rings = rings.get();
        with(&|s| {
            let before = std::mem::replace(&mut s.painter.scene.borrow_mut().rings, rings.clone());
            s.painter.ask(false);
            // A caller who was just taken is brought into sight, with the whole of the circle.
            if let Some(ring) = rings.first().filter(|ring| before.first().is_none_or(|b| b.at != ring.at)) {
                s.reveal(ring.at, zoom_of(ring.radius_m));
            }
        });
    });
}

/// Zoom at which a circle is looked at: some hundred pixels across.
fn zoom_of(radius_m: f64) -> f64 {
    (20_000_000.0 / radius_m.max(20.0)).log2().floor().clamp(8.0, 17.0) - 2.0
}

/// Names a source of the map in its corner.
fn add_credit(map: &Map, credit: &base::Credit) {
    let escaped = credit.text.replace('&', "&amp;").replace('<', "&lt;");
    let html = match &credit.url {
        Some(url) if url.starts_with("https://") && !url.contains('"') => {
            format!("<a href=\"{url}\">{escaped}</a>")
        }
        _ => escaped,
    };
    let control = js_sys::Reflect::get(map, &"attributionControl".into()).unwrap_or_default();
    let add = js_sys::Reflect::get(&control, &"addAttribution".into()).unwrap_or_default();
    if let Some(add) = add.dyn_ref::<js_sys::Function>() {
        let _ = add.call1(&control, &html.into());
    }
}

/// Connects Leaflet's events.
fn wire(
    shared: &Rc<Shared>,
    holder: &web_sys::HtmlDivElement,
    selected: RwSignal<Option<IncidentId>>,
    on_pick: Option<Picking>,
    on_unit: Option<Callback<u32>>,
    following: RwSignal<bool>,
    no_base: RwSignal<bool>,
) {
    let weak = Rc::downgrade(shared);
    shared.on("move", move |_| {
        let Some(s) = weak.upgrade() else { return };
        let view = s.view();
        s.painter.moved(view);
        LAST_EXTENT.set(Some(view.extent()));
        let centre = s.map.get_center();
        LAST.set(Some((centre.lat(), centre.lng(), s.map.get_zoom())));
        let attribution = s.map.clone();
        s.loader.want(
            &s.painter,
            move |credits| {
                for credit in credits {
                    add_credit(&attribution, credit);
                }
            },
            move || no_base.set(true),
        );
    });
    let weak = Rc::downgrade(shared);
    shared.on("click", move |event| {
        let Some(s) = weak.upgrade() else { return };
        let event: MouseEvent = event.unchecked_into();
        let (point, at) = (event.container_point(), event.lat_lng());
        let hit = marks::hit(&s.painter.view.get(), &s.painter.scene.borrow().marks, (point.x(), point.y()));
        let taken =
            on_pick.filter(|(_, when)| when.is_none_or(|when| when.get_untracked())).map(|(pick, _)| pick);
        match (hit, taken) {
            (Some(id), None) => selected.set(Some(id)),
            (_, Some(pick)) => pick.run((at.lat(), at.lng())),
            (None, None) => s.pick_unit((point.x(), point.y()), on_unit),
        }
    });
    let weak = Rc::downgrade(shared);
    shared.on("mousemove", move |event| {
        let Some(s) = weak.upgrade() else { return };
        let point = event.unchecked_into::<MouseEvent>().container_point();
        let hit = marks::hit(&s.painter.view.get(), &s.painter.scene.borrow().marks, (point.x(), point.y()));
        let before = std::mem::replace(&mut s.painter.scene.borrow_mut().hovered, hit);
        if before != hit {
            s.painter.ask(false);
            let _ = s.map.get_container().class_list().toggle_with_force("map--over", hit.is_some());
        }
    });
    // The way to choose a place without a pointer: the arrows move the map, Enter takes its middle.
    if let Some((pick, when)) = on_pick {
        let weak = Rc::downgrade(shared);
        shared.on("keypress", move |event| {
            let Some(s) = weak.upgrade() else { return };
            let key = js_sys::Reflect::get(&event, &"originalEvent".into())
                .ok()
                .and_then(|e| e.dyn_into::<web_sys::KeyboardEvent>().ok());
            let taken = when.is_none_or(|when| when.get_untracked());
            if taken && key.is_some_and(|e| e.key() == "Enter" && !e.ctrl_key()) {
                let centre = s.map.get_center();
                pick.run((centre.lat(), centre.lng()));
            }
        });
    }
    // A move by hand: the map stays where the person put it.
    for event in ["wheel", "mousedown", "touchstart", "keydown", "dblclick"] {
        let weak = Rc::downgrade(shared);
        let stop = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            if let Some(s) = weak.upgrade()
                && s.following.replace(false)
            {
                following.set(false);
            }
        });
        let _ = holder.add_event_listener_with_callback(event, stop.as_ref().unchecked_ref());
        shared.closures.borrow_mut().push(stop);
    }
    let weak = Rc::downgrade(shared);
    let resized = Closure::<dyn FnMut(JsValue)>::new(move |_| {
        if let Some(s) = weak.upgrade() {
            s.map.invalidate_size(false);
            s.painter.moved(s.view());
        }
    });
    if let Ok(observer) = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()) {
        observer.observe(holder);
        shared.resize.replace(Some(observer));
    }
    shared.closures.borrow_mut().push(resized);
}
