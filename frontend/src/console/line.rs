//! The command line: always in sight, read as it is typed, completed part by part, with a history.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use vnr_shared::line::{
    Action, Candidate, Outcome, Parsed, Tense, Verb, complete, parse, proposal, with_verb,
};

use super::desk::{Desk, LINE, Said};
use super::text::Con;
use crate::edge;
use crate::i18n::{Message, lang, lang_now, t};
use crate::keys;
use crate::ui::{Command, KeyCap};

/// A line as it is read now.
#[derive(Clone)]
struct Read {
    line: String,
    parsed: Parsed,
    /// What it will do, in words.
    will: Vec<(Action, String)>,
    /// What may have been meant.
    proposal: Option<String>,
}

impl PartialEq for Read {
    fn eq(&self, other: &Self) -> bool {
        self.line == other.line && self.parsed == other.parsed && self.will == other.will
    }
}

fn read(line: String, desk: Desk) -> Read {
    let (lang, vocabulary, chosen) = (lang(), desk.vocabulary(), desk.chosen());
    let parsed = parse(&line, &vocabulary, chosen);
    let said = |action: &Action| (action.clone(), action.said(lang, Tense::Will, &vocabulary));
    let will = match &parsed.outcome {
        Outcome::Ready(action) => vec![said(action)],
        Outcome::Ambiguous(actions) => actions.iter().map(said).collect(),
        _ => Vec::new(),
    };
    let proposal = proposal(&line, &parsed, lang, &vocabulary, chosen);
    Read { line, parsed, will, proposal }
}

/// What the field itself keeps.
#[derive(Clone, Copy)]
struct Field {
    desk: Desk,
    node: NodeRef<html::Input>,
    candidates: RwSignal<Vec<Candidate>>,
    /// The candidate under the hand, once somebody has moved to one.
    at: RwSignal<Option<usize>>,
    /// How far back in the history, and what had been typed before.
    back: StoredValue<Option<usize>>,
    typed: StoredValue<String>,
}

impl Field {
    fn open_list(self) {
        let line = self.desk.line.get_untracked();
        let cursor = self.cursor(&line);
        let found = if line.is_empty() {
            Vec::new()
        } else {
            complete(&line, cursor, lang_now(), &self.desk.vocabulary(), self.desk.chosen())
        };
        self.candidates.set(found);
        self.at.set(None);
    }

    fn close_list(self) {
        self.candidates.set(Vec::new());
        self.at.set(None);
    }

    /// The cursor in bytes; the browser counts in UTF-16.
    fn cursor(self, line: &str) -> usize {
        let at = self.node.get_untracked().and_then(|input| input.selection_start().ok().flatten());
        let Some(at) = at else { return line.len() };
        let mut units = 0;
        for (byte, c) in line.char_indices() {
            if units >= at {
                return byte;
            }
            units += u32::try_from(c.len_utf16()).unwrap_or(1);
        }
        line.len()
    }

    fn put(self, text: &str) {
        self.desk.line.set(text.to_owned());
        if let Some(input) = self.node.get_untracked() {
            input.set_value(text);
            let end = u32::try_from(text.encode_utf16().count()).ok();
            let _ = input.set_selection_start(end);
            let _ = input.set_selection_end(end);
        }
    }

    fn take(self, index: usize) {
        let Some(candidate) = self.candidates.with_untracked(|all| all.get(index).cloned()) else { return };
        let line = self.desk.line.get_untracked();
        let (before, after) = (
            line.get(..candidate.span.start).unwrap_or_default(),
            line.get(candidate.span.end..).unwrap_or_default(),
        );
        let text = format!("{before}{}{}", candidate.insert, after.trim_start());
        self.put(&text);
        self.open_list();
    }

    /// An earlier line; when a verb alone stands there, the last line with that verb in the place of its own.
    fn older(self, step: isize) {
        let line = self.desk.line.get_untracked();
        let lines = self.desk.history.get_value();
        if let (1, None, Some(last)) = (step, self.back.get_value(), lines.front())
            && let vnr_shared::line::Meant::One(verb) = Verb::meant(line.trim())
            && !line.trim().is_empty()
        {
            let vocabulary = self.desk.vocabulary();
            self.put(&with_verb(last, verb, lang_now(), &vocabulary, self.desk.chosen()));
            return self.open_list();
        }
        if self.back.get_value().is_none() {
            self.typed.set_value(line);
        }
        let next = match self.back.get_value() {
            None if step > 0 => Some(0),
            None => None,
            Some(at) => at.checked_add_signed(step),
        };
        let text = next.and_then(|at| lines.get(at).cloned());
        if step > 0 && text.is_none() {
            return;
        }
        self.back.set_value(next);
        self.put(&text.unwrap_or_else(|| self.typed.get_value()));
        self.close_list();
    }

