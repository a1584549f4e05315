//! Names of the shared enumerations, as the law and the services call them.

use vnr_shared::incident::{
    Category, Channel, ClockState, DispositionKind, LinkKind, Sensitivity, Status, Step,
};
use vnr_shared::object::ObjectKind;
use vnr_shared::person::PersonRole;
use vnr_shared::place::{PlaceKind, PlaceSource, TerritoryClass};
use vnr_shared::vehicle::VehicleRole;

crate::messages! {
    /// Names of the shared enumerations and words about the legal clock.
    Words {
        CategoryA: "A kategorija: notiek tagad", "Category A: going on now";
        CategoryB: "B kategorija: beidzies, pierādījumi var zust", "Category B: over, evidence may be lost";
        CategoryC: "C kategorija: pārējie", "Category C: the rest";
        NoClock: "Reaģēšanas laiks nav noteikts", "No response time applies";
        ClockRemaining: "Līdz reaģēšanas laika beigām", "Until the response time ends";
        ClockPressing: "Reaģēšanas laiks beidzas", "Response time running out";
        ClockOverdue: "Reaģēšanas laiks nokavēts", "Response time overdue";
        ClockMet: "Ieradās laikā", "Arrived in time";
        ClockMissed: "Ieradās ar nokavēšanos", "Arrived late";
        NormUnconfirmed: "norma nav apstiprināta", "norm not confirmed";
        Registered: "Reģistrēts", "Registered";
        Assigned: "Nodots izpildei", "Assigned";
        InProgress: "Izpildē", "In progress";
        Done: "Izpildīts", "Done";
        Closed: "Slēgts", "Closed";
        PassedOn: "Nodots citai iestādei", "Passed on";
        Assign: "Nodot izpildei", "Assign";
        Unassign: "Atsaukt izpildi", "Unassign";
        Start: "Sākt izpildi", "Start work";
        Finish: "Pabeigt izpildi", "Finish work";
        CloseIt: "Slēgt", "Close";
        Reopen: "Atvērt atkārtoti", "Reopen";
        Pass: "Nodot citai iestādei", "Pass on";
        Recall: "Atsaukt nodošanu", "Recall";
        Accept: "Pieņemt", "Accept";
        Decline: "Noraidīt", "Decline";
        E112: "112 platforma", "112 platform";
        Telephone: "Tālrunis", "Telephone";
        Written: "Rakstisks iesniegums", "In writing";
        Electronic: "Elektronisks iesniegums", "Electronically";
        Oral: "Mutiski", "Orally";
        OwnObservation: "Pašu novērots", "Own observation";
        OtherSystem: "Cita sistēma", "Other system";
        Normal: "Parasta pieejamība", "Normal access";
        Restricted: "Ierobežota pieejamība", "Restricted access";
        NoProcess: "Process nav uzsākts", "No process begun";
        Administrative: "Administratīvā pārkāpuma process", "Administrative violation process";
        Criminal: "Kriminālprocess", "Criminal process";
        HandedOver: "Nodots citai iestādei", "Handed over";
        Unfounded: "Neapstiprinājās", "Unfounded";
        Assisted: "Sniegta palīdzība", "Help was given";
        DuplicateOf: "Dublē", "Duplicate of";
        PartOf: "Ietilpst", "Part of";
        Related: "Saistīts ar", "Related to";
        SourceAddress: "Adrese", "Address";
        SourceMap: "Karte", "Map";
        SourceDevice: "Ierīce", "Device";
        SourceAml: "AML (tālruņa atrašanās vieta)", "AML (caller's telephone)";
        SourceCell: "Mobilo sakaru šūna", "Mobile cell";
        SourceEcall: "eZvans", "eCall";
        SourceApp: "Lietotne „112 Latvija”", "112 app";
        SourceCaller: "Zvanītāja teiktais", "Said by the caller";
        SourceSystem: "Cita sistēma", "Other system";
        Country: "Valsts", "Country";
        StateCity: "Valstspilsēta", "State city";
        Municipality: "Novads", "Municipality";
        Town: "Pilsēta", "Town";
        Parish: "Pagasts", "Parish";
        Village: "Ciems", "Village";
        Street: "Iela", "Street";
        Building: "Ēka", "Building";
        Premises: "Telpu grupa", "Premises";
        Applicant: "Iesniedzējs", "Applicant";
        Caller: "Zvanītājs", "Caller";
        Victim: "Cietušais", "Victim";
        Witness: "Liecinieks", "Witness";
        Suspect: "Aizdomās turamais", "Suspect";
        Detained: "Aizturētais", "Detained";
        Missing: "Bezvēsts pazudušais", "Missing person";
        Owner: "Īpašnieks", "Owner";
        Driver: "Vadītājs", "Driver";
        OtherRole: "Cita persona", "Other person";
        InvolvedVehicle: "Iesaistīts", "Involved";
        DamagedVehicle: "Bojāts", "Damaged";
        StolenVehicle: "Nozagts", "Stolen";
        WantedVehicle: "Meklēšanā", "Wanted";
        ParkedVehicle: "Novietots, pārkāpjot noteikumus", "Parked against the rules";
        TowedVehicle: "Evakuēts", "Towed";
        OtherVehicle: "Cits", "Other";
        Item: "Manta", "Item";
        Document: "Dokuments", "Document";
        Weapon: "Ierocis, munīcija", "Weapon or ammunition";
        Substance: "Aizliegta viela", "Forbidden substance";
        Valuables: "Nauda, vērtslietas", "Money or valuables";
        Animal: "Dzīvnieks", "Animal";
    }
}

