//! How it has been: response times against the law, receipts by hour, the ticker.

use std::collections::BTreeMap;

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::incident::{Category, ClockState, IncidentQuery};
use vnr_shared::page::to_query;
use vnr_shared::situation::{History, HistoryQuery, Responses};
use vnr_shared::time;
use vnr_shared::unit::{UnitStatus, UnitSummary};

use super::scene::Scene;
use super::text::Cmd;
use crate::api;
use crate::i18n::{Message, t};
use crate::register::Catalogue;
use crate::ui::{CategoryMark, Check, Select};

/// How often the history is asked for, in milliseconds.
const EVERY_MS: u32 = 30_000;

/// The history of what is looked at.
#[derive(Clone, Copy)]
pub struct Past {
    /// As it was last told.
    pub history: RwSignal<Option<History>>,
}

impl Past {
    /// Asks for it every half minute and whenever the part, the span or the moment changes.
    pub fn follow() -> Self {
        let scene = expect_context::<Scene>();
        let history = RwSignal::new(None);
        let tick = RwSignal::new(0_u32);
        let interval =
            StoredValue::new_local(Some(Interval::new(EVERY_MS, move || tick.update(|n| *n += 1))));
        on_cleanup(move || interval.set_value(None));
        // To the minute: a moment that plays does not ask with every second of it.
        let minute = Memo::new(move |_| scene.moment.with(|m| m.as_ref().map(|m| m.at.timestamp() / 60)));
        let (asked, shown) = (StoredValue::new(0_u32), StoredValue::new(0_u32));
        Effect::new(move || {
            let (filter, hours) = (scene.filter.get(), scene.hours.get());
            minute.with(|_| {});
            tick.track();
            let at = scene.moment.with_untracked(|m| m.as_ref().map(|m| m.at));
            let end = at.unwrap_or_else(crate::edge::now);
            let query = HistoryQuery {
                from: end - chrono::Duration::hours(hours),
                to: at,
                territory: filter.territory,
                institution: filter.institution,
                event: filter.event,
                cell: None,
            };
            asked.update_value(|n| *n += 1);
            let this = asked.get_value();
            spawn_local(async move {
                let told =
                    api::get::<History>(&format!("{}/history?{}", api::SITUATION, to_query(&query))).await;
                // Not only the last one: while the past is played the next is asked for before this has come.
                if let (Ok(told), Some(true)) = (told, shown.try_get_value().map(|n| n < this)) {
                    shown.set_value(this);
                    history.set(Some(told));
                }
            });
        });
        Self { history }
    }
}

/// The history with the choice of its span and part.
#[component]
pub fn HistoryView(past: Past) -> impl IntoView {
    let scene = expect_context::<Scene>();
    let catalogue = expect_context::<Catalogue>();
    let hours = RwSignal::new(scene.hours.get_untracked().to_string());
    let owner = RwSignal::new(String::new());
    let territory = RwSignal::new(String::new());
    let (event, since) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move || {
        let (hours, owner, territory) = (hours.get(), owner.get(), territory.get());
        let (event, since) = (event.get(), since.get());
        scene.hours.set(hours.parse().unwrap_or(24));
        scene.filter.update(|filter| {
            filter.institution = owner.parse().ok();
            filter.territory = Some(territory).filter(|code| !code.is_empty());
            filter.event = event.parse().ok();
            filter.since = since.parse().ok().and_then(|s| time::DateTime::from_timestamp(s, 0));
        });
    });
    let any = |choices: Vec<(String, String)>| {
        std::iter::once((String::new(), Cmd::All.text().to_owned())).chain(choices).collect::<Vec<_>>()
    };
    let spans =
        Signal::derive(|| [8, 24, 72, 168].map(|h: usize| (h.to_string(), Cmd::Hours.count(h))).to_vec());
    let owners = Signal::derive(move || any(catalogue.institution_choices()));
    let seen = RwSignal::new(BTreeMap::<String, String>::new());
    Effect::new(move || {
        past.history.with(|history| {
            let rows = history.iter().flat_map(|history| &history.responses);
            let named = rows.filter_map(|r| Some((r.territory.clone()?, r.territory_name.clone()?)));
            let named: Vec<_> = named.collect();
            seen.update(|seen| seen.extend(named));
        });
    });
    let territories = Signal::derive(move || any(seen.get().into_iter().collect()));
    let events = Memo::new(move |_| {
        any(scene.read(|p| p.events.iter().map(|e| (e.id.to_string(), e.name.clone())).collect()))
    });
    let shifts = Memo::new(move |_| {
        let begins = scene.read(|p| shift_began(&p.units));
        any(begins
            .map(|at| (at.timestamp().to_string(), Cmd::ThisShift.with(&time::date_time(at))))
            .into_iter()
            .collect())
    });
    view! {
        <section class="command__block">
            <div class="fields command__filters">
                <Select class="w4" label=t(Cmd::Span) path="span" value=hours options=spans/>
                <Select class="w4" label=t(Cmd::Institution) path="institution" value=owner options=owners/>
                <Select class="w4" label=t(Cmd::Territory) path="territory" value=territory options=territories/>
                <Select class="w6" label=t(Cmd::Event) path="event" value=event options=events/>
                <Select class="w6" label=t(Cmd::Shift) path="since" value=since options=shifts/>
            </div>
            <Check label=t(Cmd::Heat) value=scene.heat/>
        </section>
        {move || past.history.get().map(|history| told(scene, &history))}
    }
    .into_any()
}

