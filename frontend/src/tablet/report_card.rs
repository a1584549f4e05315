//! What the register refused of a field report, on the tablet: both sides, and a person decides.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::report::{EditFieldReport, ReportState};
use vnr_shared::sync::Act;
use vnr_shared::time;

use super::hold::Hold;
use super::outbox::aside;
use super::report_hold::{Body, Refused, Reports, Seen};
use super::report_text::Rpt;
use super::text::Tab;
use crate::i18n::{self, Message, t};
use crate::route;
use crate::ui::{Note, Tone};

/// What the register refused: both sides, and what a person can do about it.
#[component]
pub fn Card(refused: Refused, seen: Option<Seen>) -> impl IntoView {
    let (hold, reports) = (expect_context::<Hold>(), expect_context::<Reports>());
    let Refused { key, reason, act } = refused;
    let settle = move || {
        spawn_local(async move {
            let _ = hold.settle(key).await;
        });
    };
    let Some(seen) = seen else { return ().into_any() };
    let id = seen.id;
    let editable = seen.register.is_some() && seen.is_editable();
    let locked = seen.register.as_ref().is_some_and(|report| report.state == ReportState::Locked);
    let side = |mine: bool, title: String, text: String| {
        let label = if mine { Tab::CardYours } else { Tab::CardTheirs };
        view! { <div class="tablet__choice"><span class="small muted">{t(label)}</span><span class="strong">{title}</span><span class="prewrap">{text}</span></div> }
    };
    let why = {
        let reason = reason.clone();
        move || Rpt::Refused.with(&aside(&reason, i18n::lang()))
    };
    let both = match &act {
        Act::EditReport { edit, .. } => {
            let (title, text) = (edit.title.clone(), edit.text.clone());
            let theirs = side(
                false,
                title.as_ref().map(|_| seen.title.clone()).unwrap_or_default(),
                text.as_ref().map(|_| seen.text.clone()).unwrap_or_default(),
            );
            let mine = side(true, title.clone().unwrap_or_default(), text.clone().unwrap_or_default());
            let (edit, version) = (edit.clone(), seen.version());
            let again = move |_| {
                let edit = EditFieldReport { version, ..(*edit).clone() };
                spawn_local(async move {
                    let act = Act::EditReport { report: id, edit: Box::new(edit) };
                    if hold.make(act, Vec::new()).await.is_ok() {
                        let _ = hold.settle(key).await;
                    }
                });
            };
            let into = move |_| {
                let said = [title.clone(), text.clone()].into_iter().flatten().collect::<Vec<_>>().join("\n");
                reports.change(id, |typed| {
                    if !typed.supplement.is_empty() {
                        typed.supplement.push('\n');
                    }
                    typed.supplement.push_str(&said);
                });
                settle();
            };
            view! {
                <div class="tablet__sides">{mine}{theirs}</div>
                {editable.then(|| view! { <button type="button" class="button button--primary tablet__big" on:click=again>{t(Rpt::TakeMine)}</button> })}
                {locked.then(|| view! { <button type="button" class="button button--primary tablet__big" on:click=into>{t(Rpt::IntoSupplement)}</button> })}
                <button type="button" class="button" on:click=move |_| settle()>{t(Rpt::KeepTheirs)}</button>
            }
            .into_any()
        }
        Act::Report(new) if seen.register.is_none() => {
            let new = new.clone();
            let again = move |_| {
                let new = new.clone();
                let body = Body {
                    base: 0,
                    title: new.title,
                    text: new.text,
                    occurred: new.occurred_at.map(time::date_time).unwrap_or_default(),
                    place: new.place,
                    incident: None,
                };
                let anew = reports.begin(body);
                settle();
                route::go(&format!("/tablet/reports/{anew}"));
            };
            let mine = side(true, seen.title.clone(), seen.text.clone());
            view! { {mine}<button type="button" class="button button--primary tablet__big" on:click=again>{t(Rpt::Again)}</button> }.into_any()
        }
        Act::Supplement { supplement, .. } => {
            let text = supplement.text.clone();
            let mine = side(true, String::new(), text.clone());
            let into = move |_| {
                reports.change(id, |typed| typed.supplement.clone_from(&text));
                settle();
            };
            view! { {mine}<button type="button" class="button" on:click=into>{t(Rpt::IntoSupplement)}</button> }.into_any()
        }
        _ => {
            view! { <button type="button" class="button" on:click=move |_| settle()>{t(Tab::Seen)}</button> }
                .into_any()
        }
    };
    let overtaken =
        matches!(reason, vnr_shared::sync::Aside::Refused(vnr_shared::problem::ProblemCode::VersionConflict));
    let head = move || if overtaken { Rpt::Both.text().to_owned() } else { why() };
    view! {
        <section class="tablet__card">
            <Note tone=Tone::Warning><span>{head}</span></Note>
            {both}
        </section>
    }
    .into_any()
}
