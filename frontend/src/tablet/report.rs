//! One field report on the tablet, while it is written: kept at each keystroke, sent to be checked.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::id::{IncidentId, ReportId};
use vnr_shared::problem::Findings;
use vnr_shared::report::{EditFieldReport, NewFieldReport, ReportPlace};
use vnr_shared::sync::Act;
use vnr_shared::time;

use super::guard;
use super::hold::Hold;
use super::parts;
use super::report_card::Card;
use super::report_hold::{Body, Refused, Reports, Seen};
use super::report_read::{Below, Reading};
use super::report_text::Rpt;
use super::text::Tab;
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::register::Catalogue;
use crate::reports::{Rep, course};
use crate::route;
use crate::ui::{Area, FieldFaults, For, Select, TextField, TimeField, parse_time};

/// What decides how the screen is made; what is only shown follows by itself.
#[derive(Debug, Clone, PartialEq)]
enum Shape {
    Nothing,
    /// A report to be written, of this version and with something on its way; none for what was begun on this device.
    Writing(Option<(i64, bool)>),
    Reading(i64, bool),
}

/// The screen.
#[component]
pub fn ReportPage(id: ReportId) -> impl IntoView {
    let reports = expect_context::<Reports>();
    let seen = Memo::new(move |_| reports.one(id));
    let shape = Memo::new(move |last: Option<&Shape>| {
        let ready = reports.typed.with(Option::is_some);
        let written = reports.typed_of(id).is_some_and(|typed| typed.body.is_some());
        let now =
            seen.with(|seen| seen.as_ref().map(|seen| (seen.version(), seen.waits, seen.is_editable())));
        match now {
            _ if !ready => Shape::Nothing,
            // What is being written does not move, whatever happens to the report meanwhile.
            Some((.., true)) | None if written => match last {
                Some(writing @ Shape::Writing(_)) => writing.clone(),
                _ => Shape::Writing(None),
            },
            Some((version, waits, true)) => Shape::Writing(Some((version, waits))),
            Some((version, waits, false)) => Shape::Reading(version, waits),
            None => Shape::Nothing,
        }
    });
    let body = move || match shape.get() {
        Shape::Nothing => view! { <p>{t(Rpt::Gone)}</p> }.into_any(),
        Shape::Writing(_) => view! { <Writing id seen=seen.get_untracked()/> }.into_any(),
        Shape::Reading(..) => seen.get_untracked().map(|seen| view! { <Reading seen/> }).into_any(),
    };
    let refused = move || seen.with(|seen| seen.as_ref().map(|s| s.refused.clone()).unwrap_or_default());
    let card = move |refused: Refused| view! { <Card refused seen=seen.get_untracked()/> };
    view! {
        <section class="tablet__list">
            <a class="button tablet__back" href="/tablet/reports">"← "{t(Tab::Back)}</a>
            <h1>{t(Tab::ActReport)}</h1>
            <For each=refused key=|refused| refused.key children=card/>
            {body}
        </section>
    }
    .into_any()
}

/// Incidents that a report may belong to: the own work first, then what is open around.
fn incidents(hold: Hold, catalogue: Catalogue) -> Vec<(String, String)> {
    let mut all = parts::own_unit(hold).map(|own| own.work(hold)).unwrap_or_default();
    all.extend(hold.outbox.with(parts::filed_here));
    let around: Vec<IncidentId> =
        hold.lent.with(|lent| lent.picture.incidents.iter().map(|i| i.id).collect());
    for id in around {
        if all.iter().all(|seen| seen.id != id) {
            all.extend(parts::incident(hold, id));
        }
    }
    let label = |seen: &parts::Seen| {
        let number = seen.number.clone().unwrap_or_else(|| Tab::NotSentYet.text().to_owned());
        format!("{number} · {} · {}", catalogue.type_name(&seen.type_code), seen.address)
    };
    all.iter().map(|seen| (seen.id.to_string(), label(seen))).collect()
}

/// The incident of a report, chosen from a list.
#[component]
pub fn Incidents(value: RwSignal<String>) -> impl IntoView {
    let (hold, catalogue) = (expect_context::<Hold>(), expect_context::<Catalogue>());
    let options = Signal::derive(move || {
        let mut all = incidents(hold, catalogue);
        all.insert(0, (String::new(), Rpt::NoIncident.text().to_owned()));
        all
    });
    view! { <Select label=t(Rpt::Incident) path="report.incident" value options/> }.into_any()
}