/// The category with what it means.
pub const fn category(category: Category) -> Words {
    match category {
        Category::A => Words::CategoryA,
        Category::B => Words::CategoryB,
        Category::C => Words::CategoryC,
    }
}

/// How a clock stands.
pub const fn clock_state(state: ClockState) -> Words {
    match state {
        ClockState::Overdue => Words::ClockOverdue,
        ClockState::Pressing => Words::ClockPressing,
        ClockState::Running => Words::ClockRemaining,
        ClockState::Met => Words::ClockMet,
        ClockState::Missed => Words::ClockMissed,
        ClockState::Unbound => Words::NoClock,
    }
}

/// Name of a status.
pub const fn status(status: Status) -> Words {
    match status {
        Status::Registered => Words::Registered,
        Status::Assigned => Words::Assigned,
        Status::InProgress => Words::InProgress,
        Status::Done => Words::Done,
        Status::Closed => Words::Closed,
        Status::PassedOn => Words::PassedOn,
    }
}

/// A step as a command.
pub const fn step(step: Step) -> Words {
    match step {
        Step::Assign => Words::Assign,
        Step::Unassign => Words::Unassign,
        Step::Start => Words::Start,
        Step::Finish => Words::Finish,
        Step::Close => Words::CloseIt,
        Step::Reopen => Words::Reopen,
        Step::Pass => Words::Pass,
        Step::Recall => Words::Recall,
        Step::Accept => Words::Accept,
        Step::Decline => Words::Decline,
    }
}

/// Way of receipt.
pub const fn channel(channel: Channel) -> Words {
    match channel {
        Channel::E112 => Words::E112,
        Channel::Telephone => Words::Telephone,
        Channel::Written => Words::Written,
        Channel::Electronic => Words::Electronic,
        Channel::Oral => Words::Oral,
        Channel::OwnObservation => Words::OwnObservation,
        Channel::OtherSystem => Words::OtherSystem,
    }
}

/// Access to the record.
pub const fn sensitivity(sensitivity: Sensitivity) -> Words {
    match sensitivity {
        Sensitivity::Normal => Words::Normal,
        Sensitivity::Restricted => Words::Restricted,
    }
}

