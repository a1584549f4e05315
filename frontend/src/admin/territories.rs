//! The territories of an institution, chosen by name.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::place::TerritoryItem;
use vnr_shared::text::fold;
use vnr_shared::time;

use super::text::Adm;
use crate::api;
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::ui::text::Ui;
use crate::ui::{Choice, Combo, FieldFaults, For};

/// Most suggestions worth reading.
const MOST: usize = 12;

/// The list of chosen codes, and the field that adds to it.
#[component]
pub fn Territories(codes: RwSignal<Vec<String>>, faults: FieldFaults) -> impl IntoView {
    // The whole country has some hundreds: one answer serves every key that is pressed here.
    let known = RwSignal::new(Vec::<TerritoryItem>::new());
    spawn_local(async move {
        if let Ok(all) = api::get::<Vec<TerritoryItem>>(api::TERRITORIES).await {
            known.try_set(all);
        }
    });
    let text = RwSignal::new(String::new());
    let choices = Signal::derive(move || {
        let typed = fold(&text.get());
        if typed.is_empty() {
            return Vec::new();
        }
        let now = edge::now();
        let fits = |item: &&TerritoryItem| {
            let name = fold(&item.name);
            item.valid_to.is_none_or(|end| end > now)
                && (item.code.starts_with(&typed)
                    || typed.split(' ').all(|word| name.split(' ').any(|part| part.starts_with(word))))
                && codes.with(|chosen| !chosen.contains(&item.code))
        };
        let choice = |item: &TerritoryItem| Choice {
            key: item.code.clone(),
            main: item.name.clone(),
            side: format!("{} · {}", i18n::territory_class(item.class).text(), item.code),
        };
        known.with(|all| all.iter().filter(fits).take(MOST).map(choice).collect())
    });
    let pick = move |code: String| {
        codes.update(|all| all.push(code));
        text.set(String::new());
        edge::focus("territory");
    };
    let row = move |code: String| {
        // A code may have had several periods; the latest is what it is now.
        let item = {
            let code = code.clone();
            Memo::new(move |_| {
                known.with(|all| all.iter().filter(|i| i.code == code).max_by_key(|i| i.valid_from).cloned())
            })
        };
        let name = move || item.with(|i| i.as_ref().map(|i| i.name.clone()));
        let class = move || item.with(|i| i.as_ref().map(|i| i18n::territory_class(i.class).text()));
        let ended = move || {
            let at = item.with(|i| i.as_ref().and_then(|i| i.valid_to))?;
            Some(view! { <span class="chip">{Adm::EndedOn.with(&time::date(at))}</span> })
        };
        let label = move || format!("{}: {}", Ui::Remove.text(), name().unwrap_or_default());
        let remove = {
            let code = code.clone();
            move |_| codes.update(|all| all.retain(|c| *c != code))
        };
        view! {
            <li class="item">
                <span class="strong">{name}</span><span class="small muted">{class}</span><span class="mono small muted">{code}</span>{ended}
                <span class="item__end"><button type="button" class="button button--small button--quiet" aria-label=label on:click=remove>{t(Ui::Remove)}</button></span>
            </li>
        }
        .into_any()
    };
    // Faults of one code name its place in the list; there is no field for it, so they are said below.
    let said = move || {
        let all = faults.under("territories");
        all.into_iter().map(|s| view! { <span class="field__fault" role="alert">{s}</span> }).collect_view()
    };
    let shown = move || codes.get().into_iter().collect::<BTreeSet<_>>();
    view! {
        <div class="section">
            <h3>{t(Adm::Territories)}</h3>
            <p class="small muted">{t(Adm::TerritoriesHint)}</p>
            <ul class="items" role="list"><For each=shown key=Clone::clone children=row/></ul>
            {move || codes.with(Vec::is_empty).then(|| view! { <p class="faint">{t(Adm::NoTerritories)}</p> })}
            <Combo label=t(Adm::AddTerritory) placeholder=t(Adm::TerritoryExample) path="territory" text choices on_query=|_| () on_pick=pick/>
            {said}
        </div>
    }
    .into_any()
}
