//! The conditions of the search as fields.

use leptos::prelude::*;
use vnr_shared::id::{MajorEventId, PersonId, VehicleId};
use vnr_shared::incident::{Category, ClockState, IncidentQuery, Sensitivity, Status};
use vnr_shared::place::Extent;
use vnr_shared::problem::{Fault, FaultCode, FieldError};
use vnr_shared::time::{self, DateTime as Timestamp};

use super::query::edge_of_time;
use super::text::Sea;
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::map::last_extent;
use crate::register::Catalogue;
use crate::register::types::all_type_choices;
use crate::register::{unwire, wire};
use crate::ui::{Combo, Command, FieldFaults, Note, Select, TextField, Tone};

/// The fields.
#[derive(Clone, Copy)]
pub struct SearchForm {
    words: RwSignal<String>,
    number: RwSignal<String>,
    type_text: RwSignal<String>,
    type_code: RwSignal<String>,
    status: RwSignal<String>,
    open: RwSignal<String>,
    category: RwSignal<String>,
    clock: RwSignal<String>,
    /// When the clock is read, where a link of a past moment says so.
    clock_at: StoredValue<Option<Timestamp>>,
    event: RwSignal<Option<MajorEventId>>,
    owner: RwSignal<String>,
    sensitivity: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
    address: RwSignal<String>,
    territory: RwSignal<String>,
    extent: RwSignal<Option<Extent>>,
    plate: RwSignal<String>,
    vehicle_id: RwSignal<Option<VehicleId>>,
    person: RwSignal<String>,
    code: RwSignal<String>,
    person_id: RwSignal<Option<PersonId>>,
    purpose: RwSignal<String>,
    /// Rows a page, as the address has it.
    limit: StoredValue<Option<u16>>,
    pub faults: FieldFaults,
    catalogue: Catalogue,
}

fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

impl SearchForm {
    /// An empty form.
    pub fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            words: text(),
            number: text(),
            type_text: text(),
            type_code: text(),
            status: text(),
            open: text(),
            category: text(),
            clock: text(),
            clock_at: StoredValue::new(None),
            event: RwSignal::new(None),
            owner: text(),
            sensitivity: text(),
            from: text(),
            to: text(),
            address: text(),
            territory: text(),
            extent: RwSignal::new(None),
            plate: text(),
            vehicle_id: RwSignal::new(None),
            person: text(),
            code: text(),
            person_id: RwSignal::new(None),
            purpose: text(),
            limit: StoredValue::new(None),
            faults: FieldFaults::default(),
            catalogue: expect_context(),
        }
    }

    /// Shows a query.
    pub fn fill(self, query: &IncidentQuery) {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let code = text(&query.type_code);
        self.words.set(text(&query.q));
        self.number.set(text(&query.number));
        self.type_text.set(if code.is_empty() {
            String::new()
        } else {
            untrack(|| self.catalogue.type_name(&code))
        });
        self.type_code.set(code);
        self.status.set(query.status.map(wire).unwrap_or_default());
        self.open.set(query.open.map(|o| o.to_string()).unwrap_or_default());
        self.category.set(query.category.map(wire).unwrap_or_default());
        self.clock.set(query.clock.map(wire).unwrap_or_default());
        self.clock_at.set_value(query.clock_at);
        self.event.set(query.event);
        self.owner.set(query.owner.map(|o| o.to_string()).unwrap_or_default());
        self.sensitivity.set(query.sensitivity.map(wire).unwrap_or_default());
        self.from.set(query.from.map(time::date_time).unwrap_or_default());
        self.to.set(query.to.map(time::date_time).unwrap_or_default());
        self.address.set(text(&query.address));
        self.territory.set(text(&query.territory));
        self.extent.set(query.extent);
        self.plate.set(text(&query.plate));
        self.vehicle_id.set(query.vehicle_id);
        self.person.set(text(&query.person));
        self.code.set(text(&query.code));
        self.person_id.set(query.person_id);
        // A purpose belongs to one search; the next one is asked for anew only when a person is searched for.
        self.purpose.set(text(&query.purpose));
        self.limit.set_value(query.limit);
        self.faults.set(Vec::new());
    }

    /// The query, or nothing when a field is at fault, which then says so.
    pub fn query(self) -> Option<IncidentQuery> {
        let now = edge::now();
        let mut faults = Vec::new();
        let mut edge_at = |field: &str, typed: RwSignal<String>, is_end: bool| {
            let typed = some(&typed.get_untracked())?;
            let at = edge_of_time(&typed, now, is_end);
            if at.is_none() {
                faults.push(Fault::new(field, FaultCode::WrongForm));
            }
            at
        };
        let (from, to) = (edge_at("from", self.from, false), edge_at("to", self.to, true));
        let text = |field: RwSignal<String>| some(&field.get_untracked());
        let mut query = IncidentQuery {
            q: text(self.words),
            number: text(self.number),
            person: text(self.person),
            code: text(self.code),
            person_id: self.person_id.get_untracked(),
            plate: text(self.plate),
            vehicle_id: self.vehicle_id.get_untracked(),
            address: text(self.address),
            territory: text(self.territory),
            type_code: text(self.type_code),
            status: unwire::<Status>(&self.status.get_untracked()),
            open: self.open.get_untracked().parse().ok(),
            category: unwire::<Category>(&self.category.get_untracked()),
            clock: unwire::<ClockState>(&self.clock.get_untracked()),
            clock_at: self.clock_at.get_value().filter(|_| !self.clock.with_untracked(String::is_empty)),
            event: self.event.get_untracked(),
            owner: self.owner.get_untracked().parse().ok(),
            sensitivity: unwire::<Sensitivity>(&self.sensitivity.get_untracked()),
            from,
            to,
            extent: self.extent.get_untracked(),
            purpose: text(self.purpose),
            after: None,
            limit: self.limit.get_value(),
        };
        faults.extend(query.check().faults);
        if query.reads_persons() && query.purpose.is_none() {
            faults.push(Fault::new("purpose", FaultCode::Required));
        }
        if self.type_code.with_untracked(String::is_empty) && some(&self.type_text.get_untracked()).is_some()
        {
            faults.push(Fault::new("type_code", FaultCode::Unknown));
        }
        let found = faults.is_empty();
        self.tell(faults.iter().map(|f| f.to_error(i18n::lang_now())).collect());
        // A purpose without a person would stand in bookmarks for nothing.
        found.then(|| if query.reads_persons() { query } else { IncidentQuery { purpose: None, ..query } })
    }

    /// Shows faults and goes to the first.
    pub fn tell(self, errors: Vec<FieldError>) {
        if let Some(first) = errors.first() {
            let id = first.field.clone();
            request_animation_frame(move || edge::focus(&id));
        }
        self.faults.set(errors);
    }

    /// Whether a person is searched for; reactive.
    fn reads_persons(self) -> bool {
        self.person_id.get().is_some()
            || self.person.with(|p| !p.trim().is_empty())
            || self.code.with(|c| !c.trim().is_empty())
    }
}

