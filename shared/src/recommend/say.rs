//! The sentences of a recommendation, in both languages: one place for the screen, the print and the log.

use super::answer::{Because, Hole, Nearer, NotOffered, UnitName, Unless, Verdict};
use super::candidate::{Change, Hindrance, Reason};
use super::cover::MoveUp;
use super::plan::Requirement;
use crate::access::InstitutionKind;
use crate::id::InstitutionId;
use crate::lang::Lang;
use crate::road::TravelModel;
use crate::time;
use crate::unit::UnitStatus;

/// A span in whole minutes, never less than one: `6 min`.
fn minutes(seconds: i64) -> String {
    format!("{} min", (seconds.max(0) + 30).div_euclid(60).max(1))
}

fn hour(at: time::DateTime) -> String {
    let clock = time::clock(at);
    clock.get(..5).unwrap_or_default().to_owned()
}

fn list<T: Copy>(items: &[T], name: impl Fn(T) -> &'static str) -> String {
    items.iter().map(|item| name(*item)).collect::<Vec<_>>().join(", ")
}

const fn institution_kind(kind: InstitutionKind, lang: Lang) -> &'static str {
    match kind {
        InstitutionKind::StatePolice => lang.pick("Valsts policija", "the State Police"),
        InstitutionKind::MunicipalPolice => lang.pick("pašvaldības policija", "the municipal police"),
        InstitutionKind::PortPolice => lang.pick("ostas policija", "the port police"),
        InstitutionKind::FireRescue => {
            lang.pick("ugunsdzēsības un glābšanas dienests", "the fire and rescue service")
        }
        InstitutionKind::BorderGuard => lang.pick("robežsardze", "the border guard"),
        InstitutionKind::Prosecutor => lang.pick("prokuratūra", "the prosecution office"),
        InstitutionKind::EmergencyCentre => lang.pick("112 kontaktu centrs", "the 112 centre"),
        InstitutionKind::PrisonService => lang.pick("Ieslodzījuma vietu pārvalde", "the prison service"),
        InstitutionKind::SecurityService => lang.pick("drošības iestāde", "a security service"),
        InstitutionKind::RegisterManager => lang.pick("Informācijas centrs", "the Information Centre"),
    }
}

/// Finds the name of an institution.
pub type Institutions<'a> = &'a dyn Fn(InstitutionId) -> Option<String>;

fn institution(id: InstitutionId, names: Institutions<'_>, lang: Lang) -> String {
    names(id).unwrap_or_else(|| lang.pick("cita iestāde", "another institution").to_owned())
}

impl TravelModel {
    /// How a travel time was found, in a few words.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Road => lang.pick("pa ceļiem", "by road"),
            Self::StraightLine => lang.pick("taisnā līnijā, pieņēmums", "straight line, assumed"),
        }
    }
}

impl Verdict {
    /// Whether the clock is met; empty where none runs.
    pub fn say(&self, lang: Lang, names: Institutions<'_>) -> String {
        match self {
            Self::NoClock => String::new(),
            Self::Meets(spare) => {
                let spare = minutes(*spare);
                match lang {
                    Lang::Lv => format!("paspēj, rezervē {spare}"),
                    Lang::En => format!("in time, {spare} to spare"),
                }
            }
            Self::Misses { by, unless } => {
                let by = minutes(*by);
                let unless = unless.as_ref().map(|unless| unless.say(lang, names)).unwrap_or_default();
                match lang {
                    Lang::Lv => format!("nokavē par {by}{unless}"),
                    Lang::En => format!("misses by {by}{unless}"),
                }
            }
        }
    }
}

impl Unless {
    fn say(&self, lang: Lang, names: Institutions<'_>) -> String {
        let unit = &self.unit.call_sign;
        let first: Vec<String> = self.hindrances.iter().map(|h| h.change.say(lang, names)).collect();
        let first = if first.is_empty() { String::new() } else { format!(" ({})", first.join("; ")) };
        match lang {
            Lang::Lv => format!(", ja nebrauc {unit}{first}"),
            Lang::En => format!(" unless {unit} goes{first}"),
        }
    }
}

