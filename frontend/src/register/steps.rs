//! The steps of the status as buttons with their keys: only those the shared rules call legal for this person.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::access::{Action, Resource};
use vnr_shared::incident::{ChangeStatus, IncidentAnswer, Step, Summary};
use vnr_shared::line::Action as Line;

use super::catalogue::Catalogue;
use super::lines::Lines;
use super::text::Reg;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::live::Live;
use crate::session::Access;
use crate::ui::text::Ui;
use crate::ui::{Area, Command, FaultBanner, FieldFaults, Select};

/// Key of a step. The same on every screen, so that the hand learns it.
const fn key(step: Step) -> &'static str {
    match step {
        Step::Assign => "a",
        Step::Unassign => "u",
        Step::Start => "s",
        Step::Finish => "d",
        Step::Close => "c",
        Step::Reopen => "r",
        Step::Pass => "p",
        Step::Recall => "l",
        Step::Accept => "y",
        Step::Decline => "x",
    }
}

/// The steps of one incident. `on_done` hears of the incident as it then is.
#[component]
pub fn StepBar(
    #[prop(into)] incident: Signal<Option<Summary>>,
    #[prop(optional, into)] on_done: Option<Callback<Summary>>,
) -> impl IntoView {
    let access = expect_context::<Access>();
    let live = expect_context::<Live>();
    let failure = RwSignal::new(None::<Failure>);
    let asking = RwSignal::new(None::<Step>);
    let working = RwSignal::new(false);
    let lines = use_context::<Lines>();
    // Only what decides about the buttons: a change of a note must not make them anew under the finger.
    let legal = Memo::new(move |_| {
        let mine = access.session().map(|s| s.institution.id);
        let may = access.may(Resource::Incident, Action::Update);
        incident.with(|i| {
            let Some(i) = i.as_ref().filter(|_| may) else { return Vec::new() };
            let takes = |s: &Step| if s.by_receiver() { i.passed_to == mine } else { Some(i.owner) == mine };
            i.status.legal().iter().copied().filter(takes).collect::<Vec<_>>()
        })
    });
    let take = move |command: ChangeStatus| {
        let Some(id) = incident.with_untracked(|i| i.as_ref().map(|i| i.id)) else { return };
        if working.get_untracked() {
            return;
        }
        working.set(true);
        spawn_local(async move {
            let (path, key) = (api::incident_part(id, "status"), api::new_key());
            let sent = api::send::<_, IncidentAnswer>(Method::POST, &path, &command, key).await;
            working.try_set(false);
            match sent {
                Ok(answer) => {
                    Lines::did(lines, key);
                    live.store.incidents.put(answer.incident.clone());
                    failure.try_set(None);
                    asking.try_set(None);
                    if let Some(done) = on_done {
                        done.try_run(answer.incident);
                    }
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    };
    let press = move |step: Step| {
        failure.set(None);
        if step.needs_reason() {
            asking.set(Some(step));
            edge::focus("step-reason");
        } else if let Some(version) = incident.with_untracked(|i| i.as_ref().map(|i| i.version)) {
            take(ChangeStatus { version, step, reason: String::new(), to: None });
        }
    };
    let buttons = move || {
        legal
            .get()
            .into_iter()
            .enumerate()
            .map(|(i, step)| {
                let look = if i == 0 { "primary" } else { "" };
                let says = Lines::says(move || {
                    let incident = incident.with_untracked(|i| i.as_ref().map(|i| i.id))?;
                    Some(Line::Step { incident, step, reason: String::new(), to: None })
                });
                view! { <Command label=t(i18n::step(step)) key=key(step) look run=move |()| press(step) disabled=working line=says/> }
            })
            .collect_view()
    };
    view! {
        <div class="stack-2">
            <div class="cluster" role="group" aria-label=t(Reg::Steps)>{buttons}</div>
            <FaultBanner failure/>
            {move || asking.get().map(|step| view! { <Reason step incident asking take=Callback::new(take) failure/> })}
        </div>
    }
    .into_any()
}

/// Asks for the reason in place, where the step was pressed.
#[component]
fn Reason(
    step: Step,
    incident: Signal<Option<Summary>>,
    asking: RwSignal<Option<Step>>,
    take: Callback<ChangeStatus>,
    failure: RwSignal<Option<Failure>>,
) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let (reason, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let faults = FieldFaults::default();
    Effect::new(move || faults.set(failure.get().map(|f| f.fields()).unwrap_or_default()));
    let others = Signal::derive(move || {
        let mut all = catalogue.institution_choices();
        let owner = incident.with(|i| i.as_ref().map(|i| i.owner.to_string()));
        all.retain(|(id, _)| Some(id) != owner.as_ref());
        all.insert(0, (String::new(), Reg::Choose.text().to_owned()));
        all
    });
    let confirm = move || {
        let Some(version) = incident.with_untracked(|i| i.as_ref().map(|i| i.version)) else { return };
        let mut command = ChangeStatus {
            version,
            step,
            reason: reason.get_untracked(),
            to: to.get_untracked().parse().ok(),
        };
        let found = command.check();
        if found.faults.is_empty() {
            take.run(command);
        } else {
            faults.set(found.faults.iter().map(|f| f.to_error(i18n::lang_now())).collect());
        }
    };
    Effect::new(move || edge::focus(if step == Step::Pass { "to" } else { "reason" }));
    view! {
        <form class="stack-2" on:submit=move |e| { e.prevent_default(); confirm(); }
            on:keydown=move |e| match e.key().as_str() {
                "Enter" if e.ctrl_key() => { e.prevent_default(); confirm(); }
                "Escape" => asking.set(None),
                _ => {}
            }>
            {(step == Step::Pass).then(|| view! { <Select label=t(Reg::ToInstitution) path="to" value=to options=others faults/> })}
            <Area label=t(Reg::Reason) path="reason" value=reason faults rows=2/>
            <div class="cluster">
                <button type="submit" class="button button--primary">{t(i18n::step(step))}<kbd aria-hidden="true">"Ctrl ↵"</kbd></button>
                <Command label=t(Ui::Cancel) run=move |()| asking.set(None)/>
            </div>
        </form>
    }
    .into_any()
}
