//! What the parts of the console share: what is selected, the command line, and how a command is run.
//!
//! Every button of the console runs a line, the same that could be typed; so each has a history, a sentence that says what
//! it did, and can be taken back.

use std::collections::VecDeque;

use gloo_net::http::Method;
use leptos::ev::DragEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::call::CloseReason;
use vnr_shared::id::{CallId, CommandId, IncidentId, UnitId};
use vnr_shared::line::{
    Action, CallWord, Chosen, IncidentWord, InstitutionWord, LineContext, LineDone, Opened, RunLine, Screen,
    Target, TimerWord, TypeWord, UndoDone, UnitWord, Vocabulary,
};
use vnr_shared::unit::TimerState;

use super::text::Con;
use crate::api::{self, Failure};
use crate::app::Selection;
use crate::edge;
use crate::i18n::{Message, lang_now};
use crate::live::Live;
use crate::map::{Pin, Ring};
use crate::register::{Catalogue, Lines};
use crate::route;
use crate::session::Access;

/// Most lines that are remembered. Only as long as the page is open: they may hold what callers said.
const HISTORY: usize = 100;
/// The element of the command line.
pub const LINE: &str = "command-line";

/// What the last command answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// It was done.
    Done(LineDone),
    /// It was taken back.
    Undone,
    /// It was refused.
    Refused(Failure),
}

/// The desk.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The incident selected in list and map.
    pub incident: RwSignal<Option<IncidentId>>,
    /// The unit selected.
    pub unit: RwSignal<Option<UnitId>>,
    /// The call being worked.
    pub call: RwSignal<Option<CallId>>,
    /// What stands in the command line.
    pub line: RwSignal<String>,
    /// What the last command answered.
    pub said: RwSignal<Option<Said>>,
    /// Commands that can be taken back, the latest last.
    pub done: RwSignal<Vec<CommandId>>,
    /// Whether a command is on its way.
    pub working: RwSignal<bool>,
    /// Where callers are, as circles on the map.
    pub rings: RwSignal<Vec<Ring>>,
    /// The place that is being entered.
    pub pin: RwSignal<Option<Pin>>,
    /// The unit that is being dragged to an incident.
    pub dragged: RwSignal<Option<UnitId>>,
    /// Whether the next click on the map is the place, and who takes it.
    pub picking: RwSignal<bool>,
    pub pick: RwSignal<Option<Callback<(f64, f64)>>>,
    /// What is explained; all verbs when empty.
    pub help: RwSignal<Option<String>>,
    /// Lines that were run, the latest first.
    pub history: StoredValue<VecDeque<String>>,
    /// Reasons for which a call needs no incident.
    pub reasons: RwSignal<Vec<CloseReason>>,
    /// The last command on a call.
    of_call: StoredValue<Option<CommandId>>,
    live: Live,
    catalogue: Catalogue,
    access: Access,
}

impl Desk {
    /// The desk of this console.
    pub fn provide() -> Self {
        let Selection(incident) = expect_context::<Selection>();
        let desk = Self {
            incident,
            unit: RwSignal::new(None),
            call: RwSignal::new(None),
            line: RwSignal::new(String::new()),
            said: RwSignal::new(None),
            done: RwSignal::new(Vec::new()),
            working: RwSignal::new(false),
            rings: RwSignal::new(Vec::new()),
            pin: RwSignal::new(None),
            dragged: RwSignal::new(None),
            picking: RwSignal::new(false),
            pick: RwSignal::new(None),
            help: RwSignal::new(None),
            history: StoredValue::new(VecDeque::new()),
            reasons: RwSignal::new(Vec::new()),
            of_call: StoredValue::new(None),
            live: expect_context(),
            catalogue: expect_context(),
            access: expect_context(),
        };
        provide_context(desk);
        provide_context(Lines {
            say: Callback::new(move |action| desk.written(&action)),
            done: Callback::new(move |command| desk.done.update(|all| all.push(command))),
        });
        desk
    }

    /// What is selected, as the grammar wants it.
    pub fn chosen(self) -> Chosen {
        let (incident, unit) = (self.incident.get_untracked(), self.unit.get_untracked());
        Chosen { incident, unit, call: self.call.get_untracked() }
    }

