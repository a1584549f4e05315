//! Layouts: which panes stand where. Chosen by name, changed in place, kept on the server.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::id::LayoutId;
use vnr_shared::layout::{Arrangement, COLUMNS_MAX, Layout, ListFilter, Pane, Placed, PutLayout};

use super::filters::Filters;
use super::text::Con;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{Message, t};
use crate::ui::{Command, FaultBanner};

/// The person's layouts and the one in use.
#[derive(Clone, Copy)]
pub struct Layouts {
    all: RwSignal<Vec<Layout>>,
    used: RwSignal<Option<LayoutId>>,
    /// The arrangement on the screen, saved or not.
    pub now: RwSignal<Arrangement>,
    arranging: RwSignal<bool>,
    name: RwSignal<String>,
    failure: RwSignal<Option<Failure>>,
    filters: Filters,
}

impl Layouts {
    /// Loads them; until they come the default one is shown.
    pub fn open(filters: Filters) -> Self {
        let layouts = Self {
            all: RwSignal::new(Vec::new()),
            used: RwSignal::new(None),
            now: RwSignal::new(Arrangement::default()),
            arranging: RwSignal::new(false),
            name: RwSignal::new(String::new()),
            failure: RwSignal::new(None),
            filters,
        };
        spawn_local(async move {
            if let Ok(all) = api::get::<Vec<Layout>>(api::LAYOUTS).await {
                let active = all.iter().find(|l| l.active).cloned();
                if layouts.all.try_set(all).is_none()
                    && let Some(active) = active
                {
                    layouts.show(&active);
                }
            }
        });
        layouts
    }

    fn show(self, layout: &Layout) {
        self.used.set(Some(layout.id));
        self.name.set(layout.name.clone());
        self.filters.take(&layout.arrangement.filter);
        if self.now.with_untracked(|now| *now != layout.arrangement) {
            self.now.set(layout.arrangement.clone());
        }
    }

    fn choose(self, id: &str) {
        let chosen = self.all.with_untracked(|all| all.iter().find(|l| l.id.to_string() == id).cloned());
        let Some(layout) = chosen else {
            self.used.set(None);
            self.now.set(Arrangement::default());
            return;
        };
        self.show(&layout);
        self.send(layout.id, layout.version, layout.name, layout.arrangement);
    }

    /// Keeps what is on the screen under the name in the field.
    fn keep(self, as_new: bool) {
        let used = self.used.get_untracked().filter(|_| !as_new);
        let version = self
            .all
            .with_untracked(|all| all.iter().find(|l| Some(l.id) == used).map(|l| l.version))
            .unwrap_or(0);
        let id = used.unwrap_or_else(|| LayoutId(edge::new_id()));
        let arrangement =
            Arrangement { filter: untrack(|| self.filters.given()), ..self.now.get_untracked() };
        self.send(id, version, self.name.get_untracked(), arrangement);
    }

    fn send(self, id: LayoutId, version: i64, name: String, arrangement: Arrangement) {
        self.failure.set(None);
        spawn_local(async move {
            let body = PutLayout { version, name, active: true, arrangement };
            let path = format!("{}/{id}", api::LAYOUTS);
            match api::send::<_, Layout>(Method::PUT, &path, &body, api::new_key()).await {
                Ok(kept) => {
                    // The one that was in use before is a version further, too.
                    if let Ok(all) = api::get::<Vec<Layout>>(api::LAYOUTS).await {
                        self.all.try_set(all);
                    }
                    self.used.try_set(Some(kept.id));
                }
                Err(why) => drop(self.failure.try_set(Some(why))),
            }
        });
    }

    fn remove(self) {
        let Some(id) = self.used.get_untracked() else { return };
        self.failure.set(None);
        spawn_local(async move {
            let path = format!("{}/{id}", api::LAYOUTS);
            match api::tell(Method::DELETE, &path, &(), api::new_key()).await {
                Ok(()) => {
                    self.all.try_update(|all| all.retain(|l| l.id != id));
                    self.used.try_set(None);
                }
                Err(why) => drop(self.failure.try_set(Some(why))),
            }
        });
    }

    fn change(self, change: impl FnOnce(&mut Arrangement)) {
        let mut next = self.now.get_untracked();
        change(&mut next);
        // What the shared rules refuse is not shown either.
        if next.check().faults.is_empty() {
            self.now.set(next);
        }
    }
}

const fn name(pane: Pane) -> Con {
    match pane {
        Pane::Calls => Con::Calls,
        Pane::Incidents => Con::OpenIncidents,
        Pane::Units => Con::Units,
        Pane::Map => Con::MapPane,
        Pane::Worked => Con::Worked,
        Pane::Timers => Con::Timers,
        Pane::Messages => Con::Messages,
    }
}

/// The chooser, with the way to change what is there.
#[component]
pub fn LayoutBar(layouts: Layouts) -> impl IntoView {
    let options = move || {
        layouts.all.with(|all| {
            all.iter()
                .map(|l| {
                    let id = l.id;
                    view! { <option value=id.to_string() selected=move || layouts.used.get() == Some(id)>{l.name.clone()}</option> }
                })
                .collect_view()
        })
    };
    view! {
        <label class="visually-hidden" for="layout">{t(Con::Layout)}</label>
        <select id="layout" class="input input--small" on:change=move |e| layouts.choose(&event_target_value(&e))>
            <option value="" selected=move || layouts.used.get().is_none()>{t(Con::DefaultLayout)}</option>
            {options}
        </select>
        <button type="button" class="button button--small" aria-expanded=move || if layouts.arranging.get() { "true" } else { "false" }
            on:click=move |_| layouts.arranging.update(|a| *a = !*a)>{t(Con::Arrange)}</button>
    }
    .into_any()
}

