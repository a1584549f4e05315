//! Persons, found again while typing: the same person on several incidents is one person.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::person::{PersonHit, PersonRole, normalise_code};
use vnr_shared::time;

use super::extras::PartHead;
use super::parts::{PersonForm, wire};
use super::text::Ent;
use crate::api;
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::ui::{Check, Command, For, Select, TextField};

/// Milliseconds of quiet before the register is asked: reading persons is journaled, so not on every key.
const QUIET_MS: u32 = 400;

/// The persons of the form.
#[component]
pub fn Persons(list: RwSignal<Vec<PersonForm>>) -> impl IntoView {
    let add = move || {
        let form = PersonForm::new();
        list.update(|all| all.push(form));
        let id = format!("p{}-detail-names-0-given", form.id);
        request_animation_frame(move || edge::focus(&id));
    };
    view! {
        <section class="section">
            <h2>{t(Ent::Persons)}</h2>
            <For each=move || list.get() key=|p| p.id children=move |p| view! { <PersonFields p list/> }/>
            <div><Command label=t(Ent::AddPerson) look="small" run=move |()| add()/></div>
        </section>
    }
    .into_any()
}

/// Asks the register for a person like the one typed, with the purpose, once the typing rests.
fn suggestions(p: PersonForm) -> RwSignal<Vec<PersonHit>> {
    let hits = RwSignal::new(Vec::new());
    let waiting = StoredValue::new_local(None::<Timeout>);
    let asked = StoredValue::new(0_u32);
    Effect::new(move || {
        let (found, code, given, surname) = (p.found.get(), p.code.get(), p.given.get(), p.surname.get());
        let code = normalise_code(&code);
        let words = format!("{} {}", given.trim(), surname.trim());
        let wanted = if code.len() >= 6 { code } else { words.trim().to_owned() };
        asked.update_value(|n| *n += 1);
        let number = asked.get_value();
        if found || wanted.chars().count() < 4 {
            hits.set(Vec::new());
            return;
        }
        waiting.set_value(Some(Timeout::new(QUIET_MS, move || {
            spawn_local(async move {
                let purpose: String =
                    js_sys::encode_uri_component(Ent::Purpose.in_lang(i18n::lang_now())).into();
                let path = format!("{}&purpose={purpose}", api::with_text("/api/persons", "q", &wanted));
                let answer = api::get::<Vec<PersonHit>>(&path).await;
                if let (Ok(found), Some(true)) = (answer, asked.try_get_value().map(|n| n == number)) {
                    hits.set(found);
                }
            });
        })));
    });
    hits
}

#[component]
fn PersonFields(p: PersonForm, list: RwSignal<Vec<PersonForm>>) -> impl IntoView {
    let roles = Signal::derive(|| {
        PersonRole::ALL.map(|r| (wire(r), i18n::person_role(r).text().to_owned())).to_vec()
    });
    let within = format!("p{}-", p.id);
    let hits = suggestions(p);
    let number =
        move || list.with(|all| all.iter().position(|x| x.id == p.id).map_or(0, |i| i + 1)).to_string();
    let given = {
        let within = within.clone();
        move || {
            (!p.legal.get()).then(|| view! {
            <TextField class="w4" label=t(Ent::Given) path="detail.names.0.given" within=within.clone() value=p.given faults=p.faults/>
        })
        }
    };
    let pick =
        |p: PersonForm, legal: Ent, natural: Ent| move || if p.legal.get() { legal } else { natural }.text();
    let taken = move || {
        p.found.get().then(|| view! {
        <p class="cluster"><span class="chip chip--strong">{t(Ent::Taken)}</span><Command label=t(Ent::NotThis) look="small" run=move |()| p.release()/></p>
    })
    };
    let known =
        move || hits.with(|all| all.iter().take(4).cloned().map(|hit| view! { <Hit hit p/> }).collect_view());
    view! {
        <div class="part">
            <PartHead title=move || Ent::Person.with(&number()) remove=move |()| list.update(|all| all.retain(|x| x.id != p.id))/>
            {taken}
            <div class="fields">
                <Select class="w4" label=t(Ent::Role) path="role" within=within.clone() value=p.role options=roles/>
                {given}
                <TextField class="w4" label=pick(p, Ent::LegalName, Ent::Surname) path="detail.names.0.surname" within=within.clone() value=p.surname faults=p.faults/>
                <TextField class="w4" label=pick(p, Ent::RegistrationNumber, Ent::Code) path="detail.codes.0.code" within=within.clone() value=p.code faults=p.faults mono=true/>
                <TextField class="w4" label=t(Ent::Born) placeholder=t(Ent::BornExample) path="detail.born" within=within.clone() value=p.born faults=p.faults mono=true/>
                <TextField class="w4" label=t(Ent::Phone) path="detail.contacts.0.value" within=within.clone() value=p.phone faults=p.faults mono=true/>
            </div>
            <div aria-live="polite" class="items">{known}</div>
            {move || p.faults.of("detail.names").map(|s| view! { <span class="field__fault" role="alert">{s}</span> })}
            <div class="fields">
                <TextField class="w6" label=t(Ent::Residence) path="detail.address" within=within.clone() value=p.address faults=p.faults/>
                <TextField class="w6" label=t(Ent::Marks) path="detail.description" within=within.clone() value=p.description faults=p.faults/>
                <TextField class="w8" label=t(Ent::PersonNote) path="note" within=within value=p.note faults=p.faults/>
                <Check class="w4" label=t(Ent::Legal) value=p.legal/>
            </div>
        </div>
    }
    .into_any()
}

/// Somebody who is in the register already.
#[component]
fn Hit(hit: PersonHit, p: PersonForm) -> impl IntoView {
    let detail = &hit.person.detail;
    let code = detail.codes.first().map(|c| c.code.clone());
    let born = detail.born.map(|b| b.to_string());
    let incidents = usize::try_from(hit.incidents).unwrap_or_default();
    let latest = hit.latest.map(time::date);
    let name = detail.display_name().unwrap_or_default();
    let person = hit.person.clone();
    view! {
        <div class="item">
            <span class="small muted">{t(Ent::FoundAgain)}</span>
            <span class="strong">{name}</span><span class="mono">{code}</span><span class="muted">{born}</span>
            <span class="small muted">{move || Ent::OnIncidents.count(incidents)}" "{latest}</span>
            <span class="item__end"><Command label=t(Ent::Take) look="small" run=move |()| p.take(&person)/></span>
        </div>
    }
    .into_any()
}