/// Values of a list with "any" before them.
fn with_any(values: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), Sea::Any.text().to_owned())).chain(values).collect()
}

/// The fields in groups.
#[component]
pub fn Fields(form: SearchForm) -> impl IntoView {
    let catalogue = form.catalogue;
    let types = Signal::derive(move || all_type_choices(catalogue, &form.type_text.get()));
    let pick = move |code: String| {
        form.type_text.set(untrack(|| catalogue.type_name(&code)));
        form.type_code.set(code);
    };
    let statuses =
        Signal::derive(|| with_any(Status::ALL.map(|s| (wire(s), i18n::status(s).text().to_owned()))));
    let opens = Signal::derive(|| {
        [("", Sea::OpenBoth), ("true", Sea::OpenYes), ("false", Sea::OpenNo)]
            .map(|(value, text)| (value.to_owned(), text.text().to_owned()))
            .to_vec()
    });
    let categories =
        Signal::derive(|| with_any(Category::ALL.map(|c| (wire(c), i18n::category(c).text().to_owned()))));
    let clocks = Signal::derive(|| {
        with_any(ClockState::ALL.map(|c| (wire(c), i18n::clock_state(c).text().to_owned())))
    });
    let event = move || {
        form.event.get().map(|_| {
            view! { <Chosen text=Sea::OneEvent.text().to_owned() remove=move |()| form.event.set(None)/> }
        })
    };
    let owners = Signal::derive(move || with_any(catalogue.institution_choices()));
    let access = Signal::derive(|| {
        with_any(
            [Sensitivity::Normal, Sensitivity::Restricted]
                .map(|s| (wire(s), i18n::sensitivity(s).text().to_owned())),
        )
    });
    let faults = form.faults;
    view! {
        <div class="fields">
            <TextField label=t(Sea::Words) placeholder=t(Sea::WordsHint) path="q" value=form.words faults/>
            <TextField class="w6" label=t(Sea::Number) path="number" value=form.number faults mono=true/>
            <Select class="w6" label=t(Sea::Status) path="status" value=form.status options=statuses/>
            <Combo label=t(Sea::Type) hint=t(Sea::TypeHint) path="type_code" text=form.type_text choices=types
                on_query=move |_| form.type_code.set(String::new()) on_pick=pick faults/>
            <Select class="w6" label=t(Sea::Category) path="category" value=form.category options=categories/>
            <Select class="w6" label=t(Sea::OpenState) path="open" value=form.open options=opens/>
            <TextField class="w6" label=t(Sea::From) placeholder=t(Sea::DayHint) path="from" value=form.from faults mono=true/>
            <TextField class="w6" label=t(Sea::To) placeholder=t(Sea::DayHint) path="to" value=form.to faults mono=true/>
            <Select class="w6" label=t(Sea::Owner) path="owner" value=form.owner options=owners/>
            <Select class="w6" label=t(Sea::Sensitivity) path="sensitivity" value=form.sensitivity options=access/>
            <Select label=t(Sea::Clock) path="clock" value=form.clock options=clocks/>
            {event}
        </div>
        <Place form/>
        <PersonsAndVehicles form/>
    }
    .into_any()
}

