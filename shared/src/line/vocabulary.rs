//! What names mean: the units, incidents, types and institutions that a line may speak of. Browser and server fill it
//! each from what it has; the grammar asks only this.

use super::action::Subject;
use super::near::{compact, is_slip};
use crate::call::{CallSummary, CloseReason};
use crate::catalogue::IncidentType;
use crate::id::{CallId, IncidentId, InstitutionId, TimerId, UnitId};
use crate::text::fold;
use crate::unit::{TimerSubject, TimerSummary, UnitStatus};

/// A unit as the grammar knows it.
#[derive(Debug, Clone)]
pub struct UnitWord {
    /// Id.
    pub id: UnitId,
    /// Call sign.
    pub call_sign: String,
    /// Code of its institution.
    pub institution: String,
    /// Status.
    pub status: UnitStatus,
    /// Incidents it is sent to.
    pub assigned: Vec<IncidentId>,
    key: String,
    tail: String,
    spaced: String,
}

/// An incident as the grammar knows it.
#[derive(Debug, Clone)]
pub struct IncidentWord {
    /// Id.
    pub id: IncidentId,
    /// Registration number, such as `VP-2026-000451`.
    pub number: String,
    /// Whether it is open.
    pub open: bool,
    /// What it is, in a few words: type and place.
    pub label: String,
    code: String,
    year: String,
    seq: String,
}

/// A type of incident as the grammar knows it.
#[derive(Debug, Clone)]
pub struct TypeWord {
    /// Code.
    pub code: String,
    /// Latvian name.
    pub name_lv: String,
    /// English name.
    pub name_en: String,
    lv: String,
    en: String,
    all: String,
}

/// An institution as the grammar knows it.
#[derive(Debug, Clone)]
pub struct InstitutionWord {
    /// Id.
    pub id: InstitutionId,
    /// Code.
    pub code: String,
    /// Name in the user's language.
    pub name: String,
}

/// A call as the grammar knows it.
#[derive(Debug, Clone)]
pub struct CallWord {
    /// Id.
    pub id: CallId,
    /// Number of its card; empty when it was entered by hand.
    pub card: String,
    /// Where and what, in a few words.
    pub label: String,
    /// Number of who calls.
    pub phone: String,
}

/// A timer that runs, as the grammar knows it.
#[derive(Debug, Clone)]
pub struct TimerWord {
    /// Id.
    pub id: TimerId,
    /// On what it hangs; none where that cannot be named in a line.
    pub subject: Option<Subject>,
    /// What for.
    pub label: String,
}

/// Everything a line may speak of.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Code of the user's own institution: of equal names, its own are meant.
    pub home: String,
    /// Units.
    pub units: Vec<UnitWord>,
    /// Incidents: the open ones, and the closed ones that may be opened again.
    pub incidents: Vec<IncidentWord>,
    /// Types under which incidents may be filed.
    pub types: Vec<TypeWord>,
    /// Institutions.
    pub institutions: Vec<InstitutionWord>,
    /// Calls that nobody has answered.
    pub calls: Vec<CallWord>,
    /// Reasons for which a call needs no incident.
    pub reasons: Vec<CloseReason>,
    /// Timers that run.
    pub timers: Vec<TimerWord>,
}

/// The row that is selected on the screen; it stands in for what is not typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Incident.
    pub incident: Option<IncidentId>,
    /// Unit.
    pub unit: Option<UnitId>,
    /// The call being worked.
    pub call: Option<CallId>,
}

/// What a word means: how far the reading is from what was typed (0 exact, 1 a beginning, 2 weak, 3 a slip), and every
/// thing of that distance.
pub type Found<T> = (u8, Vec<T>);

/// Whether a unit answers to a word.
type Fits<'a> = &'a dyn Fn(&UnitWord) -> bool;

/// Nothing.
pub(super) const fn nothing<T>() -> Found<T> {
    (0, Vec::new())
}

