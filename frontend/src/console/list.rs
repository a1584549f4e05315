//! The list: a window of rows over however many there are, one signal per row.

use leptos::prelude::*;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{Category, Status, Summary};
use vnr_shared::time::DateTime;

use super::desk::Desk;
use super::filters::{FilterBar, Filters};
use super::order::{Order, pressing};
use super::text::Con;
use super::window::Window;
use crate::edge;
use crate::i18n::{Message, t};
use crate::keys;
use crate::live::Live;
use crate::register::Catalogue;
use crate::route;
use crate::ui::{CategoryMark, ClockView, Command, For, StatusView};

/// How long the list stays as it is after it was last touched.
const HOLD_SECONDS: i64 = 4;

/// The list with its filter, header and foot.
#[component]
pub fn IncidentList(filters: Filters, selected: RwSignal<Option<IncidentId>>) -> impl IntoView {
    let live = expect_context::<Live>();
    let store = live.store;
    // Rows keep their places while a hand is at the list. A pointer left lying there must not hide what is new.
    let touched = RwSignal::new(None::<DateTime>);
    let touch = move || touched.set(Some(edge::now()));
    let held = Memo::new(move |_| {
        touched.get().is_some_and(|at| (edge::second() - at).num_seconds() < HOLD_SECONDS)
    });
    let order = Order::new(store, filters, held.into());
    let rows = order.rows();
    let window = Window::new(rows);
    // What is chosen on the map, or has just been filed, is brought into sight in the list.
    Effect::new(move || {
        let id = selected.get();
        let index = rows.with(|all| all.iter().position(|r| Some(*r) == id));
        if let (Some(index), false) = (index, held.get_untracked()) {
            request_animation_frame(move || window.reveal(index));
        }
    });
    let go = move |by: isize| {
        let next = rows.with_untracked(|all| {
            let at = selected.get_untracked().and_then(|id| all.iter().position(|r| *r == id));
            let next = match at {
                Some(at) => at.saturating_add_signed(by).min(all.len().saturating_sub(1)),
                None => 0,
            };
            all.get(next).map(|id| (next, *id))
        });
        if let Some((index, id)) = next {
            touch();
            selected.set(Some(id));
            window.reveal(index);
        }
    };
    let open = move || {
        if let Some(id) = selected.get_untracked() {
            route::go(&format!("/incidents/{id}"));
        }
    };
    keys::bind("ArrowDown", t(Con::NextRow), move || go(1));
    keys::bind("ArrowUp", t(Con::PreviousRow), move || go(-1));
    keys::bind("j", t(Con::NextRow), move || go(1));
    keys::bind("k", t(Con::PreviousRow), move || go(-1));
    keys::bind("f", t(Con::FocusFilter), || edge::focus("console-filter"));
    keys::bind("Enter", t(Con::OpenCard), open);
    view! {
        <section class="console__list" aria-label=t(Con::OpenIncidents)>
            <FilterBar filters/>
            <div class="rows__head" aria-hidden="true">
                <span>{t(Con::ColumnUrgency)}</span><span class="num">{t(Con::ColumnClock)}</span><span>{t(Con::ColumnNumber)}</span>
                <span>{t(Con::ColumnType)}</span><span>{t(Con::ColumnPlace)}</span><span>{t(Con::ColumnStatus)}</span>
            </div>
            <div id="console-rows" class="rows" role="listbox" tabindex="0" aria-label=t(Con::OpenIncidents) node_ref=window.holder
                aria-activedescendant=move || selected.get().map(row_id)
                on:scroll=move |_| window.measure() on:wheel=move |_| touch() on:dragover=move |_| touch() on:pointermove=move |_| touch()
                on:pointerleave=move |_| touched.set(None)
                on:dblclick=move |_| open()>
                <div role="presentation" style:height=move || window.gap(true)></div>
                <For each=move || window.shown() key=|id| *id children=move |id| view! { <Row id selected rows/> }/>
                <div role="presentation" style:height=move || window.gap(false)></div>
                {move || rows.with(Vec::is_empty).then(|| view! { <Empty filters/> })}
            </div>
            <Foot order rows/>
        </section>
    }
    .into_any()
}

fn row_id(id: IncidentId) -> String {
    format!("row-{id}")
}

#[component]
fn Empty(filters: Filters) -> impl IntoView {
    let clear = move || {
        filters.is_set().then(|| view! { <Command label=t(Con::ClearFilter) run=move |()| filters.clear()/> })
    };
    let text = move || if filters.is_set() { Con::NoneMatch } else { Con::NoneOpen }.text();
    view! { <div class="empty" role="presentation"><p>{text}</p>{clear}</div> }.into_any()
}

#[component]
fn Foot(order: Order, rows: Memo<Vec<IncidentId>>) -> impl IntoView {
    let store = expect_context::<Live>().store;
    let counts = Memo::new(move |_| pressing(store));
    let pending = Memo::new(move |_| order.pending());
    view! {
        <div class="rows__foot">
            <span>{move || Con::Shown.count(rows.with(Vec::len))}" · "{move || Con::WaitingCount.count(counts.get().1)}
                {move || (counts.get().0 > 0).then(|| view! { " · "<span class="strong alarm">{Con::Late.count(counts.get().0)}</span> })}</span>
            {move || pending.get().1.then(|| view! {
                <span class="cluster" role="status">
                    {move || match pending.get().0 { 0 => Con::OrderChanged.text().to_owned(), n => Con::NewOnes.count(n) }}
                    <Command label=t(Con::SortNow) key="o" look="small" run=move |()| order.sort()/>
                </span>
            })}
        </div>
    }
    .into_any()
}

/// One row. Everything in it follows the signal of its incident; the row itself is never made anew.
#[component]
fn Row(id: IncidentId, selected: RwSignal<Option<IncidentId>>, rows: Memo<Vec<IncidentId>>) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let desk = expect_context::<Desk>();
    let over = RwSignal::new(false);
    let Some(signal) = expect_context::<Live>().store.incidents.row(id.0).map(RwSignal::from) else {
        return ().into_any();
    };
    let get = move |read: fn(&Summary) -> String| move || signal.with(read);
    let category = Signal::derive(move || signal.with(|s| s.category));
    let clock = Signal::derive(move || signal.with(|s| s.clock));
    let status = Signal::derive(move || signal.with(|s| s.status));
    // The wash is for what calls for somebody now: category A with nobody there yet.
    let calls = move || {
        category.get() == Category::A && matches!(status.get(), Status::Registered | Status::Assigned)
    };
    let type_name = move || catalogue.type_name(&signal.with(|s| s.type_code.clone()));
    let position = move || rows.with(|all| all.iter().position(|r| *r == id).map(|i| (i + 1).to_string()));
    let size = move || rows.with(|all| all.len().to_string());
    view! {
        <div class="row" class:row--a=calls class:row--drop=over role="option" id=row_id(id)
            aria-selected=move || if selected.get() == Some(id) { "true" } else { "false" } aria-posinset=position aria-setsize=size
            on:dragover=move |e| if desk.may_drop(&e) { over.set(true); } on:dragleave=move |_| over.set(false)
            on:drop=move |e| { e.prevent_default(); over.set(false); desk.drop_on(id); }
            on:click=move |_| selected.set(Some(id))>
            <CategoryMark category/>
            <ClockView clock category/>
            <span class="mono ellipsis">{get(|s| s.number.clone())}</span>
            <span class="ellipsis">{type_name}</span>
            <span class="ellipsis muted">{get(|s| s.address.clone())}</span>
            <StatusView status/>
        </div>
    }
    .into_any()
}
