//! Names of kinds of units and of what they can do, as they stand in sentences.

use super::{Capability, UnitKind};
use crate::lang::Lang;

impl UnitKind {
    /// Name in a language.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Patrol => lang.pick("autopatruļa", "patrol car"),
            Self::Foot => lang.pick("kājnieku patruļa", "foot patrol"),
            Self::Motorcycle => lang.pick("motociklists", "motorcycle"),
            Self::Boat => lang.pick("kuteris", "boat"),
            Self::Dog => lang.pick("kinologs", "dog handler"),
            Self::Traffic => lang.pick("satiksmes ekipāža", "traffic crew"),
            Self::Investigation => lang.pick("izmeklēšanas grupa", "investigation group"),
            Self::Special => lang.pick("speciālo uzdevumu vienība", "special forces"),
            Self::Engine => lang.pick("autocisterna", "fire engine"),
            Self::Ladder => lang.pick("autokāpnes", "turntable ladder"),
            Self::Rescue => lang.pick("glābšanas automobilis", "rescue vehicle"),
            Self::Command => lang.pick("operatīvais vadītājs", "officer in command"),
            Self::Combined => lang.pick("apvienota vienība", "combined unit"),
        }
    }
}

impl Capability {
    /// Name in a language.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Armed => lang.pick("bruņojums", "firearms"),
            Self::Dog => lang.pick("dienesta suns", "service dog"),
            Self::AccidentInvestigation => lang.pick("negadījumu izmeklēšana", "accident investigation"),
            Self::Forensics => lang.pick("kriminālistika", "forensics"),
            Self::AlcoholTest => lang.pick("alkohola pārbaude", "alcohol test"),
            Self::SpeedMeter => lang.pick("ātruma mērīšana", "speed meter"),
            Self::Detention => lang.pick("aizturēto pārvadāšana", "detention"),
            Self::CrowdControl => lang.pick("kārtība masu pasākumos", "crowd control"),
            Self::Negotiation => lang.pick("pārrunu vešana", "negotiation"),
            Self::Explosives => lang.pick("munīcijas neitralizēšana", "explosives disposal"),
            Self::FireFighting => lang.pick("ugunsdzēsība", "fire fighting"),
            Self::HighAccess => lang.pick("darbs augstumā", "work at height"),
            Self::Extrication => lang.pick("cilvēku atbrīvošana", "extrication"),
            Self::Hazmat => lang.pick("bīstamās vielas", "dangerous substances"),
            Self::Diver => lang.pick("ūdenslīdējs", "diver"),
            Self::WaterRescue => lang.pick("glābšana uz ūdens", "water rescue"),
            Self::FirstAid => lang.pick("pirmā palīdzība", "first aid"),
            Self::Drone => lang.pick("bezpilota gaisa kuģis", "drone"),
            Self::OffRoad => lang.pick("paaugstināta caurgājamība", "off-road vehicle"),
            Self::Command => lang.pick("vadība notikuma vietā", "command at the scene"),
        }
    }
}
