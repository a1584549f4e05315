//! Search. The conditions stand in the page's address, so that a search can be kept, sent and come back to.

mod form;
mod query;
mod results;
mod text;

use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::incident::{IncidentQuery, Summary};
use vnr_shared::page::{Page, to_query};

use self::form::{Fields, SearchForm};
use self::query::from_address;
use self::results::Results;
use self::text::Sea;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{Message, t};
use crate::keys;
use crate::route;
use crate::ui::text::Ui;
use crate::ui::{Command, FaultBanner, Note, Tone};

/// A search as it runs.
#[derive(Clone, Copy)]
struct Search {
    rows: RwSignal<Vec<Summary>>,
    next: RwSignal<Option<String>>,
    failure: RwSignal<Option<Failure>>,
    working: RwSignal<bool>,
    /// Whether an answer has come for the conditions now in the address.
    answered: RwSignal<bool>,
    asked: StoredValue<u32>,
    form: SearchForm,
}

impl Search {
    /// Asks for the first page, or for the page after the last one.
    fn run(self, query: IncidentQuery, further: bool) {
        self.asked.update_value(|n| *n += 1);
        let number = self.asked.get_value();
        self.working.set(true);
        self.failure.set(None);
        if !further {
            self.answered.set(false);
        }
        spawn_local(async move {
            let page = api::get::<Page<Summary>>(&format!("{}?{}", api::INCIDENTS, to_query(&query))).await;
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            self.working.set(false);
            match page {
                Ok(page) => {
                    if further {
                        self.rows.update(|rows| rows.extend(page.items));
                    } else {
                        self.rows.set(page.items);
                    }
                    self.next.set(page.next);
                    self.answered.set(true);
                }
                Err(why) => {
                    self.form.tell(why.fields());
                    self.failure.set(Some(why));
                }
            }
        });
    }

    /// Shows nothing.
    fn empty(self) {
        self.asked.update_value(|n| *n += 1);
        self.rows.set(Vec::new());
        self.next.set(None);
        self.working.set(false);
        self.answered.set(false);
        self.failure.set(None);
    }
}

/// The screen.
#[component]
pub fn SearchPage() -> impl IntoView {
    let parsed = Memo::new(move |_| from_address(route::query()));
    let query = Memo::new(move |_| parsed.with(|(query, _)| query.clone()));
    let form = SearchForm::new();
    let search = Search {
        rows: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        failure: RwSignal::new(None),
        working: RwSignal::new(false),
        answered: RwSignal::new(false),
        asked: StoredValue::new(0),
        form,
    };
    let lacks_purpose = Memo::new(move |_| query.with(|q| q.reads_persons() && q.purpose.is_none()));
    Effect::new(move || {
        let query = query.get();
        form.fill(&query);
        if lacks_purpose.get_untracked() {
            search.empty();
            request_animation_frame(|| edge::focus("purpose"));
        } else {
            search.run(query, false);
        }
    });
    let submit = move || {
        let Some(wanted) = form.query() else { return };
        if query.with_untracked(|q| *q == wanted) {
            search.run(wanted, false);
        } else {
            route::go(&format!("/search?{}", to_query(&wanted)));
        }
    };
    let more = move || {
        if let Some(after) = search.next.get_untracked() {
            search.run(IncidentQuery { after: Some(after), ..query.get_untracked() }, true);
        }
    };
    let clear = move || {
        form.fill(&IncidentQuery::default());
        edge::focus("q");
    };
    keys::bind("f", t(Sea::ToWords), || edge::focus("q"));
    let count = move || {
        let n = search.rows.with(Vec::len);
        match (search.working.get(), search.answered.get(), search.next.with(Option::is_some)) {
            (true, ..) => Ui::Loading.text().to_owned(),
            (_, false, _) => String::new(),
            (_, _, true) => Sea::FoundMore.with(&n.to_string()),
            _ => Sea::Found.count(n),
        }
    };
    let hint = move || {
        if lacks_purpose.get() {
            Some(Sea::StatePurpose)
        } else if search.answered.get() && search.rows.with(Vec::is_empty) {
            Some(Sea::None)
        } else {
            None
        }
    };
    view! {
        <div class="search">
            <form class="search__form" role="search" novalidate on:submit=move |e| { e.prevent_default(); submit(); }>
                <div class="search__fields">
                    <h1>{t(Sea::Title)}</h1>
                    <Fields form/>
                </div>
                <div class="entry__foot">
                    <button type="submit" class="button button--primary">{t(Sea::Search)}<kbd aria-hidden="true">"↵"</kbd></button>
                    <Command label=t(Sea::Clear) look="quiet" run=move |()| clear()/>
                </div>
            </form>
            <section class="search__results" aria-label=t(Sea::Results)>
                <Show when=move || parsed.with(|(_, unknown)| *unknown)><Note tone=Tone::Warning>{t(Sea::BadAddress)}</Note></Show>
                <FaultBanner failure=search.failure/>
                <p class="small muted" role="status">{count}</p>
                {move || hint().map(|text| view! { <p class="empty">{text.text()}</p> })}
                <Show when=move || search.rows.with(|r| !r.is_empty())><Results rows=search.rows/></Show>
                <Show when=move || search.next.with(Option::is_some)>
                    <div><Command label=t(Sea::More) run=move |()| more() disabled=search.working/></div>
                </Show>
            </section>
        </div>
    }
    .into_any()
}
