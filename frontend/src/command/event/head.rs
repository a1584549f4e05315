//! The head of an event: what it is, who leads and who takes part, and its end.

use gloo_net::http::Method;
use leptos::prelude::*;
use serde_json::json;
use vnr_shared::time;

use super::super::text::Cmd;
use super::chosen::Chosen;
use super::form::{Form, Kind, Target};
use super::hand::Hand;
use super::rows::when;
use super::tasks::term;
use super::values::institution;
use crate::i18n::t;
use crate::register::Catalogue;
use crate::ui::{Area, Command, TextField};

/// Name, aim and clock of the next report.
#[component]
pub fn Head(hand: Hand) -> impl IntoView {
    let form = Form::open(
        hand,
        Target::Head,
        &[
            ("name", Kind::Words, ""),
            ("address", Kind::Words, ""),
            ("description", Kind::Words, ""),
            ("report_every_min", Kind::Raw, ""),
        ],
    );
    let told = move || {
        hand.record.get().map(|r| {
            let ended = r.event.ended.clone();
            let due = r.event.report_due_at;
            view! {
                <h1>{r.event.name}</h1>
                <p>
                    {t(Cmd::BeganAt)}" "{time::date_time(r.event.began_at)}
                    {ended.map(|e| view! { " · "{t(Cmd::EndedAt)}" "{time::date_time(e.at)}": "{e.reason} })}
                    {(!r.event.address.is_empty()).then(|| format!(" · {}", r.event.address))}
                </p>
                {due.map(|at| view! { <p>{t(Cmd::NextReport)}" "{term(at, true)}</p> })}
                <p class="prewrap">{r.event.description}</p>
            }
        })
    };
    let fields = view! {
        <TextField label=t(Cmd::Name) path="name" within="head-" value=form.text("name") faults=form.faults/>
        <TextField class="w8" label=t(Cmd::Place) path="address" within="head-" value=form.text("address") faults=form.faults/>
        <TextField class="w4" label=t(Cmd::ReportEvery) path="report_every_min" within="head-" value=form.text("report_every_min") faults=form.faults mono=true/>
        <Area label=t(Cmd::Aim) path="description" value=form.text("description") faults=form.faults rows=3/>
    };
    view! {
        <section class="command__block event__head" aria-label=t(Cmd::Event)>
            {told}
            <EditHead hand form label=Cmd::EditEvent/>
            {form.view(Cmd::Edit, fields.into_any())}
        </section>
    }
    .into_any()
}

/// The button that takes the head into a form.
#[component]
fn EditHead(hand: Hand, form: Form, label: Cmd) -> impl IntoView {
    let edit = move || {
        hand.record.with_untracked(|r| {
            if let Some(event) = r.as_ref().map(|r| &r.event) {
                // The head alone: what the two forms may set.
                let head = json!({
                    "name": event.name, "address": event.address, "description": event.description,
                    "report_every_min": event.report_every_min, "participants": event.participants,
                });
                form.edit(event.id.0, event.head_version, &head);
            }
        });
    };
    let offered = move || hand.leads() && !form.changes();
    when(offered, move || view! { <Command label=t(label) look="small" run=move |()| edit()/> }.into_any())
}

/// Who leads and who takes part. Whoever takes part sees the event and works on it.
#[component]
pub fn Participants(hand: Hand) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let form = Form::open(hand, Target::Head, &[("participants", Kind::Raw, "[]")]);
    let others = Signal::derive(move || {
        let owner = hand.look(|r| r.event.owner.to_string());
        catalogue.institution_choices().into_iter().filter(|(id, _)| *id != owner).collect::<Vec<_>>()
    });
    let names = move || {
        hand.look(|r| r.event.participants.clone())
            .into_iter()
            .map(institution)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let owner = move || hand.record.with(|r| r.as_ref().map(|r| institution(r.event.owner)));
    let fields = view! { <Chosen label=Cmd::Invite path="participants" value=form.text("participants") choices=others/> };
    view! {
        <section class="command__block" aria-labelledby="event-participants"><h2 id="event-participants">{t(Cmd::Participants)}</h2>
            <dl class="facts"><dt>{t(Cmd::Leads)}</dt><dd><strong>{owner}</strong></dd><dt>{t(Cmd::TakePart)}</dt><dd>{names}</dd></dl>
            <EditHead hand form label=Cmd::Invite/>
            {form.view(Cmd::Invite, fields.into_any())}
        </section>
    }
    .into_any()
}

/// The end of an event, with its reason.
#[component]
pub fn Finish(hand: Hand) -> impl IntoView {
    let end = Callback::new(move |reason: String| {
        let version = hand.record.with_untracked(|r| r.as_ref().map_or(0, |r| r.event.version));
        let then = Callback::new(move |()| hand.answered());
        hand.send(Method::POST, "/end".to_owned(), json!({ "version": version, "reason": reason }), then);
    });
    when(
        move || hand.leads(),
        move || {
            let ask = hand.reasoned(Cmd::End, "end".to_owned(), end);
            view! { <section class="command__block" aria-label=t(Cmd::End)>{ask}</section> }.into_any()
        },
    )
}