impl Reason {
    /// Why a unit is not offered.
    pub fn say(&self, lang: Lang, now: time::DateTime, names: Institutions<'_>) -> String {
        match self {
            Self::Excluded => {
                lang.pick("izslēgta no šī priekšlikuma", "excluded from this proposal").to_owned()
            }
            Self::OtherInstitution(id) => institution(*id, names, lang),
            Self::OffDuty => lang.pick("nav dežūrā", "off duty").to_owned(),
            Self::OutOfService => lang.pick("nav ierindā", "out of service").to_owned(),
            Self::PartOf(_) => lang.pick("ir apvienotas vienības daļa", "part of a combined unit").to_owned(),
            Self::Working { number, status, free_at, .. } => {
                let what = working(*status, lang);
                let free = free_at.map(|at| match lang {
                    Lang::Lv => format!(", brīva ap {}", hour(at)),
                    Lang::En => format!(", free about {}", hour(at)),
                });
                format!("{what} {number}{}", free.unwrap_or_default())
            }
            Self::Busy(since) => match lang {
                Lang::Lv => format!("aizņemta kopš {}", hour(*since)),
                Lang::En => format!("busy since {}", hour(*since)),
            },
            Self::NoPosition => lang.pick("atrašanās vieta nav zināma", "position unknown").to_owned(),
            Self::PositionOld(age) => match lang {
                Lang::Lv => format!("pozīcija pirms {}", minutes(*age)),
                Lang::En => format!("position {} old", minutes(*age)),
            },
            Self::ShiftEnds(at) => {
                let left = (*at - now).num_seconds();
                match lang {
                    Lang::Lv if left <= 0 => "maiņa ir beigusies".to_owned(),
                    Lang::En if left <= 0 => "shift is over".to_owned(),
                    Lang::Lv => format!("maiņa beidzas pēc {}", minutes(left)),
                    Lang::En => format!("shift ends in {}", minutes(left)),
                }
            }
            Self::Kind(kinds) => {
                let kinds = list(kinds, |kind| kind.name(lang));
                format!("{}: {kinds}", lang.pick("vajadzīga cita veida vienība", "another kind is needed"))
            }
            Self::Lacks(capabilities) => {
                let capabilities = list(capabilities, |capability| capability.name(lang));
                format!("{}: {capabilities}", lang.pick("trūkst spējas", "lacks"))
            }
            Self::Crew { has, needs } => match lang {
                Lang::Lv => format!("ekipāžā {has}, vajag {needs}"),
                Lang::En => format!("crew of {has}, {needs} needed"),
            },
            Self::InstitutionKind(kind) => {
                format!(
                    "{}: {}",
                    lang.pick("vajadzīga cita iestāde", "needed of"),
                    institution_kind(*kind, lang)
                )
            }
        }
    }
}

const fn working(status: UnitStatus, lang: Lang) -> &'static str {
    match status {
        UnitStatus::EnRoute => lang.pick("ceļā uz", "on the way to"),
        UnitStatus::AtScene => lang.pick("strādā pie", "busy at"),
        UnitStatus::Transporting => lang.pick("transportē no", "transporting from"),
        _ => lang.pick("norīkota uz", "assigned to"),
    }
}

