//! Taking a call: the form that its card fills, and everything the dispatcher confirms before an incident is filed.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use vnr_shared::call::{CallState, CallSummary};
use vnr_shared::id::{CallId, IncidentId};
use vnr_shared::incident::{IncidentAnswer, NewIncident, NewPlace, Occurred, Sensitivity};
use vnr_shared::line::Action;
use vnr_shared::live::Kind;
use vnr_shared::place::PlaceSource;
use vnr_shared::problem::ProblemCode;
use vnr_shared::time::{self, DateTime};

use super::aid::{Aid, AidPanel};
use super::calls::Calls;
use super::desk::Desk;
use super::text::Con;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{self, Message, lang, t};
use crate::keys;
use crate::live::{Live, Others, stay};
use crate::map::{Ring, World};
use crate::register::{KindFields, KindForm, Locator, PlaceFields, PlaceForm, Spot};
use crate::ui::{Area, Command, FaultBanner, FieldFaults};

/// Seconds after which typing renews the claim.
const RENEW_SECONDS: i64 = 20;

/// What is typed, kept in this browser until the call is answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Draft {
    incident: Option<IncidentId>,
    key: Option<api::Key>,
    spot: Option<Spot>,
    address: String,
    note: String,
    radius: String,
    type_text: String,
    type_code: String,
    category: Option<vnr_shared::incident::Category>,
    description: String,
}

/// The form.
#[derive(Clone, Copy)]
struct Form {
    id: CallId,
    call: RwSignal<CallSummary>,
    incident: StoredValue<IncidentId>,
    key: StoredValue<api::Key>,
    place: PlaceForm,
    kind: KindForm,
    description: RwSignal<String>,
    faults: FieldFaults,
    failure: RwSignal<Option<Failure>>,
    working: RwSignal<bool>,
    kept: RwSignal<Option<String>>,
    renewed: StoredValue<DateTime>,
    desk: Desk,
    live: Live,
}

/// Where the draft of a call is kept.
pub fn draft_key(id: CallId) -> String {
    format!("vnr.call.{id}")
}

/// What a card says, as a draft.
fn of_card(call: &CallSummary) -> Draft {
    let spot =
        call.position.map(|p| Spot { lat: p.lat, lon: p.lon, source: Some(p.source), address_code: None });
    let radius = call.position.and_then(|p| p.radius_m).map(|r| format!("{r:.0}"));
    Draft {
        spot,
        address: call.address.clone(),
        radius: radius.unwrap_or_default(),
        type_code: call.type_code.clone().unwrap_or_default(),
        description: call.text.clone(),
        ..Draft::default()
    }
}

impl Form {
    fn open(id: CallId, call: RwSignal<CallSummary>) -> Self {
        let kept: Option<Draft> =
            edge::load(&draft_key(id)).and_then(|json| serde_json::from_str(&json).ok());
        let draft = kept.unwrap_or_else(|| call.with_untracked(of_card));
        let catalogue = expect_context::<crate::register::Catalogue>();
        let type_text = if draft.type_text.is_empty() && !draft.type_code.is_empty() {
            untrack(|| catalogue.type_name(&draft.type_code))
        } else {
            draft.type_text
        };
        Self {
            id,
            call,
            incident: StoredValue::new(draft.incident.unwrap_or_else(|| IncidentId(edge::new_id()))),
            key: StoredValue::new(draft.key.unwrap_or_else(api::new_key)),
            place: PlaceForm {
                spot: RwSignal::new(draft.spot),
                address: RwSignal::new(draft.address),
                note: RwSignal::new(draft.note),
                radius: RwSignal::new(draft.radius),
            },
            kind: KindForm {
                text: RwSignal::new(type_text),
                code: RwSignal::new(draft.type_code),
                category: RwSignal::new(draft.category),
            },
            description: RwSignal::new(draft.description),
            faults: FieldFaults::default(),
            failure: RwSignal::new(None),
            working: RwSignal::new(false),
            kept: RwSignal::new(None),
            renewed: StoredValue::new(edge::now()),
            desk: expect_context(),
            live: expect_context(),
        }
    }

    fn draft(self) -> Draft {
        Draft {
            incident: Some(self.incident.get_value()),
            key: Some(self.key.get_value()),
            spot: self.place.spot.get(),
            address: self.place.address.get(),
            note: self.place.note.get(),
            radius: self.place.radius.get(),
            type_text: self.kind.text.get(),
            type_code: self.kind.code.get(),
            category: self.kind.category.get(),
            description: self.description.get(),
        }
    }

    /// Keeps what is typed and renews the claim: whoever types is at work on it.
    fn keep(self, calls: &Calls) {
        let calls = *calls;
        Effect::new(move |before: Option<()>| {
            let draft = self.draft();
            if before.is_none() {
                return;
            }
            let saved =
                serde_json::to_string(&draft).is_ok_and(|json| edge::save(&draft_key(self.id), &json));
            self.kept.set(saved.then(|| time::clock(edge::now())));
            if (edge::now() - self.renewed.get_value()).num_seconds() >= RENEW_SECONDS {
                self.renewed.set_value(edge::now());
                calls.renew(self.id);
            }
        });
    }

