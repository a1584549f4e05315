//! The head of the card: urgency, type, number, the clock as it ages, the status and its steps.

use leptos::prelude::*;
use vnr_shared::incident::{Category, Sensitivity, Status};
use vnr_shared::time;

use super::dossier::Dossier;
use super::text::Crd;
use crate::i18n::{self, Message, t};
use crate::register::{Catalogue, StepBar, sentence};
use crate::ui::{CategoryMark, ClockView, StatusView};

/// The head.
#[component]
pub fn Head(dossier: Dossier) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let summary = dossier.part(|i| i.summary.clone());
    let category = Signal::derive(move || summary.with(|s| s.as_ref().map_or(Category::C, |s| s.category)));
    let clock = Signal::derive(move || summary.with(|s| s.as_ref().and_then(|s| s.clock)));
    let status = Signal::derive(move || summary.with(|s| s.as_ref().map_or(Status::Closed, |s| s.status)));
    let type_name = move || summary.with(|s| s.as_ref().map(|s| catalogue.type_name(&s.type_code)));
    let passed = move || {
        let to = summary.with(|s| s.as_ref().and_then(|s| s.passed_to))?;
        Some(
            view! { <span class="chip chip--alarm">{Crd::PassedTo.with(&catalogue.institution_name(to))}</span> },
        )
    };
    let restricted = move || {
        let is = summary.with(|s| s.as_ref().is_some_and(|s| s.sensitivity == Sensitivity::Restricted));
        is.then(|| view! { <span class="chip chip--strong">{t(i18n::sensitivity(Sensitivity::Restricted))}</span> })
    };
    let hold = move || {
        let held = dossier.incident.with(|i| i.as_ref().is_some_and(|i| i.legal_hold));
        held.then(|| view! { <span class="chip chip--strong">{t(Crd::LegalHold)}</span> })
    };
    // Quiet: a change of somebody else is told beside the head; nothing moves, nothing takes the focus.
    let noticed = move || {
        dossier.noticed.get().map(|entry| {
            let at = time::clock(entry.at);
            let said = sentence(&entry, catalogue);
            view! { <span title=said>{Crd::ChangedBy.with(&entry.actor_name)}" "{at.get(..5).unwrap_or(&at).to_owned()}</span> }
        })
    };
    let steps = Signal::derive(move || summary.get());
    view! {
        <div class="stack-2">
            <div class="page__head">
                <CategoryMark category/>
                <h1>{type_name}</h1>
                <span class="mono">{move || summary.with(|s| s.as_ref().map(|s| s.number.clone()))}</span>
                <span class="small muted">{move || i18n::category(category.get()).text()}</span>
                <ClockView clock category/>
                <StatusView status/>
                {passed}{restricted}{hold}
                <span class="small muted" role="status">{noticed}</span>
            </div>
            <StepBar incident=steps on_done=dossier.on_done()/>
        </div>
    }
    .into_any()
}