/// The decision taken.
pub const fn disposition(kind: DispositionKind) -> Words {
    match kind {
        DispositionKind::NoProcess => Words::NoProcess,
        DispositionKind::Administrative => Words::Administrative,
        DispositionKind::Criminal => Words::Criminal,
        DispositionKind::HandedOver => Words::HandedOver,
        DispositionKind::Unfounded => Words::Unfounded,
        DispositionKind::Assisted => Words::Assisted,
    }
}

/// How two incidents relate.
pub const fn link(kind: LinkKind) -> Words {
    match kind {
        LinkKind::DuplicateOf => Words::DuplicateOf,
        LinkKind::PartOf => Words::PartOf,
        LinkKind::Related => Words::Related,
    }
}

/// Where a position comes from.
pub const fn place_source(source: PlaceSource) -> Words {
    match source {
        PlaceSource::Address => Words::SourceAddress,
        PlaceSource::Map => Words::SourceMap,
        PlaceSource::Device => Words::SourceDevice,
        PlaceSource::Aml => Words::SourceAml,
        PlaceSource::Cell => Words::SourceCell,
        PlaceSource::Ecall => Words::SourceEcall,
        PlaceSource::App => Words::SourceApp,
        PlaceSource::Caller => Words::SourceCaller,
        PlaceSource::System => Words::SourceSystem,
    }
}

/// Class of a territory.
pub const fn territory_class(class: TerritoryClass) -> Words {
    match class {
        TerritoryClass::Country => Words::Country,
        TerritoryClass::StateCity => Words::StateCity,
        TerritoryClass::Municipality => Words::Municipality,
        TerritoryClass::Town => Words::Town,
        TerritoryClass::Parish => Words::Parish,
    }
}

/// Kind of a gazetteer entry.
pub const fn place_kind(kind: PlaceKind) -> Words {
    match kind {
        PlaceKind::Country => Words::Country,
        PlaceKind::Town => Words::Town,
        PlaceKind::Parish => Words::Parish,
        PlaceKind::Village => Words::Village,
        PlaceKind::Street => Words::Street,
        PlaceKind::Building => Words::Building,
        PlaceKind::Premises => Words::Premises,
        PlaceKind::Municipality => Words::Municipality,
    }
}

/// Part of a person in an incident.
pub const fn person_role(role: PersonRole) -> Words {
    match role {
        PersonRole::Applicant => Words::Applicant,
        PersonRole::Caller => Words::Caller,
        PersonRole::Victim => Words::Victim,
        PersonRole::Witness => Words::Witness,
        PersonRole::Suspect => Words::Suspect,
        PersonRole::Detained => Words::Detained,
        PersonRole::Missing => Words::Missing,
        PersonRole::Owner => Words::Owner,
        PersonRole::Driver => Words::Driver,
        PersonRole::Other => Words::OtherRole,
    }
}

/// Part of a vehicle in an incident.
pub const fn vehicle_role(role: VehicleRole) -> Words {
    match role {
        VehicleRole::Involved => Words::InvolvedVehicle,
        VehicleRole::Damaged => Words::DamagedVehicle,
        VehicleRole::Stolen => Words::StolenVehicle,
        VehicleRole::Wanted => Words::WantedVehicle,
        VehicleRole::Parked => Words::ParkedVehicle,
        VehicleRole::Towed => Words::TowedVehicle,
        VehicleRole::Other => Words::OtherVehicle,
    }
}

/// Kind of an item.
pub const fn object_kind(kind: ObjectKind) -> Words {
    match kind {
        ObjectKind::Item => Words::Item,
        ObjectKind::Document => Words::Document,
        ObjectKind::Weapon => Words::Weapon,
        ObjectKind::Substance => Words::Substance,
        ObjectKind::Valuables => Words::Valuables,
        ObjectKind::Animal => Words::Animal,
    }
}
