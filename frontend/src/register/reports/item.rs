//! One field report of a list, opened to be read, checked, given back, locked or added to.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{ReportId, SupplementId};
use vnr_shared::problem::{Findings, ProblemCode};
use vnr_shared::report::{FieldReport, NewSupplement, ReportState, ReportStep, TakeReportStep};
use vnr_shared::time;

use super::text::Way;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::reports::{Rep, course, protocol, says, state};
use crate::session::Access;
use crate::ui::text::Ui;
use crate::ui::{Area, FaultBanner, FieldFaults, Note, Tone};

/// The line of a report, and the report below it once it is opened. `now` is the report as the list has it.
#[component]
pub fn Item(id: ReportId, now: Memo<Option<FieldReport>>, reload: Callback<()>) -> impl IntoView {
    let open = Opened::new(reload);
    let read = move || {
        spawn_local(async move {
            match api::get::<FieldReport>(&format!("/api/reports/{id}")).await {
                Ok(read) => drop(open.whole.try_set(Some(read))),
                Err(why) => drop(open.failure.try_set(Some(why))),
            }
        });
    };
    let is_open = Memo::new(move |_| open.whole.with(Option::is_some));
    let toggle = move |_| {
        if is_open.get_untracked() {
            open.whole.set(None);
        } else {
            open.changed.set(false);
            read();
        }
    };
    // Somebody else was at it: what stands open is read anew, and says so.
    Effect::new(move || {
        let listed = now.with(|report| report.as_ref().map(|report| report.version));
        let shown = open.whole.with_untracked(|report| report.as_ref().map(|report| report.version));
        if listed.zip(shown).is_some_and(|(listed, shown)| listed > shown) {
            open.changed.set(true);
            read();
        }
    });
    let line = move || {
        now.get().map(|report| {
            let number = match (report.incident, report.incident_number.clone()) {
                (Some(incident), Some(number)) => {
                    view! { <a href=format!("/incidents/{incident}") class="mono">{number}</a> }.into_any()
                }
                _ => view! { <span class="muted">{t(Way::NoIncident)}</span> }.into_any(),
            };
            view! {
                <span class="chip chip--strong">{t(state(&report))}</span>
                <span class="strong">{report.title}</span>
                <span class="muted small">{report.author_name}", "{time::date_time(report.written_at)}</span>
                {number}
            }
        })
    };
    let label =
        move || Way::OpenOne.with(&now.with(|r| r.as_ref().map(|r| r.title.clone()).unwrap_or_default()));
    let body =
        move || open.whole.get().map(|report| view! { <div class="item__body"><Body report open/></div> });
    view! {
        <article class="item">
            {line}
            <span class="item__end">
                <button type="button" class="button button--small" aria-expanded=move || if is_open.get() { "true" } else { "false" } aria-label=label on:click=toggle>
                    {move || if is_open.get() { Way::Close } else { Way::Open }.text()}
                </button>
            </span>
            <FaultBanner failure=open.failure/>
            {body}
        </article>
    }
    .into_any()
}

/// A report that stands open, and what is typed in it: that stays when the report is read anew.
#[derive(Clone, Copy)]
struct Opened {
    whole: RwSignal<Option<FieldReport>>,
    failure: RwSignal<Option<Failure>>,
    /// It is another than the one that was opened.
    changed: RwSignal<bool>,
    asking: RwSignal<bool>,
    reason: RwSignal<String>,
    added: RwSignal<String>,
    faults: FieldFaults,
    reload: Callback<()>,
}

impl Opened {
    fn new(reload: Callback<()>) -> Self {
        Self {
            whole: RwSignal::new(None),
            failure: RwSignal::new(None),
            changed: RwSignal::new(false),
            asking: RwSignal::new(false),
            reason: RwSignal::new(String::new()),
            added: RwSignal::new(String::new()),
            faults: FieldFaults::default(),
            reload,
        }
    }

    fn is_right(self, found: &Findings) -> bool {
        self.faults.set(found.faults.iter().map(|f| f.to_error(i18n::lang_now())).collect());
        found.faults.is_empty()
    }

