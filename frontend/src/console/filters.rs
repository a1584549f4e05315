//! What narrows the list and the map together.

use leptos::prelude::*;
use vnr_shared::id::InstitutionId;
use vnr_shared::incident::{Category, Status, Summary};
use vnr_shared::text::fold;

use super::text::Con;
use crate::i18n::{Message, t};
use crate::register::Catalogue;
use crate::session::Access;

/// The filters of the console.
#[derive(Clone, Copy)]
pub struct Filters {
    pub text: RwSignal<String>,
    pub category: RwSignal<Option<Category>>,
    pub waiting: RwSignal<bool>,
    pub mine: RwSignal<bool>,
    institution: Memo<Option<InstitutionId>>,
    catalogue: Catalogue,
}

impl Default for Filters {
    fn default() -> Self {
        let access = expect_context::<Access>();
        Self {
            text: RwSignal::new(String::new()),
            category: RwSignal::new(None),
            waiting: RwSignal::new(false),
            mine: RwSignal::new(false),
            institution: Memo::new(move |_| access.session().map(|s| s.institution.id)),
            catalogue: expect_context(),
        }
    }
}

/// The filters at a moment.
pub struct Wanted {
    by: By,
    catalogue: Catalogue,
}

/// What is filtered by, to see whether it has changed.
#[derive(Debug, Clone, PartialEq)]
pub struct By {
    words: Vec<String>,
    category: Option<Category>,
    waiting: bool,
    owner: Option<InstitutionId>,
}

impl Filters {
    /// Reads the filters; reactive.
    pub fn read(self) -> Wanted {
        Wanted { by: self.by(), catalogue: self.catalogue }
    }

    /// What is filtered by; reactive.
    pub fn by(self) -> By {
        By {
            words: fold(&self.text.get()).split_whitespace().map(str::to_owned).collect(),
            category: self.category.get(),
            waiting: self.waiting.get(),
            owner: if self.mine.get() { self.institution.get() } else { None },
        }
    }

    /// Whether anything is filtered out; reactive.
    pub fn is_set(self) -> bool {
        !self.text.with(String::is_empty)
            || self.category.get().is_some()
            || self.waiting.get()
            || self.mine.get()
    }

    /// Lets everything through.
    pub fn clear(self) {
        self.text.set(String::new());
        self.category.set(None);
        self.waiting.set(false);
        self.mine.set(false);
    }
}

impl Wanted {
    /// Whether an incident is to be shown.
    pub fn matches(&self, i: &Summary) -> bool {
        let by = &self.by;
        i.status.is_open()
            && by.category.is_none_or(|c| c == i.category)
            && (!by.waiting || matches!(i.status, Status::Registered | Status::PassedOn))
            && by.owner.is_none_or(|o| o == i.owner || i.passed_to == Some(o))
            && self.has_words(i)
    }

    fn has_words(&self, i: &Summary) -> bool {
        if self.by.words.is_empty() {
            return true;
        }
        let name = self.catalogue.type_name(&i.type_code);
        let all = fold(&format!("{} {} {} {}", i.number, name, i.address, i.headline));
        self.by.words.iter().all(|w| all.contains(w.as_str()))
    }
}

/// The filters as one row above the list.
#[component]
pub fn FilterBar(filters: Filters) -> impl IntoView {
    let category = move |c: Option<Category>| {
        let label = c.map_or_else(|| Con::All.text().to_owned(), |c| c.letter().to_owned());
        view! {
            <button type="button" class="button button--small" aria-pressed=move || if filters.category.get() == c { "true" } else { "false" }
                on:click=move |_| filters.category.set(c)>{label}</button>
        }
    };
    let toggle = move |label: Con, signal: RwSignal<bool>| {
        view! {
            <button type="button" class="button button--small" aria-pressed=move || if signal.get() { "true" } else { "false" }
                on:click=move |_| signal.update(|s| *s = !*s)>{t(label)}</button>
        }
    };
    view! {
        <div class="filters" role="search" aria-label=t(Con::Filter)>
            <label class="visually-hidden" for="console-filter">{t(Con::Filter)}</label>
            <input id="console-filter" class="input" type="search" autocomplete="off" placeholder=t(Con::FilterHint)
                prop:value=move || filters.text.get() on:input=move |e| filters.text.set(event_target_value(&e))
                on:keydown=move |e| if e.key() == "Escape" { filters.text.set(String::new()); crate::edge::focus("console-rows"); }/>
            <span class="cluster">
                {move || category(None)}{category(Some(Category::A))}{category(Some(Category::B))}{category(Some(Category::C))}
            </span>
            <span class="cluster">{toggle(Con::Waiting, filters.waiting)}{toggle(Con::Mine, filters.mine)}</span>
        </div>
    }
    .into_any()
}
