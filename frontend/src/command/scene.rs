//! What the commander looks at: the live picture, or that of a past moment.

use leptos::prelude::*;
use vnr_shared::event::EventSummary;
use vnr_shared::incident::Summary;
use vnr_shared::live::Picture;
use vnr_shared::situation::Filter;
use vnr_shared::time::DateTime as Timestamp;
use vnr_shared::unit::UnitSummary;

use crate::edge;
use crate::live::{Fleet, Live};

/// A past moment.
#[derive(Clone)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// Position of the journal up to which it is followed.
    pub position: i64,
    /// The picture.
    pub picture: Picture,
}

/// What screens and figures need of a picture.
#[derive(Default)]
pub struct Parts {
    pub incidents: Vec<Summary>,
    pub units: Vec<UnitSummary>,
    pub events: Vec<EventSummary>,
}

/// What is looked at. A copy is the same one.
#[derive(Clone, Copy)]
pub struct Scene {
    /// What is live.
    pub live: Live,
    /// Where the units were at the past moment.
    pub then: Fleet,
    /// The past moment; none for the present.
    pub moment: RwSignal<Option<Moment>>,
    /// The part of the picture.
    pub filter: RwSignal<Filter>,
    /// Hours that the history looks back.
    pub hours: RwSignal<i64>,
    /// Whether the heat map lies on the map.
    pub heat: RwSignal<bool>,
}

impl Scene {
    /// Looks at the present.
    pub fn provide(live: Live) -> Self {
        let scene = Self {
            live,
            then: Fleet::new(),
            moment: RwSignal::new(None),
            filter: RwSignal::new(Filter::default()),
            hours: RwSignal::new(24),
            heat: RwSignal::new(false),
        };
        provide_context(scene);
        scene
    }

    /// The instant that is looked at; reactive.
    pub fn now(self) -> Timestamp {
        self.moment.with(|moment| moment.as_ref().map(|m| m.at)).unwrap_or_else(edge::second)
    }

    /// Where the units are at the instant that is looked at.
    pub fn fleet(self) -> Signal<Fleet> {
        let past = Memo::new(move |_| self.moment.with(Option::is_some));
        Signal::derive(move || if past.get() { self.then } else { self.live.fleet })
    }

    /// Reads the parts of the picture; reactive.
    pub fn read<T>(self, look: impl FnOnce(&Parts) -> T) -> T {
        let past = self.moment.with(|moment| {
            moment.as_ref().map(|m| Parts {
                incidents: m.picture.incidents.clone(),
                units: m.picture.units.clone(),
                events: m.picture.events.clone(),
            })
        });
        let store = self.live.store;
        look(&past.unwrap_or_else(|| Parts {
            incidents: store.incidents.collect(|i| i.status.is_open().then(|| i.clone())),
            units: store.units.collect(|u| u.active.then(|| u.clone())),
            events: store.events.collect(|e| e.ended.is_none().then(|| e.clone())),
        }))
    }
}
