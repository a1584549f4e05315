//! What went wrong, shown where it happened and read out without taking the focus.

use leptos::prelude::*;

use super::text::Ui;
use crate::api::Failure;
use crate::i18n::Message;

/// How urgent a banner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Warning,
    Fault,
}

/// A banner in the flow of the page.
#[component]
pub fn Note(tone: Tone, children: Children) -> impl IntoView {
    let (class, role) = match tone {
        Tone::Warning => ("banner banner--warning", "status"),
        Tone::Fault => ("banner banner--fault", "alert"),
    };
    view! { <div class=class role=role>{children()}</div> }.into_any()
}

/// Shows a failure until it is gone, with the request's number to quote to support.
#[component]
pub fn FaultBanner(#[prop(into)] failure: Signal<Option<Failure>>) -> impl IntoView {
    move || {
        failure.get().map(|failure| {
            let number = failure.request().map(|r| view! { <span class="small faint mono">{Ui::RequestNumber.with(&r)}</span> });
            let detail = failure.detail().map(|d| view! { <span>{d}</span> });
            view! { <Note tone=Tone::Fault><span class="strong">{failure.sentence()}</span>{detail}{number}</Note> }
        })
    }
}
