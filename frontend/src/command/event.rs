//! Major events: the list of them, and one with everything in it. What is printed is this page without its fields.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use vnr_shared::event::{
    BeginEvent, Drawing, EndEvent, EventAnswer, EventRecord, EventSummary, GiveOrder, GiveReport, Part,
    Point, Post, PutPart, Section, Shape, Sheet, StaffRole, StrikePart, Symbol, Task, TaskState, Tone,
};
use vnr_shared::id::MajorEventId;
use vnr_shared::incident::Summary;
use vnr_shared::time;

use super::overlays;
use super::text::{Cmd, role, symbol, task_state, tone};
use crate::api::{self, Failure};
use crate::app::Selection;
use crate::edge;
use crate::i18n::{Message, t};
use crate::live::Live;
use crate::map::{MapView, Mark, Overlay, Wash, World, last_extent};
use crate::register::{unwire, wire};
use crate::route;
use crate::ui::{Area, Command, FaultBanner, Select, TextField};

fn text() -> RwSignal<String> {
    RwSignal::new(String::new())
}

/// The list, and the way to begin one.
#[component]
pub fn EventsPage() -> impl IntoView {
    let (events, failure) = (RwSignal::new(Vec::<EventSummary>::new()), RwSignal::new(None::<Failure>));
    let load = move || {
        spawn_local(async move {
            match api::get::<Vec<EventSummary>>(api::MAJOR_EVENTS).await {
                Ok(found) => drop(events.try_set(found)),
                Err(wrong) => drop(failure.try_set(Some(wrong))),
            }
        });
    };
    load();
    let (name, every) = (text(), text());
    let begin = move || {
        let middle = last_extent()
            .map_or((56.95, 24.11), |e| (f64::midpoint(e.south, e.north), f64::midpoint(e.west, e.east)));
        let body = BeginEvent {
            id: MajorEventId(edge::new_id()),
            name: name.get_untracked(),
            lat: middle.0,
            lon: middle.1,
            address: String::new(),
            description: String::new(),
            participants: Vec::new(),
            incidents: Vec::new(),
            report_every_min: every.get_untracked().trim().parse().ok(),
        };
        spawn_local(async move {
            let told =
                api::send::<_, EventAnswer>(Method::POST, api::MAJOR_EVENTS, &body, api::new_key()).await;
            match told {
                Ok(_) => {
                    name.set(String::new());
                    failure.set(None);
                    load();
                }
                Err(wrong) => failure.set(Some(wrong)),
            }
        });
    };
    let line = |event: EventSummary| {
        let href = format!("/command/events/{}", event.id);
        let when = time::date_time(event.began_at);
        let state = move || if event.ended.is_some() { Cmd::EndedAt.text() } else { Cmd::Running.text() };
        view! { <li><a href=href>{event.name}</a>" · "{t(Cmd::BeganAt)}" "{when}" · "{state}</li> }
    };
    view! {
        <div class="event">
            <h1>{t(Cmd::Events)}</h1>
            <FaultBanner failure/>
            <ul>{move || events.get().into_iter().map(line).collect_view()}</ul>
            <Show when=move || events.with(Vec::is_empty)><p>{t(Cmd::NoEvents)}</p></Show>
            <form class="command__block" on:submit=move |e| { e.prevent_default(); begin(); }>
                <h2>{t(Cmd::Begin)}</h2>
                <div class="fields">
                    <TextField class="w6" label=t(Cmd::Name) path="name" value=name/>
                    <TextField class="w6" label=t(Cmd::ReportEvery) path="report_every_min" value=every mono=true/>
                </div>
                <p class="small muted">{t(Cmd::BeginAtMap)}</p>
                <Command label=t(Cmd::Begin) look="primary" run=move |()| begin()/>
            </form>
        </div>
    }
    .into_any()
}

/// One event in hand: its record, and the commands on it.
#[derive(Clone, Copy)]
struct Hand {
    id: Memo<Option<MajorEventId>>,
    record: RwSignal<Option<EventRecord>>,
    failure: RwSignal<Option<Failure>>,
}