#[component]
fn Writing(id: ReportId, seen: Option<Seen>) -> impl IntoView {
    let (hold, reports) = (expect_context::<Hold>(), expect_context::<Reports>());
    let begun = seen.clone().map(|seen| Body {
        base: seen.version(),
        title: seen.title,
        text: seen.text,
        occurred: seen.occurred_at.map(time::date_time).unwrap_or_default(),
        place: seen.place,
        incident: seen.incident,
    });
    let held = untrack(|| reports.typed_of(id)).and_then(|typed| typed.body);
    let start = held.or_else(|| begun.clone()).unwrap_or_default();
    let base = start.base;
    let (title, text) = (RwSignal::new(start.title), RwSignal::new(start.text));
    let (occurred, place) = (RwSignal::new(start.occurred), RwSignal::new(start.place));
    let incident = RwSignal::new(start.incident.map(|id| id.to_string()).unwrap_or_default());
    let faults = FieldFaults::default();
    let saved = RwSignal::new(None::<String>);
    let body = move || Body {
        base,
        title: title.get(),
        text: text.get(),
        occurred: occurred.get(),
        place: place.get(),
        incident: incident.get().parse().ok(),
    };
    Effect::new(move |before: Option<()>| {
        let body = body();
        if before.is_some() {
            untrack(|| reports.change(id, |typed| typed.body = Some(body)));
            saved.set(Some(time::clock(edge::now())));
        }
    });
    let tell = move |found: Findings| {
        let told = |f: &vnr_shared::problem::Fault| {
            let mut error = f.to_error(i18n::lang_now());
            error.field = format!("report.{}", error.field);
            error
        };
        faults.set(found.faults.iter().map(told).collect());
        found.faults.is_empty()
    };
    let was = StoredValue::new(begun);
    let needs = seen.as_ref().map(|seen| seen.needs.clone()).unwrap_or_default();
    let send = move |_| {
        let now = untrack(body);
        let occurred_at = parse_time(&now.occurred, edge::now());
        let place = now.place.clone();
        let (act, needs) = if let Some(was) = was.get_value() {
            // Only what is another: what somebody changed elsewhere meanwhile stands beside it.
            let same_time = parse_time(&was.occurred, edge::now()) == occurred_at;
            let mut edit = EditFieldReport {
                version: base,
                title: (now.title != was.title).then_some(now.title),
                text: (now.text != was.text).then_some(now.text),
                occurred_at: (!same_time).then_some(occurred_at),
                place: (place != was.place).then_some(place),
            };
            if !tell(edit.check(edge::now())) {
                return;
            }
            (Act::EditReport { report: id, edit: Box::new(edit) }, needs.clone())
        } else {
            let needs = now.incident.and_then(|of| untrack(|| parts::incident(hold, of)));
            let mut new = NewFieldReport {
                id,
                title: now.title,
                text: now.text,
                occurred_at,
                place,
                incident: now.incident,
            };
            if !tell(new.check(edge::now())) {
                return;
            }
            (Act::Report(Box::new(new)), needs.map(|incident| incident.needs).unwrap_or_default())
        };
        reports.make(id, act, needs, |typed| typed.body = None);
        route::go("/tablet/reports");
    };
    let sent = seen.is_some();
    let drop_it = move |_| {
        reports.change(id, |typed| typed.body = None);
        route::go("/tablet/reports");
    };
    let word = if sent { Rpt::SendEdit } else { Rpt::Send };
    let dropped = move || if sent { Rpt::DropEdit.text() } else { Tab::Discard.text() };
    let typed = Memo::new(move |_| reports.typed_of(id).is_some_and(|typed| typed.body.is_some()));
    let kept = move || match reports.kept.get() {
        Some(false) => Tab::NotKept.text().to_owned(),
        _ => saved.get().map(|at| Tab::Kept.with(&at)).unwrap_or_default(),
    };
    let head = seen.as_ref().and_then(|seen| seen.register.as_ref()).map(course);
    let below = seen.clone().map(|seen| view! { <Below seen/> });
    view! {
        {head}
        <form class="entry tablet__form" novalidate on:submit=|e| e.prevent_default()>
            <TextField label=t(Rpt::Title) path="report.title" value=title faults required=true/>
            <Area label=t(Rpt::Text) path="report.text" value=text faults rows=8/>
            <TimeField label=t(Rep::Occurred) path="report.occurred_at" value=occurred faults/>
            <Show when=move || !sent><Incidents value=incident/></Show>
            <PlaceField place/>
            <div class="tablet__foot">
                <button type="button" class="button button--primary tablet__big" on:click=send disabled=move || sent && !typed.get()>{t(word)}</button>
                <button type="button" class="button" on:click=drop_it disabled=move || !typed.get()>{dropped}</button>
                <span class="small" role="status">{kept}</span>
            </div>
        </form>
        {below}
    }
    .into_any()
}

/// Where it was, by the device's own position.
#[component]
fn PlaceField(place: RwSignal<Option<ReportPlace>>) -> impl IntoView {
    let (working, unknown) = (RwSignal::new(false), RwSignal::new(false));
    let words = RwSignal::new(
        place.with_untracked(|at| at.as_ref().map(|at| at.address.clone()).unwrap_or_default()),
    );
    Effect::new(move |before: Option<()>| {
        let address = words.get();
        if before.is_some() {
            place.update(|at| {
                if let Some(at) = at {
                    at.address = address;
                }
            });
        }
    });
    let take = move |_| {
        working.set(true);
        unknown.set(false);
        spawn_local(async move {
            match guard::position().await {
                Some((lat, lon, _)) => {
                    let address = words.try_get_untracked().unwrap_or_default();
                    place.try_set(Some(ReportPlace { lat, lon, address }));
                }
                None => drop(unknown.try_set(true)),
            }
            working.try_set(false);
        });
    };
    let at =
        Memo::new(move |_| place.with(|at| at.as_ref().map(|at| format!("{:.5}, {:.5}", at.lat, at.lon))));
    let there = move || {
        if at.with(Option::is_some) {
            view! {
                <p class="small muted">{move || at.get().map(|at| Rpt::PlaceAt.with(&at))}</p>
                <TextField label=t(Rpt::PlaceWords) path="report.address" value=words/>
                <button type="button" class="button" on:click=move |_| place.set(None)>{t(Rpt::DropPlace)}</button>
            }
            .into_any()
        } else {
            view! { <button type="button" class="button" disabled=working on:click=take>{t(Rpt::WithPlace)}</button> }
                .into_any()
        }
    };
    view! { {there}<span role="status">{move || unknown.get().then(|| Tab::NoPlace.text())}</span> }
        .into_any()
}
