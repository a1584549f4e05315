//! The own reports, with how each stands; and those of one incident.

use leptos::prelude::*;
use vnr_shared::id::{IncidentId, ReportId};
use vnr_shared::time::{self, DateTime};

use super::hold::Hold;
use super::parts;
use super::report_hold::{Body, Reports, Seen, Typed};
use super::report_text::Rpt;
use crate::i18n::{Message, t};
use crate::reports::{Rep, state};
use crate::route;
use crate::ui::For;

/// A line of a list.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    id: ReportId,
    title: String,
    /// Who wrote it, when it was not the officer.
    author: Option<String>,
    at: DateTime,
    incident: Option<IncidentId>,
    /// Registration number, when it is known.
    number: Option<String>,
    state: Stands,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stands {
    Here(Rpt),
    Register(Rep),
}

impl Line {
    fn of(seen: &Seen, typed: Option<&Typed>, hold: Hold) -> Self {
        let me = hold.door.with_untracked(|door| door.user);
        let register = seen.register.as_ref();
        let state = match register {
            _ if !seen.refused.is_empty() => Stands::Here(Rpt::Aside),
            _ if typed.is_some() => Stands::Here(Rpt::OnDevice),
            Some(report) if !seen.waits => Stands::Register(state(report)),
            _ => Stands::Here(Rpt::Sending),
        };
        let number = register.and_then(|report| report.incident_number.clone());
        Self {
            id: seen.id,
            title: seen.title.clone(),
            author: register.filter(|report| report.author != me).map(|report| report.author_name.clone()),
            at: register.map_or_else(super::hold::raw_now, |report| report.written_at),
            incident: seen.incident,
            number: number.or_else(|| parts::incident(hold, seen.incident?)?.number),
            state,
        }
    }

    fn typed(typed: &Typed, body: &Body, hold: Hold) -> Self {
        Self {
            id: typed.id,
            title: body.title.clone(),
            author: None,
            at: typed.at,
            incident: body.incident,
            number: body.incident.and_then(|incident| parts::incident(hold, incident)?.number),
            state: Stands::Here(Rpt::OnDevice),
        }
    }

    fn view(&self) -> AnyView {
        let (title, state, incident) = (self.title.clone(), self.state, self.incident);
        let number = self.number.clone();
        let word = move || match state {
            Stands::Here(word) => word.text(),
            Stands::Register(word) => word.text(),
        };
        let on = move || match (&number, incident) {
            (Some(number), _) => number.clone(),
            (None, Some(_)) => super::text::Tab::NotSentYet.text().to_owned(),
            (None, None) => Rpt::Loose.text().to_owned(),
        };
        let title = move || if title.is_empty() { Rpt::NoTitle.text().to_owned() } else { title.clone() };
        view! {
            <a class="tablet__item" href=format!("/tablet/reports/{}", self.id)>
                <span class="strong">{title}</span>
                <span class="tablet__head">
                    <span class="chip chip--strong">{word}</span>
                    <span class="small muted">{self.author.clone()}</span>
                    <span class="mono small muted">{time::date_time(self.at)}</span>
                    <span class="small muted tablet__number">{on}</span>
                </span>
            </a>
        }
        .into_any()
    }
}

/// The reports that are wanted: first what is being written, then the others.
fn lines(reports: Reports, hold: Hold, wanted: impl Fn(&Seen) -> bool, of: Option<IncidentId>) -> Vec<Line> {
    let typed = reports.typed.get().unwrap_or_default();
    reports.all.with(|all| {
        let begun = typed.iter().rev().filter(|typed| all.iter().all(|seen| seen.id != typed.id));
        let begun = begun.filter_map(|typed| Some(Line::typed(typed, typed.body.as_ref()?, hold)));
        let begun = begun.filter(|line| of.is_none() || line.incident == of);
        let seen = all.iter().filter(|seen| wanted(seen)).map(|seen| {
            let typed = typed.iter().find(|typed| typed.id == seen.id && typed.turned.is_none());
            Line::of(seen, typed, hold)
        });
        begun.chain(seen).collect()
    })
}

/// Begins a report and opens it.
fn begin(reports: Reports, incident: Option<IncidentId>) {
    let id = reports.begin(Body { incident, ..Body::default() });
    route::go(&format!("/tablet/reports/{id}"));
}

/// The screen.
#[component]
pub fn ReportsPage() -> impl IntoView {
    let (hold, reports) = (expect_context::<Hold>(), expect_context::<Reports>());
    let own = Memo::new(move |_| {
        let me = hold.door.with_untracked(|door| door.user);
        lines(reports, hold, |seen| seen.register.as_ref().is_none_or(|report| report.author == me), None)
    });
    view! {
        <section class="tablet__list">
            <h1>{t(Rep::Reports)}</h1>
            <button type="button" class="button button--primary tablet__big" disabled=move || reports.typed.with(Option::is_none)
                on:click=move |_| begin(reports, None)>{t(Rpt::New)}</button>
            <For each=move || own.get() key=|line| format!("{line:?}") children=|line| line.view()/>
            <Show when=move || own.with(Vec::is_empty)><p class="muted">{t(Rpt::NoReports)}</p></Show>
        </section>
    }
    .into_any()
}

/// The reports of an incident, and the way to write one.
#[component]
pub fn OfIncident(id: IncidentId) -> impl IntoView {
    let (hold, reports) = (expect_context::<Hold>(), expect_context::<Reports>());
    let all = Memo::new(move |_| lines(reports, hold, |seen| seen.incident == Some(id), Some(id)));
    view! {
        <section class="stack" aria-labelledby="reports">
            <h2 id="reports">{t(Rep::Reports)}</h2>
            <For each=move || all.get() key=|line| format!("{line:?}") children=|line| line.view()/>
            <Show when=move || all.with(Vec::is_empty)><p class="muted">{t(Rpt::NoneHere)}</p></Show>
            <button type="button" class="button tablet__big" disabled=move || reports.typed.with(Option::is_none)
                on:click=move |_| begin(reports, Some(id))>{t(Rpt::WriteOn)}</button>
        </section>
    }
    .into_any()
}