impl Hand {
    fn path(self, rest: &str) -> Option<String> {
        self.id.get_untracked().map(|id| format!("{}/{id}{rest}", api::MAJOR_EVENTS))
    }

    fn load(self) {
        let Some(path) = self.path("") else { return };
        spawn_local(async move {
            match api::get::<EventRecord>(&path).await {
                Ok(record) => drop(self.record.try_set(Some(record))),
                Err(wrong) => drop(self.failure.try_set(Some(wrong))),
            }
        });
    }

    /// Sends a command; `then` clears the fields once it was taken, so that nothing typed is lost before.
    fn send<B: Serialize + 'static>(
        self,
        method: Method,
        rest: &str,
        body: B,
        then: impl FnOnce() + 'static,
    ) {
        let Some(path) = self.path(rest) else { return };
        spawn_local(async move {
            match api::send::<B, EventAnswer>(method, &path, &body, api::new_key()).await {
                Ok(_) => {
                    then();
                    self.failure.set(None);
                    self.load();
                }
                Err(wrong) => drop(self.failure.try_set(Some(wrong))),
            }
        });
    }

    fn put<T: Part + 'static>(
        self,
        kind: &str,
        at: Option<(uuid::Uuid, i64)>,
        part: T,
        then: impl FnOnce() + 'static,
    ) {
        let (id, version) = at.unwrap_or_else(|| (edge::new_id(), 0));
        self.send(Method::PUT, &format!("/{kind}/{id}"), PutPart { version, part }, then);
    }

    fn strike(self, id: uuid::Uuid, version: i64) {
        let reason = Cmd::StrikeReason.text().to_owned();
        self.send(Method::POST, &format!("/parts/{id}/strike"), StrikePart { version, reason }, || {});
    }

    fn works(self) -> bool {
        self.record.with(|r| r.as_ref().is_some_and(|r| r.works))
    }

    /// A list drawn from the record.
    fn list<T: Clone + 'static>(
        self,
        of: fn(&EventRecord) -> Vec<T>,
        line: impl Fn(T) -> AnyView + Send + 'static,
    ) -> AnyView {
        let items = move || self.record.with(|r| r.as_ref().map(of).unwrap_or_default());
        view! { <ul>{move || items().into_iter().map(&line).collect_view()}</ul> }.into_any()
    }
}

/// One event.
#[component]
pub fn EventPage() -> impl IntoView {
    let id = Memo::new(move |_| route::part(2).and_then(|id| id.parse().ok()));
    let hand = Hand { id, record: RwSignal::new(None), failure: RwSignal::new(None) };
    let live = expect_context::<Live>();
    // Whoever changes it, the record is read anew.
    let version = Memo::new(move |_| {
        let mut version = None;
        live.store.events.each(|event| {
            if Some(event.id) == id.get() {
                version = Some(event.version);
            }
        });
        version
    });
    Effect::new(move || {
        // Which one before what it is made into: an effect sees a change of `id` that leaves `version` as it is only so.
        id.with(|_| {});
        version.with(|_| {});
        hand.load();
    });
    let head = move || {
        hand.record.get().map(|r| {
            let ended = r.event.ended.clone();
            let due = r.event.report_due_at.map(|at| Cmd::NextReport.with(&time::clock(at)));
            view! {
                <h1>{r.event.name}</h1>
                <p>{t(Cmd::BeganAt)}" "{time::date_time(r.event.began_at)}
                    {ended.map(|e| view! { " · "{t(Cmd::EndedAt)}" "{time::date_time(e.at)}": "{e.reason} })}</p>
                <p>{r.event.description}</p>
                {due.map(|due| view! { <p><strong>{due}</strong></p> })}
            }
        })
    };
    view! {
        <div class="command">
            <div class="event command__side">
                <nav class="cluster" aria-label=t(Cmd::Screens)>
                    <a href="/command">{t(Cmd::Situation)}</a><a href="/command/events">{t(Cmd::Events)}</a>
                    <Command label=t(Cmd::Print) look="small" run=move |()| drop(window().print())/>
                </nav>
                {head}
                <FaultBanner failure=hand.failure/>
                <Staff hand/><Tasks hand/><Orders hand/><Incidents hand/><Finish hand/>
            </div>
            <Board hand/>
        </div>
    }
    .into_any()
}

