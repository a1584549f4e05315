//! What kind: the type found by words without diacritics, and the category it proposes.

use leptos::prelude::*;
use vnr_shared::incident::Category;
use vnr_shared::place::TerritoryClass;

use super::text::Ent;
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::register::Catalogue;
use crate::register::types::type_choices;
use crate::ui::{CategoryMark, Combo, FieldFaults};

/// The kind as it is typed.
#[derive(Clone, Copy, Default)]
pub struct KindForm {
    pub text: RwSignal<String>,
    pub code: RwSignal<String>,
    /// The category when it is not that of the type.
    pub category: RwSignal<Option<Category>>,
}

/// The fields. `class` is that of the territory, on which the response time depends.
#[component]
pub fn KindFields(
    form: KindForm,
    faults: FieldFaults,
    #[prop(into)] class: Signal<Option<TerritoryClass>>,
) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let choices = Signal::derive(move || type_choices(catalogue, &form.text.get()));
    let chosen = Memo::new(move |_| {
        let code = form.code.get();
        catalogue.type_row(&code).map(|t| t.default_category)
    });
    let take = move |code: String| {
        form.text.set(untrack(|| catalogue.type_name(&code)));
        form.code.set(code);
        edge::focus("description");
    };
    // The words of a chosen type follow the language, and the catalogue, which may come later than a kept draft.
    Effect::new(move || {
        let lang = i18n::lang();
        if let Some(chosen) = catalogue.type_row(&form.code.get()) {
            form.text.set(chosen.name(lang).to_owned());
        }
    });
    // What is typed over a chosen type is a new search, not that type.
    let typed = move |text: String| {
        let same = untrack(|| catalogue.type_name(&form.code.get())) == text;
        if !same {
            form.code.set(String::new());
        }
    };
    let category = move || form.category.get().or(chosen.get());
    let button = move |c: Category| {
        view! {
            <button type="button" class="button" aria-pressed=move || if category() == Some(c) { "true" } else { "false" }
                title=t(i18n::category(c)) on:click=move |_| form.category.set((chosen.get_untracked() != Some(c)).then_some(c))>
                <CategoryMark category=Signal::stored(c)/>
            </button>
        }
    };
    let clock = move || {
        let class = class.get();
        category().and_then(|c| catalogue.minutes(c, class)).map(|(minutes, confirmed)| {
            let doubt = if confirmed {
                String::new()
            } else {
                format!(" · {}", i18n::Words::NormUnconfirmed.text())
            };
            Ent::Clock.with(&minutes.to_string()) + &doubt
        })
    };
    view! {
        <fieldset class="section">
            <legend class="visually-hidden">{t(Ent::Type)}</legend>
            <Combo label=t(Ent::Type) placeholder=t(Ent::TypeExample) path="type_code" text=form.text choices
                on_query=typed on_pick=take faults/>
            <div class="cluster" role="group" aria-label=t(Ent::Category)>
                {Category::ALL.map(button)}
                <span class="small muted" aria-live="polite">
                    {move || category().map(|c| i18n::category(c).text())}
                    {move || (form.category.get().is_none() && chosen.get().is_some()).then(|| format!(" ({})", Ent::CategoryOfType.text()))}
                </span>
                <span class="strong" aria-live="polite">{clock}</span>
            </div>
        </fieldset>
    }
    .into_any()
}
