//! Field reports where they are checked and locked: on the card of their incident, and in a list of those that wait.

mod item;
mod text;

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{IncidentId, ReportId};
use vnr_shared::page::to_query;
use vnr_shared::report::{FieldReport, ReportQuery, ReportState};

use self::item::Item;
use self::text::Way;
use crate::api::{self, Failure};
use crate::i18n::{Message, t};
use crate::reports::Rep;
use crate::session::Access;
use crate::ui::{FaultBanner, For};

/// Milliseconds after which the list is read anew: reports without an incident are told of by no frame.
const AGAIN_MS: u32 = 10_000;

/// A list of reports, read as often as it is asked for.
#[derive(Clone, Copy)]
struct List {
    rows: RwSignal<Option<Vec<FieldReport>>>,
    failure: RwSignal<Option<Failure>>,
    asked: StoredValue<u32>,
}

impl List {
    fn new() -> Self {
        Self { rows: RwSignal::new(None), failure: RwSignal::new(None), asked: StoredValue::new(0) }
    }

    fn read(self, query: &ReportQuery) {
        self.asked.update_value(|n| *n += 1);
        let number = self.asked.get_value();
        let path = format!("/api/reports?{}", to_query(query));
        spawn_local(async move {
            let read = api::get::<Vec<FieldReport>>(&path).await;
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            match read {
                Ok(rows) => {
                    self.failure.set(None);
                    if self.rows.with_untracked(|old| old.as_ref() != Some(&rows)) {
                        self.rows.set(Some(rows));
                    }
                }
                Err(why) => self.failure.set(Some(why)),
            }
        });
    }

    fn view(self, none: Way, reload: Callback<()>) -> AnyView {
        let empty = move || self.rows.with(|rows| rows.as_ref().is_some_and(Vec::is_empty));
        let row = move |id: ReportId| {
            // The last of it stays on the screen while the row is taken out.
            let now = Memo::new(move |last: Option<&Option<FieldReport>>| {
                let found = self.rows.with(|all| all.as_ref()?.iter().find(|r| r.id == id).cloned());
                found.or_else(|| last.cloned().flatten())
            });
            view! { <Item id now reload/> }
        };
        let ids =
            move || self.rows.with(|all| all.iter().flatten().map(|report| report.id).collect::<Vec<_>>());
        view! {
            <FaultBanner failure=self.failure/>
            // A row stays what it is when its report changes, so that what is being typed in it does too.
            <div class="items"><For each=ids key=|id| *id children=row/></div>
            <Show when=empty><p class="faint">{t(none)}</p></Show>
        }
        .into_any()
    }
}

/// The reports of an incident. `stamp` changes with whatever is told of the incident, so with its reports too.
#[component]
pub fn OfIncident<T: PartialEq + Send + Sync + 'static>(id: IncidentId, stamp: Memo<T>) -> impl IntoView {
    let access = expect_context::<Access>();
    if !untrack(|| access.may(Resource::Report, Action::Read)) {
        return ().into_any();
    }
    let list = List::new();
    let read = move || list.read(&ReportQuery { incident: Some(id), ..ReportQuery::default() });
    Effect::new(move || {
        stamp.with(|_| {});
        read();
    });
    view! {
        <section class="panel" aria-labelledby="card-reports">
            <div class="panel__head"><h2 id="card-reports">{t(Rep::Reports)}</h2></div>
            <div class="panel__body">{list.view(Way::None, Callback::new(move |()| read()))}</div>
        </section>
    }
    .into_any()
}

/// The page `/reports`: those that wait for somebody, whatever they belong to.
#[component]
pub fn ReportsPage() -> impl IntoView {
    let list = List::new();
    let wanted = RwSignal::new(ReportState::Draft);
    let read = move || {
        let state = Some(wanted.get_untracked());
        list.read(&ReportQuery { state, ..ReportQuery::default() });
    };
    Effect::new(move || {
        wanted.track();
        list.rows.set(None);
        read();
    });
    let again = StoredValue::new_local(Some(Interval::new(AGAIN_MS, read)));
    on_cleanup(move || again.set_value(None));
    let choice = move |state: ReportState, word: Way| {
        let pressed = move || if wanted.get() == state { "true" } else { "false" };
        view! { <button type="button" class="button" aria-pressed=pressed on:click=move |_| wanted.set(state)>{move || word.text()}</button> }
    };
    view! {
        <div class="page">
            <div class="page__inner stack">
                <h1>{t(Rep::Reports)}</h1>
                <div class="cluster" role="group" aria-label=t(Way::Which)>
                    {choice(ReportState::Draft, Way::ToCheck)}
                    {choice(ReportState::Checked, Way::ToLock)}
                    {choice(ReportState::Locked, Way::LockedOnes)}
                </div>
                {list.view(Way::NoneWait, Callback::new(move |()| read()))}
            </div>
        </div>
    }
    .into_any()
}