#[component]
fn Staff(hand: Hand) -> impl IntoView {
    let (name, leader, who) = (text(), text(), text());
    let duty = RwSignal::new(wire(StaffRole::Leader));
    let duties = Signal::derive(|| StaffRole::ALL.map(|r| (wire(r), role(r).text().to_owned())).to_vec());
    let add_section = move || {
        let part = Section {
            name: name.get_untracked(),
            leader: leader.get_untracked(),
            units: Vec::new(),
            note: String::new(),
        };
        hand.put("sections", None, part, move || {
            name.set(String::new());
            leader.set(String::new());
        });
    };
    let add_post = move || {
        let role = unwire(&duty.get_untracked()).unwrap_or(StaffRole::Liaison);
        let part = Post { role, name: who.get_untracked(), contact: String::new() };
        hand.put("posts", None, part, move || who.set(String::new()));
    };
    let post = |p: Sheet<Post>| {
        view! { <li>{t(role(p.part.role))}": "<strong>{p.part.name}</strong>" "{p.part.contact}</li> }
            .into_any()
    };
    let section = |s: Sheet<Section>| {
        view! { <li><strong>{s.part.name}</strong>" "{s.part.leader}" "{s.part.note}</li> }.into_any()
    };
    view! {
        <section class="command__block"><h2>{t(Cmd::Staff)}</h2>
            {hand.list(|r| r.event.posts.clone(), post)}
            <Show when=move || hand.works()><form class="fields" on:submit=move |e| { e.prevent_default(); add_post(); }>
                <Select class="w5" label=t(Cmd::Duty) path="duty" value=duty options=duties/>
                <TextField class="w7" label=t(Cmd::Name) path="post-name" value=who/>
                <Command label=t(Cmd::Add) look="small" run=move |()| add_post()/>
            </form></Show>
        </section>
        <section class="command__block"><h2>{t(Cmd::Sections)}</h2>
            {hand.list(|r| r.event.sections.clone(), section)}
            <Show when=move || hand.works()><form class="fields" on:submit=move |e| { e.prevent_default(); add_section(); }>
                <TextField class="w6" label=t(Cmd::Name) path="section-name" value=name/>
                <TextField class="w6" label=t(Cmd::Leader) path="leader" value=leader/>
                <Command label=t(Cmd::Add) look="small" run=move |()| add_section()/>
            </form></Show>
        </section>
    }
    .into_any()
}

#[component]
fn Tasks(hand: Hand) -> impl IntoView {
    let (what, who, due) = (text(), text(), text());
    let add = move || {
        let minutes = due.get_untracked().trim().parse::<i64>().ok();
        let part = Task {
            text: what.get_untracked(),
            section: None,
            assignee: who.get_untracked(),
            due_at: minutes.map(|m| edge::now() + chrono::Duration::minutes(m)),
            state: TaskState::Open,
            outcome: String::new(),
        };
        hand.put("tasks", None, part, move || {
            for field in [what, who, due] {
                field.set(String::new());
            }
        });
    };
    let line = move |sheet: Sheet<Task>| {
        let (at, task) = ((sheet.id, sheet.version), sheet.part);
        let shown = task.clone();
        let due = task.due_at.map(|due| move || Cmd::DueAt.with(&time::clock(due)));
        let late = {
            let task = task.clone();
            move || task.is_overdue(edge::second()).then(|| Cmd::Late.text())
        };
        let open = task.state == TaskState::Open;
        let done =
            move || hand.put("tasks", Some(at), Task { state: TaskState::Done, ..task.clone() }, || {});
        let button = open.then(|| view! { <Show when=move || hand.works()><Command label=t(Cmd::TaskDone) look="small" run={ let done = done.clone(); move |()| done() }/></Show> });
        view! { <li>{t(task_state(shown.state))}": "<strong>{shown.text}</strong>" "{shown.assignee}" "{due}" "<strong>{late}</strong>{button}</li> }.into_any()
    };
    view! {
        <section class="command__block"><h2>{t(Cmd::Tasks)}</h2>
            {hand.list(|r| r.event.tasks.clone(), line)}
            <Show when=move || hand.works()><form class="fields" on:submit=move |e| { e.prevent_default(); add(); }>
                <TextField class="w6" label=t(Cmd::Text) path="task" value=what/>
                <TextField class="w3" label=t(Cmd::Assignee) path="assignee" value=who/>
                <TextField class="w3" label=t(Cmd::DueIn) path="due" value=due mono=true/>
                <Command label=t(Cmd::Add) look="small" run=move |()| add()/>
            </form></Show>
        </section>
    }
    .into_any()
}