impl Change {
    /// What would change it.
    pub fn say(&self, lang: Lang, names: Institutions<'_>) -> String {
        match self {
            Self::Include => lang.pick("atcelt izslēgšanu", "include it again"),
            Self::Ask(id) => {
                let whom = institution(*id, names, lang);
                return format!("{}: {whom}", lang.pick("lūgt", "ask"));
            }
            Self::CallIn => lang.pick("izsaukt ekipāžu", "call the crew in"),
            Self::Restore => lang.pick("atgriezt ierindā", "return it to service"),
            Self::Dissolve(_) => lang.pick("izformēt apvienoto vienību", "dissolve the combined unit"),
            Self::Release(_) => lang.pick("atsaukt no tā", "release it"),
            Self::Interrupt => lang.pick("lūgt pārtraukt darbu", "ask it to interrupt"),
            Self::AskWhere => lang.pick("noskaidrot, kur tā ir", "ask where it is"),
            Self::Prolong => lang.pick("pagarināt maiņu", "prolong the shift"),
            Self::Equip => lang.pick("papildināt ekipāžu vai aprīkojumu", "add crew or equipment"),
        }
        .to_owned()
    }
}

impl Hindrance {
    /// The reason and what would change it: `busy at VP-2026-000451, free about 12:10 → release it`.
    pub fn say(&self, lang: Lang, now: time::DateTime, names: Institutions<'_>) -> String {
        format!("{} → {}", self.reason.say(lang, now, names), self.change.say(lang, names))
    }
}

impl NotOffered {
    /// Everything that stands in the way, in one line.
    pub fn say(&self, lang: Lang, now: time::DateTime, names: Institutions<'_>) -> String {
        self.hindrances.iter().map(|h| h.say(lang, now, names)).collect::<Vec<_>>().join("; ")
    }
}

impl Because {
    /// Why a unit was chosen.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Nearest => lang.pick("tuvākā", "nearest").to_owned(),
            Self::Only => lang.pick("vienīgā brīvā, kas atbilst", "the only free one that fits").to_owned(),
            Self::Fairer { than: UnitName { call_sign, .. }, later_s } => {
                let later = minutes(i64::from(*later_s));
                match lang {
                    Lang::Lv => {
                        format!("{call_sign} ir par {later} tuvāk, bet vairāk noslogota vai nav atpūtusies")
                    }
                    Lang::En => format!("{call_sign} is {later} nearer but has had more to do, or no rest"),
                }
            }
            Self::Shared(UnitName { call_sign, .. }) => match lang {
                Lang::Lv => format!("{call_sign} ir tuvāk, bet vajadzīga citam uzdevumam šeit"),
                Lang::En => format!("{call_sign} is nearer but needed for something else here"),
            },
            Self::Has(capabilities) => {
                format!(
                    "{}: {}",
                    lang.pick("spēja", "has"),
                    list(capabilities, |capability| capability.name(lang))
                )
            }
        }
    }
}

impl Hole {
    /// What nobody covers then; empty when nothing is lost.
    pub fn say(&self, lang: Lang) -> String {
        if self.km2 == 0 {
            return String::new();
        }
        let territory = self.territory.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        let (before, after) = (self.before / 10, self.after / 10);
        match lang {
            Lang::Lv => format!("bez seguma {} km²{territory}: {before} % → {after} %", self.km2),
            Lang::En => format!("uncovers {} km²{territory}: {before} % → {after} %", self.km2),
        }
    }
}

impl Nearer {
    /// That a nearer unit is free now.
    pub fn say(&self, lang: Lang) -> String {
        let (unit, other) = (&self.unit.call_sign, &self.instead_of.call_sign);
        let sooner = minutes(i64::from(self.sooner_s));
        match lang {
            Lang::Lv => format!("{unit} tagad ir brīva un ieradīsies par {sooner} agrāk nekā {other}"),
            Lang::En => format!("{unit} is free now and would be there {sooner} before {other}"),
        }
    }
}

impl MoveUp {
    /// Who should stand by where.
    pub fn say(&self, lang: Lang) -> String {
        let (unit, to) = (&self.unit.call_sign, &self.to.name);
        let (gains, way) = (self.gains_km2, minutes(i64::from(self.travel.seconds)));
        match lang {
            Lang::Lv => format!("{unit} pārvietot uz {to} ({way}): atkal nosegti {gains} km²"),
            Lang::En => format!("move {unit} to {to} ({way}): {gains} km² covered again"),
        }
    }
}

