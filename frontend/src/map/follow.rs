//! What is painted follows the signals; nothing is written back.

use std::cell::Cell;
use std::rc::Rc;

use leaflet::LatLng;
use leptos::prelude::*;
use vnr_shared::id::IncidentId;

use super::Units;
use super::held::Held;
use super::marks::{Mark, Pin};
use super::projection::{View, World};
use super::units::Ring;
use crate::{edge, theme};

/// Zoom at which a chosen address is looked at.
const ADDRESS_ZOOM: f64 = 16.0;
/// Zoom at which the places of a screen are looked at, at most: the ten kilometres around are seen too.
const HOME_ZOOM: f64 = 12.0;

/// Incidents, the selection, the place that is entered, the look and the second hand.
pub(super) fn follow(
    with: impl Fn(&dyn Fn(&Rc<Held>)) + Copy + 'static,
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

/// The first look goes to the places of a screen; where the tab looked before stays only when it is one of them and nearer.
pub(super) fn go_home(
    with: impl Fn(&dyn Fn(&Rc<Held>)) + Copy + 'static,
    home: Signal<Vec<World>>,
    before: Option<[f64; 3]>,
) {
    let gone = Cell::new(false);
    Effect::new(move || {
        // Once there it follows nothing any more.
        if gone.get() {
            return;
        }
        let places = home.get();
        with(&|s| {
            if places.is_empty() || gone.replace(true) {
                return;
            }
            s.following.set(false);
            s.fit_to(places.iter().copied(), HOME_ZOOM);
            if let Some([lat, lon, zoom]) = before.filter(|[.., zoom]| *zoom > s.map.get_zoom()) {
                let view = View { centre: World::of(lat, lon), zoom, ..s.view() };
                if places.iter().any(|at| view.sees(view.px(*at), 0.0)) {
                    s.map.set_view(&LatLng::new(lat, lon), zoom);
                }
            }
        });
    });
}

/// Units and circles follow their signals.
pub(super) fn follow_units(
    with: impl Fn(&dyn Fn(&Rc<Held>)) + Copy + 'static,
    units: Option<Units>,
    rings: Signal<Vec<Ring>>,
) {
    if let Some(units) = units {
        Effect::new(move || {
            let fleet = units.fleet.get();
            with(&|s| {
                s.painter.scene.borrow_mut().units = fleet.positions.try_get_value();
                s.painter.ask(false);
            });
        });
        Effect::new(move || {
            units.fleet.get().moved.track();
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
