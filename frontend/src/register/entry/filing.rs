//! Sending the form: once, however often it is pressed and however often the answer is lost.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{IncidentAnswer, NewIncident, Summary};
use vnr_shared::problem::{Fault, FieldError, ProblemCode};
use vnr_shared::time;

use super::draft::{self, Draft, Form};
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n;
use crate::ui::FieldFaults;

/// Whether the browser keeps the draft.
#[derive(Debug, Clone, PartialEq)]
pub enum Kept {
    Untouched,
    /// Kept at this time of day.
    At(String),
    Refused,
}

/// A form on its way to the register.
#[derive(Clone, Copy)]
pub struct Filing {
    pub form: Form,
    pub faults: FieldFaults,
    pub failure: RwSignal<Option<Failure>>,
    pub working: RwSignal<bool>,
    pub saved: RwSignal<Kept>,
    /// The incident is in the register already: an earlier attempt arrived and its answer was lost.
    pub exists: RwSignal<Option<IncidentId>>,
    pub draft: Memo<Draft>,
    tried: RwSignal<bool>,
}

impl Filing {
    /// Keeps the form on each keystroke and says what the shared rules doubt. Faults wait until somebody files.
    pub fn new(form: Form) -> Self {
        let filing = Self {
            form,
            faults: FieldFaults::default(),
            failure: RwSignal::new(None),
            working: RwSignal::new(false),
            saved: RwSignal::new(Kept::Untouched),
            exists: RwSignal::new(None),
            draft: Memo::new(move |_| form.draft()),
            tried: RwSignal::new(false),
        };
        Effect::new(move |before: Option<()>| filing.kept(before.is_some()));
        filing
    }

    fn kept(self, changed: bool) {
        let draft = self.draft.get();
        if changed {
            self.saved.set(if draft.save() { Kept::At(time::clock(edge::now())) } else { Kept::Refused });
        }
        let found = draft.command(edge::now()).check(edge::now());
        let lang = i18n::lang();
        let told = |list: &[Fault]| list.iter().map(|f| f.to_error(lang)).collect::<Vec<_>>();
        let faults = if self.tried.get() { told(&found.faults) } else { Vec::new() };
        self.tell(&faults, &told(&found.warnings));
    }

    /// Starts afresh.
    pub fn discard(self) {
        self.form.clear();
        self.tried.set(false);
        self.failure.set(None);
        self.exists.set(None);
        edge::focus("place-address");
    }

    /// Files. `done` gets the incident as the register has it.
    pub fn submit(self, done: Callback<Summary>) {
        if self.working.get_untracked() {
            return;
        }
        self.tried.set(true);
        let draft = self.draft.get_untracked();
        let mut command = draft.command(edge::now());
        if !command.check(edge::now()).faults.is_empty() {
            self.failure.set(None);
            request_animation_frame(focus_first_fault);
            return;
        }
        self.working.set(true);
        spawn_local(async move {
            let sent = self.send(&draft, &command).await;
            // Whoever left the form meanwhile finds it empty when it was filed, and as it was when it was not.
            if self.working.try_set(false).is_some() {
                if sent.is_ok() {
                    draft::forget();
                }
                return;
            }
            match sent {
                Ok(answer) => {
                    self.form.clear();
                    done.run(answer.incident);
                }
                Err(why) => self.refused(why, command.id),
            }
        });
    }

    /// Sends. A key that was used for an earlier wording of the same incident is replaced, once.
    async fn send(self, draft: &Draft, command: &NewIncident) -> Result<IncidentAnswer, Failure> {
        let sent = api::send(Method::POST, api::INCIDENTS, command, draft.key()).await;
        match sent {
            Err(why) if why.code() == Some(ProblemCode::IdempotencyKeyReused) => {
                let key = self.form.renew_key();
                api::send(Method::POST, api::INCIDENTS, command, key).await
            }
            settled => settled,
        }
    }

    fn refused(self, why: Failure, id: IncidentId) {
        // Refused for what it says: it will be sent with other words, which need another key.
        if why.code().is_some() {
            self.form.renew_key();
        }
        if why.code() == Some(ProblemCode::AlreadyExists) {
            self.exists.try_set(Some(id));
        }
        self.tell(&why.fields(), &[]);
        self.failure.try_set(Some(why));
    }

    fn tell(self, errors: &[FieldError], warnings: &[FieldError]) {
        self.form.tell(self.faults, errors, warnings);
    }
}

impl Form {
    /// Gives each part of the form its own faults, with the path as that part knows it.
    pub fn tell(self, faults: FieldFaults, errors: &[FieldError], warnings: &[FieldError]) {
        // Empty parts are not sent, so the numbers of the command count only the others.
        macro_rules! parts {
            ($list:expr, $name:literal) => {
                let sent = $list.with_untracked(|all| {
                    all.iter().filter(|p| untrack(|| !p.draft().is_empty())).copied().collect::<Vec<_>>()
                });
                for (i, part) in sent.iter().enumerate() {
                    let prefix = format!(concat!($name, ".{}."), i);
                    part.faults.set(below(errors, &prefix));
                    part.faults.set_warnings(below(warnings, &prefix));
                }
            };
        }
        parts!(self.persons, "persons");
        parts!(self.vehicles, "vehicles");
        parts!(self.objects, "objects");
        faults.set(errors.to_vec());
        faults.set_warnings(warnings.to_vec());
    }
}

/// The faults below a path, with the rest of the path.
fn below(list: &[FieldError], prefix: &str) -> Vec<FieldError> {
    list.iter()
        .filter_map(|e| {
            let field = e.field.strip_prefix(prefix)?;
            Some(FieldError { field: field.to_owned(), ..e.clone() })
        })
        .collect()
}

/// Brings the first field at fault into view: the answer to "file" when it cannot be filed yet.
pub fn focus_first_fault() {
    if let Ok(Some(field)) = edge::document().query_selector(".entry [aria-invalid=true]") {
        edge::focus(&field.id());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vnr_shared::problem::FaultCode;

    #[test]
    fn a_part_gets_its_own_faults_only() {
        let at = |field: &str| FieldError {
            field: field.into(),
            code: FaultCode::Required,
            message: String::new(),
        };
        let all = [at("persons.1.detail.names"), at("persons.10.detail.names"), at("place.lat")];
        let fields: Vec<_> = below(&all, "persons.1.").into_iter().map(|e| e.field).collect();
        assert_eq!(fields, ["detail.names"]);
    }
}
