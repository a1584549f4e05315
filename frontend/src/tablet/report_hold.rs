//! Field reports on the device: what is being written, kept in the safe at each keystroke, and every report as it will be when
//! all that waits is done.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use vnr_shared::id::{CommandId, IncidentId, ReportId};
use vnr_shared::report::{FieldReport, ReportPlace};
use vnr_shared::sync::{Act, Aside, Entry, Outbox, Outcome};
use vnr_shared::time::DateTime;

use super::hold::{Hold, Latest, raw_now};
use super::parts;
use crate::edge;

/// The list in the safe.
const LIST: &str = "reports";

/// What is typed of a report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// Version that it is based on; 0 for what was never sent.
    pub base: i64,
    pub title: String,
    pub text: String,
    /// When it happened, as it is typed.
    pub occurred: String,
    pub place: Option<ReportPlace>,
    /// The incident of a new report.
    pub incident: Option<IncidentId>,
}

/// What is typed about a report and not sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Typed {
    pub id: ReportId,
    /// The report itself, when it is being written.
    pub body: Option<Body>,
    /// What is being added to a locked one.
    pub supplement: String,
    /// The incident that is being filed from it.
    pub turned: Option<IncidentId>,
    /// When it was last typed in, by the device's clock.
    pub at: DateTime,
}

/// A command about a report that the register refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    pub key: CommandId,
    pub reason: Aside,
    pub act: Act,
}

/// A report as the device knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub id: ReportId,
    /// As the register has it; none for what it has not.
    pub register: Option<FieldReport>,
    pub title: String,
    pub text: String,
    pub occurred_at: Option<DateTime>,
    pub place: Option<ReportPlace>,
    pub incident: Option<IncidentId>,
    /// Supplements that wait.
    pub added: Vec<String>,
    /// Whether anything waits to be sent.
    pub waits: bool,
    pub refused: Vec<Refused>,
    /// The command that begins it, without which others make no sense.
    pub needs: Vec<CommandId>,
}

impl Seen {
    fn lent(report: &FieldReport) -> Self {
        Self {
            id: report.id,
            title: report.title.clone(),
            text: report.text.clone(),
            occurred_at: report.occurred_at,
            place: report.place.clone(),
            incident: report.incident,
            register: Some(report.clone()),
            added: Vec::new(),
            waits: false,
            refused: Vec::new(),
            needs: Vec::new(),
        }
    }

    /// The version that a change is based on. What is begun gets the first one.
    pub fn version(&self) -> i64 {
        self.register.as_ref().map_or(1, |report| report.version)
    }

    /// Whether its author may change it.
    pub fn is_editable(&self) -> bool {
        let begun = self.refused.iter().all(|refused| !matches!(refused.act, Act::Report(_)));
        self.register.as_ref().map_or(begun, |report| report.editable)
    }
}

/// The report that a command is about.
fn about(act: &Act) -> Option<ReportId> {
    match act {
        Act::Report(new) => Some(new.id),
        Act::EditReport { report, .. }
        | Act::StepReport { report, .. }
        | Act::Supplement { report, .. }
        | Act::TieReport { report, .. } => Some(*report),
        _ => None,
    }
}

/// The reports that were lent, with what waits in the outbox done to them, and those that were begun here.
pub fn foreseen(lent: &[FieldReport], outbox: &Outbox<Act>) -> Vec<Seen> {
    let mut all: Vec<Seen> = lent.iter().map(Seen::lent).collect();
    for entry in outbox.entries() {
        let Some(id) = about(&entry.item.act) else { continue };
        if let (Act::Report(new), true) = (&entry.item.act, all.iter().all(|seen| seen.id != id)) {
            all.insert(
                0,
                Seen {
                    id,
                    register: None,
                    title: new.title.clone(),
                    text: new.text.clone(),
                    occurred_at: new.occurred_at,
                    place: new.place.clone(),
                    incident: new.incident,
                    added: Vec::new(),
                    waits: false,
                    refused: Vec::new(),
                    needs: vec![entry.item.key],
                },
            );
        }
        if let Some(seen) = all.iter_mut().find(|seen| seen.id == id) {
            apply(seen, entry);
        }
    }
    all
}

