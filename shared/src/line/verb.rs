//! The verbs: what a line may begin with, and which parts each verb has. One table; the parser, the completion, the help
//! and `docs/COMMANDS.md` are all read from it.

use super::near::{compact, distance};
use super::slot::{Need, Part, Slot};
use crate::lang::Lang;

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident: [$($lv:literal),+], [$($en:literal),+], $what_lv:literal, $what_en:literal,
        [$($part:expr),* $(,)?], [$($example:literal),* $(,)?];)*) => {
        /// What a command does.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Verb {
            $($(#[$doc])* $name,)*
        }

        impl Verb {
            /// Every verb, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its names in a language; the first is the one that buttons show.
            pub const fn names(self, lang: Lang) -> &'static [&'static str] {
                match (self, lang) {
                    $((Self::$name, Lang::Lv) => &[$($lv),+], (Self::$name, Lang::En) => &[$($en),+],)*
                }
            }

            /// What it does, in a few words.
            pub const fn what(self, lang: Lang) -> &'static str {
                match self {
                    $(Self::$name => lang.pick($what_lv, $what_en),)*
                }
            }

            /// Its parts, in the order in which they are written without names.
            pub const fn parts(self) -> &'static [Part] {
                match self {
                    $(Self::$name => const { &[$($part),*] },)*
                }
            }

            /// Examples of the documentation: Latvian, then English.
            pub const fn examples(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &[$($example),*],)*
                }
            }
        }
    };
}

const UNITS: Part = Part::new(Slot::Units, Need::Chosen).many();
const INCIDENT: Part = Part::new(Slot::Incident, Need::Chosen);
const CALL: Part = Part::new(Slot::Call, Need::Chosen);
const TEXT: Part = Part::new(Slot::Text, Need::Must).rest();
const TO: &[&str] = &["uz", "to"];
const WITH: &[&str] = &["ar", "with"];