    /// Everything a line may speak of, as it is now. Made anew for each reading and not kept up to date with every change.
    pub fn vocabulary(self) -> Vocabulary {
        let lang = lang_now();
        let institutions = self.catalogue.institutions.get_untracked();
        let code = |id| institutions.iter().find(|i| i.id == id).map(|i| i.code.clone()).unwrap_or_default();
        let home = self.access.session_now().map(|s| s.institution.code).unwrap_or_default();
        let mut vocabulary = Vocabulary { home, ..Vocabulary::default() };
        self.live.store.units.each_untracked(|u| {
            if u.active {
                let assigned = u.assignments.iter().map(|a| a.incident).collect();
                let of = code(u.institution);
                vocabulary.units.push(UnitWord::new(u.id, u.call_sign.clone(), of, u.status, assigned));
            }
        });
        self.catalogue.types.with_untracked(|types| {
            let valid = types.iter().filter(|t| t.selectable && t.valid_to.is_none());
            vocabulary.types = valid.map(TypeWord::new).collect();
            self.live.store.incidents.each_untracked(|i| {
                let name = types.iter().rfind(|t| t.code == i.type_code).map_or("", |t| t.name(lang));
                let label = format!("{name}, {}", i.address);
                let word = IncidentWord::new(i.id, i.number.clone(), i.status.is_open(), label);
                vocabulary.incidents.push(word);
            });
        });
        self.live.store.calls.each_untracked(|c| {
            if c.state.is_open() {
                vocabulary.calls.push(CallWord::new(c, ""));
            }
        });
        vocabulary.reasons = self.reasons.get_untracked();
        self.live.store.timers.each_untracked(|timer| {
            if timer.state != TimerState::Ended {
                vocabulary.timers.push(TimerWord::from(timer));
            }
        });
        vocabulary.institutions = institutions
            .iter()
            .filter(|i| i.active)
            .map(|i| InstitutionWord { id: i.id, code: i.code.clone(), name: i.name(lang).to_owned() })
            .collect();
        vocabulary
    }

    /// The line that does the same as a button.
    pub fn written(self, action: &Action) -> String {
        action.short_line(lang_now(), &self.vocabulary())
    }

    /// Does what a button says, as a line.
    pub fn act(self, action: &Action) {
        let line = action.line(lang_now(), &self.vocabulary());
        self.run(line.clone(), Some(line));
    }

    /// The line of an action, for the title of a button.
    pub fn says(self, action: impl Fn() -> Action + Send + Sync + 'static) -> Callback<(), String> {
        Callback::new(move |()| self.written(&action()))
    }

    /// Takes a unit up, to be dropped on an incident. The way without dragging is the button that sends it.
    pub fn drag(self, unit: UnitId, event: &DragEvent) {
        // Some browsers drag nothing that carries nothing.
        if let Some(data) = event.data_transfer() {
            let _ = data.set_data("text/plain", &unit.to_string());
        }
        self.unit.set(Some(unit));
        self.dragged.set(Some(unit));
    }

    /// Whether a unit is over a place that takes it; the browser forbids every drop that nobody allows.
    pub fn may_drop(self, event: &DragEvent) -> bool {
        let held = self.dragged.with_untracked(Option::is_some);
        if held {
            event.prevent_default();
        }
        held
    }

    /// Sends the unit that was dragged to where it was dropped.
    pub fn drop_on(self, incident: IncidentId) {
        if let Some(unit) = self.dragged.get_untracked() {
            self.dragged.set(None);
            self.incident.set(Some(incident));
            self.act(&Action::Assign { units: vec![unit], incident });
        }
    }

    /// Begins a line with a verb, for the person to go on.
    pub fn begin(self, words: &str) {
        self.line.set(words.to_owned());
        edge::focus(LINE);
    }

    /// Runs an action that was read from a typed line: what only shows is done here, all else by the server.
    pub fn perform(self, line: &str, action: &Action) {
        let show = match action {
            Action::Find { text } => Opened::Search(text.clone()),
            Action::Help { topic } => Opened::help(*topic, lang_now()),
            Action::Go { target: Target::Incident(id) } => Opened::Incident(*id),
            Action::Go { target: Target::Unit(id) } => Opened::Unit(*id),
            Action::Go { target: Target::Screen(screen) } => Opened::Screen(*screen),
            Action::Undo { command: None } => return self.undo(),
            _ => {
                let expects = action.line(lang_now(), &self.vocabulary());
                return self.run(line.to_owned(), Some(expects));
            }
        };
        self.remember(line);
        self.line.set(String::new());
        self.open(&show);
    }