impl UnitWord {
    /// A unit.
    pub fn new(
        id: UnitId,
        call_sign: String,
        institution: String,
        status: UnitStatus,
        assigned: Vec<IncidentId>,
    ) -> Self {
        let key = compact(&call_sign);
        let letters = key.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let tail = key[letters..].trim_start_matches('0').to_owned();
        let spaced = fold(&call_sign);
        Self { id, call_sign, institution, status, assigned, key, tail, spaced }
    }

    /// Whether its call sign is just these words, several of them.
    pub(super) fn is_called(&self, words: &str) -> bool {
        self.spaced == words && words.contains(' ')
    }
}

impl IncidentWord {
    /// An incident.
    pub fn new(id: IncidentId, number: String, open: bool, label: String) -> Self {
        let mut parts = number.rsplitn(3, '-');
        let mut next = || parts.next().map(compact).unwrap_or_default();
        let (seq, year, code) = (next(), next(), next());
        Self { id, number, open, label, code, year, seq }
    }

    /// Whether typed parts mean it; `sure` when enough of it was typed that no other thing is likely meant.
    fn answers(&self, parts: &[String], hash: bool) -> Option<bool> {
        let (last, before) = parts.split_last()?;
        let tail = |digits: &str| {
            !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && self.seq.ends_with(digits)
        };
        match before {
            [] if tail(last) => Some(hash || last.len() >= 3),
            // `vp451`: the code written together with the digits.
            [] => last
                .strip_prefix(self.code.as_str())
                .filter(|_| !self.code.is_empty())
                .and_then(|d| tail(d).then_some(true)),
            [one] => ((*one == self.code || *one == self.year) && tail(last)).then_some(true),
            [code, year] => (*code == self.code && *year == self.year && tail(last)).then_some(true),
            _ => None,
        }
    }
}

impl CallWord {
    /// A call, and the name of its type.
    pub fn new(call: &CallSummary, type_name: &str) -> Self {
        let parts = [call.address.as_str(), type_name];
        Self {
            id: call.id,
            card: call.card_number.clone().unwrap_or_default(),
            label: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
            phone: call.caller.as_ref().map(|caller| caller.number.clone()).unwrap_or_default(),
        }
    }
}

impl From<&TimerSummary> for TimerWord {
    fn from(timer: &TimerSummary) -> Self {
        let subject = match timer.subject {
            TimerSubject::Unit(id) => Some(Subject::Unit(id)),
            TimerSubject::Incident(id) => Some(Subject::Incident(id)),
            TimerSubject::Task(_) => None,
        };
        Self { id: timer.id, subject, label: timer.label.clone() }
    }
}

impl TypeWord {
    /// A type of the catalogue.
    pub fn new(entry: &IncidentType) -> Self {
        let (lv, en) = (fold(&entry.name_lv), fold(&entry.name_en));
        let all = format!("{lv} {en} {} {}", fold(&entry.code), entry.keywords);
        Self {
            code: entry.code.clone(),
            name_lv: entry.name_lv.clone(),
            name_en: entry.name_en.clone(),
            lv,
            en,
            all,
        }
    }
}

impl Vocabulary {
    /// A unit by its id.
    pub fn unit(&self, id: UnitId) -> Option<&UnitWord> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// An incident by its id.
    pub fn incident(&self, id: IncidentId) -> Option<&IncidentWord> {
        self.incidents.iter().find(|incident| incident.id == id)
    }

