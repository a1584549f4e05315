//! The line of the command language that does what is recommended.

use std::collections::HashMap;

use vnr_shared::id::{IncidentId, InstitutionId, UnitId};
use vnr_shared::lang::Lang;
use vnr_shared::line::{Action, IncidentWord, InstitutionWord, UnitWord, Vocabulary};
use vnr_shared::recommend::joint::Joint;
use vnr_shared::recommend::{Candidate, Recommendation};

use super::store::place::Named;
use crate::access::Actor;

/// Writes lines in the language of one user.
pub struct Lines {
    vocabulary: Vocabulary,
    lang: Lang,
}

impl Lines {
    /// With the units that may be named.
    pub fn new(
        actor: &Actor,
        candidates: &[Candidate],
        institutions: &HashMap<InstitutionId, Named>,
    ) -> Self {
        let code =
            |id: InstitutionId| institutions.get(&id).map(|named| named.code.clone()).unwrap_or_default();
        let unit = |candidate: &Candidate| {
            let unit = &candidate.unit;
            let sent = unit.assignments.iter().map(|assignment| assignment.incident).collect();
            UnitWord::new(unit.id, unit.call_sign.clone(), code(unit.institution), unit.status, sent)
        };
        let institution = |(id, named): (&InstitutionId, &Named)| InstitutionWord {
            id: *id,
            code: named.code.clone(),
            name: named.code.clone(),
        };
        let vocabulary = Vocabulary {
            home: code(actor.institution),
            units: candidates.iter().map(unit).collect(),
            incidents: Vec::new(),
            types: Vec::new(),
            institutions: institutions.iter().map(institution).collect(),
            ..Vocabulary::default()
        };
        Self { vocabulary, lang: actor.lang }
    }

    /// Lets an incident be named.
    pub fn know(&mut self, id: IncidentId, number: &str) {
        self.vocabulary.incidents.push(IncidentWord::new(id, number.to_owned(), true, String::new()));
    }

    /// The line that sends units to an incident.
    fn assign(&self, units: Vec<UnitId>, incident: IncidentId) -> String {
        if units.is_empty() {
            return String::new();
        }
        Action::Assign { units, incident }.line(self.lang, &self.vocabulary)
    }

    /// Puts the lines into a recommendation.
    pub fn put(&self, answer: &mut Recommendation) {
        let incident = answer.incident;
        for need in &mut answer.needs {
            for proposal in need.proposals.iter_mut().chain(&mut need.alternatives) {
                proposal.command = self.assign(vec![proposal.unit.id], incident);
            }
        }
        for nearer in &mut answer.nearer {
            nearer.command = self.assign(vec![nearer.unit.id], incident);
        }
        let all = answer.needs.iter().flat_map(|need| &need.proposals).map(|proposal| proposal.unit.id);
        answer.command = self.assign(all.collect(), incident);
    }

    /// Puts the lines into what is recommended for several incidents.
    pub fn put_joint(&self, answer: &mut Joint) {
        for one in &mut answer.assignments {
            one.command = self.assign(vec![one.unit.id], one.incident);
        }
    }
}
