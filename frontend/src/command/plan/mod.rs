//! What-if: moves of units on a copy of the live picture, what they would mean for clocks and ground, and the orders that make
//! them so. The plan lies in this page alone; its rules are `vnr_shared::situation::Fork` and `outlook`.

mod tables;

use std::collections::HashMap;
use std::sync::Arc;

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::access::{Action, Resource};
use vnr_shared::dispatch::on_assigned;
use vnr_shared::id::{IncidentId, MessageId, UnitId};
use vnr_shared::incident::Summary;
use vnr_shared::recommend::cover::Ground;
use vnr_shared::recommend::{GroundMap, Numbers, Whereabouts};
use vnr_shared::situation::{Fork, Move, Order, Outlook, outlook};
use vnr_shared::sort;
use vnr_shared::unit::{SendMessage, UnitStatus, UnitSummary};

use super::scene::Scene;
use super::text::Cmd;
use crate::api::{self, Failure};
use crate::app::Selection;
use crate::edge;
use crate::i18n::{Message, t, unit_status};
use crate::map::{Dropped, MapView, Mark, Overlay, Units, Wash, World, last_extent};
use crate::session::Access;
use crate::ui::{Command, FaultBanner, Select};
use tables::{ArrivalTable, CoverTable, Figures};

/// Seconds between two looks at the live picture: positions move all the time, and the ground has thousands of cells.
const EVERY_S: i64 = 2;

/// The ground with what judges a plan on it.
struct Known {
    map: GroundMap,
    ground: Ground,
    numbers: Numbers,
}

/// Before and after.
#[derive(Clone, Default, PartialEq)]
struct Compared {
    before: Outlook,
    after: Outlook,
    /// Own open incidents by id.
    incidents: HashMap<IncidentId, Summary>,
    impossible: Vec<UnitId>,
}

/// The plan in hand.
#[derive(Clone, Copy)]
struct Plan {
    scene: Scene,
    known: RwSignal<Option<Arc<Known>>>,
    moves: RwSignal<Vec<Move>>,
    compared: Memo<Compared>,
    failure: RwSignal<Option<Failure>>,
    given: RwSignal<usize>,
}

impl Plan {
    fn begin(scene: Scene) -> Self {
        let known = RwSignal::new(None::<Arc<Known>>);
        let (moves, failure) = (RwSignal::new(Vec::<Move>::new()), RwSignal::new(None::<Failure>));
        spawn_local(async move {
            match api::get::<GroundMap>(api::GROUND).await {
                Ok(map) => {
                    let (ground, numbers) = (map.ground(), map.numbers());
                    drop(known.try_set(Some(Arc::new(Known { map, ground, numbers }))));
                }
                Err(wrong) => drop(failure.try_set(Some(wrong))),
            }
        });
        let beat = Memo::new(move |_| edge::second().timestamp() / EVERY_S);
        let compared = Memo::new(move |_| {
            beat.with(|_| {});
            let moves = moves.get();
            known.with(|known| known.as_ref().map(|k| compare(scene, k, &moves))).unwrap_or_default()
        });
        Self { scene, known, moves, compared, failure, given: RwSignal::new(0) }
    }

    /// Plans a move in the place of the unit's former one.
    fn add(self, step: Move) {
        self.given.set(0);
        self.moves.update(|moves| {
            moves.retain(|known| known.unit() != step.unit());
            moves.push(step);
        });
    }

    fn remove(self, unit: UnitId) {
        self.moves.update(|moves| moves.retain(|step| step.unit() != unit));
    }

    /// Gives the orders one after the other. What was done leaves the plan; the first that is refused stops it.
    fn commit(self) {
        self.failure.set(None);
        self.given.set(0);
        spawn_local(async move {
            for step in self.moves.get_untracked() {
                match give(step.order()).await {
                    Ok(()) => {
                        self.given.update(|n| *n += 1);
                        self.remove(step.unit());
                    }
                    Err(wrong) => {
                        drop(self.failure.try_set(Some(wrong)));
                        return;
                    }
                }
            }
        });
    }