#[component]
fn Place(form: SearchForm) -> impl IntoView {
    let no_map = RwSignal::new(false);
    let take = move || {
        let extent = last_extent();
        no_map.set(extent.is_none());
        // Five digits are a metre: enough, and the address stays readable.
        let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
        form.extent.set(extent.map(|e| Extent {
            west: round(e.west).max(-180.0),
            south: round(e.south),
            east: round(e.east).min(180.0),
            north: round(e.north),
        }));
    };
    let taken = move || {
        form.extent.get().map(|e| {
            let lat = Sea::ExtentTaken.with(&format!("{:.3}–{:.3}", e.south, e.north));
            let lon = Sea::ExtentLon.with(&format!("{:.3}–{:.3}", e.west, e.east));
            view! { <Chosen text=format!("{lat}, {lon}") remove=move |()| form.extent.set(None)/> }
        })
    };
    view! {
        <div class="section">
            <h2>{t(Sea::Place)}</h2>
            <div class="fields">
                <TextField class="w7" label=t(Sea::Address) path="address" value=form.address faults=form.faults/>
                <TextField class="w5" label=t(Sea::Territory) placeholder=t(Sea::TerritoryHint) path="territory" value=form.territory faults=form.faults mono=true/>
            </div>
            <div class="cluster">
                <Command label=t(Sea::TakeExtent) look="small" run=move |()| take()/>
                {taken}
                <Show when=move || no_map.get()><span class="small muted" role="status">{t(Sea::NoMap)}</span></Show>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn PersonsAndVehicles(form: SearchForm) -> impl IntoView {
    let faults = form.faults;
    let vehicle = move || {
        form.vehicle_id.get().map(|_| {
            view! { <Chosen text=Sea::OneVehicle.text().to_owned() remove=move |()| form.vehicle_id.set(None)/> }
        })
    };
    let person = move || {
        form.person_id.get().map(|_| {
            view! { <Chosen text=Sea::OnePerson.text().to_owned() remove=move |()| form.person_id.set(None)/> }
        })
    };
    let reads = Memo::new(move |_| form.reads_persons());
    view! {
        <div class="section">
            <h2>{t(Sea::Vehicle)}</h2>
            <TextField label=t(Sea::Plate) path="plate" value=form.plate faults mono=true/>
            {vehicle}
        </div>
        <div class="section">
            <h2>{t(Sea::Persons)}</h2>
            <TextField label=t(Sea::PersonName) path="person" value=form.person faults/>
            <TextField label=t(Sea::PersonCode) path="code" value=form.code faults mono=true/>
            {person}
            <Show when=move || reads.get()>
                <Note tone=Tone::Warning>
                    <span class="small">{t(Sea::PurposeWhy)}</span>
                    <TextField class="grow" label=t(Sea::Purpose) path="purpose" value=form.purpose faults required=true/>
                </Note>
            </Show>
        </div>
    }
    .into_any()
}

/// A condition that is not typed, with the way to take it off.
#[component]
fn Chosen(text: String, #[prop(into)] remove: Callback<()>) -> impl IntoView {
    use crate::ui::text::Ui;
    let chosen = text.clone();
    let label = move || format!("{}: {chosen}", Ui::Remove.text());
    view! {
        <span class="chip chip--strong">{text}
            <button type="button" class="button button--quiet button--small" aria-label=label on:click=move |_| remove.run(())>"×"</button>
        </span>
    }
    .into_any()
}