    fn command(self, advised: bool) -> NewIncident {
        let (draft, call) = (untrack(|| self.draft()), self.call.get_untracked());
        // A place that was not chosen is off the Earth, which the shared rules refuse by name.
        let spot = draft.spot.unwrap_or(Spot { lat: f64::from(i16::MAX), ..Spot::default() });
        NewIncident {
            id: self.incident.get_value(),
            channel: call.channel,
            received_at: Some(call.received_at),
            occurred: Occurred::default(),
            place: NewPlace {
                lat: spot.lat,
                lon: spot.lon,
                radius_m: draft.radius.trim().replace(',', ".").parse().ok(),
                source: spot.source.unwrap_or(PlaceSource::Map),
                address: draft.address,
                address_code: spot.address_code,
                note: draft.note,
            },
            type_code: draft.type_code,
            category: draft.category,
            description: draft.description,
            sensitivity: Sensitivity::Normal,
            department: None,
            persons: Vec::new(),
            vehicles: Vec::new(),
            objects: Vec::new(),
            notes: Vec::new(),
            call: Some(self.id),
            advised,
        }
    }

    /// Files the incident; the call is answered by the same command.
    fn submit(self, advised: bool) {
        if self.working.get_untracked() {
            return;
        }
        let mut command = self.command(advised);
        let found = command.check(edge::now());
        let told = |list: &[vnr_shared::problem::Fault]| {
            list.iter().map(|f| f.to_error(i18n::lang_now())).collect::<Vec<_>>()
        };
        self.faults.set(told(&found.faults));
        self.faults.set_warnings(told(&found.warnings));
        if !found.faults.is_empty() {
            return;
        }
        self.working.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let sent: Result<IncidentAnswer, Failure> =
                api::send(Method::POST, api::INCIDENTS, &command, self.key.get_value()).await;
            if self.working.try_set(false).is_some() {
                return;
            }
            match sent {
                Ok(answer) => {
                    edge::forget(&draft_key(self.id));
                    self.desk.incident.set(Some(answer.incident.id));
                    self.live.store.incidents.put(answer.incident);
                    self.desk.filed();
                    self.leave();
                }
                Err(why) => {
                    // Refused for what it says: it will be sent with other words, which need another key.
                    if why.code().is_some_and(|code| code != ProblemCode::Unauthenticated) {
                        self.key.set_value(api::new_key());
                    }
                    self.faults.set(why.fields());
                    self.failure.set(Some(why));
                }
            }
        });
    }

    /// The call is no longer worked here. Its row says what became of it.
    fn leave(self) {
        self.desk.call.set(None);
        self.desk.rings.set(Vec::new());
        edge::focus("console-rows");
    }

    /// Runs a line that ends the work on the call here. A refusal is said at the line, and the call stays where it was.
    fn act(self, action: &Action) {
        if !self.desk.working.get_untracked() {
            self.desk.act(action);
            self.leave();
        }
    }
}

/// Where the caller is, in words: source, radius, confidence, age. Reactive.
fn position_words(call: RwSignal<CallSummary>) -> Option<String> {
    let p = call.with(|c| c.position)?;
    let mut words = vec![i18n::place_source(p.source).text().to_owned()];
    words.extend(p.radius_m.map(|r| format!("±{r:.0} m")));
    words.extend(p.confidence.map(|c| format!("{c} %")));
    words.extend(p.at.map(|at| Con::SeenAgo.with(&time::span((edge::second() - at).num_seconds().max(0)))));
    Some(words.join(" · "))
}

/// The circle in which the caller is; reactive.
fn ring(call: RwSignal<CallSummary>) -> Option<Ring> {
    let p = call.with(|c| c.position)?;
    Some(Ring {
        at: World::of(p.lat, p.lon),
        radius_m: p.radius_m.unwrap_or(vnr_shared::call::position::UNKNOWN_RADIUS_M),
        label: position_words(call).unwrap_or_default(),
    })
}

