//! Tasks with their terms: given, done, called off, and late where everybody sees it.

use leptos::prelude::*;
use vnr_shared::event::{Sheet, Task, TaskState};
use vnr_shared::{sort, time};

use super::super::text::{Cmd, task_state};
use super::form::{Form, Kind, Target, due};
use super::hand::Hand;
use super::rows::{item, live, muted, plain, strong, when};
use super::staff::{SectionField, edit, worked};
use crate::edge;
use crate::i18n::{Message, t};
use crate::register::wire;
use crate::ui::{Select, TextField};

/// How long before its term a task stands out, in seconds.
const PRESSING_S: i64 = 5 * 60;

/// What is to be done by when, as it ages.
pub fn term(at: time::DateTime, running: bool) -> AnyView {
    let left = move || (at - if running { edge::second() } else { at }).num_seconds();
    let class = move || match left() {
        _ if !running => "clock clock--met",
        ..0 => "clock clock--late",
        0..PRESSING_S => "clock clock--soon",
        _ => "clock",
    };
    let words = move || match left() {
        _ if !running => String::new(),
        left @ ..0 => Cmd::LateFor.with(&time::span(-left)),
        left => Cmd::Left.with(&time::span(left)),
    };
    view! { <span class=class>{Cmd::DueAt.with(&time::date_time(at))}" "{words}</span> }.into_any()
}

/// The tasks.
#[component]
pub fn Tasks(hand: Hand) -> impl IntoView {
    let form = Form::open(
        hand,
        Target::Part("tasks"),
        &[
            ("text", Kind::Words, ""),
            ("assignee", Kind::Words, ""),
            ("due_at", Kind::When, ""),
            ("section", Kind::Raw, ""),
            ("state", Kind::Words, "open"),
            ("outcome", Kind::Words, ""),
        ],
    );
    let states = Signal::derive(|| {
        [TaskState::Open, TaskState::Done, TaskState::Cancelled]
            .map(|s| (wire(s), task_state(s).text().to_owned()))
            .to_vec()
    });
    let line = move |sheet: Sheet<Task>| {
        let (id, version, task) = (sheet.id, sheet.version, sheet.part.clone());
        let open = task.state == TaskState::Open;
        let section = task.section;
        let place = move || section.and_then(|section| hand.section_name(section.0));
        let mut end = vec![edit(form, &sheet), hand.strike(Cmd::Strike, id, version)];
        if open {
            let (before, after) = (sheet.clone(), Task { state: TaskState::Done, ..task.clone() });
            let done = Callback::new(move |()| form.put(&before, &after));
            end.insert(0, worked(hand, Cmd::TaskDone, "small", done));
        }
        let state = if open { "chip chip--strong" } else { "chip" };
        item(
            vec![
                live(state, move || task_state(task.state).text().to_owned()),
                strong(task.text),
                plain(task.assignee),
                task.due_at.map_or_else(|| ().into_any(), |at| term(at, open)),
                live("chip", move || place().unwrap_or_default()),
                muted(task.outcome),
            ],
            end,
        )
    };
    // What is to be done first, and what is late before what is not.
    let tasks = |r: &vnr_shared::event::EventRecord| {
        let mut tasks = r.event.tasks.clone();
        let far = time::DateTime::MAX_UTC;
        sort::by_key(&mut tasks, |sheet| (sheet.part.state, sheet.part.due_at.unwrap_or(far)));
        tasks
    };
    let typed = form.text("due_at");
    let understood = move || typed.with(|text| due(text, edge::second())).map(time::date_time);
    let fields = view! {
        <TextField label=t(Cmd::Text) path="text" within="task-" value=form.text("text") faults=form.faults/>
        <TextField class="w6" label=t(Cmd::Assignee) path="assignee" within="task-" value=form.text("assignee") faults=form.faults/>
        <SectionField hand form within="task-"/>
        <div class="field w6">
            <TextField label=t(Cmd::DueIn) path="due_at" within="task-" value=typed faults=form.faults mono=true/>
            {move || understood().map(|at| view! { <span class="field__hint">"= "{at}</span> })}
        </div>
        {when(move || form.changes(), move || {
            view! { <Select label=t(Cmd::State) path="state" within="task-" value=form.text("state") options=states faults=form.faults/> }.into_any()
        })}
        {when(move || form.changes(), move || {
            view! { <TextField label=t(Cmd::Outcome) path="outcome" within="task-" value=form.text("outcome") faults=form.faults/> }.into_any()
        })}
    };
    view! {
        <section class="command__block" aria-labelledby="event-tasks"><h2 id="event-tasks">{t(Cmd::Tasks)}</h2>
            {hand.list(tasks, |s| (s.id, s.version), line)}
            {form.view(Cmd::Add, fields.into_any())}
        </section>
    }
    .into_any()
}
