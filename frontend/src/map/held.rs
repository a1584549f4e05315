//! The map itself with what is painted over it, as the callbacks of Leaflet and the effects share it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leaflet::{LatLng, LatLngBounds, Map};
use leptos::prelude::Callable as _;
use leptos::prelude::Callback;
use vnr_shared::id::IncidentId;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use super::marks;
use super::painter::Painter;
use super::projection::{View, World};
use super::sheets::Loader;
use super::units::UnitHit;

/// Corners of Latvia, for the first view.
pub(super) const LATVIA: [(f64, f64); 2] = [(55.65, 20.9), (58.1, 28.3)];

/// A callback held by Leaflet or the page.
type Callbacks = RefCell<Vec<Closure<dyn FnMut(JsValue)>>>;

/// What the callbacks of Leaflet share.
pub(super) struct Held {
    pub(super) map: Map,
    pub(super) painter: Rc<Painter>,
    pub(super) loader: Loader,
    /// Whether the map keeps all incidents in view. A move by hand ends it.
    pub(super) following: Cell<bool>,
    pub(super) closures: Callbacks,
    pub(super) resize: RefCell<Option<web_sys::ResizeObserver>>,
}

impl Held {
    pub(super) fn new(map: Map, base: HtmlCanvasElement, top: HtmlCanvasElement, following: bool) -> Self {
        Self {
            map,
            painter: Painter::new(base, top),
            loader: Loader::default(),
            following: Cell::new(following),
            closures: RefCell::default(),
            resize: RefCell::default(),
        }
    }

    pub(super) fn view(&self) -> View {
        let (centre, size) = (self.map.get_center(), self.map.get_size());
        View {
            centre: World::of(centre.lat(), centre.lng()),
            zoom: self.map.get_zoom(),
            width: size.x(),
            height: size.y(),
        }
    }

    pub(super) fn on(&self, event: &str, run: impl FnMut(JsValue) + 'static) {
        let closure = Closure::<dyn FnMut(JsValue)>::new(run);
        self.map.on(event, closure.as_ref());
        self.closures.borrow_mut().push(closure);
    }

    /// Marks the incident under a point of the map, and returns it.
    pub(super) fn mark_under(&self, point: (f64, f64)) -> Option<IncidentId> {
        let hit = marks::hit(&self.painter.view.get(), &self.painter.scene.borrow().marks, point);
        let before = std::mem::replace(&mut self.painter.scene.borrow_mut().hovered, hit);
        if before != hit {
            self.painter.ask(false);
            let _ = self.map.get_container().class_list().toggle_with_force("map--over", hit.is_some());
        }
        hit
    }

    /// The same for where an event of the page happened.
    pub(super) fn hover(&self, event: &JsValue) -> Option<IncidentId> {
        let find = js_sys::Reflect::get(&self.map, &"mouseEventToContainerPoint".into()).ok()?;
        let point = find.dyn_ref::<js_sys::Function>()?.call1(&self.map, event).ok()?;
        let read = |name: &str| js_sys::Reflect::get(&point, &name.into()).ok()?.as_f64();
        self.mark_under((read("x")?, read("y")?))
    }

    /// Shows all incidents, or the country when there are none.
    pub(super) fn fit(&self) {
        let marks: Vec<World> = self.painter.scene.borrow().marks.iter().map(|m| m.at).collect();
        if marks.is_empty() {
            self.map.fit_bounds(&bounds(LATVIA));
        } else {
            self.fit_to(marks.into_iter(), 15.0);
        }
    }

    /// Shows these places, from no nearer than a zoom.
    pub(super) fn fit_to(&self, mut points: impl Iterator<Item = World>, nearest: f64) {
        let Some(first) = points.next() else { return };
        let (mut low, mut high) = (first, first);
        for p in points {
            low = World { x: low.x.min(p.x), y: low.y.min(p.y) };
            high = World { x: high.x.max(p.x), y: high.y.max(p.y) };
        }
        let options = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&options, &"maxZoom".into(), &nearest.into());
        let _ =
            js_sys::Reflect::set(&options, &"padding".into(), &js_sys::Array::of2(&48.into(), &48.into()));
        self.map.fit_bounds_with_options(&bounds([low.degrees(), high.degrees()]), &options);
    }

    /// Takes a click on a unit; one on several goes nearer.
    pub(super) fn pick_unit(&self, point: (f64, f64), on_unit: Option<Callback<u32>>) {
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
    pub(super) fn reveal(&self, at: World, zoom: f64) {
        let view = self.painter.view.get();
        if !view.sees(view.px(at), -32.0) || view.zoom < zoom {
            let (lat, lon) = at.degrees();
            self.map.set_view(&LatLng::new(lat, lon), view.zoom.max(zoom));
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(observer) = self.resize.borrow_mut().take() {
            observer.disconnect();
        }
        self.map.remove();
        // Leaflet tells of a change of size a fifth of a second later, to whoever listens, even when the map is gone by then
        // and the closures with it.
        self.map.off_all();
    }
}

/// Bounds by two corners, in degrees.
pub(super) fn bounds(corners: [(f64, f64); 2]) -> LatLngBounds {
    let [a, b] = corners.map(|(lat, lon)| LatLng::new(lat, lon));
    LatLngBounds::new(&a, &b)
}
