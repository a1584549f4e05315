//! The timeline: lines of the log and entries of the journal together, the latest first, as sentences.

use leptos::prelude::*;
use vnr_shared::incident::Note;
use vnr_shared::journal::JournalEntry;
use vnr_shared::sort;
use vnr_shared::time::{self, DateTime};

use super::dossier::Dossier;
use super::strike::{StrikeButton, StruckLine};
use super::text::Crd;
use super::values::{field_name, value_text};
use crate::edge;
use crate::i18n::{Message, t};
use crate::keys;
use crate::register::Catalogue;
use crate::register::note::NoteDraft;
use crate::register::sentence::{self, changes, reason, sentence};
use crate::ui::{Area, FaultBanner, For, shown};

/// One happening.
#[derive(Clone, PartialEq)]
enum Event {
    Note(Note),
    Entry(Box<JournalEntry>),
}

impl Event {
    const fn at(&self) -> DateTime {
        match self {
            Self::Note(note) => note.at,
            Self::Entry(entry) => entry.at,
        }
    }
}

/// Notes and entries by time, the latest first. A note is told once, by itself and not by its entry.
fn merge(notes: &[Note], journal: &[JournalEntry]) -> Vec<Event> {
    let entries = journal.iter().filter(|e| e.kind != "incident.noted").cloned();
    let mut all: Vec<Event> = entries.map(|e| Event::Entry(Box::new(e))).collect();
    all.extend(notes.iter().cloned().map(Event::Note));
    sort::by_key(&mut all, Event::at);
    all.reverse();
    all
}

/// A row of the timeline. Rows are kept by their key, so that an answer being typed in one of them stays when others come.
#[derive(Clone, PartialEq)]
enum Row {
    Day(String),
    Event(Event),
}

impl Row {
    fn key(&self) -> String {
        match self {
            Self::Day(day) => day.clone(),
            Self::Event(Event::Note(note)) => format!("{}{}", note.id, note.struck.is_some()),
            Self::Event(Event::Entry(entry)) => format!("{}{}{:?}", entry.at, entry.kind, entry.cause),
        }
    }

    fn view(self, dossier: Dossier) -> AnyView {
        match self {
            Self::Day(day) => view! { <li class="timeline__day">{day}</li> }.into_any(),
            Self::Event(Event::Note(note)) => view! { <NoteLine note dossier/> }.into_any(),
            Self::Event(Event::Entry(entry)) => view! { <EntryLine entry=*entry/> }.into_any(),
        }
    }
}

/// Puts a heading before the events of each day.
fn by_day(events: Vec<Event>) -> Vec<Row> {
    let mut rows = Vec::with_capacity(events.len() + 4);
    let mut day = String::new();
    for event in events {
        let of = time::date(event.at());
        if of != day {
            rows.push(Row::Day(of.clone()));
            day = of;
        }
        rows.push(Row::Event(event));
    }
    rows
}

/// The timeline with the field for a new line above it.
#[component]
pub fn Timeline(dossier: Dossier) -> impl IntoView {
    let rows = Memo::new(move |_| {
        let notes = dossier.incident.with(|i| i.as_ref().map(|i| i.notes.clone()).unwrap_or_default());
        dossier.journal.with(|journal| by_day(merge(&notes, journal)))
    });
    view! {
        <section class="panel" aria-label=t(Crd::Log)>
            <div class="panel__head"><h2>{t(Crd::Log)}</h2></div>
            <div class="panel__body">
                <Show when=move || dossier.may_add()><NoteForm dossier/></Show>
                <ol class="timeline"><For each=move || rows.get() key=Row::key children=move |row| row.view(dossier)/></ol>
            </div>
        </section>
    }
    .into_any()
}

fn minute(at: DateTime) -> String {
    let clock = time::clock(at);
    clock.get(..5).unwrap_or(&clock).to_owned()
}