    fn unit(self, wanted: impl Fn(&UnitSummary) -> bool) -> Option<UnitSummary> {
        let mut found = None;
        self.scene.live.store.units.each_untracked(|u| {
            if found.is_none() && wanted(u) {
                found = Some(u.clone());
            }
        });
        found
    }

    /// A unit was dragged onto an incident or to a place.
    fn dropped(self, Dropped { mark, at: (lat, lon), incident }: Dropped) {
        let Some(unit) = self.unit(|u| u.mark == mark) else { return };
        self.add(match incident {
            Some(incident) => Move::Send(unit.id, incident),
            None => Move::StandBy(unit.id, place(lat, lon), lat, lon),
        });
    }
}

/// A place without a name.
fn place(lat: f64, lon: f64) -> String {
    format!("{lat:.5}, {lon:.5}")
}

async fn give(order: Order) -> Result<(), Failure> {
    let key = api::new_key();
    match order {
        Order::Assign(incident, body) => {
            api::tell(Method::POST, &api::assignments(incident), &body, key).await
        }
        Order::Release(incident, body) => {
            api::tell(Method::POST, &format!("{}/release", api::assignments(incident)), &body, key).await
        }
        Order::Message(unit, name, lat, lon) => {
            let at = place(lat, lon);
            let text = Cmd::StandByText.with(&if name == at { at } else { format!("{name} ({at})") });
            let body = SendMessage { id: MessageId(edge::new_id()), unit, text, incident: None };
            api::tell(Method::POST, api::MESSAGES, &body, key).await
        }
    }
}

/// The live picture as it is now, and the same with the moves made.
fn compare(scene: Scene, known: &Known, moves: &[Move]) -> Compared {
    let store = scene.live.store;
    let mut live = Fork::default();
    store.units.each_untracked(|unit| {
        if !unit.active {
            return;
        }
        if let Some((at, at_ms)) = scene.live.fleet.of_untracked(unit.mark) {
            let (lat, lon) = at.degrees();
            live.at.insert(unit.id, Whereabouts { lat, lon, at: Some(edge::from_millis(at_ms)) });
        }
        live.units.push(unit.clone());
    });
    store.incidents.each_untracked(|incident| {
        if incident.status.is_open() {
            live.incidents.push(incident.clone());
        }
    });
    let (now, of) = (edge::now(), (known.map.institution, known.map.institution_kind));
    let look = |fork: &Fork| outlook(fork, &known.ground, of, &known.numbers, now);
    let before = look(&live);
    let own = live.incidents.iter().filter(|i| i.owner == known.map.institution);
    let incidents = own.map(|i| (i.id, i.clone())).collect();
    let fork = live.with(moves, now);
    Compared { before, after: look(&fork), incidents, impossible: fork.impossible }
}

/// The screen.
#[component]
pub fn PlanPage() -> impl IntoView {
    let scene = expect_context::<Scene>();
    let plan = Plan::begin(scene);
    let selected = expect_context::<Selection>().0;
    let marks =
        Memo::new(move |_| scene.live.store.incidents.collect(|i| i.status.is_open().then(|| Mark::of(i))));
    let units = Units {
        chosen: Signal::derive(move || {
            let moved: Vec<UnitId> = plan.moves.with(|moves| moves.iter().map(Move::unit).collect());
            scene.live.store.units.collect(|u| moved.contains(&u.id).then_some(u.mark))
        }),
        on_drop: Some(Callback::new(move |dropped| plan.dropped(dropped))),
        ..super::units::on_map(scene)
    };
    let overlays = Signal::derive(move || ways(plan));
    view! {
        <div class="command">
            <div class="command__side">
                <nav class="cluster" aria-label=t(Cmd::Screens)>
                    <h1>{t(Cmd::WhatIf)}</h1>
                    <a href="/command">{t(Cmd::Situation)}</a>
                    <a href="/command/events">{t(Cmd::Events)}</a>
                    <a href="/command/wall">{t(Cmd::Wall)}</a>
                </nav>
                <Moves plan/>
                <Figures plan/>
                <ArrivalTable plan/>
                <CoverTable plan/>
            </div>
            <div class="command__map"><MapView marks selected overlays units home=Signal::derive(move || concerned(plan)) all_key="v"/></div>
        </div>
    }
    .into_any()
}