    /// The units a word means: a whole call sign (of the own institution first), one with its institution before it
    /// (`RPP/12`), the number at the end of a call sign, a beginning of at least two letters, or a call sign with one slip
    /// in its letters.
    pub fn units_meant(&self, word: &str) -> Found<UnitId> {
        if let Ok(id) = word.parse::<UnitId>() {
            return (0, self.unit(id).map(|unit| unit.id).into_iter().collect());
        }
        if let Some((institution, sign)) = word.split_once('/') {
            let (institution, sign) = (compact(institution), compact(sign));
            let of =
                |u: &&UnitWord| compact(&u.institution) == institution && u.key == sign && !sign.is_empty();
            return (0, self.units.iter().filter(of).map(|u| u.id).collect());
        }
        // `#12` is always an incident.
        let word = if word.starts_with('#') { String::new() } else { compact(word) };
        let length = word.chars().count();
        if word.is_empty() {
            return nothing();
        }
        let number = word.bytes().all(|b| b.is_ascii_digit());
        let digits = word.trim_start_matches('0');
        let readings: [(u8, bool, Fits<'_>); 5] = [
            (0, true, &|u| u.key == word),
            (0, true, &|u| {
                word.strip_prefix(compact(&u.institution).as_str()).is_some_and(|rest| rest == u.key)
            }),
            (0, number && !digits.is_empty(), &|u| u.tail == digits),
            (1, !number && length >= 2, &|u| u.key.starts_with(&word)),
            (3, !number && length >= 3, &|u| is_slip(&u.key, &word)),
        ];
        for (far, may, fits) in readings {
            let found: Vec<&UnitWord> =
                if may { self.units.iter().filter(|u| fits(u)).collect() } else { Vec::new() };
            if !found.is_empty() {
                let own = self.own(found, |u| u.institution.as_str());
                return (far, own.into_iter().map(|u| u.id).collect());
            }
        }
        nothing()
    }

    /// The incidents a word means: a whole number, its last digits (three, or one with `#` before it, are enough to be
    /// sure), with the year or the institution's code before them or without. Of several, those that are open (or closed,
    /// where `closed` is asked for), and then those of the own institution, are meant.
    pub fn incidents_meant(&self, word: &str, closed: bool) -> Found<IncidentId> {
        if let Ok(id) = word.parse::<IncidentId>() {
            return (0, self.incident(id).map(|i| i.id).into_iter().collect());
        }
        let (hash, word) = word.strip_prefix('#').map_or((false, word), |rest| (true, rest));
        let parts: Vec<String> = word.split('-').map(compact).collect();
        if parts.iter().any(String::is_empty) {
            return nothing();
        }
        let answering = |wanted: bool| -> Vec<&IncidentWord> {
            self.incidents.iter().filter(|i| i.answers(&parts, hash) == Some(wanted)).collect()
        };
        let (far, found) = match answering(true) {
            found if found.is_empty() => (2, answering(false)),
            found => (0, found),
        };
        let found = preferred(found, |i| i.open != closed);
        (far, self.own(found, |i| i.code.as_str()).into_iter().map(|i| i.id).collect())
    }

    /// The calls a word means: the number of a card or its last three digits and more, or the last four and more of who calls.
    pub fn calls_meant(&self, word: &str) -> Found<CallId> {
        if let Ok(id) = word.parse::<CallId>() {
            return (0, self.calls.iter().map(|call| call.id).filter(|call| *call == id).collect());
        }
        let word = compact(word);
        let number = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        let ends = |name: &str, least: usize| number && word.len() >= least && compact(name).ends_with(&word);
        let is = |call: &&CallWord| {
            (!word.is_empty() && compact(&call.card) == word) || ends(&call.card, 3) || ends(&call.phone, 4)
        };
        (0, self.calls.iter().filter(is).map(|call| call.id).collect())
    }

    /// The reasons of closing a word means: a code or a whole name, or the beginning of a code or of a word of a name.
    pub fn reasons_meant(&self, word: &str) -> Found<String> {
        let (code, name) = (compact(word), fold(word));
        let any = |f: &dyn Fn(&CloseReason) -> bool| -> Vec<String> {
            self.reasons.iter().filter(|reason| f(reason)).map(|reason| reason.code.clone()).collect()
        };
        let names = |reason: &CloseReason| [fold(&reason.name_lv), fold(&reason.name_en)];
        let whole = any(&|reason| compact(&reason.code) == code || names(reason).contains(&name));
        if !whole.is_empty() || code.chars().count() < 2 {
            return (0, whole);
        }
        let begins = |reason: &CloseReason| {
            compact(&reason.code).starts_with(&code)
                || names(reason).iter().any(|n| n.split(' ').any(|part| part.starts_with(&name)))
        };
        (1, any(&begins))
    }

    /// The timers a word means: those that hang on the unit or the incident that it means.
    pub fn timers_meant(&self, word: &str) -> Found<TimerId> {
        if let Ok(id) = word.parse::<TimerId>()
            && self.timers.iter().any(|timer| timer.id == id)
        {
            return (0, vec![id]);
        }
        let on = |is: &dyn Fn(Subject) -> bool| -> Vec<TimerId> {
            self.timers.iter().filter(|timer| timer.subject.is_some_and(is)).map(|timer| timer.id).collect()
        };
        let (unit_far, units) = self.units_meant(word);
        let (incident_far, incidents) = self.incidents_meant(word, false);
        let mut of_units = on(&|of| matches!(of, Subject::Unit(id) if units.contains(&id)));
        let of_incidents = on(&|of| matches!(of, Subject::Incident(id) if incidents.contains(&id)));
        if of_incidents.is_empty() || (!of_units.is_empty() && unit_far < incident_far) {
            return (unit_far, of_units);
        }
        if incident_far == unit_far {
            of_units.extend(of_incidents);
            return (unit_far, of_units);
        }
        (incident_far, of_incidents)
    }

    /// The types that words mean: a code, a whole name, or words each of which begins a word of name, code or keywords; of
    /// several, those whose name begins so.
    pub fn types_meant(&self, words: &str) -> Found<String> {
        let folded = fold(words);
        if folded.is_empty() {
            return nothing();
        }
        let code = words.trim().to_lowercase();
        let codes = |found: Vec<&TypeWord>| found.into_iter().map(|t| t.code.clone()).collect();
        if let Some(entry) = self.types.iter().find(|t| t.code == code) {
            return (0, vec![entry.code.clone()]);
        }
        let named: Vec<_> = self.types.iter().filter(|t| t.lv == folded || t.en == folded).collect();
        if !named.is_empty() {
            return (0, codes(named));
        }
        let far = if folded.chars().count() < 3 { 2 } else { 1 };
        let every =
            |t: &&TypeWord| folded.split(' ').all(|w| t.all.split(' ').any(|word| word.starts_with(w)));
        let found: Vec<_> = self.types.iter().filter(every).collect();
        if !found.is_empty() {
            return (
                far,
                codes(preferred(found, |t| t.lv.starts_with(&folded) || t.en.starts_with(&folded))),
            );
        }
        let slip = |t: &&TypeWord| is_slip(&t.lv, &folded) || is_slip(&t.en, &folded);
        (3, codes(self.types.iter().filter(slip).collect()))
    }

    /// The institutions a word means: a code, or the beginning of a name.
    pub fn institutions_meant(&self, word: &str) -> Found<InstitutionId> {
        if let Ok(id) = word.parse::<InstitutionId>() {
            return (0, self.institutions.iter().filter(|i| i.id == id).map(|i| i.id).collect());
        }
        let (code, name) = (compact(word), fold(word));
        if code.is_empty() {
            return nothing();
        }
        let coded: Vec<_> =
            self.institutions.iter().filter(|i| compact(&i.code) == code).map(|i| i.id).collect();
        if !coded.is_empty() || name.chars().count() < 3 {
            return (0, coded);
        }
        (1, self.institutions.iter().filter(|i| fold(&i.name).starts_with(&name)).map(|i| i.id).collect())
    }

    /// Those of the own institution, when there are any.
    fn own<'a, T>(&self, found: Vec<&'a T>, code: impl Fn(&T) -> &str) -> Vec<&'a T> {
        let home = compact(&self.home);
        preferred(found, |thing| compact(code(thing)) == home)
    }
}

/// Those with a quality, when there are any.
fn preferred<T>(found: Vec<&T>, quality: impl Fn(&T) -> bool) -> Vec<&T> {
    let better: Vec<&T> = found.iter().copied().filter(|thing| quality(thing)).collect();
    if better.is_empty() { found } else { better }
}