    /// Sends what was decided, on the version that was read: when it is another by now, it is read and decided again.
    fn post<B: Serialize + 'static>(self, path: String, body: B) {
        spawn_local(async move {
            match api::send::<_, FieldReport>(Method::POST, &path, &body, api::new_key()).await {
                Ok(now) => {
                    self.failure.try_set(None);
                    self.changed.try_set(false);
                    self.asking.try_set(false);
                    self.reason.try_set(String::new());
                    self.added.try_set(String::new());
                    self.whole.try_set(Some(now));
                }
                Err(why) if why.code() == Some(ProblemCode::VersionConflict) => {}
                Err(why) => drop(self.failure.try_set(Some(why))),
            }
            self.reload.try_run(());
        });
    }

    fn step(self, report: (ReportId, i64), step: ReportStep) {
        let (id, version) = report;
        let mut command = TakeReportStep { version, step, reason: self.reason.get_untracked() };
        if self.is_right(&command.check()) {
            self.post(format!("/api/reports/{id}/step"), command);
        }
    }

    fn supplement(self, id: ReportId) {
        let text = self.added.get_untracked();
        let mut command = NewSupplement { id: SupplementId(edge::new_id()), text };
        if self.is_right(&command.check()) {
            self.post(format!("/api/reports/{id}/supplements"), command);
        }
    }
}

#[component]
fn Body(report: FieldReport, open: Opened) -> impl IntoView {
    let access = expect_context::<Access>();
    let id = report.id;
    let of = (id, report.version);
    let button = |step: ReportStep| {
        let (word, class) = match step {
            ReportStep::Check => (Way::Check, "button button--primary"),
            ReportStep::Return => (Way::Return, "button"),
            ReportStep::Lock => (Way::Lock, "button button--primary"),
        };
        let take = move |_| if step.needs_reason() { open.asking.set(true) } else { open.step(of, step) };
        view! { <button type="button" class=class on:click=take>{t(word)}</button> }
    };
    let steps = report.steps.iter().map(|step| button(*step)).collect_view();
    let returns = report.steps.contains(&ReportStep::Return);
    let why = move || {
        (returns && open.asking.get()).then(|| {
            view! {
                <form class="stack-2" on:submit=move |e| { e.prevent_default(); open.step(of, ReportStep::Return); }>
                    <Area label=t(Way::Reason) path=format!("{id}.reason") value=open.reason rows=2/>
                    {move || open.faults.of("reason").map(|s| view! { <span class="field__fault" role="alert">{s}</span> })}
                    <div class="cluster">
                        <button type="submit" class="button">{t(Way::ReturnIt)}</button>
                        <button type="button" class="button button--quiet" on:click=move |_| open.asking.set(false)>{t(Ui::Cancel)}</button>
                    </div>
                </form>
            }
        })
    };
    let approves = untrack(|| access.may(Resource::ReportApproval, Action::Update));
    let adds = report.state == ReportState::Locked
        && (approves || access.session_now().is_some_and(|s| s.user == report.author));
    let more = adds.then(|| {
        view! {
            <form class="stack-2" on:submit=move |e| { e.prevent_default(); open.supplement(id); }>
                <Area label=t(Rep::NewSupplement) path=format!("{id}.text") value=open.added rows=2/>
                {move || open.faults.of("text").map(|s| view! { <span class="field__fault" role="alert">{s}</span> })}
                <div><button type="submit" class="button">{t(Rep::AddSupplement)}</button></div>
            </form>
        }
    });
    view! {
        <div class="stack-2">
            <Show when=move || open.changed.get()><Note tone=Tone::Warning><span>{t(Way::Changed)}</span></Note></Show>
            {says(&report)}
            {course(&report)}
            <div class="cluster">
                {steps}
                <a class="button" href=protocol(id) target="_blank">{t(Rep::Print)}</a>
            </div>
            {why}{more}
        </div>
    }
    .into_any()
}
