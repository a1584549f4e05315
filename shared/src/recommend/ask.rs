//! One incident: what it needs, who is proposed, and why everybody else is not.

use chrono::Duration;

use super::answer::{
    Because, Nearer, Need, NotOffered, PlanName, Proposal, Recommendation, UnitName, Unless, Verdict,
};
use super::candidate::{Candidate, Hindrance, Reason, Terms};
use super::cover::Cover;
use super::numbers::{NumberCode, Numbers};
use super::plan::{Requirement, ResponsePlan};
use super::rank::{EMPTY, Scale};
use super::solve::{NEVER, solve};
use crate::access::InstitutionKind;
use crate::id::{InstitutionId, UnitId};
use crate::incident::{LegalClock, Summary};
use crate::time::DateTime;
use crate::unit::UnitStatus;

/// Most alternatives shown for one requirement.
pub const ALTERNATIVES: usize = 5;
/// Cost of a unit that is sent already: less than any other.
const SENT: i128 = -1;

/// A question: who goes to this incident?
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The incident.
    pub incident: &'a Summary,
    /// Institution that asks. Its own units are offered; for those of others it can ask.
    pub asking: InstitutionId,
    /// Its kind.
    pub asking_kind: InstitutionKind,
    /// The plan that fits; without one any one unit will do.
    pub plan: Option<&'a ResponsePlan>,
    /// Alarm level, counted from 1.
    pub level: u8,
    /// Units that are not wanted.
    pub excluded: &'a [UnitId],
    /// Numbers.
    pub numbers: &'a Numbers,
    /// The ground covered now, where that is known.
    pub cover: Option<&'a Cover<'a>>,
    /// Now.
    pub now: DateTime,
}

/// A candidate with what stands in its way whatever is needed.
struct Seen<'a> {
    candidate: &'a Candidate,
    hindrances: Vec<Reason>,
    sent: bool,
}

impl Seen<'_> {
    fn is_free(&self) -> bool {
        self.hindrances.is_empty() && !self.sent && self.candidate.travel.is_some()
    }
}

impl<'a> Question<'a> {
    /// The clock that binds the asking institution: that of the institution responsible, while it runs.
    pub fn clock(&self) -> Option<LegalClock> {
        self.incident.clock.filter(|clock| clock.stopped_at.is_none() && self.incident.owner == self.asking)
    }

    pub(super) fn terms(&self) -> Terms<'a> {
        Terms {
            asking: self.asking,
            incident: self.incident.id,
            excluded: self.excluded,
            numbers: self.numbers,
            now: self.now,
        }
    }

    pub(super) fn requirements(&self) -> Vec<Requirement> {
        let any = || vec![Requirement { count: 1, ..Requirement::default() }];
        self.plan.map_or_else(any, |plan| plan.requirements(self.level))
    }

    /// Whether a requirement is for others than those who ask.
    pub(super) fn is_foreign(&self, needed: &Requirement) -> bool {
        needed.institution_kind.is_some_and(|kind| kind != self.asking_kind)
    }

    fn arrives_at(&self, candidate: &Candidate) -> DateTime {
        self.now + Duration::seconds(i64::from(candidate.seconds()))
    }
}