#[component]
fn Orders(hand: Hand) -> impl IntoView {
    let (to, order, report) = (text(), text(), text());
    let give = move || {
        let body = GiveOrder { id: edge::new_id(), to: to.get_untracked(), text: order.get_untracked() };
        hand.send(Method::POST, "/orders", body, move || order.set(String::new()));
    };
    let tell = move || {
        let body = GiveReport { id: edge::new_id(), text: report.get_untracked() };
        hand.send(Method::POST, "/reports", body, move || report.set(String::new()));
    };
    let line = |o: vnr_shared::event::Order| {
        view! { <li>{o.number}". "{time::date_time(o.at)}" "{o.by}" → "<strong>{o.to}</strong>": "{o.text}</li> }.into_any()
    };
    let told = |r: vnr_shared::event::Report| {
        view! { <li>{r.number}". "{time::date_time(r.at)}" "{r.by}": "{r.text}</li> }.into_any()
    };
    view! {
        <section class="command__block"><h2>{t(Cmd::Orders)}</h2>
            {hand.list(|r| r.orders.clone(), line)}
            <Show when=move || hand.works()><form class="fields" on:submit=move |e| { e.prevent_default(); give(); }>
                <TextField class="w4" label=t(Cmd::To) path="to" value=to/>
                <TextField class="w8" label=t(Cmd::Text) path="order" value=order/>
                <Command label=t(Cmd::Order) look="small" run=move |()| give()/>
            </form></Show>
        </section>
        <section class="command__block"><h2>{t(Cmd::Reports)}</h2>
            {hand.list(|r| r.reports.clone(), told)}
            <Show when=move || hand.works()><form class="fields" on:submit=move |e| { e.prevent_default(); tell(); }>
                <Area label=t(Cmd::Text) path="report" value=report rows=3/>
                <Command label=t(Cmd::Report) look="small" run=move |()| tell()/>
            </form></Show>
        </section>
    }
    .into_any()
}

#[component]
fn Incidents(hand: Hand) -> impl IntoView {
    let line = |i: Summary| {
        let href = format!("/incidents/{}", i.id);
        view! { <li><a rel="external" href=href>{i.number}</a>" "{i.category.letter()}" "{i.address}" "{i.headline}</li> }.into_any()
    };
    view! { <section class="command__block"><h2>{t(Cmd::Incidents)}</h2>{hand.list(|r| r.incidents.clone(), line)}</section> }
        .into_any()
}

#[component]
fn Finish(hand: Hand) -> impl IntoView {
    let reason = text();
    let leads = move || hand.record.with(|r| r.as_ref().is_some_and(|r| r.leads));
    let end = move || {
        let version = hand.record.with_untracked(|r| r.as_ref().map_or(0, |r| r.event.version));
        hand.send(Method::POST, "/end", EndEvent { version, reason: reason.get_untracked() }, || {});
    };
    view! {
        <Show when=leads><form class="command__block" on:submit=move |e| { e.prevent_default(); end(); }>
            <TextField label=t(Cmd::Reason) path="reason" value=reason/>
            <Command label=t(Cmd::End) look="small" run=move |()| end()/>
        </form></Show>
    }
    .into_any()
}

