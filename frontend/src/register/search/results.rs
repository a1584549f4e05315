//! What was found, as a table that is worked by keyboard.

use leptos::prelude::*;
use vnr_shared::incident::Summary;
use vnr_shared::time;

use super::text::Sea;
use crate::edge;
use crate::i18n::t;
use crate::keys;
use crate::register::Catalogue;
use crate::route;
use crate::ui::{CategoryMark, For, StatusView};

/// The table. `rows` grows as pages come.
#[component]
pub fn Results(rows: RwSignal<Vec<Summary>>) -> impl IntoView {
    let at = RwSignal::new(None::<usize>);
    // Another search starts from the top; another page of the same one does not.
    Effect::new(move || {
        if at.get_untracked().is_some_and(|i| rows.with(Vec::len) <= i) {
            at.set(None);
        }
    });
    let go = move |by: isize| {
        let count = rows.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        let next = at.get_untracked().map_or(0, |i| i.saturating_add_signed(by).min(count - 1));
        at.set(Some(next));
        edge::reveal(&row_id(next));
    };
    let open = move || {
        let id = at.get_untracked().and_then(|i| rows.with_untracked(|r| r.get(i).map(|s| s.id)));
        if let Some(id) = id {
            route::go(&format!("/incidents/{id}"));
        }
    };
    keys::bind("ArrowDown", t(Sea::NextRow), move || go(1));
    keys::bind("ArrowUp", t(Sea::PreviousRow), move || go(-1));
    keys::bind("j", t(Sea::NextRow), move || go(1));
    keys::bind("k", t(Sea::PreviousRow), move || go(-1));
    keys::bind("Enter", t(Sea::OpenCard), open);
    let indexed = move || rows.get().into_iter().enumerate().collect::<Vec<_>>();
    view! {
        <div class="table-wrap">
            <table class="table table--tight found" role="grid" tabindex="0" aria-label=t(Sea::Results)
                aria-activedescendant=move || at.get().map(row_id)>
                <thead><tr>
                    <th scope="col">{t(Sea::ColumnCategory)}</th><th scope="col">{t(Sea::ColumnNumber)}</th>
                    <th scope="col">{t(Sea::ColumnReceived)}</th><th scope="col">{t(Sea::ColumnType)}</th>
                    <th scope="col">{t(Sea::ColumnPlace)}</th><th scope="col">{t(Sea::ColumnStatus)}</th>
                    <th scope="col">{t(Sea::ColumnOwner)}</th>
                </tr></thead>
                <tbody>
                    <For each=indexed key=|(i, s)| (*i, s.id, s.version) children=move |(i, s)| view! { <Line i s at/> }/>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row_id(i: usize) -> String {
    format!("found-{i}")
}

#[component]
fn Line(i: usize, s: Summary, at: RwSignal<Option<usize>>) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let (code, owner) = (s.type_code.clone(), s.owner);
    view! {
        <tr id=row_id(i) aria-selected=move || if at.get() == Some(i) { "true" } else { "false" } on:click=move |_| at.set(Some(i))>
            <td><CategoryMark category=Signal::stored(s.category)/></td>
            <td><a href=format!("/incidents/{}", s.id) class="mono nowrap" tabindex="-1">{s.number}</a></td>
            <td class="nowrap">{time::date_time(s.received_at)}</td>
            <td>{move || catalogue.type_name(&code)}</td>
            <td><div class="clamp"><span class="strong">{s.address}</span>" "<span class="muted">{s.headline}</span></div></td>
            <td><StatusView status=Signal::stored(s.status)/></td>
            <td class="small muted">{move || catalogue.institution_name(owner)}</td>
        </tr>
    }
    .into_any()
}