/// Answers a question. The answer does not depend on the order of the candidates.
pub fn recommend(question: &Question<'_>, candidates: &[Candidate]) -> Recommendation {
    let mut candidates: Vec<&Candidate> = candidates.iter().collect();
    candidates.sort_unstable_by(|a, b| (&a.unit.call_sign, a.unit.id).cmp(&(&b.unit.call_sign, b.unit.id)));
    let terms = question.terms();
    let seen: Vec<Seen<'_>> = candidates
        .into_iter()
        .map(|candidate| Seen {
            candidate,
            hindrances: candidate.hindrances(&terms),
            sent: candidate.is_sent_to(question.incident.id),
        })
        .collect();
    let requirements = question.requirements();
    let least_load = seen.iter().filter(|s| s.is_free()).map(|s| s.candidate.load).min().unwrap_or_default();
    let clock = question.clock();
    let scale = Scale {
        category: question.incident.category,
        due_at: clock.map(|clock| clock.due_at),
        least_load,
        numbers: question.numbers,
        now: question.now,
    };
    let fits: Vec<Vec<bool>> = requirements
        .iter()
        .map(|needed| seen.iter().map(|s| s.candidate.lacks(needed).is_empty()).collect())
        .collect();
    let mut asked =
        Asked { question, scale, seen: &seen, requirements: &requirements, fits, best: Vec::new() };
    asked.best = (0..requirements.len()).map(|requirement| asked.in_order(requirement)).collect();
    let taken = asked.fill();
    let needs: Vec<Need> = (0..requirements.len()).map(|r| asked.need(r, &taken)).collect();
    let (not_offered, not_offered_total) = asked.not_offered();
    Recommendation {
        incident: question.incident.id,
        number: question.incident.number.clone(),
        at: question.now,
        plan: question.plan.map(|plan| PlanName {
            id: plan.id,
            name_lv: plan.name_lv.clone(),
            name_en: plan.name_en.clone(),
            levels: u8::try_from(plan.levels.len()).unwrap_or(u8::MAX),
            confirmed: plan.confirmed,
        }),
        level: question.level.max(1),
        clock,
        nearer: asked.nearer(&taken),
        needs,
        not_offered,
        not_offered_total,
        considered: u32::try_from(seen.len()).unwrap_or(u32::MAX),
        command: String::new(),
    }
}

struct Asked<'a> {
    question: &'a Question<'a>,
    scale: Scale<'a>,
    seen: &'a [Seen<'a>],
    requirements: &'a [Requirement],
    /// For each requirement whether each unit has what it asks for.
    fits: Vec<Vec<bool>>,
    /// For each requirement the free units that meet it, best first.
    best: Vec<Vec<usize>>,
}

fn name(candidate: &Candidate) -> UnitName {
    UnitName { id: candidate.unit.id, call_sign: candidate.unit.call_sign.clone() }
}

/// For each requirement the indices of the units that have its places.
type Taken = Vec<Vec<usize>>;

