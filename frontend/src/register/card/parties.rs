//! Persons, vehicles and things of the incident: what is known, what is withheld and why, and adding more.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use vnr_shared::access::{Action, Resource};
use vnr_shared::incident::{IncidentAnswer, IncidentQuery, Involved, LinkedObject, LinkedVehicle};
use vnr_shared::page::to_query;
use vnr_shared::person::{NameKind, PersonDetail, Sex};
use vnr_shared::problem::{FieldError, Findings};

use super::dossier::Dossier;
use super::person::{PersonEdit, PersonEditor, sex_name};
use super::strike::{StrikeButton, StruckLine};
use super::text::Crd;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{self, Lang, Message, t};
use crate::register::entry;
use crate::register::entry::parts::{ObjectForm, PersonForm, VehicleForm};
use crate::session::Access;
use crate::ui::text::Ui;
use crate::ui::{Command, FaultBanner, FieldFaults, For, Note, Tone};

/// Name of a withheld field; reactive.
fn withheld_name(field: &str) -> String {
    match field {
        "address" => Crd::WithheldAddress.text(),
        "contacts" => Crd::WithheldContacts.text(),
        "codes" => Crd::WithheldCodes.text(),
        "documents" => Crd::WithheldDocuments.text(),
        other => other,
    }
    .to_owned()
}

/// What is known of a person, in one line; reactive.
pub fn person_line(detail: &PersonDetail) -> String {
    let mut parts: Vec<String> = Vec::new();
    for code in &detail.codes {
        parts.push(if code.former { Crd::Former.with(&code.code) } else { code.code.clone() });
    }
    parts.extend(detail.sex.filter(|s| *s != Sex::Unknown).map(|s| sex_name(s).to_owned()));
    parts.extend(detail.born.map(|b| Crd::Born.with(&b.to_string())));
    parts.extend(detail.citizenship.as_ref().map(|c| Crd::Citizen.with(c)));
    let other_names = detail
        .names
        .iter()
        .filter(|n| n.kind != NameKind::Current)
        .skip(usize::from(detail.names.iter().all(|n| n.kind != NameKind::Current)));
    parts.extend(other_names.map(|n| format!("{} {}", n.given, n.surname).trim().to_owned()));
    parts.extend(detail.documents.iter().map(|d| format!("{} {}", d.kind, d.number).trim().to_owned()));
    parts.extend(detail.contacts.iter().map(|c| c.value.clone()));
    parts.extend(Some(detail.address.clone()).filter(|a| !a.is_empty()));
    parts.join(" · ")
}

/// A panel with a heading, a list and a form below it.
fn panel(heading: &'static str, title: Crd, body: AnyView) -> AnyView {
    view! {
        <section class="panel" aria-labelledby=heading>
            <div class="panel__head"><h2 id=heading>{t(title)}</h2></div>
            <div class="panel__body">{body}</div>
        </section>
    }
    .into_any()
}

fn nothing(empty: impl Fn() -> bool + Send + Sync + 'static, words: Crd) -> AnyView {
    view! { <Show when=empty><p class="faint">{t(words)}</p></Show> }.into_any()
}

/// Persons.
#[component]
pub fn Persons(dossier: Dossier) -> impl IntoView {
    let access = expect_context::<Access>();
    let persons = Memo::new(move |_| {
        dossier.incident.with(|i| i.as_ref().map(|i| i.persons.clone()).unwrap_or_default())
    });
    let may_read = Memo::new(move |_| access.may(Resource::Person, Action::Read));
    let adding = RwSignal::new(Vec::<PersonForm>::new());
    let editing = RwSignal::new(None::<PersonEdit>);
    let editor = move || editing.get().map(|edit| view! { <PersonEditor edit dossier open=editing/> });
    let body = move || {
        let body = view! {
            <div class="items">
                <For each=move || persons.get() key=|p| (p.id, p.struck.is_some(), p.person.version, p.withheld.len()) children=move |p| view! { <PersonItem p dossier editing/> }/>
            </div>
            {editor}
            {nothing(move || persons.with(Vec::is_empty), Crd::NoPersons)}
            <Show when=move || access.may(Resource::Person, Action::Create)>
                <entry::Persons list=adding/>
                <Adding dossier part="persons" list=adding faults=|p: &PersonForm| p.faults is_empty=|p: &PersonForm| p.draft().is_empty()
                    command=|p: &PersonForm| { let mut c = p.draft().command(); let found = c.check(edge::now()); (c, found) }/>
            </Show>
        };
        panel("card-persons", Crd::Persons, body.into_any())
    };
    move || may_read.get().then(body)
}