fn apply(seen: &mut Seen, entry: &Entry<Act>) {
    if let Some(Outcome::SetAside { reason }) = &entry.outcome {
        let (key, act) = (entry.item.key, entry.item.act.clone());
        seen.refused.push(Refused { key, reason: reason.clone(), act });
        return;
    }
    seen.waits = true;
    match &entry.item.act {
        Act::EditReport { edit, .. } => {
            let edit = (**edit).clone();
            seen.title = edit.title.unwrap_or_else(|| std::mem::take(&mut seen.title));
            seen.text = edit.text.unwrap_or_else(|| std::mem::take(&mut seen.text));
            seen.occurred_at = edit.occurred_at.unwrap_or(seen.occurred_at);
            seen.place = edit.place.unwrap_or_else(|| seen.place.take());
        }
        Act::TieReport { incident, .. } => seen.incident = Some(*incident),
        Act::Supplement { supplement, .. } => seen.added.push(supplement.text.clone()),
        _ => {}
    }
}

/// The reports of the device. A copy is the same.
#[derive(Clone, Copy)]
pub struct Reports {
    hold: Hold,
    /// Every report, the latest first.
    pub all: Memo<Vec<Seen>>,
    /// What is typed; none until it was read.
    pub typed: RwSignal<Option<Vec<Typed>>>,
    /// Whether the last state is on the disk.
    pub kept: RwSignal<Option<bool>>,
    latest: StoredValue<Rc<Latest<Vec<Typed>>>, LocalStorage>,
}

impl Reports {
    /// Reads what was typed; from then on a report that was turned into an incident is tied to it as soon as that is filed.
    pub fn provide(hold: Hold) -> Self {
        let all = Memo::new(move |_| {
            hold.lent.with(|lent| hold.outbox.with(|outbox| foreseen(&lent.reports, outbox)))
        });
        let reports = Self {
            hold,
            all,
            typed: RwSignal::new(None),
            kept: RwSignal::new(None),
            latest: StoredValue::new_local(Rc::default()),
        };
        provide_context(reports);
        if let Some(vault) = hold.vault() {
            spawn_local(async move {
                match vault.get::<Vec<Typed>>(LIST).await {
                    Ok(typed) => drop(reports.typed.try_set(Some(typed.unwrap_or_default()))),
                    Err(_) => drop(hold.broken.try_set(true)),
                }
            });
        }
        Effect::new(move || reports.tie_what_was_filed());
        reports
    }

    /// One report; reactive.
    pub fn one(self, id: ReportId) -> Option<Seen> {
        self.all.with(|all| all.iter().find(|seen| seen.id == id).cloned())
    }

    /// What is typed about a report; reactive.
    pub fn typed_of(self, id: ReportId) -> Option<Typed> {
        self.typed.with(|typed| typed.as_ref()?.iter().find(|typed| typed.id == id).cloned())
    }

    /// Begins a report.
    pub fn begin(self, body: Body) -> ReportId {
        let id = ReportId(edge::new_id());
        self.change(id, move |typed| typed.body = Some(body));
        id
    }

    /// Changes what is typed about a report, and keeps it.
    pub fn change(self, id: ReportId, how: impl FnOnce(&mut Typed)) {
        let Some(mut all) = self.typed.try_get_untracked().flatten() else { return };
        let mut typed = all.iter().find(|typed| typed.id == id).cloned().unwrap_or_else(|| Typed {
            id,
            body: None,
            supplement: String::new(),
            turned: None,
            at: raw_now(),
        });
        how(&mut typed);
        typed.at = raw_now();
        all.retain(|old| old.id != id);
        if typed.body.is_some() || !typed.supplement.is_empty() || typed.turned.is_some() {
            all.push(typed);
        }
        self.typed.set(Some(all.clone()));
        let (Some(latest), Some(vault)) = (self.latest.try_get_value(), self.hold.vault()) else { return };
        if latest.leave(all) {
            spawn_local(async move {
                while let Some(all) = latest.next() {
                    let written = vault.put(LIST, &all).await.is_ok();
                    self.kept.try_set(Some(written));
                }
            });
        }
    }