impl Asked<'_> {
    /// Fills the places of all requirements at once, so that the only dog goes where a dog is needed and not where any
    /// patrol would do. Units that are sent already are counted first.
    fn fill(&self) -> Taken {
        let slots: Vec<usize> = self
            .requirements
            .iter()
            .enumerate()
            .filter(|(_, needed)| !self.question.is_foreign(needed))
            .flat_map(|(requirement, needed)| std::iter::repeat_n(requirement, usize::from(needed.count)))
            .collect();
        // Only units that have a chance are columns: all that are sent, and of the free ones the best for each place.
        let columns = self.columns(&slots);
        let cost: Vec<Vec<i128>> = slots
            .iter()
            .map(|slot| {
                let units = columns.iter().map(|unit| self.cost(*unit, *slot));
                units.chain(std::iter::repeat_n(EMPTY, slots.len())).collect()
            })
            .collect();
        let mut taken = vec![Vec::new(); self.requirements.len()];
        for (slot, column) in slots.iter().zip(solve(&cost)) {
            if let Some(unit) = columns.get(column) {
                taken[*slot].push(*unit);
            }
        }
        taken
    }

    fn columns(&self, slots: &[usize]) -> Vec<usize> {
        let mut chosen: Vec<usize> = (0..self.seen.len()).filter(|unit| self.seen[*unit].sent).collect();
        let mut last = None;
        for slot in slots {
            if last.replace(*slot) != Some(*slot) {
                chosen.extend(self.best[*slot].iter().take(slots.len()));
            }
        }
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }

    fn cost(&self, unit: usize, requirement: usize) -> i128 {
        let seen = &self.seen[unit];
        if !(seen.sent || seen.is_free()) || !self.fits[requirement][unit] {
            NEVER
        } else if seen.sent {
            SENT
        } else {
            self.scale.score(seen.candidate)
        }
    }

    /// Free units that meet a requirement, best first.
    fn in_order(&self, requirement: usize) -> Vec<usize> {
        let mut fitting: Vec<(i128, usize)> = (0..self.seen.len())
            .filter(|unit| self.fits[requirement][*unit] && self.seen[*unit].is_free())
            .map(|unit| (self.scale.score(self.seen[unit].candidate), unit))
            .collect();
        fitting.sort_unstable();
        fitting.into_iter().map(|(_, unit)| unit).collect()
    }

    fn need(&self, requirement: usize, taken: &Taken) -> Need {
        let needed = &self.requirements[requirement];
        if self.question.is_foreign(needed) {
            return Need {
                requirement: needed.clone(),
                sent: Vec::new(),
                proposals: Vec::new(),
                alternatives: Vec::new(),
                missing: needed.count,
                ask: needed.institution_kind,
            };
        }
        let best = &self.best[requirement];
        let (sent, mut proposed): (Vec<usize>, Vec<usize>) =
            taken[requirement].iter().partition(|unit| self.seen[**unit].sent);
        proposed.sort_unstable_by_key(|unit| (self.seen[*unit].candidate.seconds(), *unit));
        let everywhere: Vec<usize> = taken.iter().flatten().copied().collect();
        let others = best.iter().filter(|unit| !everywhere.contains(unit)).take(ALTERNATIVES);
        let filled = u8::try_from(taken[requirement].len()).unwrap_or(u8::MAX);
        Need {
            requirement: needed.clone(),
            sent: sent.iter().map(|unit| name(self.seen[*unit].candidate)).collect(),
            proposals: proposed
                .iter()
                .map(|unit| self.proposal(*unit, requirement, &everywhere, true))
                .collect(),
            alternatives: others.map(|unit| self.proposal(*unit, requirement, &everywhere, false)).collect(),
            missing: needed.count.saturating_sub(filled),
            ask: None,
        }
    }

    fn proposal(&self, unit: usize, requirement: usize, everywhere: &[usize], chosen: bool) -> Proposal {
        let candidate = self.seen[unit].candidate;
        let whereabouts = candidate.whereabouts.unwrap_or(super::candidate::Whereabouts {
            lat: candidate.unit.station.lat,
            lon: candidate.unit.station.lon,
            at: None,
        });
        Proposal {
            unit: name(candidate),
            kind: candidate.unit.kind,
            whereabouts,
            travel: candidate.travel.unwrap_or_else(|| crate::road::straight_line(f64::INFINITY, 1.0)),
            arrives_at: self.question.arrives_at(candidate),
            verdict: self.verdict(candidate, requirement),
            load: candidate.load,
            free_since: candidate.unit.since,
            because: if chosen { self.because(unit, requirement, everywhere) } else { Vec::new() },
            hole: self.question.cover.map(|cover| cover.hole(whereabouts.lat, whereabouts.lon)),
            command: String::new(),
        }
    }

    fn verdict(&self, candidate: &Candidate, requirement: usize) -> Verdict {
        let Some(due_at) = self.scale.due_at else { return Verdict::NoClock };
        let spare = (due_at - self.question.arrives_at(candidate)).num_seconds();
        if spare >= 0 {
            return Verdict::Meets(spare);
        }
        Verdict::Misses { by: -spare, unless: self.unless(due_at, requirement).map(Box::new) }
    }

    /// The unit that would be there in time if something were changed: the one with least to change, then the nearest.
    fn unless(&self, due_at: DateTime, requirement: usize) -> Option<Unless> {
        let in_time = |(unit, seen): &(usize, &Seen<'_>)| {
            let candidate = seen.candidate;
            let known =
                candidate.travel.is_some() && !seen.sent && !seen.hindrances.contains(&Reason::Excluded);
            known && self.fits[requirement][*unit] && self.question.arrives_at(candidate) <= due_at
        };
        let best = self.seen.iter().enumerate().filter(in_time).map(|(_, seen)| seen).min_by_key(|seen| {
            (seen.hindrances.len(), seen.candidate.seconds(), &seen.candidate.unit.call_sign)
        })?;
        Some(Unless {
            unit: name(best.candidate),
            arrives_at: self.question.arrives_at(best.candidate),
            hindrances: best.hindrances.iter().cloned().map(Hindrance::from).collect(),
        })
    }

    fn because(&self, unit: usize, requirement: usize, everywhere: &[usize]) -> Vec<Because> {
        let candidate = self.seen[unit].candidate;
        let (needed, best) = (&self.requirements[requirement], &self.best[requirement]);
        let mut why = Vec::new();
        if !needed.capabilities.is_empty() {
            why.push(Because::Has(needed.capabilities.clone()));
        }
        let nearer = best
            .iter()
            .map(|other| (*other, self.seen[*other].candidate))
            .filter(|(other, o)| *other != unit && o.seconds() < candidate.seconds())
            .min_by_key(|(other, o)| (everywhere.contains(other), o.seconds(), *other));
        why.push(match nearer {
            None if best.len() == 1 => Because::Only,
            None => Because::Nearest,
            Some((other, o)) if everywhere.contains(&other) => Because::Shared(name(o)),
            Some((_, o)) => Because::Fairer { than: name(o), later_s: candidate.seconds() - o.seconds() },
        });
        why
    }

    /// Own units that meet no requirement or cannot go, and those of others; nearest first.
    fn not_offered(&self) -> (Vec<NotOffered>, u32) {
        let mut left: Vec<NotOffered> = Vec::new();
        for seen in self.seen.iter().filter(|seen| !seen.sent) {
            let candidate = seen.candidate;
            // The requirement it is closest to meeting says what it lacks.
            let ours = self.requirements.iter().filter(|needed| !self.question.is_foreign(needed));
            let lacks = ours.map(|needed| candidate.lacks(needed)).min_by_key(Vec::len).unwrap_or_default();
            if seen.hindrances.is_empty() && lacks.is_empty() {
                continue;
            }
            left.push(NotOffered {
                unit: name(candidate),
                kind: candidate.unit.kind,
                travel: candidate.travel,
                hindrances: seen.hindrances.iter().cloned().chain(lacks).map(Hindrance::from).collect(),
            });
        }
        left.sort_by_key(|unit| unit.travel.map_or(u32::MAX, |travel| travel.seconds));
        let total = u32::try_from(left.len()).unwrap_or(u32::MAX);
        (left, total)
    }

    /// Free units that would be there clearly sooner than one that is still on the way for the same requirement.
    fn nearer(&self, taken: &Taken) -> Vec<Nearer> {
        let Some(least) = self.question.numbers.get(NumberCode::Nearer) else { return Vec::new() };
        let mut found: Vec<Nearer> = Vec::new();
        let everywhere: Vec<usize> = taken.iter().flatten().copied().collect();
        for (best, units) in self.best.iter().zip(taken) {
            let mut on_the_way: Vec<&Candidate> =
                units.iter().map(|unit| &self.seen[*unit]).filter(|s| s.sent).map(|s| s.candidate).collect();
            on_the_way.retain(|candidate| {
                let first = candidate.unit.current().is_some_and(|a| a.incident == self.question.incident.id);
                first && matches!(candidate.unit.status, UnitStatus::Assigned | UnitStatus::EnRoute)
            });
            on_the_way.sort_by_key(|candidate| std::cmp::Reverse(candidate.seconds()));
            let mut free = best.clone();
            free.retain(|unit| !everywhere.contains(unit));
            free.sort_by_key(|unit| self.seen[*unit].candidate.seconds());
            for (slow, quick) in on_the_way.into_iter().zip(free) {
                let quick = self.seen[quick].candidate;
                let sooner_s = slow.seconds().saturating_sub(quick.seconds());
                let known = slow.travel.is_some() && i64::from(sooner_s) >= least.max(1);
                if known && !found.iter().any(|nearer| nearer.unit.id == quick.unit.id) {
                    found.push(Nearer {
                        unit: name(quick),
                        instead_of: name(slow),
                        sooner_s,
                        command: String::new(),
                    });
                }
            }
        }
        found
    }
}

#[cfg(test)]
#[path = "ask_tests.rs"]
mod tests;
