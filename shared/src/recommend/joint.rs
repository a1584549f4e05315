//! Several incidents that compete for the same units, assigned together.
//!
//! One after the other, each incident takes the unit nearest to it, and the last ones pay. Together, the sum of all seconds
//! of lateness, each weighted by the category of its incident, is the least there is; of equal sums the one with the least
//! weighted travel. A place that stays empty counts as late as can be.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::answer::{UnitName, Verdict};
use super::ask::Question;
use super::candidate::Candidate;
use super::solve::{NEVER, solve};
use crate::id::IncidentId;
use crate::incident::Category;
use crate::road::Travel;
use crate::time::DateTime;

/// Lateness is not counted beyond it: six hours, which is more than the longest response time.
const LATE_MAX: i64 = 6 * 3600;
/// Weighted lateness outweighs weighted travel of any number of incidents.
const LATE_FIRST: i128 = 1 << 64;
/// Most places filled together; the most urgent ones are taken.
pub const SLOTS_MAX: usize = 100;

/// A place to be filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// What a second costs.
    pub weight: i64,
    /// Seconds until somebody must be there; none where no clock runs.
    pub due_in: Option<i64>,
    /// Seconds of travel of each unit; none for one that does not fit or is not free.
    pub reach: Vec<Option<u32>>,
}

impl Slot {
    /// Weighted seconds by which somebody comes late.
    pub fn lateness(&self, seconds: u32) -> i64 {
        let late = self.due_in.map_or(0, |due| i64::from(seconds) - due);
        self.weight * late.clamp(0, LATE_MAX)
    }

    fn cost(&self, seconds: u32) -> i128 {
        let travel = i128::from(self.weight) * i128::from(i64::from(seconds).min(LATE_MAX));
        i128::from(self.lateness(seconds)) * LATE_FIRST + travel
    }

    /// Cost of nobody: more than that of whoever comes latest.
    fn empty(&self) -> i128 {
        i128::from(self.weight) * i128::from(LATE_MAX) * (LATE_FIRST + 2)
    }
}

/// For each place its unit.
pub type Solution = Vec<Option<usize>>;

/// Sum of weighted lateness of a solution; an empty place is as late as can be.
pub fn lateness(slots: &[Slot], solution: &Solution) -> i64 {
    let of = |(slot, unit): (&Slot, &Option<usize>)| {
        let seconds = unit.and_then(|unit| slot.reach.get(unit).copied().flatten());
        seconds.map_or(slot.weight * LATE_MAX, |seconds| slot.lateness(seconds))
    };
    slots.iter().zip(solution).map(of).sum()
}

/// Fills all places together.
pub fn together(slots: &[Slot]) -> Solution {
    let units = slots.first().map_or(0, |slot| slot.reach.len());
    let cost: Vec<Vec<i128>> = slots
        .iter()
        .map(|slot| {
            let row = slot.reach.iter().map(|seconds| seconds.map_or(NEVER, |seconds| slot.cost(seconds)));
            row.chain(std::iter::repeat_n(slot.empty(), slots.len())).collect()
        })
        .collect();
    solve(&cost).into_iter().map(|column| (column < units).then_some(column)).collect()
}

/// Fills the places one after the other, each with the nearest unit that is left: what is done without this module.
pub fn one_by_one(slots: &[Slot]) -> Solution {
    let mut taken = Vec::new();
    let nearest = |slot: &Slot| {
        let free = slot.reach.iter().enumerate().filter(|(unit, _)| !taken.contains(unit));
        let unit = free.filter_map(|(unit, seconds)| Some((((*seconds)?), unit))).min().map(|(_, unit)| unit);
        taken.extend(unit);
        unit
    };
    slots.iter().map(nearest).collect()
}

/// A unit for an incident, chosen with all others in mind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Together {
    /// The incident.
    pub incident: IncidentId,
    /// Its number.
    pub number: String,
    /// Its category.
    pub category: Category,
    /// The unit.
    pub unit: UnitName,
    /// Travel time.
    pub travel: Travel,
    /// When it will be there.
    pub arrives_at: DateTime,
    /// That against the legal clock.
    pub verdict: Verdict,
    /// The line that sends it.
    #[serde(default)]
    pub command: String,
}

/// An incident for which units are missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Short {
    /// The incident.
    pub incident: IncidentId,
    /// Its number.
    pub number: String,
    /// How many are missing.
    pub missing: u8,
}

/// Everything recommended for all open incidents together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Joint {
    /// Instant at which this was true.
    pub at: DateTime,
    /// Who goes where, in the order of the incidents.
    pub assignments: Vec<Together>,
    /// Where nobody is left to go.
    pub short: Vec<Short>,
    /// Weighted seconds of lateness of all together.
    pub lateness: i64,
    /// The same if each incident in turn took the unit nearest to it.
    pub lateness_one_by_one: i64,
    /// Incidents left out because there are too many at once.
    pub left_out: u32,
}

