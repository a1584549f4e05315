//! The list beside the form: narrowed by typing, one row a record.

use leptos::prelude::*;
use vnr_shared::text::fold;

use super::text::Adm;
use crate::edge;
use crate::i18n::t;
use crate::keys;
use crate::ui::{Command, For};

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    /// What is chosen.
    pub key: String,
    /// How far it is indented.
    pub depth: usize,
    /// Main text.
    pub main: String,
    /// Quiet text below.
    pub side: String,
    /// That it is no longer in use, in a word.
    pub ended: Option<Adm>,
}

/// The list. `chosen` is the key of the chosen row; empty text for a new record.
#[component]
pub fn RecordList(
    #[prop(into)] title: TextProp,
    #[prop(into)] rows: Signal<Vec<ListRow>>,
    chosen: RwSignal<Option<String>>,
    #[prop(into)] may_add: Signal<bool>,
) -> impl IntoView {
    let filter = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let words: Vec<String> = fold(&filter.get()).split_whitespace().map(str::to_owned).collect();
        let fits = |row: &ListRow| {
            let all = fold(&format!("{} {} {}", row.main, row.side, row.key));
            words.iter().all(|w| all.contains(w.as_str()))
        };
        rows.with(|rows| rows.iter().filter(|r| fits(r)).cloned().collect::<Vec<_>>())
    });
    keys::bind("f", t(Adm::ToFilter), || edge::focus("admin-filter"));
    let go = move |by: isize| {
        let next = shown.with_untracked(|all| {
            let at = chosen.with_untracked(|c| c.as_ref().and_then(|c| all.iter().position(|r| r.key == *c)));
            let next = at.map_or(0, |at| at.saturating_add_signed(by).min(all.len().saturating_sub(1)));
            all.get(next).map(|r| r.key.clone())
        });
        if let Some(key) = next {
            edge::reveal(&row_id(&key));
            chosen.set(Some(key));
        }
    };
    keys::bind("ArrowDown", title.clone(), move || go(1));
    keys::bind("ArrowUp", title.clone(), move || go(-1));
    let row = move |row: ListRow| {
        let (key, id) = (row.key.clone(), row_id(&row.key));
        let current = key.clone();
        view! {
            <li>
                <button type="button" id=id class="record" class:record--ended=row.ended.is_some() style:padding-inline-start=format!("{}px", 8 + row.depth * 16)
                    aria-pressed=move || if chosen.with(|c| c.as_ref() == Some(&current)) { "true" } else { "false" }
                    on:click=move |_| chosen.set(Some(key.clone()))>
                    <span class="ellipsis">{row.main}</span>
                    <span class="small muted ellipsis">{row.ended.map(|word| view! { <span class="strong">{t(word)}</span>" · " })}{row.side}</span>
                </button>
            </li>
        }
    };
    view! {
        <section class="panel records">
            <div class="panel__head">
                <label class="visually-hidden" for="admin-filter">{t(Adm::Filter)}</label>
                <input id="admin-filter" class="input grow" type="search" autocomplete="off" placeholder=t(Adm::Filter)
                    prop:value=move || filter.get() on:input=move |e| filter.set(event_target_value(&e))/>
                <Show when=move || may_add.get()><Command label=t(Adm::New) key="w" look="small" run=move |()| chosen.set(Some(String::new()))/></Show>
            </div>
            <ul class="records__list" aria-label=move || title.get()>
                <For each=move || shown.get() key=|r| (r.key.clone(), r.main.clone(), r.side.clone(), r.ended.is_some()) children=row/>
            </ul>
        </section>
    }
    .into_any()
}

fn row_id(key: &str) -> String {
    format!("record-{}", key.replace('.', "-"))
}