    fn key(self, event: &KeyboardEvent, read: Memo<Read>) {
        let listed = self.candidates.with_untracked(Vec::len);
        let at = self.at.get_untracked();
        let handled = match event.key().as_str() {
            "ArrowDown" if listed > 0 => {
                self.at.set(Some(at.map_or(0, |i| (i + 1) % listed)));
                true
            }
            "ArrowUp" if at.is_some() => {
                self.at.set(at.and_then(|i| i.checked_sub(1)));
                true
            }
            "ArrowUp" => {
                self.older(1);
                true
            }
            "ArrowDown" if self.back.get_value().is_some() => {
                self.older(-1);
                true
            }
            // Completes where there is something to complete; else it leaves the field as everywhere.
            "Tab" if !event.shift_key() && listed > 0 => {
                self.take(at.unwrap_or(0));
                true
            }
            "Tab" if !event.shift_key() => {
                let meant = read.with_untracked(|r| r.proposal.clone());
                let is = meant.is_some();
                if let Some(line) = meant {
                    self.put(&line);
                }
                is
            }
            "Escape" if listed > 0 => {
                self.close_list();
                true
            }
            "Escape" => {
                if let Some(input) = self.node.get_untracked() {
                    let _ = input.blur();
                }
                true
            }
            "Enter" if at.is_some() => {
                self.take(at.unwrap_or(0));
                true
            }
            "Enter" => {
                self.submit(read);
                true
            }
            _ => false,
        };
        if handled {
            event.prevent_default();
        }
    }

    /// Runs the line when it has one meaning. Anything else stays, and says below what is missing.
    fn submit(self, read: Memo<Read>) {
        let ready = read.with_untracked(|r| match &r.parsed.outcome {
            Outcome::Ready(action) => Some((r.line.clone(), action.clone())),
            _ => None,
        });
        if let Some((line, action)) = ready {
            self.close_list();
            self.back.set_value(None);
            self.desk.perform(&line, &action);
        }
    }
}

/// The line with its reading.
#[component]
pub fn CommandLine() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let field = Field {
        desk,
        node: NodeRef::new(),
        candidates: RwSignal::new(Vec::new()),
        at: RwSignal::new(None),
        back: StoredValue::new(None),
        typed: StoredValue::new(String::new()),
    };
    // Read anew when the line or what is selected changes; not with every unit that moves on.
    let reading = Memo::new(move |_| {
        desk.incident.track();
        desk.unit.track();
        desk.call.track();
        desk.reasons.track();
        read(desk.line.get(), desk)
    });
    keys::bind(".", t(Con::ToLine), || edge::focus(LINE));
    keys::bind("z", t(Con::Undo), move || desk.undo());
    let active = move || field.at.get().map(|i| format!("line-option-{i}"));
    view! {
        <section class="line" aria-label=t(Con::CommandLine)>
            {move || list(field)}
            <div class="line__row">
                <label class="line__sign mono" for=LINE><span aria-hidden="true">"›"</span><span class="visually-hidden">{t(Con::CommandLine)}</span></label>
                <input id=LINE class="line__input mono" type="text" autocomplete="off" autocapitalize="off" spellcheck="false"
                    role="combobox" aria-autocomplete="list" aria-controls="line-options" aria-describedby="line-reading"
                    aria-expanded=move || if field.candidates.with(Vec::is_empty) { "false" } else { "true" } aria-activedescendant=active
                    placeholder=t(Con::LineHint) node_ref=field.node prop:value=move || desk.line.get()
                    on:input=move |e| { field.back.set_value(None); desk.line.set(event_target_value(&e)); field.open_list(); }
                    on:keydown=move |e| field.key(&e, reading) on:blur=move |_| field.close_list()/>
                <KeyCap key="."/>
                <Command label=t(Con::Undo) look="small" run=move |()| desk.undo() line=desk.says(|| Action::Undo { command: None })
                    disabled=Signal::derive(move || desk.working.get() || desk.done.with(Vec::is_empty))/>
            </div>
            <div id="line-reading" class="line__reading" role="status">{move || reading_view(desk, field, &reading.get())}</div>
        </section>
    }
    .into_any()
}

