//! Where: an address found while typing, or a click on the map with the nearest address and the territory.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::place::{Lks92, Nearest, PlaceHit, PlaceSource, Reverse, TerritoryClass, to_lks92};

use super::draft::Spot;
use super::text::Ent;
use crate::api;
use crate::i18n::{self, Message, t};
use crate::map::Pin;
use crate::ui::{Choice, Combo, FieldFaults, TextField};

/// Milliseconds of quiet before a search is sent.
const QUIET_MS: u32 = 120;

/// The place as it is typed. The form that files an incident and the one that changes it have the same.
#[derive(Clone, Copy, Default)]
pub struct PlaceForm {
    pub spot: RwSignal<Option<Spot>>,
    pub address: RwSignal<String>,
    pub note: RwSignal<String>,
    pub radius: RwSignal<String>,
}

impl PlaceForm {
    /// The place as the map shows it; reactive.
    pub fn pin(self) -> Option<Pin> {
        let radius_m = self.radius.with(|r| r.trim().replace(',', ".").parse().ok());
        self.spot.get().map(|s| Pin {
            lat: s.lat,
            lon: s.lon,
            radius_m,
            reveal: s.source != Some(PlaceSource::Map),
        })
    }
}

/// What finds places on the device itself: asked first, and alone in answering without a network.
#[derive(Clone, Copy)]
pub struct Finder {
    /// Finds what was typed, best first.
    pub search: Callback<String, Vec<PlaceHit>>,
    /// What is nearest to a latitude and longitude.
    pub nearest: Callback<(f64, f64), Option<Nearest>>,
    /// Whether it can answer: what it searches may take a moment to be read.
    pub ready: Signal<bool>,
}

/// What is at a point.
#[derive(Clone)]
struct Here {
    /// The territory, and its class where that is known.
    territory: Option<(String, Option<TerritoryClass>)>,
    /// Metres to the nearest address.
    distance_m: Option<f64>,
    lks92: Lks92,
}

/// Finds addresses and names points.
#[derive(Clone, Copy)]
pub struct Locator {
    form: PlaceForm,
    finder: Option<Finder>,
    hits: RwSignal<Vec<PlaceHit>>,
    here: RwSignal<Option<Here>>,
    waiting: StoredValue<Option<Timeout>, LocalStorage>,
    /// Number of the last question: a late answer to an earlier one is not shown.
    asked: StoredValue<u32>,
}

impl Locator {
    /// A locator for a form; a place of a kept draft is named again.
    pub fn new(form: PlaceForm) -> Self {
        Self::with(form, None)
    }

    /// The same, that asks the device first.
    pub fn with(form: PlaceForm, finder: Option<Finder>) -> Self {
        let locator = Self {
            form,
            finder,
            hits: RwSignal::new(Vec::new()),
            here: RwSignal::new(None),
            waiting: StoredValue::new_local(None),
            asked: StoredValue::new(0),
        };
        if let Some(spot) = form.spot.get_untracked() {
            locator.name(spot.lat, spot.lon, false);
        }
        Effect::new(move || {
            if form.spot.get().is_none() {
                locator.here.set(None);
            }
        });
        if let Some(finder) = finder {
            // A place that was chosen before the device could name it.
            Effect::new(move || {
                if !finder.ready.get() || locator.here.with_untracked(Option::is_some) {
                    return;
                }
                if let Some(spot) = form.spot.get_untracked() {
                    locator.name(spot.lat, spot.lon, form.address.with_untracked(String::is_empty));
                }
            });
        }
        locator
    }

    /// Class of the territory the place lies in; reactive.
    pub fn class(self) -> Option<TerritoryClass> {
        self.here.with(|here| here.as_ref()?.territory.as_ref()?.1)
    }

    fn next(self) -> u32 {
        self.asked.update_value(|n| *n += 1);
        self.asked.get_value()
    }

    /// Searches for what is typed.
    pub fn search(self, typed: String) {
        let number = self.next();
        if let Some(finder) = self.finder {
            let short = typed.trim().chars().count() < 2;
            self.hits.set(if short { Vec::new() } else { finder.search.run(typed.clone()) });
        }
        self.waiting.set_value(Some(Timeout::new(QUIET_MS, move || {
            if typed.trim().chars().count() < 2 {
                self.hits.set(Vec::new());
                return;
            }
            spawn_local(async move {
                let found =
                    api::get::<Vec<PlaceHit>>(&api::with_text("/api/places/search", "q", typed.trim())).await;
                if let (Ok(mut found), Some(true)) = (found, self.asked.try_get_value().map(|n| n == number))
                {
                    if self.finder.is_some() {
                        // What is shown stays where it is, under the finger; what only the server knows comes below.
                        let mut all = self.hits.get_untracked();
                        found.retain(|hit| all.iter().all(|old| old.code != hit.code));
                        all.append(&mut found);
                        found = all;
                    }
                    self.hits.set(found);
                }
            });
        })));
    }