#[component]
fn PersonItem(p: Involved, dossier: Dossier, editing: RwSignal<Option<PersonEdit>>) -> impl IntoView {
    let access = expect_context::<Access>();
    let name = p.person.detail.display_name();
    let what = name.clone().unwrap_or_default();
    let detail = p.person.detail.clone();
    let withheld = p.withheld.clone();
    let held = move || {
        (!withheld.is_empty()).then(|| {
            let names: Vec<String> = withheld.iter().map(|f| withheld_name(f)).collect();
            view! { <p class="small">{Crd::Withheld.with(&names.join(", "))}</p> }
        })
    };
    let query = IncidentQuery { person_id: Some(p.person.id), ..IncidentQuery::default() };
    let others = format!("/search?{}", to_query(&query));
    let struck = p.struck.is_some();
    let (label, edit_label) = (what.clone(), what.clone());
    let part = format!("persons/{}", p.id);
    let person = StoredValue::new(p.person.clone());
    let edit = move |_| {
        editing.set(Some(person.with_value(PersonEdit::open)));
        request_animation_frame(|| {
            edge::reveal("person-edit");
            edge::focus("person-edit");
        });
    };
    let edit = (!struck).then(|| {
        let label = move || Crd::EditPersonOf.with(&edit_label);
        let button = move || view! { <button type="button" class="button button--small button--quiet" aria-label=label.clone() on:click=edit>{t(Crd::Edit)}</button> };
        view! { <Show when=move || access.may(Resource::Person, Action::Update)>{button.clone()}</Show> }
    });
    view! {
        <div class="item item--tall">
            <span class="chip">{t(i18n::person_role(p.role))}</span>
            <span class="strong" class:struck=struck>{move || name.clone().unwrap_or_else(|| Crd::Unnamed.text().to_owned())}</span>
            {p.protected.then(|| view! { <span class="chip">{t(Crd::Protected)}</span> })}
            <span class="item__end">
                <a href=others class="button button--small button--quiet" aria-label=move || Crd::OtherIncidentsOf.with(&label)>{t(Crd::OtherIncidents)}</a>
                {edit}
                {(!struck).then(|| view! { <Show when=move || dossier.may_add()><StrikeButton dossier part=part.clone() what=what.clone()/></Show> })}
            </span>
            <div class="item__body">
                <p class="small muted">{move || person_line(&detail)}</p>
                {held}
                {(!p.person.detail.description.is_empty()).then(|| view! { <p class="small prewrap">{p.person.detail.description.clone()}</p> })}
                {(!p.note.is_empty()).then(|| view! { <p class="small prewrap">{p.note.clone()}</p> })}
                {p.struck.map(|strike| view! { <StruckLine strike/> })}
            </div>
        </div>
    }
    .into_any()
}

/// Vehicles.
#[component]
pub fn Vehicles(dossier: Dossier) -> impl IntoView {
    let access = expect_context::<Access>();
    let all = Memo::new(move |_| {
        dossier.incident.with(|i| i.as_ref().map(|i| i.vehicles.clone()).unwrap_or_default())
    });
    let adding = RwSignal::new(Vec::<VehicleForm>::new());
    let body = view! {
        <div class="items">
            <For each=move || all.get() key=|v| (v.id, v.struck.is_some(), v.vehicle.version) children=move |v| view! { <VehicleItem v dossier/> }/>
        </div>
        {nothing(move || all.with(Vec::is_empty), Crd::NoVehicles)}
        <Show when=move || access.may(Resource::Object, Action::Create)>
            <entry::Vehicles list=adding/>
            <Adding dossier part="vehicles" list=adding faults=|v: &VehicleForm| v.faults is_empty=|v: &VehicleForm| v.draft().is_empty()
                command=|v: &VehicleForm| { let mut c = v.draft().command(); let found = c.check(); (c, found) }/>
        </Show>
    };
    panel("card-vehicles", Crd::Vehicles, body.into_any())
}