/// What the first look at the map shows: the own incidents that wait for a decision, and where there are none the own units.
fn concerned(plan: Plan) -> Vec<World> {
    let Some(own) = plan.known.with(|known| known.as_ref().map(|k| k.map.institution)) else {
        return Vec::new();
    };
    let store = plan.scene.live.store;
    let waits = |i: &Summary| (i.owner == own && i.status.is_open()).then(|| World::of(i.lat, i.lon));
    let places = store.incidents.collect(waits);
    if !places.is_empty() {
        return places;
    }
    store
        .units
        .collect(|u| (u.active && u.institution == own).then(|| World::of(u.station.lat, u.station.lon)))
}

/// A line from where each unit is to where the plan has it.
fn ways(plan: Plan) -> Vec<Overlay> {
    let moves = plan.moves.get();
    let line = |step: &Move| {
        let unit = plan.unit(|u| u.id == step.unit())?;
        let home = || World::of(unit.station.lat, unit.station.lon);
        let from = plan.scene.live.fleet.of_untracked(unit.mark).map_or_else(home, |(at, _)| at);
        let to = match step {
            Move::Send(_, incident) => {
                let row = plan.scene.live.store.incidents.row(incident.0)?;
                row.with_untracked(|i| World::of(i.lat, i.lon))
            }
            Move::StandBy(_, _, lat, lon) => World::of(*lat, *lon),
            Move::Free(..) => return None,
        };
        Some(Overlay { points: vec![to, from], area: false, wash: Wash::Own, label: unit.call_sign })
    };
    moves.iter().filter_map(line).collect()
}

