//! The parts of a command: what kind of thing stands where, and under which names it may be given in any order.

use crate::lang::Lang;

/// A kind of part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// Units.
    Units,
    /// The incident.
    Incident,
    /// The second incident.
    Other,
    /// A unit or an incident.
    Subject,
    /// A unit, an incident or a screen.
    Target,
    /// Status of a unit.
    Status,
    /// Step of an incident.
    Step,
    /// Type of incident.
    Type,
    /// Category.
    Category,
    /// Span of time.
    Span,
    /// Institution.
    Institution,
    /// How two incidents relate.
    Kind,
    /// Address, or latitude and longitude.
    Place,
    /// Free text.
    Text,
    /// Why.
    Reason,
    /// A verb to be explained.
    Topic,
    /// An earlier command.
    Command,
    /// A call.
    Call,
    /// Why a call needs no incident.
    CloseReason,
    /// A timer, named by what it hangs on.
    Timer,
}

/// Whether a part must be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must.
    Must,
    /// The selected row stands in for it.
    Chosen,
    /// It must, but the selected row stands in when nothing else is left for it.
    Else,
    /// It may be left out.
    May,
}

/// A part of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Kind.
    pub slot: Slot,
    /// Whether it must be given.
    pub need: Need,
    /// Small words that go before it without a colon, such as `uz`. They are its names too.
    pub marks: &'static [&'static str],
    /// Whether it takes several values.
    pub many: bool,
    /// Whether it takes all that is left of the line.
    pub rest: bool,
    /// Whether it is only ever given by its name or mark.
    pub named: bool,
}

impl Part {
    /// A part that takes one word.
    pub const fn new(slot: Slot, need: Need) -> Self {
        Self { slot, need, marks: &[], many: false, rest: false, named: false }
    }

    /// The same with small words that go before it.
    #[must_use]
    pub const fn marked(self, marks: &'static [&'static str]) -> Self {
        Self { marks, ..self }
    }

    /// The same for several values.
    #[must_use]
    pub const fn many(self) -> Self {
        Self { many: true, ..self }
    }

    /// The same for all that is left.
    #[must_use]
    pub const fn rest(self) -> Self {
        Self { rest: true, ..self }
    }

    /// The same, given only by name or mark.
    #[must_use]
    pub const fn named(self) -> Self {
        Self { named: true, ..self }
    }
}

impl Slot {
    /// Every kind.
    pub const ALL: [Self; 20] = [
        Self::Units,
        Self::Incident,
        Self::Other,
        Self::Subject,
        Self::Target,
        Self::Status,
        Self::Step,
        Self::Type,
        Self::Category,
        Self::Span,
        Self::Institution,
        Self::Kind,
        Self::Place,
        Self::Text,
        Self::Reason,
        Self::Topic,
        Self::Command,
        Self::Call,
        Self::CloseReason,
        Self::Timer,
    ];

    /// Names before a colon in a language; the first is the one that is offered.
    pub const fn names(self, lang: Lang) -> &'static [&'static str] {
        match (self, lang) {
            (Self::Units, Lang::Lv) => &["vienība", "vien", "kam"],
            (Self::Units, Lang::En) => &["unit", "units"],
            (Self::Incident, Lang::Lv) => &["notikums", "not"],
            (Self::Incident, Lang::En) => &["incident", "inc"],
            (Self::Other, Lang::Lv) => &["otrs", "cits"],
            (Self::Other, Lang::En) => &["other"],
            (Self::Subject, Lang::Lv) => &["kam"],
            (Self::Subject, Lang::En) => &["for"],
            (Self::Target, Lang::Lv) => &["mērķis"],
            (Self::Target, Lang::En) => &["target"],
            (Self::Status, Lang::Lv) => &["statuss"],
            (Self::Status, Lang::En) => &["status"],
            (Self::Step, Lang::Lv) => &["solis"],
            (Self::Step, Lang::En) => &["step"],
            (Self::Type, Lang::Lv) => &["veids"],
            (Self::Type, Lang::En) => &["type"],
            (Self::Category, Lang::Lv) => &["kat", "kategorija"],
            (Self::Category, Lang::En) => &["cat", "category"],
            (Self::Span, Lang::Lv) => &["laiks", "pēc"],
            (Self::Span, Lang::En) => &["time", "in"],
            (Self::Institution, Lang::Lv) => &["iestāde"],
            (Self::Institution, Lang::En) => &["institution"],
            (Self::Kind, Lang::Lv) => &["saite"],
            (Self::Kind, Lang::En) => &["kind"],
            (Self::Place, Lang::Lv) => &["vieta", "adrese"],
            (Self::Place, Lang::En) => &["place", "address"],
            (Self::Text, Lang::Lv) => &["teksts"],
            (Self::Text, Lang::En) => &["text"],
            (Self::Reason, Lang::Lv) => &["iemesls", "jo"],
            (Self::Reason, Lang::En) => &["reason", "because"],
            (Self::Topic, Lang::Lv) => &["par"],
            (Self::Topic, Lang::En) => &["about"],
            (Self::Command, Lang::Lv) => &["komanda"],
            (Self::Command, Lang::En) => &["command"],
            (Self::Call, Lang::Lv) => &["zvans"],
            (Self::Call, Lang::En) => &["call"],
            (Self::CloseReason, Lang::Lv) => &["iemesls"],
            (Self::CloseReason, Lang::En) => &["reason"],
            (Self::Timer, Lang::Lv) => &["taimeris"],
            (Self::Timer, Lang::En) => &["timer"],
        }
    }

    /// What is to be given, for a person.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Units => lang.pick("vienība", "unit"),
            Self::Incident => lang.pick("notikums", "incident"),
            Self::Other => lang.pick("otrs notikums", "other incident"),
            Self::Subject => lang.pick("vienība vai notikums", "unit or incident"),
            Self::Target => lang.pick("notikums, vienība vai ekrāns", "incident, unit or screen"),
            Self::Status => lang.pick("vienības statuss", "status of the unit"),
            Self::Step => lang.pick("solis", "step"),
            Self::Type => lang.pick("notikuma veids", "type of incident"),
            Self::Category => lang.pick("kategorija", "category"),
            Self::Span => lang.pick("laiks, piemēram, 15m", "time, such as 15m"),
            Self::Institution => lang.pick("iestāde", "institution"),
            Self::Kind => lang.pick("saites veids", "kind of link"),
            Self::Place => lang.pick("vieta", "place"),
            Self::Text => lang.pick("teksts", "text"),
            Self::Reason => lang.pick("iemesls", "reason"),
            Self::Topic => lang.pick("darbība", "verb"),
            Self::Command => lang.pick("komanda", "command"),
            Self::Call => lang.pick("zvans", "call"),
            Self::CloseReason => lang.pick("slēgšanas iemesls", "reason of closing"),
            Self::Timer => lang.pick("kam uzlikts taimeris", "what the timer hangs on"),
        }
    }
}