impl Requirement {
    /// What is required: `2 × patrol car · service dog`.
    pub fn say(&self, lang: Lang) -> String {
        let kinds = if self.kinds.is_empty() {
            lang.pick("jebkura vienība", "any unit").to_owned()
        } else {
            list(&self.kinds, |kind| kind.name(lang))
        };
        let mut text = format!("{} × {kinds}", self.count);
        if !self.capabilities.is_empty() {
            text.push_str(" · ");
            text.push_str(&list(&self.capabilities, |capability| capability.name(lang)));
        }
        if self.crew > 0 {
            let crew = self.crew;
            let least = match lang {
                Lang::Lv => format!(" · ekipāža vismaz {crew}"),
                Lang::En => format!(" · crew of {crew} or more"),
            };
            text.push_str(&least);
        }
        if let Some(kind) = self.institution_kind {
            text.push_str(" · ");
            text.push_str(institution_kind(kind, lang));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::testing::{NOW, at, id};
    use crate::unit::{Capability, UnitKind};

    fn unit(call_sign: &str) -> UnitName {
        UnitName { id: id(1).into(), call_sign: call_sign.into() }
    }

    fn names(id: InstitutionId) -> Option<String> {
        (id.0.as_u128() == 2).then(|| "VUGD".to_owned())
    }

    #[test]
    fn the_sentences_say_what_is_meant_in_both_languages() {
        let working = Hindrance::from(Reason::Working {
            incident: id(451).into(),
            number: "VP-2026-000451".into(),
            status: UnitStatus::AtScene,
            free_at: Some(at("2026-11-22T10:10:00Z")),
        });
        let both = |h: &Hindrance| [Lang::Lv, Lang::En].map(|lang| h.say(lang, at(NOW), &names));
        assert_eq!(
            both(&working),
            [
                "strādā pie VP-2026-000451, brīva ap 12:10 → atsaukt no tā",
                "busy at VP-2026-000451, free about 12:10 → release it"
            ]
        );
        assert_eq!(
            both(&Reason::OtherInstitution(id(2).into()).into()),
            ["VUGD → lūgt: VUGD", "VUGD → ask: VUGD"]
        );
        assert_eq!(both(&Reason::PositionOld(840).into())[1], "position 14 min old → ask where it is");
        assert_eq!(
            both(&Reason::ShiftEnds(at("2026-11-22T10:06:00Z")).into())[0],
            "maiņa beidzas pēc 6 min → pagarināt maiņu"
        );
        assert_eq!(
            both(&Reason::Lacks(vec![Capability::Dog]).into())[1],
            "lacks: service dog → add crew or equipment"
        );

        let unless = Unless { unit: unit("14"), arrives_at: at(NOW), hindrances: vec![working] };
        let misses = Verdict::Misses { by: 360, unless: Some(Box::new(unless)) };
        assert_eq!(misses.say(Lang::En, &names), "misses by 6 min unless 14 goes (release it)");
        assert_eq!(misses.say(Lang::Lv, &names), "nokavē par 6 min, ja nebrauc 14 (atsaukt no tā)");
        assert_eq!(Verdict::Meets(20).say(Lang::En, &names), "in time, 1 min to spare");
        assert_eq!(Verdict::NoClock.say(Lang::Lv, &names), "");

        let hole = Hole { km2: 42, before: 815, after: 640, territory: Some("Jūrmala".into()) };
        assert_eq!(hole.say(Lang::Lv), "bez seguma 42 km² (Jūrmala): 81 % → 64 %");
        assert_eq!(Hole { km2: 0, ..hole }.say(Lang::En), "");
        let needed = Requirement {
            count: 2,
            kinds: vec![UnitKind::Patrol],
            capabilities: vec![Capability::Dog],
            crew: 2,
            institution_kind: None,
        };
        assert_eq!(needed.say(Lang::En), "2 × patrol car · service dog · crew of 2 or more");
    }
}