/// When the present shift began: as most of the units on duty have it. Nobody enters shifts of an institution as such.
fn shift_began(units: &[UnitSummary]) -> Option<time::DateTime> {
    let mut begins = BTreeMap::<time::DateTime, usize>::new();
    for at in units.iter().filter(|u| u.status != UnitStatus::OffDuty).filter_map(|u| u.shift_from) {
        *begins.entry(at).or_default() += 1;
    }
    begins.into_iter().max_by_key(|(at, count)| (*count, *at)).map(|(at, _)| at)
}

fn minutes(seconds: Option<f64>) -> String {
    seconds.map_or_else(|| "–".to_owned(), |s| format!("{:.1}", s / 60.0))
}

fn told(scene: Scene, history: &History) -> AnyView {
    let span = (history.from, history.to);
    let filter = scene.filter.get_untracked();
    let row = |r: &Responses| {
        let link = |count: u32, clock: Option<ClockState>| {
            let href = format!("/search?{}", to_query(&r.query(&filter, span, clock)));
            view! { <td><a class="figure" rel="external" href=href>{count}</a></td> }
        };
        let name = r.territory_name.clone().filter(|_| !r.all);
        let share = r.met_share().map_or_else(|| "–".to_owned(), |share| format!("{:.0} %", share * 100.0));
        view! {
            <tr>
                <th scope="row"><CategoryMark category=Signal::stored(r.category)/>" "{name}</th>
                {link(r.incidents, None)}{link(r.met, Some(ClockState::Met))}
                {link(r.missed, Some(ClockState::Missed))}{link(r.overdue, Some(ClockState::Overdue))}
                <td>{share}</td><td>{minutes(r.p50_s)}</td><td>{minutes(r.p90_s)}</td>
            </tr>
        }
    };
    let rows = history.responses.iter().take(12).map(row).collect_view();
    let most = hours_of(history).into_iter().map(|(_, n)| n).max().unwrap_or(1).max(1);
    let bar = |(at, n): (chrono::DateTime<chrono::Utc>, u32)| {
        let height = format!("{}", (n * 40).div_ceil(most));
        let y = format!("{}", 40 - (n * 40).div_ceil(most));
        let title = format!("{} · {n}", time::clock(at));
        (height, y, title)
    };
    let bars = hours_of(history).into_iter().map(bar).enumerate().map(|(i, (height, y, title))| {
        let x = (i * 6).to_string();
        view! { <rect x=x y=y width="5" height=height><title>{title}</title></rect> }
    });
    let total: u32 = history.hours.iter().map(|hour| hour.count).sum();
    let query = IncidentQuery { from: Some(span.0), to: Some(span.1), ..filter.query() };
    let received = format!("/search?{}", to_query(&query));
    let width = (hours_of(history).len() * 6).max(6);
    let viewbox = format!("0 0 {width} 40");
    let line = |line: &vnr_shared::situation::TickerLine| {
        let what = super::text::happened(line);
        let name = super::text::subject(line)
            .filter(|_| line.name.is_empty())
            .map_or_else(|| line.name.clone(), |subject| subject.text().to_owned());
        view! { <li><time>{time::clock(line.at)}</time>" "<strong>{name}</strong>" "{what}</li> }
    };
    view! {
        <section class="command__block">
            <h2>{t(Cmd::Responses)}</h2>
            <table class="table">
                <thead><tr>
                    <th scope="col">{t(Cmd::Category)}</th><th scope="col">{t(Cmd::Received)}</th><th scope="col">{t(Cmd::Met)}</th>
                    <th scope="col">{t(Cmd::Missed)}</th><th scope="col">{t(Cmd::Overdue)}</th><th scope="col">{t(Cmd::Share)}</th>
                    <th scope="col">{t(Cmd::Half)}</th><th scope="col">{t(Cmd::Nine)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
        <section class="command__block">
            <h2>{t(Cmd::ByHour)}" "<a class="figure" rel="external" href=received>{total}</a></h2>
            <svg class="command__hours" viewBox=viewbox preserveAspectRatio="none" role="img" aria-label=t(Cmd::ByHour)>{bars.collect_view()}</svg>
        </section>
        <section class="command__block">
            <h2>{t(Cmd::Ticker)}</h2>
            <ol class="command__ticker">{history.ticker.iter().take(20).map(line).collect_view()}</ol>
        </section>
    }
    .into_any()
}

/// Receipts of every hour of the span, with those that had none.
fn hours_of(history: &History) -> Vec<(chrono::DateTime<chrono::Utc>, u32)> {
    let mut hours = Vec::new();
    let mut at = history.from;
    while at < history.to {
        let of = |category: Category| {
            history.hours.iter().find(|h| h.from == at && h.category == category).map_or(0, |h| h.count)
        };
        hours.push((at, Category::ALL.into_iter().map(of).sum()));
        at += chrono::Duration::hours(1);
    }
    hours
}