fn list(field: Field) -> AnyView {
    let options = field.candidates.with(|all| {
        all.iter()
            .enumerate()
            .map(|(i, c)| {
                let (label, detail) = (c.label.clone(), c.detail.clone());
                view! {
                    <div class="combo__option" role="option" id=format!("line-option-{i}")
                        aria-selected=move || if field.at.get() == Some(i) { "true" } else { "false" }
                        on:mousedown=move |e| { e.prevent_default(); field.take(i); }>
                        <span class="ellipsis">{label}</span><span class="small muted">{detail}</span>
                    </div>
                }
            })
            .collect_view()
    });
    view! { <div id="line-options" class="line__options" role="listbox" aria-label=t(Con::Completions)
    hidden=move || field.candidates.with(Vec::is_empty)>{options}</div> }
    .into_any()
}

/// What the line means, or what it lacks; and while it is empty, what the last one did.
fn reading_view(desk: Desk, field: Field, read: &Read) -> AnyView {
    let pieces = read
        .parsed
        .pieces
        .iter()
        .filter_map(|piece| {
            let text = read.line.get(piece.span.clone())?.to_owned();
            let label = piece.slot.map_or_else(String::new, |slot| slot.label(lang()).to_owned());
            Some(view! { <span class="line__piece"><span class="faint">{label}</span>" "{text}</span> })
        })
        .collect_view();
    let told = match &read.parsed.outcome {
        Outcome::Empty => return last(desk),
        Outcome::Ready(_) => {
            let will = read.will.first().map(|(_, said)| said.clone()).unwrap_or_default();
            view! { <span class="line__ready"><kbd aria-hidden="true">"↵"</kbd>" "{will}</span> }.into_any()
        }
        Outcome::Missing(_, slots) => {
            let names: Vec<_> = slots.iter().map(|slot| slot.label(lang())).collect();
            view! { <span class="muted">{Con::StillMissing.with(&names.join(", "))}</span> }.into_any()
        }
        Outcome::Ambiguous(_) => {
            let choices = read
                .will
                .iter()
                .map(|(action, said)| {
                    let (line, action) = (read.line.clone(), action.clone());
                    view! { <button type="button" class="button button--small" on:click=move |_| desk.perform(&line, &action)>{said.clone()}</button> }
                })
                .collect_view();
            view! { <span class="muted">{t(Con::WhichOne)}</span>{choices} }.into_any()
        }
        Outcome::Wrong(trouble) => {
            let meant = read.proposal.clone().map(|line| {
                let shown = line.clone();
                view! { <button type="button" class="button button--small" on:click=move |_| { field.put(&line); edge::focus(LINE); }>
                    {t(Con::DidYouMean)}" "<span class="mono">{shown}</span>" "<kbd aria-hidden="true">"Tab"</kbd></button> }
            });
            view! { <span class="line__wrong">{trouble.said(lang())}</span>{meant} }.into_any()
        }
    };
    view! { {pieces}{told} }.into_any()
}

fn last(desk: Desk) -> AnyView {
    let refused = desk.said.with(|said| matches!(said, Some(Said::Refused(_))));
    match desk.sentence() {
        Some(said) => {
            let warnings = desk.said.with(|said| match said {
                Some(Said::Done(done)) => {
                    done.warnings.iter().map(|w| w.message.clone()).collect::<Vec<_>>().join(" ")
                }
                _ => String::new(),
            });
            view! { <span class:line__wrong=refused>{said}</span>" "<span class="alarm">{warnings}</span> }
                .into_any()
        }
        None => view! { <span class="faint">{t(Con::LineHelp)}</span> }.into_any(),
    }
}

/// Help about the verbs: what they do and how they are written. Takes no focus.
#[component]
pub fn LineHelp() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let rows = move |topic: String| {
        let lang = lang();
        let wanted = move |verb: &&Verb| topic.is_empty() || verb.name(lang) == topic;
        Verb::ALL
            .iter()
            .filter(wanted)
            .map(|verb| {
                let parts: Vec<_> = verb.parts().iter().map(|part| part.slot.label(lang)).collect();
                view! { <dt class="mono">{verb.name(lang)}</dt><dd>{verb.what(lang)}<span class="small muted">" "{parts.join(" · ")}</span></dd> }
            })
            .collect_view()
    };
    move || {
        desk.help.get().map(|topic| {
            view! {
                <aside class="keys" aria-label=t(Con::CommandHelp)>
                    <div class="panel__head"><h2>{t(Con::CommandHelp)}</h2>
                        <Command label=t(crate::ui::text::Ui::Close) look="small" run=move |()| desk.help.set(None)/></div>
                    <dl>{rows(topic)}</dl>
                </aside>
            }
        })
    }
}
