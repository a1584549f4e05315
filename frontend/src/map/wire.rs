//! Leaflet's events.

use std::rc::Rc;

use leaflet::{Map, MouseEvent};
use leptos::prelude::*;
use vnr_shared::id::IncidentId;
use wasm_bindgen::prelude::*;

use super::held::Held;
use super::{base, last, marks};

/// Who takes a click as a place, and whether now; always, when not told.
type Picking = (Callback<(f64, f64)>, Option<Signal<bool>>);

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
pub(super) fn wire(
    held: &Rc<Held>,
    holder: &web_sys::HtmlDivElement,
    selected: RwSignal<Option<IncidentId>>,
    on_pick: Option<Picking>,
    on_unit: Option<Callback<u32>>,
    following: RwSignal<bool>,
    no_base: RwSignal<bool>,
) {
    let weak = Rc::downgrade(held);
    held.on("move", move |_| {
        let Some(s) = weak.upgrade() else { return };
        let view = s.view();
        s.painter.moved(view);
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
    let weak = Rc::downgrade(held);
    held.on("moveend", move |_| {
        if let Some(s) = weak.upgrade() {
            last::remember(&s.view());
        }
    });
    let weak = Rc::downgrade(held);
    held.on("click", move |event| {
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
    let weak = Rc::downgrade(held);
    held.on("mousemove", move |event| {
        let Some(s) = weak.upgrade() else { return };
        let point = event.unchecked_into::<MouseEvent>().container_point();
        s.mark_under((point.x(), point.y()));
    });
    // The way to choose a place without a pointer: the arrows move the map, Enter takes its middle.
    if let Some((pick, when)) = on_pick {
        let weak = Rc::downgrade(held);
        held.on("keypress", move |event| {
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
        let weak = Rc::downgrade(held);
        let stop = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            if let Some(s) = weak.upgrade()
                && s.following.replace(false)
            {
                following.set(false);
            }
        });
        let _ = holder.add_event_listener_with_callback(event, stop.as_ref().unchecked_ref());
        held.closures.borrow_mut().push(stop);
    }
    let weak = Rc::downgrade(held);
    let resized = Closure::<dyn FnMut(JsValue)>::new(move |_| {
        if let Some(s) = weak.upgrade() {
            s.map.invalidate_size(false);
            s.painter.moved(s.view());
        }
    });
    if let Ok(observer) = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()) {
        observer.observe(holder);
        held.resize.replace(Some(observer));
    }
    held.closures.borrow_mut().push(resized);
}
