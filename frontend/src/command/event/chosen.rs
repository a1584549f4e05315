//! Several of a list: those chosen, each with a way to let it go, and a list to choose further ones from.

use leptos::prelude::*;
use vnr_shared::json;

use super::super::text::Cmd;
use crate::i18n::{Message, t};
use crate::ui::Select;

/// The ids in a text.
pub fn ids(text: &str) -> Vec<String> {
    json::read(text).unwrap_or_default()
}

/// The field. `value` holds the ids as JSON; `choices` are ids and names, reactive.
#[component]
pub fn Chosen(
    label: Cmd,
    path: &'static str,
    value: RwSignal<String>,
    #[prop(into)] choices: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let pick = RwSignal::new(String::new());
    let write = move |ids: &[String]| value.set(serde_json::to_string(ids).unwrap_or_default());
    Effect::new(move || {
        let picked = pick.get();
        if !picked.is_empty() {
            let mut all = value.with_untracked(|text| ids(text));
            all.push(picked);
            write(&all);
            pick.set(String::new());
        }
    });
    let left = Signal::derive(move || {
        let chosen = value.with(|text| ids(text));
        let others = choices.get().into_iter().filter(|(id, _)| !chosen.contains(id));
        std::iter::once((String::new(), Cmd::AddOne.text().to_owned())).chain(others).collect::<Vec<_>>()
    });
    let name = move |id: &str| {
        choices.with(|all| {
            all.iter().find(|(own, _)| own == id).map_or_else(|| "?".to_owned(), |(_, n)| n.clone())
        })
    };
    let chip = move |id: String| {
        let shown = name(&id);
        let title = Cmd::LetGo.with(&shown);
        let go = move |_| {
            let mut all = value.with_untracked(|text| ids(text));
            all.retain(|own| *own != id);
            write(&all);
        };
        view! { <button type="button" class="button button--small" aria-label=title on:click=go>{shown}<span aria-hidden="true">"×"</span></button> }
    };
    view! {
        <div class="field">
            <Select label=t(label) path value=pick options=left/>
            <div class="cluster">{move || ids(&value.get()).into_iter().map(chip).collect_view()}</div>
        </div>
    }
    .into_any()
}
