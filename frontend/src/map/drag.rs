//! Dragging a unit on the map.

use std::cell::Cell;
use std::rc::Rc;

use leaflet::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::held::Held;
use super::units::UnitHit;
use super::{Dropped, marks};

/// The unit at a point of the map.
fn unit_at(held: &Held, point: (f64, f64)) -> Option<u32> {
    let scene = held.painter.scene.borrow();
    let positions = scene.units.as_ref()?.borrow();
    match held.painter.layer.hit(&held.painter.view.get(), &positions, point) {
        Some(UnitHit::Unit(mark)) => Some(mark),
        _ => None,
    }
}

/// Holds the map while something on it is dragged.
fn hold(held: &Held, still: bool) {
    let dragging = js_sys::Reflect::get(&held.map, &"dragging".into()).unwrap_or_default();
    let name = if still { "disable" } else { "enable" };
    let run = js_sys::Reflect::get(&dragging, &name.into()).unwrap_or_default();
    if let Some(run) = run.dyn_ref::<js_sys::Function>() {
        let _ = run.call0(&dragging);
    }
    let _ = held.map.get_container().class_list().toggle_with_force("map--holding", still);
}

/// Lets units be dragged: while one is, the map stays where it is.
pub(super) fn drag_units(held: &Rc<Held>, on_drop: Callback<Dropped>) {
    let taken = Rc::new(Cell::new(None::<u32>));
    let (weak, take) = (Rc::downgrade(held), taken.clone());
    held.on("mousedown", move |event| {
        let Some(held) = weak.upgrade() else { return };
        let point = event.unchecked_into::<MouseEvent>().container_point();
        if let Some(mark) = unit_at(&held, (point.x(), point.y())) {
            take.set(Some(mark));
            hold(&held, true);
        }
    });
    let weak = Rc::downgrade(held);
    held.on("mouseup", move |event| {
        let (Some(held), Some(mark)) = (weak.upgrade(), taken.take()) else { return };
        hold(&held, false);
        let event: MouseEvent = event.unchecked_into();
        let (point, at) = (event.container_point(), event.lat_lng());
        let point = (point.x(), point.y());
        // Who was pressed and let go of where it stands was clicked, not dragged.
        if unit_at(&held, point) != Some(mark) {
            let incident = marks::hit(&held.painter.view.get(), &held.painter.scene.borrow().marks, point);
            on_drop.run(Dropped { mark, at: (at.lat(), at.lng()), incident });
        }
    });
}