/// Assigns the units that are free to all incidents in question. `travel` holds, for each question, the travel time of each
/// candidate to it. The questions come in the order in which they would be worked one by one.
pub fn compete(
    questions: &[Question<'_>],
    candidates: &[Candidate],
    travel: &[Vec<Option<Travel>>],
    now: DateTime,
) -> Joint {
    let (mut slots, mut of) = (Vec::new(), Vec::new());
    let mut left_out = 0;
    for (number, (question, travel)) in questions.iter().zip(travel).enumerate() {
        let found = open_slots(question, candidates, travel, now);
        if slots.len() + found.len() > SLOTS_MAX {
            left_out += 1;
            continue;
        }
        of.extend(std::iter::repeat_n(number, found.len()));
        slots.extend(found);
    }
    let solution = together(&slots);
    let greedy = one_by_one(&slots);
    let mut answer = Joint {
        at: now,
        assignments: Vec::new(),
        short: Vec::new(),
        lateness: lateness(&slots, &solution),
        lateness_one_by_one: lateness(&slots, &greedy),
        left_out,
    };
    for ((number, unit), slot) in of.into_iter().zip(&solution).zip(&slots) {
        let incident = questions[number].incident;
        let found =
            unit.and_then(|unit| Some((candidates.get(unit)?, travel[number].get(unit).copied().flatten()?)));
        match found {
            Some((candidate, travel)) => answer.assignments.push(Together {
                incident: incident.id,
                number: incident.number.clone(),
                category: incident.category,
                unit: UnitName { id: candidate.unit.id, call_sign: candidate.unit.call_sign.clone() },
                travel,
                arrives_at: now + Duration::seconds(i64::from(travel.seconds)),
                verdict: verdict(slot.due_in, travel.seconds),
                command: String::new(),
            }),
            None => match answer.short.last_mut().filter(|short| short.incident == incident.id) {
                Some(short) => short.missing += 1,
                None => answer.short.push(Short {
                    incident: incident.id,
                    number: incident.number.clone(),
                    missing: 1,
                }),
            },
        }
    }
    answer
}

fn verdict(due_in: Option<i64>, seconds: u32) -> Verdict {
    match due_in.map(|due| due - i64::from(seconds)) {
        None => Verdict::NoClock,
        Some(spare) if spare >= 0 => Verdict::Meets(spare),
        Some(spare) => Verdict::Misses { by: -spare, unless: None },
    }
}

/// The places of an incident that nobody who is sent fills yet.
fn open_slots(
    question: &Question<'_>,
    candidates: &[Candidate],
    travel: &[Option<Travel>],
    now: DateTime,
) -> Vec<Slot> {
    let terms = question.terms();
    // The time of this incident's travel decides whether a shift is long enough.
    let fitted: Vec<Candidate> = candidates
        .iter()
        .zip(travel)
        .map(|(candidate, travel)| Candidate { travel: *travel, ..candidate.clone() })
        .collect();
    let free: Vec<bool> =
        fitted.iter().map(|c| c.travel.is_some() && c.hindrances(&terms).is_empty()).collect();
    let mut sent: Vec<&Candidate> = fitted.iter().filter(|c| c.is_sent_to(question.incident.id)).collect();
    let due_in = question.clock().map(|clock| (clock.due_at - now).num_seconds());
    let weight = question.numbers.weight(question.incident.category);
    let mut slots = Vec::new();
    for needed in question.requirements().iter().filter(|needed| !question.is_foreign(needed)) {
        for _ in 0..needed.count {
            if let Some(filled) = sent.iter().position(|c| c.lacks(needed).is_empty()) {
                sent.swap_remove(filled);
                continue;
            }
            let reach = fitted.iter().zip(&free).map(|(c, free)| {
                let fits = *free && c.lacks(needed).is_empty();
                fits.then(|| c.seconds())
            });
            slots.push(Slot { weight, due_in, reach: reach.collect() });
        }
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::InstitutionKind;
    use crate::recommend::testing::{NOW, assignment, at, candidate, id, incident, numbers};
    use crate::road::TravelModel;
    use proptest::prelude::*;

    fn slot(weight: i64, due_in: i64, reach: &[Option<u32>]) -> Slot {
        Slot { weight, due_in: Some(due_in), reach: reach.to_vec() }
    }

    /// The least lateness of all ways to fill the places or leave them empty.
    fn by_trying_all(slots: &[Slot], solution: &mut Solution) -> i64 {
        if solution.len() == slots.len() {
            return lateness(slots, solution);
        }
        let mut choices = vec![None];
        choices.extend((0..slots[solution.len()].reach.len()).map(Some));
        let mut least = i64::MAX;
        for choice in choices {
            let free = choice.is_none_or(|unit| !solution.contains(&Some(unit)));
            let possible = choice.is_none_or(|unit| slots[solution.len()].reach[unit].is_some());
            if free && possible {
                solution.push(choice);
                least = least.min(by_trying_all(slots, solution));
                solution.pop();
            }
        }
        least
    }

    fn slots() -> impl Strategy<Value = Vec<Slot>> {
        (0_usize..5).prop_flat_map(|units| {
            let reach = proptest::collection::vec(proptest::option::weighted(0.8, 0_u32..4000), units);
            let weight = prop_oneof![Just(1_i64), Just(10), Just(100)];
            let one = (weight, proptest::option::weighted(0.9, -600_i64..3000), reach)
                .prop_map(|(weight, due_in, reach)| Slot { weight, due_in, reach });
            proptest::collection::vec(one, 1..5)
        })
    }

    proptest! {
        #[test]
        fn together_is_never_later_than_any_other_way(slots in slots()) {
            let solution = together(&slots);
            let mut units: Vec<usize> = solution.iter().flatten().copied().collect();
            let count = units.len();
            units.sort_unstable();
            units.dedup();
            prop_assert_eq!(units.len(), count, "a unit is in two places");
            for (slot, unit) in slots.iter().zip(&solution) {
                prop_assert!(unit.is_none_or(|unit| slot.reach[unit].is_some()));
            }
            let least = by_trying_all(&slots, &mut Vec::new());
            prop_assert_eq!(lateness(&slots, &solution), least);
            prop_assert!(lateness(&slots, &one_by_one(&slots)) >= least);
        }
    }

    #[test]
    fn one_by_one_the_second_pays_for_the_first() {
        // Unit 0 is one minute from the first incident and the only one near the second; unit 1 is five minutes from the
        // first, and half an hour from the second. Both must be reached in 15 minutes.
        let slots = [slot(100, 900, &[Some(60), Some(300)]), slot(100, 900, &[Some(600), Some(1800)])];
        assert_eq!(one_by_one(&slots), [Some(0), Some(1)]);
        assert_eq!(lateness(&slots, &one_by_one(&slots)), 90_000);
        assert_eq!(together(&slots), [Some(1), Some(0)]);
        assert_eq!(lateness(&slots, &together(&slots)), 0);
    }

    #[test]
    fn with_one_unit_left_the_more_urgent_incident_gets_it() {
        let slots = [slot(1, 14_400, &[Some(60)]), slot(100, 900, &[Some(800)])];
        assert_eq!(together(&slots), [None, Some(0)]);
        // Where no clock runs the weighted travel decides.
        let open = |weight, reach: &[Option<u32>]| Slot { due_in: None, ..slot(weight, 0, reach) };
        assert_eq!(
            together(&[open(1, &[Some(60), Some(90)]), open(100, &[Some(70), Some(200)])]),
            [Some(1), Some(0)]
        );
        assert_eq!(together(&[]), Solution::new());
    }

    #[test]
    fn the_free_units_are_shared_among_the_incidents() {
        let (first, second) = (incident(|s| s.id = id(501).into()), incident(|s| s.id = id(502).into()));
        let third = incident(|s| s.id = id(503).into());
        let numbers = numbers();
        let question = |incident| Question {
            incident,
            asking: id(1).into(),
            asking_kind: InstitutionKind::StatePolice,
            plan: None,
            level: 1,
            excluded: &[],
            numbers: &numbers,
            cover: None,
            now: at(NOW),
        };
        let questions = [question(&first), question(&second), question(&third)];
        let sent = |c: &mut Candidate| {
            c.unit.status = crate::unit::UnitStatus::EnRoute;
            c.unit.assignments = vec![assignment(503, None)];
        };
        let units = [candidate(1, 0, |_| {}), candidate(2, 0, |_| {}), candidate(3, 0, sent)];
        let road = |seconds| Some(Travel { seconds, model: TravelModel::Road });
        let travel = vec![
            vec![road(60), road(300), road(1)],
            vec![road(600), road(1800), road(1)],
            vec![road(1), road(1), road(1)],
        ];
        let joint = compete(&questions, &units, &travel, at(NOW));
        let who: Vec<_> =
            joint.assignments.iter().map(|a| (a.incident.0.as_u128(), a.unit.call_sign.as_str())).collect();
        assert_eq!(who, [(501, "2"), (502, "1")], "the third has its unit");
        assert_eq!((joint.lateness, joint.lateness_one_by_one), (0, 90_000));
        assert_eq!(joint.assignments[0].verdict, Verdict::Meets(600));
        let joint = compete(&questions, &units[2..], &[vec![road(1)], vec![road(1)], vec![road(1)]], at(NOW));
        assert_eq!(joint.short.len(), 2);
    }
}
