//! The map: Leaflet moves it and draws tiles when a deployment has some; the packaged base map and the incidents
//! are painted on canvases of our own, so that ten thousand incidents cost one repaint and no page elements.

mod base;
mod drag;
mod follow;
mod held;
mod labels;
mod last;
mod marks;
mod overlay;
mod painter;
mod projection;
mod sheets;
mod sprites;
pub mod text;
mod tiles;
mod units;
mod wire;

use std::rc::Rc;

use leaflet::{LatLng, Map, MapOptions};
use leptos::ev::DragEvent;
use leptos::html;
use leptos::prelude::*;
use vnr_shared::id::IncidentId;

use drag::drag_units;
use follow::{follow, follow_units, go_home};
use held::{Held, LATVIA, bounds};
pub use last::last_extent;
pub use marks::{Mark, Pin};
pub use overlay::{Overlay, Wash};
pub use projection::World;
use text::MapText;
pub use units::{Ring, look};
use wire::wire;

use crate::i18n::t;
use crate::live::Fleet;
use crate::ui::Command;

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

/// A unit that was dragged somewhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dropped {
    /// Its mark.
    pub mark: u32,
    /// Where to, in degrees: latitude, longitude.
    pub at: (f64, f64),
    /// The incident that it was dropped on.
    pub incident: Option<IncidentId>,
}

/// Who takes what is dragged from a list onto an incident of the map.
#[derive(Clone, Copy)]
pub struct Receive {
    /// Whether what is dragged may be dropped on an incident; allows it.
    pub may: Callback<DragEvent, bool>,
    /// Takes it.
    pub take: Callback<IncidentId>,
}

/// The units of a map.
#[derive(Clone, Copy)]
pub struct Units {
    /// Where they are.
    pub fleet: Signal<Fleet>,
    /// Marks of those that stand out.
    pub chosen: Signal<Vec<u32>>,
    /// Takes a click on one.
    pub on_pick: Callback<u32>,
    /// Takes one that was dragged somewhere; none where units cannot be dragged.
    pub on_drop: Option<Callback<Dropped>>,
}

/// Something is dragged over the map, or dropped: the incident under it is marked like the one under the pointer, and takes it.
fn receiving(
    held: StoredValue<Option<Rc<Held>>, LocalStorage>,
    receive: Option<Receive>,
    event: &DragEvent,
    dropped: bool,
) {
    let under = held.with_value(|held| held.as_ref()?.hover(event));
    match (receive, under) {
        (Some(receive), Some(id)) if dropped => {
            event.prevent_default();
            receive.take.run(id);
        }
        (Some(receive), Some(_)) => {
            receive.may.run(event.clone());
        }
        _ => {}
    }
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
    /// Takes what is dragged here from a list.
    #[prop(optional)]
    receive: Option<Receive>,
    /// Where callers are.
    #[prop(optional, into)]
    rings: Signal<Vec<Ring>>,
    /// Lines and areas under everything else.
    #[prop(optional, into)]
    overlays: Signal<Vec<Overlay>>,
    /// Places that the first look is for, once there are some: unless this tab looks at one of them already, and from nearer.
    #[prop(optional, into)]
    home: Signal<Vec<World>>,
) -> impl IntoView {
    let (base, top) = (NodeRef::<html::Canvas>::new(), NodeRef::<html::Canvas>::new());
    let holder = NodeRef::<html::Div>::new();
    // The first map of the day shows everything; later ones show what was looked at last.
    let before = last::view();
    let following = RwSignal::new((on_pick.is_none() || picking.is_some()) && before.is_none());
    let no_base = RwSignal::new(false);
    let held = StoredValue::new_local(None::<Rc<Held>>);
    // What is painted follows signals that may be older than the map: this one makes them be read once it stands.
    let ready = RwSignal::new(false);

    Effect::new(move || {
        let (Some(base), Some(top), Some(holder)) = (base.get(), top.get(), holder.get()) else { return };
        if held.with_value(Option::is_some) {
            return;
        }
        let Ok(map) = Map::new_with_element(&holder, &options()) else { return };
        let made = Rc::new(Held::new(map, base, top, following.get_untracked()));
        tiles::lay(&made.map);
        wire(
            &made,
            &holder,
            selected,
            on_pick.map(|pick| (pick, picking)),
            units.map(|u| u.on_pick),
            following,
            no_base,
        );
        if let Some(on_drop) = units.and_then(|u| u.on_drop) {
            drag_units(&made, on_drop);
        }
        match before {
            Some([lat, lon, zoom]) => drop(made.map.set_view(&LatLng::new(lat, lon), zoom)),
            None => drop(made.map.fit_bounds(&bounds(LATVIA))),
        }
        held.set_value(Some(made));
        ready.set(true);
    });
    let with = move |run: &dyn Fn(&Rc<Held>)| {
        ready.track();
        held.with_value(|s| {
            if let Some(s) = s {
                run(s);
            }
        });
    };

    follow(with, marks, selected, pin, following);
    go_home(with, home, before);
    follow_units(with, units, rings);
    Effect::new(move || {
        let overlays = overlays.get();
        with(&|s| {
            s.painter.scene.borrow_mut().overlays.clone_from(&overlays);
            s.painter.ask(false);
        });
    });
    on_cleanup(move || held.set_value(None));

    let (over, dropped) = (
        move |e: DragEvent| receiving(held, receive, &e, false),
        move |e: DragEvent| receiving(held, receive, &e, true),
    );
    let zoom = move |by: f64| with(&|s| drop(s.map.set_zoom(s.map.get_zoom() + by)));
    let all = (!all_key.is_empty()).then(|| {
        view! { <Command label=t(MapText::ShowAll) key=all_key look="small" run=move |()| following.set(true) disabled=following/> }
    });
    view! {
        <div class="map" on:dragover=over on:drop=dropped>
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