verbs! {
    /// Files an incident.
    Create: ["jauns", "reģistrēt", "reģistrē", "j"], ["new", "create", "n"],
        "Reģistrēt notikumu", "File an incident",
        [Part::new(Slot::Type, Need::Must), Part::new(Slot::Place, Need::Must).marked(&["pie", "at"]).rest(),
         Part::new(Slot::Category, Need::May).named(), Part::new(Slot::Text, Need::May).named()],
        ["jauns kautiņš pie Brīvības iela 1, Rīga teksts:\"Trīs personas sitas\"", "new order.fight at Brīvības iela 1, Rīga cat:A"];
    /// Searches the register.
    Find: ["meklēt", "meklē", "m"], ["find", "search", "f"],
        "Meklēt reģistrā", "Search the register",
        [TEXT],
        ["meklē melns furgons", "find AB1234"];
    /// Takes a call.
    Take: ["ņemt", "ņem"], ["take", "tk"],
        "Pieņemt zvanu; bez numura – to, kas gaida visilgāk", "Take a call; without a number the one that has waited longest",
        [Part::new(Slot::Call, Need::May)],
        ["ņemt 711", "take 711", "take"];
    /// Puts a call back.
    PutBack: ["atlikt", "atliec"], ["return", "rt"],
        "Atlikt zvanu atpakaļ gaidītājos", "Put a call back to wait",
        [CALL],
        ["atlikt 711", "return 711"];
    /// Attaches a call to an incident.
    Attach: ["piesaistīt", "piesaisti", "ps"], ["attach", "att"],
        "Piesaistīt zvanu reģistrētam notikumam", "Attach a call to an incident that is filed",
        [CALL, INCIDENT.marked(&["pie", "to"])],
        ["piesaistīt 711 pie 451", "attach 711 to 451"];
    /// Closes a call without an incident.
    Dismiss: ["izbeigt", "izbeidz", "ib"], ["dismiss", "dm"],
        "Slēgt zvanu, kam notikums nav vajadzīgs", "Close a call that needs no incident",
        [CALL, Part::new(Slot::CloseReason, Need::Must), Part::new(Slot::Text, Need::May).rest()],
        ["izbeigt 711 nejaušs", "dismiss 711 test line check"];
    /// Sends units to an incident.
    Assign: ["sūtīt", "sūti", "nosūtīt", "nosūti", "nozīmēt", "s"], ["send", "assign", "dispatch", "a"],
        "Nosūtīt vienības uz notikumu", "Send units to an incident",
        [UNITS, INCIDENT.marked(TO)],
        ["sūti 12 uz 451", "send 12,14 to 451"];
    /// Takes units off an incident.
    Release: ["atbrīvot", "atbrīvo", "ab"], ["release", "free", "r"],
        "Noņemt vienības no notikuma", "Take units off an incident",
        [Part::new(Slot::Units, Need::May).many(), Part::new(Slot::Incident, Need::May).marked(&["no", "from"])],
        ["atbrīvo 12", "release 12 from 451", "release from 451"];
    /// Sets the status of units.
    Status: ["statuss", "st"], ["status", "unit"],
        "Mainīt vienības statusu", "Set the status of units",
        [UNITS, Part::new(Slot::Status, Need::Must)],
        ["statuss 12 ceļā", "status 12 at_scene"];
    /// Adds a line to the log.
    Note: ["piezīme", "p"], ["note", "log"],
        "Pievienot piezīmi", "Add a note",
        [INCIDENT, TEXT],
        ["piezīme 451 Sūdzējs gaida pie vārtiem", "note 451 caller waits at the gate"];
    /// Sets the type of an incident.
    Type: ["veids", "v"], ["type", "t"],
        "Mainīt notikuma veidu", "Set the type of an incident",
        [INCIDENT, Part::new(Slot::Type, Need::Must).rest()],
        ["veids 451 kautiņš", "type 451 order.fight"];
    /// Sets the category of an incident.
    Category: ["kategorija", "kat", "k"], ["category", "cat"],
        "Mainīt notikuma kategoriju", "Set the category of an incident",
        [INCIDENT, Part::new(Slot::Category, Need::Must)],
        ["kat 451 A", "cat 451 B"];
    /// Takes a step of an incident's life cycle.
    Step: ["solis", "so"], ["step", "sp"],
        "Mainīt notikuma statusu (sākt, pabeigt, nodot …)", "Step an incident on (start, finish, pass …)",
        [INCIDENT, Part::new(Slot::Step, Need::Must), Part::new(Slot::Institution, Need::May).marked(TO).named(),
         Part::new(Slot::Reason, Need::May).rest()],
        ["solis 451 sākt", "step 451 pass to RPP their ground"];
    /// Completes the record.
    Close: ["slēgt", "slēdz", "sl"], ["close", "cl"],
        "Slēgt notikumu", "Close an incident",
        [INCIDENT, Part::new(Slot::Reason, Need::May).rest()],
        ["slēdz 451", "close 451 no trace found"];
    /// Opens a record again.
    Reopen: ["atvērt", "atver", "at"], ["reopen", "ro"],
        "Atvērt notikumu atkārtoti", "Open an incident again",
        [INCIDENT, Part::new(Slot::Reason, Need::Must).rest()],
        ["atver 451 zvanītājs atkal zvana", "reopen 451 caller rings again"];
    /// Links two incidents.
    Link: ["saistīt", "saisti", "sa"], ["link", "l"],
        "Saistīt notikumus", "Link two incidents",
        [INCIDENT, Part::new(Slot::Other, Need::Must).marked(WITH), Part::new(Slot::Kind, Need::May)],
        ["saisti 451 ar 452", "link 451 with 452 part"];
    /// Makes an incident a report of another.
    Merge: ["apvienot", "apvieno", "ap"], ["merge", "mg"],
        "Pievienot dublikātu citam notikumam", "Merge a duplicate into another incident",
        [Part::new(Slot::Incident, Need::Else), Part::new(Slot::Other, Need::Chosen).marked(&["ar", "with", "into"])],
        ["apvieno 452 ar 451", "merge 452 into 451"];
    /// Takes a merged incident out again.
    Split: ["atdalīt", "atdali", "ad"], ["split", "sx"],
        "Atdalīt pievienoto notikumu", "Take a merged incident out again",
        [INCIDENT],
        ["atdali 452", "split 452"];
    /// Sets a timer.
    Timer: ["taimeris", "ta"], ["timer", "tm"],
        "Uzlikt taimeri vienībai vai notikumam", "Set a timer on a unit or an incident",
        [Part::new(Slot::Subject, Need::Chosen), Part::new(Slot::Span, Need::Must),
         Part::new(Slot::Text, Need::May).rest()],
        ["taimeris 12 15m pārbaudīt", "timer 451 1h30 ask again"];
    /// Ends a timer.
    EndTimer: ["beigt", "beidz", "bt"], ["end", "stop"],
        "Beigt taimeri; statusa pārbaude sākas no jauna", "End a timer; the check of a status begins anew",
        [Part::new(Slot::Timer, Need::Must)],
        ["beigt 12", "end 451"];
    /// Warns of a danger at the place of an incident.
    Hazard: ["bīstami", "risks", "b"], ["hazard", "danger", "hz"],
        "Brīdināt par briesmām notikuma vietā", "Warn of a danger at the place of an incident",
        [INCIDENT, TEXT],
        ["bīstami 451 nikns suns pagalmā", "hazard 451 dog in the yard"];
    /// Sends units a message.
    Message: ["ziņa", "ziņo", "z"], ["message", "msg", "ms"],
        "Nosūtīt vienībām ziņu", "Send units a message",
        [UNITS.marked(TO), TEXT],
        ["ziņa 12 brauciet bez skaņas", "msg 12,14 approach silently"];
    /// Marks messages as read.
    Read: ["izlasīts", "izlasīt", "il"], ["read", "rd"],
        "Atzīmēt vienību ziņas kā izlasītas", "Mark the messages of units as read",
        [UNITS],
        ["izlasīts 12", "read 12"];
    /// Takes up an alarm.
    TakeAlarm: ["trauksme", "tr"], ["alarm", "al"],
        "Uzņemties trauksmi; bez vienības – pirmo", "Take up an alarm; without a unit the first one",
        [Part::new(Slot::Units, Need::May).many()],
        ["trauksme 12", "alarm 12", "alarm"];
    /// Ends an alarm.
    EndAlarm: ["drošībā", "dr"], ["safe", "sf"],
        "Beigt trauksmi, pasakot, kas noticis", "End an alarm, saying what it was",
        [UNITS, Part::new(Slot::Reason, Need::Must).rest()],
        ["drošībā 12 nospiests nejauši", "safe 12 pressed by accident"];
    /// Shows something.
    Go: ["ej", "rādi", "e"], ["go", "show", "g"],
        "Parādīt notikumu, vienību vai ekrānu", "Show an incident, a unit or a screen",
        [Part::new(Slot::Target, Need::Must).marked(TO)],
        ["ej 451", "go to search"];
    /// Explains.
    Help: ["palīdzība", "palīgs", "?"], ["help", "h"],
        "Parādīt palīdzību", "Show help",
        [Part::new(Slot::Topic, Need::May)],
        ["palīgs sūtīt", "help send"];
    /// Takes back what was done.
    Undo: ["atcelt", "atcel", "ac"], ["undo", "u"],
        "Atcelt savu pēdējo darbību", "Take back one's last action",
        [Part::new(Slot::Command, Need::May)],
        ["atcelt", "undo"];
}