    /// Makes a command about a report; what was typed for it is let go of once it is in the outbox.
    pub fn make(self, id: ReportId, act: Act, needs: Vec<CommandId>, sent: fn(&mut Typed)) {
        let hold = self.hold;
        spawn_local(async move {
            if hold.make(act, needs).await.is_ok() {
                self.change(id, sent);
            }
        });
    }

    /// Ties the reports whose incident was filed: it is in the outbox or in the register, and no draft any more.
    fn tie_what_was_filed(self) {
        let turned: Vec<(ReportId, IncidentId)> = self.typed.with(|typed| {
            let turned = typed.iter().flatten().filter_map(|typed| Some((typed.id, typed.turned?)));
            turned.collect()
        });
        for (report, incident) in turned {
            let draft = self.hold.drafts.with(|all| all.iter().any(|kept| kept.incident() == incident));
            let (Some(filed), false) = (parts::incident(self.hold, incident), draft) else { continue };
            let Some(seen) = self.all.with_untracked(|all| all.iter().find(|s| s.id == report).cloned())
            else {
                continue;
            };
            if seen.incident.is_none() {
                let needs = [filed.needs, seen.needs].concat();
                self.make(report, Act::TieReport { report, incident }, needs, |_| {});
            }
            untrack(|| self.change(report, |typed| typed.turned = None));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vnr_shared::problem::ProblemCode;
    use vnr_shared::sync::Answered;

    fn report(id: u128) -> FieldReport {
        serde_json::from_value(serde_json::json!({
            "id": uuid::Uuid::from_u128(id), "institution": uuid::Uuid::nil(), "author": uuid::Uuid::nil(),
            "author_name": "", "written_at": "2026-11-22T10:00:00Z", "title": "Viens", "text": "teksts",
            "state": "draft", "version": 3, "editable": true,
        }))
        .unwrap()
    }

    fn act(json: serde_json::Value) -> Act {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_report_is_shown_as_it_will_be_and_what_was_refused_changes_nothing() {
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        let (old, new, incident) =
            (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2), uuid::Uuid::from_u128(3));
        let mut outbox = Outbox::restore(1, Vec::new());
        let key = |n: u128| CommandId(uuid::Uuid::from_u128(n));
        for (n, json) in [
            serde_json::json!({ "report": { "id": new, "title": "Jauns" } }),
            serde_json::json!({ "edit_report": { "report": new, "edit": { "version": 1, "text": "otrā" } } }),
            serde_json::json!({ "tie_report": { "report": new, "incident": incident } }),
            serde_json::json!({ "edit_report": { "report": old, "edit": { "version": 2, "text": "vēlā" } } }),
        ]
        .into_iter()
        .enumerate()
        {
            outbox.put(key(10 + n as u128), at, Vec::new(), act(json));
        }
        let reason = Aside::Refused(ProblemCode::VersionConflict);
        outbox.take(&[Answered { key: key(13), outcome: Outcome::SetAside { reason } }]);
        let all = foreseen(&[report(1)], &outbox);
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].title.as_str(), all[0].text.as_str(), all[0].waits), ("Jauns", "otrā", true));
        assert_eq!((all[0].incident, all[0].needs.clone()), (Some(incident.into()), vec![key(10)]));
        assert_eq!((all[1].text.as_str(), all[1].waits, all[1].refused.len()), ("teksts", false, 1));
        assert!(all[0].is_editable() && all[1].is_editable());
    }
}