#[component]
fn VehicleItem(v: LinkedVehicle, dossier: Dossier) -> impl IntoView {
    let d = &v.vehicle.detail;
    let plate = (!d.plate.is_empty()).then(|| format!("{} {}", d.country, d.plate));
    let what = plate.clone().unwrap_or_else(|| format!("{} {}", d.make, d.model));
    let kind = [&d.make, &d.model, &d.colour, &d.vin]
        .into_iter()
        .filter(|s| !s.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(" · ");
    let query = IncidentQuery { vehicle_id: Some(v.vehicle.id), ..IncidentQuery::default() };
    let others = format!("/search?{}", to_query(&query));
    let struck = v.struck.is_some();
    let (label, part) = (what.clone(), format!("vehicles/{}", v.id));
    view! {
        <div class="item item--tall">
            <span class="chip">{t(i18n::vehicle_role(v.role))}</span>
            <span class="strong mono" class:struck=struck>{move || plate.clone().unwrap_or_else(|| Crd::NoPlate.text().to_owned())}</span>
            <span>{kind}</span>
            <span class="item__end">
                <a href=others class="button button--small button--quiet" aria-label=move || Crd::OtherIncidentsOf.with(&label)>{t(Crd::OtherIncidents)}</a>
                {(!struck).then(|| view! { <Show when=move || dossier.may_add()><StrikeButton dossier part=part.clone() what=what.clone()/></Show> })}
            </span>
            <div class="item__body">
                {(!v.note.is_empty()).then(|| view! { <p class="small prewrap">{v.note.clone()}</p> })}
                {v.struck.map(|strike| view! { <StruckLine strike/> })}
            </div>
        </div>
    }
    .into_any()
}

/// Items and documents.
#[component]
pub fn Objects(dossier: Dossier) -> impl IntoView {
    let access = expect_context::<Access>();
    let all = Memo::new(move |_| {
        dossier.incident.with(|i| i.as_ref().map(|i| i.objects.clone()).unwrap_or_default())
    });
    let adding = RwSignal::new(Vec::<ObjectForm>::new());
    let body = view! {
        <div class="items">
            <For each=move || all.get() key=|o| (o.id, o.struck.is_some()) children=move |o| view! { <ObjectItem o dossier/> }/>
        </div>
        {nothing(move || all.with(Vec::is_empty), Crd::NoObjects)}
        <Show when=move || access.may(Resource::Object, Action::Create)>
            <entry::Objects list=adding/>
            <Adding dossier part="objects" list=adding faults=|o: &ObjectForm| o.faults is_empty=|o: &ObjectForm| o.draft().is_empty()
                command=|o: &ObjectForm| { let mut c = o.draft().command(); let found = c.check(); (c, found) }/>
        </Show>
    };
    panel("card-objects", Crd::Objects, body.into_any())
}

#[component]
fn ObjectItem(o: LinkedObject, dossier: Dossier) -> impl IntoView {
    let d = o.object.detail.clone();
    let struck = o.struck.is_some();
    let (what, part) = (d.description.clone(), format!("objects/{}", o.id));
    view! {
        <div class="item item--tall">
            <span class="chip">{t(i18n::object_kind(d.kind))}</span>
            <span class="strong" class:struck=struck>{d.description}</span>
            <span class="mono">{d.identifier}</span>
            <span>{d.quantity}</span>
            <span class="item__end">
                {(!struck).then(|| view! { <Show when=move || dossier.may_add()><StrikeButton dossier part=part.clone() what=what.clone()/></Show> })}
            </span>
            <div class="item__body">
                {(!o.note.is_empty()).then(|| view! { <p class="small prewrap">{o.note.clone()}</p> })}
                {o.struck.map(|strike| view! { <StruckLine strike/> })}
            </div>
        </div>
    }
    .into_any()
}

/// The button that adds what is typed, one command a part. What was added leaves the form; what was refused stays in it.
#[component]
fn Adding<F, C>(
    dossier: Dossier,
    part: &'static str,
    list: RwSignal<Vec<F>>,
    faults: fn(&F) -> FieldFaults,
    is_empty: fn(&F) -> bool,
    command: fn(&F) -> (C, Findings),
) -> impl IntoView
where
    F: Copy + Send + Sync + 'static,
    C: Serialize + 'static,
{
    let failure = RwSignal::new(None::<Failure>);
    let working = RwSignal::new(false);
    // What the register doubts about what it took: nothing was refused for it, but a person should look.
    let doubts = RwSignal::new(Vec::<FieldError>::new());
    let told = |list: &[vnr_shared::problem::Fault], lang: Lang| {
        list.iter().map(|f| f.to_error(lang)).collect::<Vec<FieldError>>()
    };
    let add = move || {
        if working.get_untracked() {
            return;
        }
        let lang = i18n::lang_now();
        failure.set(None);
        working.set(true);
        spawn_local(async move {
            let (mut left, mut doubted, mut done) = (Vec::new(), Vec::new(), None);
            for form in list.get_untracked() {
                if untrack(|| is_empty(&form)) {
                    continue;
                }
                let (body, found) = untrack(|| command(&form));
                faults(&form).set(told(&found.faults, lang));
                faults(&form).set_warnings(told(&found.warnings, lang));
                if !found.faults.is_empty() {
                    left.push(form);
                    continue;
                }
                let path = api::incident_part(dossier.id, part);
                match api::send::<_, IncidentAnswer>(Method::POST, &path, &body, api::new_key()).await {
                    Ok(answer) => {
                        doubted.extend(answer.warnings);
                        done = Some(answer.incident);
                    }
                    Err(why) => {
                        faults(&form).set(why.fields());
                        failure.try_set(Some(why));
                        left.push(form);
                    }
                }
            }
            working.try_set(false);
            list.try_set(left);
            doubts.try_set(doubted);
            if let Some(summary) = done {
                dossier.done(summary);
            }
        });
    };
    view! {
        <FaultBanner failure/>
        {move || doubts.with(|d| (!d.is_empty()).then(|| {
            let said = d.iter().map(|e| view! { <span>{e.message.clone()}</span> }).collect_view();
            view! { <Note tone=Tone::Warning>{said}</Note> }
        }))}
        <Show when=move || list.with(|l| !l.is_empty())>
            <div class="cluster">
                <Command label=t(Crd::SaveAdded) look="primary" run=move |()| add() disabled=working/>
                <Command label=t(Ui::Cancel) look="quiet" run=move |()| list.set(Vec::new())/>
            </div>
        </Show>
    }
    .into_any()
}