    /// Takes a found address.
    pub fn take(self, code: &str) {
        let Some(hit) = self.hits.with_untracked(|all| all.iter().find(|h| h.code == code).cloned()) else {
            return;
        };
        self.form.address.set(hit.address.clone());
        self.form.spot.set(Some(Spot {
            lat: hit.lat,
            lon: hit.lon,
            source: Some(PlaceSource::Address),
            address_code: Some(hit.code),
        }));
        self.name(hit.lat, hit.lon, false);
    }

    /// Takes a point of the map and names it.
    pub fn picked(self, lat: f64, lon: f64) {
        self.form.spot.set(Some(Spot { lat, lon, source: Some(PlaceSource::Map), address_code: None }));
        self.name(lat, lon, true);
    }

    fn name(self, lat: f64, lon: f64, take_address: bool) {
        let number = self.next();
        let mut take_address = take_address;
        if let Some(near) = self.finder.and_then(|finder| finder.nearest.run((lat, lon))) {
            if std::mem::take(&mut take_address) {
                self.form.address.set(near.hit.address);
            }
            let (distance_m, lks92) = (Some(near.distance_m), to_lks92(lat, lon));
            self.here.set(Some(Here { territory: near.territory, distance_m, lks92 }));
        }
        spawn_local(async move {
            let found = api::get::<Reverse>(&format!("/api/places/reverse?lat={lat:.7}&lon={lon:.7}")).await;
            let (Ok(found), Some(true)) = (found, self.asked.try_get_value().map(|n| n == number)) else {
                return;
            };
            if let (true, Some(hit)) = (take_address, &found.nearest) {
                self.form.address.set(hit.address.clone());
            }
            let Reverse { distance_m, territory, lks92, .. } = found;
            let territory = territory.map(|territory| (territory.name, Some(territory.class)));
            self.here.set(Some(Here { territory, distance_m, lks92 }));
        });
    }
}

/// The fields.
#[component]
pub fn PlaceFields(form: PlaceForm, faults: FieldFaults, place: Locator) -> impl IntoView {
    let choices = Signal::derive(move || {
        place.hits.with(|all| {
            let choice = |h: &PlaceHit| Choice {
                key: h.code.clone(),
                main: h.address.clone(),
                side: i18n::place_kind(h.kind).text().to_owned(),
            };
            all.iter().map(choice).collect()
        })
    });
    let known = move || {
        let here = place.here.get()?;
        let territory = match here.territory {
            Some((name, Some(class))) => format!("{name} · {}", i18n::territory_class(class).text()),
            Some((name, None)) => name,
            None => Ent::NoTerritory.text().to_owned(),
        };
        let far = here.distance_m.filter(|m| *m >= 1.0).map(|m| Ent::Nearest.with(&format!("{m:.0}")));
        Some(view! {
            <p class="small">
                <span class="strong">{territory}</span>
                {far.map(|f| view! { <span class="muted">" · "{f}</span> })}
                <span class="muted mono">{format!(" · {} {:.0} {:.0}", Ent::Lks.text(), here.lks92.easting, here.lks92.northing)}</span>
            </p>
        })
    };
    view! {
        <fieldset class="section">
            <legend class="visually-hidden">{t(Ent::Where)}</legend>
            <Combo label=t(Ent::Address) hint=t(Ent::OrClick) placeholder=t(Ent::AddressExample) path="place.address" text=form.address
                choices on_query=move |typed| place.search(typed) on_pick=move |code: String| place.take(&code) faults/>
            {move || faults.of("place.lat").map(|_| view! { <span class="field__fault" role="alert">{t(Ent::ChoosePlace)}</span> })}
            {move || faults.doubt("place.lat").map(|s| view! { <span class="field__warning" role="status">{s}</span> })}
            <div aria-live="polite">{known}</div>
            <div class="fields">
                <TextField class="w8" label=t(Ent::PlaceNote) placeholder=t(Ent::PlaceNoteExample) path="place.note" value=form.note faults/>
                <TextField class="w4" label=t(Ent::Radius) path="place.radius_m" value=form.radius faults mono=true/>
            </div>
        </fieldset>
    }
    .into_any()
}
