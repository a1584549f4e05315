//! Open incidents by category and clock, units by status. Every figure opens its list.

use leptos::prelude::*;
use vnr_shared::incident::{Category, ClockState};
use vnr_shared::page::to_query;
use vnr_shared::situation::Figures;
use vnr_shared::unit::UnitStatus;

use super::scene::Scene;
use super::text::Cmd;
use crate::i18n::{self, t, unit_status};
use crate::ui::CategoryMark;

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
        .map(|clock| view! { <th scope="col">{t(i18n::clock_state(clock))}</th> })
        .collect_view();
    let units = move |status: UnitStatus| {
        view! { <div><dt>{t(unit_status(status))}</dt><dd class="figure">{move || figures.get().unit(status)}</dd></div> }
    };
    view! {
        <section class="command__block">
            <h2>{t(Cmd::Open)}" "<span class="figure">{move || figures.get().open}</span></h2>
            <table class="table">
                <thead><tr><th scope="col">{t(Cmd::Category)}</th><th scope="col">{t(Cmd::All)}</th>{heads}</tr></thead>
                <tbody>{Category::ALL.map(row).collect_view()}</tbody>
            </table>
        </section>
        <section class="command__block">
            <h2>{t(Cmd::Units)}" "<span class="figure">{move || figures.get().units}</span></h2>
            <dl class="command__units">{UnitStatus::ALL.map(units).collect_view()}</dl>
        </section>
    }
    .into_any()
}