/// The shared map with its drawings, and the way to draw.
#[component]
fn Board(hand: Hand) -> impl IntoView {
    let points = RwSignal::new(Vec::<Point>::new());
    let label = text();
    let (shape, what) = (RwSignal::new("line".to_owned()), RwSignal::new(wire(Symbol::CommandPost)));
    let meaning = RwSignal::new(wire(Tone::Own));
    let shapes = Signal::derive(|| {
        [
            ("line", Cmd::ShapeLine),
            ("area", Cmd::ShapeArea),
            ("text", Cmd::ShapeText),
            ("symbol", Cmd::ShapeSymbol),
        ]
        .map(|(value, word)| (value.to_owned(), word.text().to_owned()))
        .to_vec()
    });
    let symbols = Signal::derive(|| Symbol::ALL.map(|s| (wire(s), symbol(s).text().to_owned())).to_vec());
    let tones = Signal::derive(|| Tone::ALL.map(|s| (wire(s), tone(s).text().to_owned())).to_vec());
    let save = move || {
        let drawn = points.get_untracked();
        let Some(first) = drawn.first().copied() else { return };
        let shape = match shape.get_untracked().as_str() {
            "area" => Shape::Area(drawn),
            "text" => Shape::Text(first),
            "symbol" => Shape::Symbol(first, unwire(&what.get_untracked()).unwrap_or(Symbol::Danger)),
            _ => Shape::Line(drawn),
        };
        let part = Drawing {
            shape,
            label: label.get_untracked(),
            tone: unwire(&meaning.get_untracked()).unwrap_or_default(),
        };
        hand.put("drawings", None, part, move || {
            points.set(Vec::new());
            label.set(String::new());
        });
    };
    let marks = Memo::new(move |_| {
        hand.record.with(|r| {
            r.as_ref().map(|r| r.incidents.iter().map(Mark::of).collect::<Vec<_>>()).unwrap_or_default()
        })
    });
    let overlays = Signal::derive(move || {
        let mut all: Vec<Overlay> = hand.record.with(|r| {
            let drawings = r.iter().flat_map(|r| &r.event.drawings);
            drawings.map(|sheet| overlays::drawing(&sheet.part)).collect()
        });
        let drawn = points.get();
        if !drawn.is_empty() {
            all.push(Overlay {
                points: drawn.iter().map(|p| World::of(p.lat(), p.lon())).collect(),
                area: shape.get() == "area",
                wash: Wash::Note,
                label: "+".to_owned(),
            });
        }
        all
    });
    let pick =
        Callback::new(move |(lat, lon): (f64, f64)| points.update(|points| points.push(Point(lon, lat))));
    let picking = Signal::derive(move || hand.works());
    let selected = expect_context::<Selection>().0;
    let line = move |sheet: Sheet<Drawing>| {
        let (id, version) = (sheet.id, sheet.version);
        let name = overlays::drawing(&sheet.part).label;
        let name = if name.is_empty() { tone(sheet.part.tone).text().to_owned() } else { name };
        view! { <li>{name}" "<Show when=move || hand.works()><Command label=t(Cmd::Strike) look="small quiet" run=move |()| hand.strike(id, version)/></Show></li> }.into_any()
    };
    view! {
        <div class="command__board">
            <div class="command__map"><MapView marks selected overlays on_pick=pick picking all_key="v"/></div>
            <section class="command__block"><h2>{t(Cmd::Drawings)}</h2>
                {hand.list(|r| r.event.drawings.clone(), line)}
                <Show when=move || hand.works()><form class="fields" on:submit=move |e| { e.prevent_default(); save(); }>
                    <Select class="w3" label=t(Cmd::Shape) path="shape" value=shape options=shapes/>
                    <Show when=move || shape.get() == "symbol"><Select class="w3" label=t(Cmd::ShapeSymbol) path="symbol" value=what options=symbols/></Show>
                    <Select class="w3" label=t(Cmd::Meaning) path="tone" value=meaning options=tones/>
                    <TextField class="w3" label=t(Cmd::Label) path="label" value=label/>
                    <p class="small muted" role="status">{move || Cmd::Draw.with(&points.with(Vec::len).to_string())}</p>
                    <Command label=t(Cmd::Add) look="small" run=move |()| save()/>
                </form></Show>
            </section>
        </div>
    }
    .into_any()
}
