//! Open incidents by category and clock, units by status. Every figure opens its list.

use leptos::prelude::*;
use vnr_shared::id::{IncidentId, InstitutionId};
use vnr_shared::incident::{Category, ClockState};
use vnr_shared::page::to_query;
use vnr_shared::situation::Figures;
use vnr_shared::sort;
use vnr_shared::unit::{UnitStatus, UnitSummary};

use super::scene::Scene;
use super::text::Cmd;
use crate::i18n::{self, Message, t, unit_status};
use crate::register::Catalogue;
use crate::ui::{CategoryMark, For};

/// The figures, counted anew with every change and every second.
#[component]
pub fn FiguresView() -> impl IntoView {
    let scene = expect_context::<Scene>();
    let figures = Memo::new(move |_| {
        let (filter, now) = (scene.filter.get(), scene.now());
        scene.read(|p| Figures::of(&p.incidents, &p.units, &p.events, &filter, now))
    });
    // A list of the past is that of its moment only where the clock is asked for; others list what is open now.
    let link = move |category: Option<Category>, clock: Option<ClockState>, count: u32| {
        let mut query = scene.filter.get().open_query(category, clock);
        query.clock_at = clock.and(scene.moment.with(|m| m.as_ref().map(|m| m.at)));
        let href = format!("/search?{}", to_query(&query));
        view! { <a class="figure" rel="external" href=href>{count}</a> }.into_any()
    };
    let row = move |category: Category| {
        let cells = ClockState::ALL
            .map(|clock| view! { <td>{move || link(Some(category), Some(clock), figures.get().clocked(Some(category), clock))}</td> })
            .collect_view();
        view! {
            <tr>
                <th scope="row"><CategoryMark category=Signal::stored(category)/></th>
                <td>{move || link(Some(category), None, figures.get().category(category))}</td>
                {cells}
            </tr>
        }
    };
    let heads = ClockState::ALL
        .map(|clock| view! { <th scope="col" title=move || i18n::clock_state(clock).text()>{t(super::text::clock(clock))}</th> })
        .collect_view();
    let shown = RwSignal::new(None::<UnitStatus>);
    let units = move |status: UnitStatus| {
        let open = move || shown.get() == Some(status);
        let toggle =
            move |_| shown.update(|shown| *shown = Some(status).filter(|status| *shown != Some(*status)));
        view! {
            <div>
                <dt>{t(unit_status(status))}</dt>
                <dd><button type="button" class="figure" aria-expanded=move || if open() { "true" } else { "false" }
                    aria-label=move || format!("{}: {}", unit_status(status).text(), figures.get().unit(status)) on:click=toggle>
                    {move || figures.get().unit(status)}
                </button></dd>
            </div>
        }
    };
    view! {
        <section class="command__block">
            <h2>{t(Cmd::Open)}" "{move || link(None, None, figures.get().open)}</h2>
            <table class="table">
                <thead><tr><th scope="col">{t(Cmd::Category)}</th><th scope="col">{t(Cmd::All)}</th>{heads}</tr></thead>
                <tbody>{Category::ALL.map(row).collect_view()}</tbody>
            </table>
        </section>
        <section class="command__block">
            <h2>{t(Cmd::Units)}" "<span class="figure">{move || figures.get().units}</span></h2>
            <dl class="command__units">{UnitStatus::ALL.map(units).collect_view()}</dl>
            <Show when=move || shown.with(Option::is_some)><UnitList shown/></Show>
        </section>
    }
    .into_any()
}

/// A unit on a list: its call sign, whose it is, and the incident that it is at work for first.
type Listed = (String, InstitutionId, Option<(IncidentId, String)>);

/// The units that a figure counts.
#[component]
fn UnitList(shown: RwSignal<Option<UnitStatus>>) -> impl IntoView {
    let scene = expect_context::<Scene>();
    let catalogue = expect_context::<Catalogue>();
    let listed = move || {
        let (status, filter) = (shown.get(), scene.filter.get());
        scene.read(|p| {
            let counted = |u: &&UnitSummary| {
                u.active && Some(u.status) == status && filter.holds_unit(u, &p.incidents, &p.events)
            };
            let row = |u: &UnitSummary| -> Listed {
                let sent = u.current().map(|sent| sent.incident);
                let place = sent.map(|id| {
                    let known = p.incidents.iter().find(|i| i.id == id);
                    (id, known.map(|i| format!("{} {}", i.number, i.address)).unwrap_or_default())
                });
                (u.call_sign.clone(), u.institution, place)
            };
            let mut units: Vec<Listed> = p.units.iter().filter(counted).map(row).collect();
            sort::naturally(&mut units);
            units
        })
    };
    let line = move |(sign, institution, place): Listed| {
        let place =
            place.map(|(id, name)| view! { <a rel="external" href=format!("/incidents/{id}")>{name}</a> });
        view! { <li class="item"><strong class="mono">{sign}</strong><span class="muted">{move || catalogue.institution_name(institution)}</span>{place}</li> }
            .into_any()
    };
    let title = move || shown.get().map(|status| unit_status(status).text());
    view! { <ul class="items command__list" aria-label=title><For each=listed key=Listed::clone children=line/></ul> }
        .into_any()
}