/// The form of the call being worked.
#[component]
pub fn CallForm(id: CallId) -> impl IntoView {
    let live = expect_context::<Live>();
    let Some(call) = live.store.calls.row(id.0).map(RwSignal::from) else { return ().into_any() };
    let calls = expect_context::<Calls>();
    let form = Form::open(id, call);
    let desk = form.desk;
    form.keep(&calls);
    stay(Kind::Call, id.0);
    let place = Locator::new(form.place);
    let class = Signal::derive(move || place.class());
    // The map shows where the caller is as long as the call is worked, and takes a click as the place.
    Effect::new(move || desk.rings.set(ring(call).into_iter().collect()));
    Effect::new(move || {
        desk.pin.set(form.place.pin().filter(|_| {
            form.place.spot.with(|s| s.as_ref().is_some_and(|s| s.source.is_some_and(is_chosen)))
        }));
    });
    desk.pick.set(Some(Callback::new(move |(lat, lon)| {
        place.picked(lat, lon);
        desk.picking.set(false);
    })));
    on_cleanup(move || {
        desk.rings.try_set(Vec::new());
        desk.pin.try_set(None);
        desk.pick.try_set(None);
        desk.picking.try_set(false);
    });
    let attach = move |incident| Action::Attach { call: id, incident };
    let put_back = move || Action::PutBack { call: id };
    let attached = Callback::new(move |incident| form.act(&attach(incident)));
    let aid =
        Aid { call: id, place: form.place, kind: form.kind, description: form.description, attach: attached };
    let changed = Memo::new(move |_| call.with(|c| (c.card_version, c.text.clone())));
    let first = changed.get_untracked();
    let news = move || {
        let (version, text) = changed.get();
        (version != first.0).then(|| view! {
            <p class="banner banner--warning" role="status"><span class="strong">{t(Con::CardChanged)}</span>
                <span class="prewrap">{text.clone()}</span></p>
        })
    };
    let withdrawn = move || {
        (call.with(|c| c.withdrawn_at.is_some() || c.state == CallState::Withdrawn))
            .then(|| view! { <p class="banner banner--warning" role="status">{t(Con::CallWithdrawn)}</p> })
    };
    let caller = move || call.with(|c| c.caller.clone().unwrap_or_default());
    let attach_selected = move || {
        let incident = desk.incident.get()?;
        let number = live.store.incidents.row(incident.0).map(|i| i.with(|i| i.number.clone()))?;
        Some(view! {
            <Command label=move || Con::AttachTo.with(&number) run=move |()| form.act(&attach(incident)) disabled=desk.working line=desk.says(move || attach(incident))/>
        })
    };
    let said = move || form.kept.get().map(|at| Con::KeptAt.with(&at));
    let picking = move || if desk.picking.get() { "true" } else { "false" };
    request_animation_frame(|| edge::focus("place-address"));
    view! {
        <form class="callform" aria-label=t(Con::WorkedCall) novalidate on:submit=|e| e.prevent_default()
            on:keydown=move |e| if e.key() == "Enter" && e.ctrl_key() { e.prevent_default(); form.submit(false); }>
            <div class="worked__title">
                <h2>{t(Con::WorkedCall)}</h2>
                <span class="mono strong">{move || caller().number}</span><span>{move || caller().name}</span>
                <span class="chip">{move || i18n::channel(call.with(|c| c.channel)).text()}</span>
                <span class="mono small">{move || time::clock(call.with(|c| c.received_at))}</span>
                <Command label=t(Con::SetAside) look="small" run=move |()| form.leave()/>
                <Command label=t(Con::PutBack) look="small" run=move |()| form.act(&put_back()) disabled=desk.working line=desk.says(put_back)/>
            </div>
            <Others kind=Kind::Call id=id.0/>
            {withdrawn}{news}
            <p class="small"><span class="muted">{t(Con::CallerAt)}" "</span>{move || position_words(call).unwrap_or_else(|| Con::NowhereKnown.text().to_owned())}</p>
            <PlaceFields form=form.place faults=form.faults place/>
            <div class="cluster">
                <button type="button" class="button button--small" aria-pressed=picking on:click=move |_| desk.picking.update(|p| *p = !*p)>{t(Con::PickOnMap)}</button>
            </div>
            <KindFields form=form.kind faults=form.faults class/>
            <Area label=t(Con::WhatHappened) path="description" value=form.description faults=form.faults rows=3/>
            <AidPanel aid/>
            <FaultBanner failure=form.failure/>
            <div class="cluster">
                <button type="button" class="button button--primary" disabled=form.working on:click=move |_| form.submit(false)>
                    {t(Con::FileIncident)}<kbd aria-hidden="true">"Ctrl ↵"</kbd></button>
                <Command label=t(Con::Advised) run=move |()| form.submit(true) disabled=form.working/>
                {attach_selected}
                <span class="small muted" role="status">{said}</span>
            </div>
            <CloseReasons form/>
        </form>
    }
    .into_any()
}

/// Whether somebody chose the place, rather than a telephone telling it.
const fn is_chosen(source: PlaceSource) -> bool {
    matches!(source, PlaceSource::Address | PlaceSource::Map)
}

/// Calls that need nobody are closed in one key, with their reason.
#[component]
fn CloseReasons(form: Form) -> impl IntoView {
    let desk = form.desk;
    let buttons = move || {
        desk.reasons
            .get()
            .into_iter()
            .map(|reason| {
                let (code, name, key) = (reason.code.clone(), reason.name(lang()).to_owned(), reason.key.clone());
                let close = move || Action::Dismiss { call: form.id, reason: code.clone(), text: String::new() };
                let (by_key, said) = (close.clone(), close.clone());
                keys::bind_text(key.clone(), name.clone(), move || form.act(&by_key()));
                view! { <span><Command label=name look="small" run=move |()| form.act(&close()) disabled=desk.working line=desk.says(said)/> <kbd aria-hidden="true">{key}</kbd></span> }
            })
            .collect_view()
    };
    view! { <div class="cluster" role="group" aria-label=t(Con::CloseCall)><span class="small muted">{t(Con::CloseCall)}</span>{buttons}</div> }.into_any()
}
