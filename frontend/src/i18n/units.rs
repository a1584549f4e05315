//! Names of what units are and do.

use vnr_shared::call::CallState;
use vnr_shared::unit::{UnitKind, UnitStatus};

crate::messages! {
    /// Names of the status and kind of units, the letters of the status on the map, and the state of calls.
    UnitWords {
        Available: "Brīva", "Available";
        Assigned: "Norīkota", "Assigned";
        EnRoute: "Ceļā", "En route";
        AtScene: "Notikuma vietā", "At scene";
        Transporting: "Pārvadā", "Transporting";
        Busy: "Aizņemta", "Busy";
        OutOfService: "Nav ierindā", "Out of service";
        OffDuty: "Ārpus dežūras", "Off duty";
        LetterAvailable: "B", "F";
        LetterAssigned: "N", "A";
        LetterEnRoute: "C", "E";
        LetterAtScene: "V", "S";
        LetterTransporting: "P", "T";
        LetterBusy: "A", "B";
        LetterOutOfService: "×", "×";
        LetterOffDuty: "–", "–";
        Patrol: "Autopatruļa", "Patrol car";
        Foot: "Kājnieku patruļa", "Foot patrol";
        Motorcycle: "Motociklists", "Motorcycle";
        Boat: "Kuteris", "Boat";
        Dog: "Kinologs", "Dog handler";
        Traffic: "Satiksmes ekipāža", "Traffic crew";
        Investigation: "Izmeklēšanas grupa", "Investigators";
        Special: "Speciālā vienība", "Special forces";
        Engine: "Autocisterna", "Fire engine";
        Ladder: "Autokāpnes", "Ladder";
        Rescue: "Glābšanas automobilis", "Rescue vehicle";
        Command: "Operatīvais vadītājs", "Officer in command";
        Combined: "Apvienota vienība", "Combined unit";
        CallWaiting: "Gaida", "Waiting";
        CallClaimed: "Pieņemts", "Taken";
        CallAnswered: "Atbildēts", "Answered";
        CallClosed: "Slēgts", "Closed";
        CallWithdrawn: "Atsaukts", "Withdrawn";
    }
}

/// Status of a unit.
pub const fn unit_status(status: UnitStatus) -> UnitWords {
    match status {
        UnitStatus::Available => UnitWords::Available,
        UnitStatus::Assigned => UnitWords::Assigned,
        UnitStatus::EnRoute => UnitWords::EnRoute,
        UnitStatus::AtScene => UnitWords::AtScene,
        UnitStatus::Transporting => UnitWords::Transporting,
        UnitStatus::Busy => UnitWords::Busy,
        UnitStatus::OutOfService => UnitWords::OutOfService,
        UnitStatus::OffDuty => UnitWords::OffDuty,
    }
}

/// Letter of a status: the first of its name, or a sign.
pub const fn unit_letter(status: UnitStatus) -> UnitWords {
    match status {
        UnitStatus::Available => UnitWords::LetterAvailable,
        UnitStatus::Assigned => UnitWords::LetterAssigned,
        UnitStatus::EnRoute => UnitWords::LetterEnRoute,
        UnitStatus::AtScene => UnitWords::LetterAtScene,
        UnitStatus::Transporting => UnitWords::LetterTransporting,
        UnitStatus::Busy => UnitWords::LetterBusy,
        UnitStatus::OutOfService => UnitWords::LetterOutOfService,
        UnitStatus::OffDuty => UnitWords::LetterOffDuty,
    }
}

/// Kind of a unit.
pub const fn unit_kind(kind: UnitKind) -> UnitWords {
    match kind {
        UnitKind::Patrol => UnitWords::Patrol,
        UnitKind::Foot => UnitWords::Foot,
        UnitKind::Motorcycle => UnitWords::Motorcycle,
        UnitKind::Boat => UnitWords::Boat,
        UnitKind::Dog => UnitWords::Dog,
        UnitKind::Traffic => UnitWords::Traffic,
        UnitKind::Investigation => UnitWords::Investigation,
        UnitKind::Special => UnitWords::Special,
        UnitKind::Engine => UnitWords::Engine,
        UnitKind::Ladder => UnitWords::Ladder,
        UnitKind::Rescue => UnitWords::Rescue,
        UnitKind::Command => UnitWords::Command,
        UnitKind::Combined => UnitWords::Combined,
    }
}

/// State of a call.
pub const fn call_state(state: CallState) -> UnitWords {
    match state {
        CallState::Waiting => UnitWords::CallWaiting,
        CallState::Claimed => UnitWords::CallClaimed,
        CallState::Answered => UnitWords::CallAnswered,
        CallState::Closed => UnitWords::CallClosed,
        CallState::Withdrawn => UnitWords::CallWithdrawn,
    }
}
