//! Why a line was not understood.

use std::ops::Range;

use super::action::Action;
use super::slot::Slot;
use super::verb::Verb;
use crate::lang::Lang;

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The first word is no verb.
    UnknownVerb {
        /// The word.
        word: String,
        /// Where.
        span: Range<usize>,
        /// The nearest verb.
        near: Option<Verb>,
    },
    /// The first word begins several verbs.
    UnclearVerb {
        /// The word.
        word: String,
        /// Where.
        span: Range<usize>,
        /// The verbs.
        verbs: Vec<Verb>,
    },
    /// The verb has no part of this name.
    UnknownName {
        /// The name.
        name: String,
        /// Where.
        span: Range<usize>,
    },
    /// A part was given twice.
    Twice {
        /// Which.
        slot: Slot,
        /// Where the second time.
        span: Range<usize>,
    },
    /// There is no such thing.
    Unknown {
        /// What it could have been.
        slots: Vec<Slot>,
        /// The word.
        word: String,
        /// Where.
        span: Range<usize>,
    },
    /// A word too many.
    Unexpected {
        /// The word.
        word: String,
        /// Where.
        span: Range<usize>,
    },
    /// The thing would refer to itself.
    Same,
    /// The words can be given to the parts in several ways.
    Several {
        /// What they would do.
        actions: Vec<Action>,
    },
}

impl Trouble {
    /// Where in the line it lies.
    pub const fn span(&self) -> Option<&Range<usize>> {
        match self {
            Self::UnknownVerb { span, .. }
            | Self::UnclearVerb { span, .. }
            | Self::UnknownName { span, .. }
            | Self::Twice { span, .. }
            | Self::Unknown { span, .. }
            | Self::Unexpected { span, .. } => Some(span),
            Self::Same | Self::Several { .. } => None,
        }
    }

    /// What is wrong, as a sentence.
    pub fn said(&self, lang: Lang) -> String {
        let put = |lv: &str, en: &str, word: &str| lang.pick(lv, en).replacen("{}", word, 1);
        match self {
            Self::UnknownVerb { word, .. } => put("Nav darbības „{}”.", "There is no verb “{}”.", word),
            Self::UnclearVerb { word, verbs, .. } => {
                let names: Vec<&str> = verbs.iter().map(|verb| verb.name(lang)).collect();
                let names = names.join(", ");
                put("„{}” var būt:", "“{}” may be:", word) + " " + &names + "."
            }
            Self::UnknownName { name, .. } => {
                put("Šai darbībai nav daļas „{}”.", "This verb has no part “{}”.", name)
            }
            Self::Twice { slot, .. } => put("Dots divreiz: {}.", "Given twice: {}.", slot.label(lang)),
            Self::Unknown { slots, word, .. } => {
                let labels: Vec<&str> = slots.iter().map(|slot| slot.label(lang)).collect();
                let what = labels.join(lang.pick(" vai ", " or "));
                put("Neatpazīts „{}”; te var būt ", "“{}” is not known; here may stand ", word) + &what + "."
            }
            Self::Unexpected { word, .. } => put("Lieks vārds „{}”.", "A word too many: “{}”.", word),
            Self::Same => lang
                .pick("Notikums nevar norādīt pats uz sevi.", "An incident cannot refer to itself.")
                .to_owned(),
            Self::Several { .. } => {
                lang.pick("To var saprast vairākos veidos.", "That can mean several things.").to_owned()
            }
        }
    }
}