/// The moves, and the way to add one without dragging.
#[component]
fn Moves(plan: Plan) -> impl IntoView {
    let access = expect_context::<Access>();
    let may = move || access.may(Resource::Unit, Action::Create);
    let (unit, target) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let units = Memo::new(move |_| {
        let own = plan.known.with(|known| known.as_ref().map(|k| k.map.institution));
        let mut units = plan.scene.live.store.units.collect(|u| {
            let can = u.active && u.part_of.is_none() && u.status.can_be_sent() && Some(u.institution) == own;
            can.then(|| (u.status != UnitStatus::Available, u.call_sign.clone(), u.id, u.status))
        });
        sort::naturally(&mut units);
        let name = |(_, sign, id, status): (bool, String, UnitId, UnitStatus)| {
            (id.to_string(), format!("{sign} · {}", unit_status(status).text()))
        };
        std::iter::once((String::new(), "–".to_owned()))
            .chain(units.into_iter().map(name))
            .collect::<Vec<_>>()
    });
    let targets = Memo::new(move |_| {
        let mut all = vec![
            (String::new(), "–".to_owned()),
            ("free".to_owned(), Cmd::PlanFree.text().to_owned()),
            ("middle".to_owned(), Cmd::PlanMiddle.text().to_owned()),
        ];
        let mut incidents = plan.scene.live.store.incidents.collect(|i| {
            on_assigned(i.status, true).is_ok().then(|| {
                (
                    i.category,
                    i.received_at,
                    i.id,
                    format!("{} {} {}", i.category.letter(), i.number, i.address),
                )
            })
        });
        sort::naturally(&mut incidents);
        all.extend(incidents.into_iter().map(|(_, _, id, name)| (id.to_string(), name)));
        plan.known.with(|known| {
            let posts = known.iter().flat_map(|k| &k.map.posts).enumerate();
            all.extend(posts.map(|(n, post)| (format!("post:{n}"), Cmd::PlanStations.with(&post.name))));
        });
        all
    });
    let add = move || {
        let Ok(id) = unit.get_untracked().parse::<UnitId>() else { return };
        let step = target.with_untracked(|target| chosen(plan, id, target));
        if let Some(step) = step {
            plan.add(step);
            unit.set(String::new());
        }
    };
    let line = move |step: Move| {
        let id = step.unit();
        let impossible = move || plan.compared.with(|c| c.impossible.contains(&id));
        view! {
            <li>
                <span>{described(plan, &step)}</span>
                <Show when=impossible><strong class="plan__no">{t(Cmd::Impossible)}</strong></Show>
                <Command label=t(Cmd::Remove) look="small quiet" run=move |()| plan.remove(id)/>
            </li>
        }
        .into_any()
    };
    let none = move || plan.moves.with(Vec::is_empty);
    let count = move || Cmd::Commit.with(&plan.moves.with(Vec::len).to_string());
    let given = move || Cmd::Committed.with(&plan.given.get().to_string());
    view! {
        <section class="command__block plan">
            <h2>{t(Cmd::ThePlan)}</h2>
            <p class="small muted">{t(Cmd::PlanHelp)}</p>
            <FaultBanner failure=plan.failure/>
            <ul class="plan__moves" hidden=none>{move || plan.moves.get().into_iter().map(line).collect_view()}</ul>
            <p role="status" class="small">
                {move || match (plan.given.get(), none()) {
                    (0, true) => Cmd::PlanEmpty.text().to_owned(),
                    (0, false) => String::new(),
                    _ => given(),
                }}
            </p>
            <form class="fields plan__add" on:submit=move |e| { e.prevent_default(); add(); }>
                <Select class="w6" label=t(Cmd::PlanUnit) path="unit" value=unit options=units/>
                <Select class="w6" label=t(Cmd::PlanTarget) path="target" value=target options=targets/>
                <div class="cluster"><Command label=t(Cmd::AddMove) look="small" run=move |()| add()/></div>
            </form>
            <div class="cluster plan__end">
                <Show when=may><Command label=count look="primary" run=move |()| plan.commit() disabled=Signal::derive(none)/></Show>
                <Command label=t(Cmd::DropPlan) run=move |()| plan.moves.set(Vec::new()) disabled=Signal::derive(none)/>
            </div>
        </section>
    }
    .into_any()
}

/// The move that was chosen from the lists.
fn chosen(plan: Plan, unit: UnitId, target: &str) -> Option<Move> {
    match target {
        "" => None,
        "free" => {
            let sent = plan.unit(|u| u.id == unit)?.current()?.incident;
            Some(Move::Free(unit, sent))
        }
        "middle" => {
            let e = last_extent()?;
            let (lat, lon) = (f64::midpoint(e.south, e.north), f64::midpoint(e.west, e.east));
            Some(Move::StandBy(unit, place(lat, lon), lat, lon))
        }
        other => match other.strip_prefix("post:") {
            Some(number) => {
                let known = plan.known.get_untracked()?;
                let post = known.map.posts.get(number.parse::<usize>().ok()?)?;
                Some(Move::StandBy(unit, post.name.clone(), post.lat, post.lon))
            }
            None => Some(Move::Send(unit, other.parse().ok()?)),
        },
    }
}

/// A move in words.
fn described(plan: Plan, step: &Move) -> String {
    let sign = plan.unit(|u| u.id == step.unit()).map(|u| u.call_sign).unwrap_or_default();
    let what = match step {
        Move::Send(_, incident) => {
            let row = plan.scene.live.store.incidents.row(incident.0);
            row.map(|row| row.with_untracked(|i| format!("{} {}", i.number, i.address))).unwrap_or_default()
        }
        Move::StandBy(_, name, ..) => Cmd::MoveStand.with(name),
        Move::Free(..) => Cmd::MoveFree.text().to_owned(),
    };
    format!("{sign} → {what}")
}