/// What the first word of a line may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// One verb.
    One(Verb),
    /// The beginning of several.
    Several(Vec<Verb>),
    /// None; the nearest, if any is near.
    None(Option<Verb>),
}

impl Verb {
    /// The name that buttons show.
    pub fn name(self, lang: Lang) -> &'static str {
        self.names(lang).first().copied().unwrap_or_default()
    }

    /// All its names, Latvian first.
    pub fn all_names(self) -> impl Iterator<Item = &'static str> {
        self.names(Lang::Lv).iter().chain(self.names(Lang::En)).copied()
    }

    /// Its part of a kind.
    pub fn part(self, slot: Slot) -> Option<&'static Part> {
        self.parts().iter().find(|part| part.slot == slot)
    }

    /// Whether one of its parts takes the rest of the line.
    pub fn has_rest(self) -> bool {
        self.parts().iter().any(|part| part.rest)
    }

    /// The verb a word means: a name of either language, with or without diacritics, or a beginning of at least two letters
    /// which no other verb has.
    pub fn meant(word: &str) -> Meant {
        if word == "?" {
            return Meant::One(Self::Help);
        }
        let word = compact(word);
        if word.is_empty() {
            return Meant::None(None);
        }
        let any = |f: &dyn Fn(&str) -> bool| -> Vec<Self> {
            Self::ALL.iter().copied().filter(|v| v.all_names().any(|name| f(&compact(name)))).collect()
        };
        if let [verb] = any(&|name| name == word)[..] {
            return Meant::One(verb);
        }
        let begun = if word.chars().count() < 2 { Vec::new() } else { any(&|name| name.starts_with(&word)) };
        match begun[..] {
            [verb] => Meant::One(verb),
            [] => Meant::None(nearest(&word)),
            _ => Meant::Several(begun),
        }
    }
}

/// The verb with the name nearest to a mistyped one: one slip in a short word, two in a long one.
fn nearest(word: &str) -> Option<Verb> {
    let slips = |name: &str| distance(&compact(name), word, 2);
    Verb::ALL
        .iter()
        .flat_map(|verb| verb.all_names().map(|name| (*verb, name)))
        .filter(|(_, name)| name.chars().count() > 2)
        .filter_map(|(verb, name)| slips(name).map(|slips| (slips, name.chars().count(), verb)))
        .filter(|(slips, length, _)| *slips <= if *length > 4 { 2 } else { 1 })
        .min_by_key(|(slips, _, verb)| (*slips, *verb))
        .map(|(_, _, verb)| verb)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn no_name_means_two_verbs() {
        let mut seen = BTreeMap::new();
        for verb in Verb::ALL {
            for name in verb.all_names() {
                assert_eq!(
                    seen.insert(if name == "?" { name.to_owned() } else { compact(name) }, verb),
                    None,
                    "{name}"
                );
                assert_eq!(Verb::meant(name), Meant::One(*verb), "{name}");
            }
        }
    }

    #[test]
    fn verbs_forgive_diacritics_beginnings_and_case() {
        assert_eq!(Verb::meant("SUTI"), Meant::One(Verb::Assign));
        assert_eq!(Verb::meant("piez"), Meant::One(Verb::Note));
        assert_eq!(Verb::meant("piezīme:"), Meant::One(Verb::Note));
        assert!(matches!(Verb::meant("re"), Meant::Several(v) if v.len() > 1));
        assert_eq!(Verb::meant("sened"), Meant::None(Some(Verb::Assign)));
        assert_eq!(Verb::meant("xyzzy"), Meant::None(None));
    }
}