    fn remember(self, line: &str) {
        self.history.update_value(|lines| {
            lines.retain(|old| old != line);
            lines.push_front(line.to_owned());
            lines.truncate(HISTORY);
        });
    }

    /// Sends a line.
    pub fn run(self, line: String, expects: Option<String>) {
        self.run_all(vec![line], expects);
    }

    /// Sends lines one after the other, until one is refused. `expects` is how they were understood here.
    pub fn run_all(self, lines: Vec<String>, expects: Option<String>) {
        if self.working.get_untracked() {
            return;
        }
        self.working.set(true);
        self.said.set(None);
        let Chosen { incident, unit, call } = self.chosen();
        let context = LineContext { incident, unit, call };
        spawn_local(async move {
            for line in lines {
                let body = RunLine {
                    line,
                    context,
                    lang: Some(lang_now()),
                    expects: expects.clone(),
                    dry_run: false,
                };
                let sent: Result<LineDone, Failure> =
                    api::send(Method::POST, api::COMMANDS, &body, api::new_key()).await;
                if self.working.try_get_untracked().is_none() || !self.take(&body.line, sent) {
                    break;
                }
            }
            self.working.try_set(false);
        });
    }

    /// Takes the answer to a line; false when it was refused.
    fn take(self, line: &str, sent: Result<LineDone, Failure>) -> bool {
        let done = match sent {
            Ok(done) => done,
            Err(why) => {
                self.said.set(Some(Said::Refused(why)));
                return false;
            }
        };
        self.remember(line);
        if self.line.get_untracked().trim() == line.trim() {
            self.line.set(String::new());
        }
        if done.undoable {
            self.done.update(|all| all.push(done.id));
            if done.changed.iter().any(|changed| changed.kind == "call") {
                self.of_call.set_value(Some(done.id));
            }
        }
        if let Some(open) = &done.open {
            self.open(open);
        }
        self.said.set(Some(Said::Done(done)));
        true
    }

    /// An incident was filed from the call being worked: that the call was taken can no longer be taken back.
    pub fn filed(self) {
        let taken = self.of_call.get_value();
        self.done.update(|all| all.retain(|id| Some(*id) != taken));
    }

    /// Takes back the last command that can be.
    pub fn undo(self) {
        let Some(last) = self.done.with_untracked(|all| all.last().copied()) else { return };
        if self.working.get_untracked() {
            return;
        }
        self.working.set(true);
        spawn_local(async move {
            let path = format!("{}/{last}/undo", api::COMMANDS);
            let sent: Result<UndoDone, Failure> = api::send(Method::POST, &path, &(), api::new_key()).await;
            if self.working.try_set(false).is_some() {
                return;
            }
            self.line.set(String::new());
            match sent {
                Ok(_) => {
                    self.done.update(|all| all.retain(|id| *id != last));
                    self.said.set(Some(Said::Undone));
                }
                Err(why) => self.said.set(Some(Said::Refused(why))),
            }
        });
    }

    /// Chooses a unit or an incident.
    pub fn show(self, target: Option<Target>) {
        match target {
            Some(Target::Incident(id)) => self.incident.set(Some(id)),
            Some(Target::Unit(id)) => self.unit.set(Some(id)),
            Some(Target::Screen(_)) | None => {}
        }
    }

    fn open(self, what: &Opened) {
        let to = route::go;
        match what {
            Opened::Incident(id) => self.incident.set(Some(*id)),
            Opened::Unit(id) => self.unit.set(Some(*id)),
            Opened::Search(text) => to(&api::with_text("/search", "text", text)),
            Opened::Help(topic) => self.help.set(Some(topic.clone().unwrap_or_default())),
            Opened::Screen(Screen::Console) => to("/"),
            Opened::Screen(Screen::Entry) => to("/incidents/new"),
            Opened::Screen(Screen::Search) => to("/search"),
            Opened::Screen(Screen::Situation) => to("/command"),
            Opened::Screen(Screen::Account) => to("/account"),
            Opened::Screen(Screen::Administration) => to("/admin"),
        }
    }

    /// What was said of the last command, as a sentence; reactive.
    pub fn sentence(self) -> Option<String> {
        self.said.with(|said| match said.as_ref()? {
            Said::Done(done) => Some(done.said.clone()),
            Said::Undone => Some(Con::Undone.text().to_owned()),
            Said::Refused(why) => Some(match why.detail() {
                Some(detail) => format!("{} {detail}", why.sentence()),
                None => why.sentence(),
            }),
        })
    }
}