#[component]
fn NoteLine(note: Note, dossier: Dossier) -> impl IntoView {
    let struck = note.struck.is_some();
    let name = note.by_name.clone();
    let part = format!("notes/{}", note.id);
    let what = note.text.chars().take(40).collect::<String>();
    let strike = (!struck).then(|| view! { <Show when=move || dossier.may_add()><StrikeButton dossier part=part.clone() what=what.clone()/></Show> });
    view! {
        <li>
            <time class="mono small muted" title=time::date_time(note.at)>{minute(note.at)}</time>
            <div class="stack-2">
                <p class="small muted">{move || Crd::NoteBy.with(&name)}</p>
                <p class="prewrap" class:struck=struck>{note.text}</p>
                {note.struck.map(|strike| view! { <StruckLine strike/> })}
                {strike}
            </div>
        </li>
    }
    .into_any()
}

#[component]
fn EntryLine(entry: JournalEntry) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let told = entry.clone();
    let said = move || sentence(&told, catalogue);
    let quiet = sentence::is_reading(&entry);
    let why = reason(&entry).map(|r| format!(": {r}"));
    let changed = entry.clone();
    let changed = move || {
        changes(&changed)
            .into_iter()
            .map(|(field, before, after)| {
                let (before, after) = (value_text(catalogue, field, before), value_text(catalogue, field, after));
                view! {
                    <div class="change">
                        <dt>{field_name(field)}</dt>
                        <dd><del>{shown(before)}</del><span aria-hidden="true">" → "</span><ins>{shown(after)}</ins></dd>
                    </div>
                }
            })
            .collect_view()
    };
    let device =
        (!entry.device.is_empty()).then(|| view! { <span class="faint">" · "{entry.device.clone()}</span> });
    let has_changes = !changes(&entry).is_empty();
    view! {
        <li>
            <time class="mono small muted" title=time::date_time(entry.at)>{minute(entry.at)}</time>
            <div class="stack-2" class:muted=quiet>
                <p class="small"><span class="strong">{entry.actor_name.clone()}</span>" "{said}{why}{device}</p>
                {has_changes.then(|| view! { <dl>{changed}</dl> })}
            </div>
        </li>
    }
    .into_any()
}

/// The field for a new line: Ctrl+Enter adds it.
#[component]
fn NoteForm(dossier: Dossier) -> impl IntoView {
    let draft = NoteDraft::open(dossier.id);
    keys::bind("m", t(Crd::ToNote), || edge::focus("note"));
    let submit = move || draft.submit(dossier.on_done());
    let state = move || match (draft.added.get(), draft.kept.get()) {
        (_, Some(at)) => Crd::KeptAt.with(&at),
        (Some(at), None) => Crd::NoteAdded.with(&at),
        (None, None) => String::new(),
    };
    view! {
        <form class="stack-2" on:submit=move |e| { e.prevent_default(); submit(); }
            on:keydown=move |e| if e.key() == "Enter" && e.ctrl_key() { e.prevent_default(); submit(); }>
            <Area label=t(Crd::NoteLabel) path="note" value=draft.typed rows=2/>
            <div class="cluster">
                <button type="submit" class="button">{t(Crd::AddNote)}<kbd aria-hidden="true">"Ctrl ↵"</kbd></button>
                <span class="small muted" role="status">{state}</span>
            </div>
            <FaultBanner failure=draft.failure/>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vnr_shared::id::{NoteId, UserId};

    #[test]
    fn notes_and_entries_are_told_once_the_latest_first() {
        let at = |m: u32| format!("2026-11-24T12:{m:02}:00Z").parse::<DateTime>().unwrap();
        let note = Note {
            id: NoteId(uuid::Uuid::nil()),
            text: "x".into(),
            by: UserId(uuid::Uuid::nil()),
            by_name: "A".into(),
            at: at(2),
            struck: None,
        };
        let entry = |kind: &str, m| JournalEntry {
            position: None,
            at: at(m),
            actor: None,
            actor_name: String::new(),
            institution: None,
            device: String::new(),
            subject_kind: "incident".into(),
            subject_id: uuid::Uuid::nil(),
            kind: kind.into(),
            payload: serde_json::Value::Null,
            cause: None,
        };
        let journal =
            [entry("incident.registered", 1), entry("incident.noted", 2), entry("incident.status", 3)];
        let times: Vec<_> = merge(&[note], &journal).iter().map(Event::at).collect();
        assert_eq!(times, [at(3), at(2), at(1)]);
    }
}