/// The form in which panes are moved and sized, without a drag.
#[component]
pub fn LayoutForm(layouts: Layouts) -> impl IntoView {
    move || layouts.arranging.get().then(|| view! { <Arranging layouts/> })
}

fn number(
    label: impl Fn() -> String + Send + Sync + 'static,
    value: u8,
    take: impl Fn(u8) + 'static,
) -> AnyView {
    view! {
        <input class="input input--number" type="number" min="1" max="100" aria-label=label prop:value=value.to_string()
            on:change=move |e| if let Ok(n) = event_target_value(&e).parse() { take(n) }/>
    }
    .into_any()
}

#[component]
fn Arranging(layouts: Layouts) -> impl IntoView {
    let columns = move || {
        let now = layouts.now.get();
        let (full, single) = (now.columns.len() >= COLUMNS_MAX, now.columns.len() <= 1);
        let widths = now
            .columns
            .iter()
            .enumerate()
            .map(|(n, width)| {
                number(
                    move || Con::ColumnWidth.with(&(n + 1).to_string()),
                    *width,
                    move |w| {
                        layouts.change(|a| a.columns.iter_mut().skip(n).take(1).for_each(|c| *c = w));
                    },
                )
            })
            .collect_view();
        view! {
            <div class="cluster"><span class="small muted">{t(Con::Columns)}</span>{widths}
                <button type="button" class="button button--small" disabled=full
                    on:click=move |_| layouts.change(|a| a.columns.push(30))>{t(Con::AddColumn)}</button>
                <button type="button" class="button button--small" disabled=single
                    on:click=move |_| layouts.change(|a| {
                        a.columns.pop();
                        let last = u8::try_from(a.columns.len().saturating_sub(1)).unwrap_or_default();
                        a.panes.iter_mut().for_each(|p| p.column = p.column.min(last));
                    })>{t(Con::RemoveColumn)}</button>
            </div>
        }
    };
    let rows = move || {
        let now = layouts.now.get();
        let count = now.columns.len();
        Pane::ALL.map(|pane| {
            let placed = now.panes.iter().find(|p| p.pane == pane).cloned();
            let column = placed.as_ref().map(|p| p.column);
            let choices = (0..count)
                .map(|n| view! { <option value=n.to_string() selected={column.map(usize::from) == Some(n)}>{(n + 1).to_string()}</option> })
                .collect_view();
            let hidden = (!Pane::ALWAYS.contains(&pane))
                .then(|| view! { <option value="" selected=column.is_none()>{t(Con::Hidden)}</option> });
            let put = move |value: String| {
                layouts.change(|a| {
                    let share = a.panes.iter().find(|p| p.pane == pane).map_or(40, |p| p.share);
                    a.panes.retain(|p| p.pane != pane);
                    if let Ok(column) = value.parse() {
                        a.panes.push(Placed { pane, column, share });
                    }
                });
            };
            let height = placed.map(|p| {
                number(move || format!("{}: {}", name(pane).text(), Con::Height.text()), p.share, move |share| {
                    layouts.change(|a| a.panes.iter_mut().filter(|p| p.pane == pane).for_each(|p| p.share = share));
                })
            });
            view! {
                <div class="cluster">
                    <span class="arrange__name small">{t(name(pane))}</span>
                    <select class="input input--small" aria-label=move || format!("{}: {}", name(pane).text(), Con::Column.text())
                        on:change=move |e| put(event_target_value(&e))>{hidden}{choices}</select>
                    {height}
                </div>
            }
        })
        .collect_view()
    };
    view! {
        <section class="arrange" aria-label=t(Con::Arrange)>
            {columns}
            <div class="arrange__panes">{rows}</div>
            <FaultBanner failure=layouts.failure/>
            <div class="cluster">
                <label class="small muted" for="layout-name">{t(Con::LayoutName)}</label>
                <input id="layout-name" class="input input--small" autocomplete="off" prop:value=move || layouts.name.get()
                    on:input=move |e| layouts.name.set(event_target_value(&e))/>
                <Command label=t(Con::SaveLayout) look="small primary" run=move |()| layouts.keep(false)/>
                <Command label=t(Con::SaveNewLayout) look="small" run=move |()| layouts.keep(true)/>
                <Command label=t(Con::RemoveLayout) look="small" run=move |()| layouts.remove()
                    disabled=Signal::derive(move || layouts.used.get().is_none())/>
            </div>
        </section>
    }
    .into_any()
}

impl Filters {
    /// Takes what a layout filters by.
    fn take(self, filter: &ListFilter) {
        self.text.set(filter.text.clone());
        self.category.set(filter.category);
        self.waiting.set(filter.waiting);
        self.mine.set(filter.mine);
    }

    /// What is filtered by now.
    fn given(self) -> ListFilter {
        ListFilter {
            text: self.text.get(),
            category: self.category.get(),
            waiting: self.waiting.get(),
            mine: self.mine.get(),
        }
    }
}
