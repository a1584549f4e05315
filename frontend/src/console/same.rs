//! Incidents that may be the same event as the one being worked, each with the way to make one of the two.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::duplicate::Candidate;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::Summary;
use vnr_shared::line::{Action, Verb};
use vnr_shared::time;

use super::desk::Desk;
use super::text::Con;
use super::units::{incident_button, line_button};
use crate::api;
use crate::i18n::{lang_now, t};
use crate::register::Catalogue;
use crate::ui::Command;

/// Incidents that may be the same as an open one, asked for anew with each of its versions.
#[component]
pub fn Same(id: IncidentId, incident: Memo<Option<Summary>>) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let desk = expect_context::<Desk>();
    let found = RwSignal::new(Vec::<Candidate>::new());
    let asked = Memo::new(move |_| {
        incident.with(|i| i.as_ref().filter(|i| i.status.is_open()).map(|i| (i.version, i.received_at)))
    });
    Effect::new(move || {
        if asked.get().is_none() {
            found.set(Vec::new());
            return;
        }
        spawn_local(async move {
            if let Ok(read) = api::get(&api::incident_part(id, "duplicates")).await {
                found.try_set(read);
            }
        });
    });
    let row = move |c: Candidate| {
        // The one that was known first goes on; the other becomes a report of it.
        let first = asked.get().is_some_and(|(_, received)| received <= c.incident.received_at);
        let (merged, into) = if first { (c.incident.id, id) } else { (id, c.incident.id) };
        let action = Action::Merge { incident: merged, into };
        candidate_row(desk, catalogue, &c, line_button(desk, t(Con::Merge), action))
    };
    let rows = move || {
        let open = |c: &Candidate| c.incident.status.is_open();
        found.get().into_iter().filter(open).map(row).collect_view()
    };
    // Another one merged into this one: the verb stands there, its number is to be typed.
    let verb = || Verb::Merge.name(lang_now());
    let other = Some(Callback::new(move |()| verb().to_owned()));
    view! {
        <section class="aid" aria-label=t(Con::Duplicates)>
            <div class="cluster"><span class="small muted">{t(Con::Duplicates)}</span>
                <Command label=t(Con::MergeOther) look="small" run=move |()| desk.begin(&format!("{} ", verb())) line=other/></div>
            <ul class="proposalrows">{rows}</ul>
        </section>
    }
    .into_any()
}

/// An incident that may be the same event, with what may be done about it.
pub fn candidate_row(desk: Desk, catalogue: Catalogue, c: &Candidate, button: AnyView) -> AnyView {
    let i = &c.incident;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a hundred")]
    let percent = (c.probability * 100.0).round() as u32;
    let place = format!("{} · {:.0} m · {}", i.address, c.evidence.distance_m, time::clock(i.received_at));
    view! {
        <li class="proposal">
            {incident_button(desk, i.id, i.number.clone())}
            <span class="small">{catalogue.type_name(&i.type_code)}</span>
            <span class="small muted proposal__why">{place}</span>
            <span class="chip" class:chip--alarm=c.offered>{format!("{percent} %")}</span>
            {button}
        </li>
    }
    .into_any()
}
