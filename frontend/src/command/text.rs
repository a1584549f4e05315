//! Words of the commander's screens.

use vnr_shared::event::{StaffRole, Symbol, TaskState, Tone};
use vnr_shared::incident::ClockState;
use vnr_shared::json;
use vnr_shared::situation::TickerLine;

use crate::i18n::{self, Message, unit_status};

crate::messages! {
    /// Words of the commander's screens.
    Cmd {
        Screens: "Komandiera ekrāni", "Commander's screens";
        Situation: "Situācija", "Situation";
        Events: "Lielie notikumi", "Major events";
        Wall: "Sienas ekrāns", "Wall display";
        WhatIf: "Ja nu", "What if";
        Event: "Lielais notikums", "Major event";
        Shift: "Saņemts", "Received when";
        ThisShift: "Šajā maiņā, kopš {}", "In this shift, since {}";
        Before: "Tagad", "Now";
        After: "Pēc plāna", "By the plan";
        Covered: "Apklātā teritorija", "Ground covered";
        FreeUnits: "Brīvās vienības", "Free units";
        WillMiss: "Neierasties laikā", "Will not be reached in time";
        WithoutUnit: "Bez norīkotas vienības", "With nobody sent";
        Cover: "Apklātība pa teritorijām", "Coverage by territory";
        Same: "Plāns apklātību nemaina.", "The plan changes no coverage.";
        Arrivals: "Kad ieradīsies", "When somebody comes";
        Nobody: "neviens", "nobody";
        Unbound: "bez termiņa", "no term";
        Spare: "{} atliek", "{} to spare";
        LateBy: "{} par vēlu", "{} late";
        ThePlan: "Plāns", "The plan";
        PlanHelp: "Velciet vienību kartē uz notikumu vai vietu, vai izvēlieties zemāk. Nekas netiek izpildīts, kamēr nav dots rīkojums.", "Drag a unit on the map onto an incident or a place, or choose below. Nothing is done until the orders are given.";
        PlanEmpty: "Plānā vēl nekā nav.", "There is nothing in the plan yet.";
        PlanUnit: "Vienība", "Unit";
        PlanTarget: "Kurp", "Where to";
        PlanFree: "Atsaukt no pašreizējā notikuma", "Take back from its incident";
        PlanMiddle: "Kartes vidus", "Middle of the map";
        PlanStations: "Gaidīt: {}", "Stand by: {}";
        AddMove: "Pievienot plānam", "Add to the plan";
        MoveFree: "atsaukta no notikuma", "taken back from its incident";
        MoveStand: "gaida: {}", "stands by: {}";
        Impossible: "Pašlaik nav iespējams", "Not possible now";
        Remove: "Izņemt", "Remove";
        Commit: "Dot rīkojumus: {}", "Give the orders: {}";
        DropPlan: "Atmest plānu", "Drop the plan";
        Committed: "Rīkojumi doti: {}", "Orders given: {}";
        StandByText: "Dodieties uz vietu un gaidiet tur: {}", "Go there and stand by: {}";
        StraightLine: "Ierašanās laiks aplēsts pa taisni; apklātība – no kurienes brīva vienība pagūtu A kategorijas laikā.", "Arrivals are estimated along a straight line; ground is covered from where a free unit would come within the time of category A.";
        Open: "Atvērtie notikumi", "Open incidents";
        Units: "Vienības", "Units";
        Category: "Kategorija", "Category";
        All: "Visi", "All";
        Span: "Laika posms", "Span";
        Hours: "{} stundu|{} stunda|{} stundas", "{} hours|{} hour|{} hours";
        Institution: "Iestāde", "Institution";
        Territory: "Teritorija", "Territory";
        Heat: "Rādīt kartē, kur notikumu visvairāk", "Show on the map where most happened";
        Responses: "Reaģēšanas laiks", "Response times";
        Received: "Saņemti", "Received";
        Met: "Laikā", "In time";
        Missed: "Vēlu", "Late";
        Overdue: "Nav ieradušies", "Nobody came";
        Share: "Laikā, %", "In time, %";
        Half: "Puse, min", "Half, min";
        Nine: "9 no 10, min", "9 of 10, min";
        ByHour: "Saņemts pa stundām", "Received by hour";
        Ticker: "Pēdējās izmaiņas", "Latest changes";
        ClockOverdue: "Kavē", "Overdue";
        ClockPressing: "Beidzas", "Pressing";
        ClockRunning: "Rit", "Running";
        ClockUnbound: "Bez termiņa", "No term";
        TimeMachine: "Laiks", "Time";
        Now: "tagad", "now";
        Play: "Atskaņot", "Play";
        Pause: "Apturēt", "Pause";
        Speed: "Ātrums", "Speed";
        ToPresent: "Uz tagadni", "To the present";
        EventFiled: "reģistrēts", "registered";
        EventEdited: "labots", "edited";
        EventNoted: "pievienota piezīme", "note added";
        EventShared: "parādīts citai iestādei", "shown to another institution";
        EventMerged: "apvienots", "merged";
        EventUnits: "mainītas vienības", "units changed";
        EventChanged: "izmaiņas", "changed";
        UnitAssigned: "norīkota", "assigned";
        UnitReleased: "atbrīvota", "released";
        UnitShift: "mainīta maiņa", "shift changed";
        Call: "Zvans", "Call";
        CallReceived: "gaida", "waiting";
        CallClaimed: "pieņemts", "taken";
        CallReleased: "atlikts", "put back";
        CallFiled: "reģistrēts", "filed";
        CallAttached: "piesaistīts notikumam", "attached";
        CallClosed: "slēgts", "closed";
        CallWithdrawn: "atsaukts", "withdrawn";
        Alarm: "TRAUKSME", "ALARM";
        AlarmTaken: "pieņemta", "acknowledged";
        AlarmClosed: "beigta", "closed";
        Timer: "Taimeris", "Timer";
        TimerOverdue: "nokavēts", "overdue";
        Message: "Ziņa", "Message";
        Begun: "sākts", "begun";
        Ended: "beigts", "ended";
        NoEvents: "Nav neviena liela notikuma.", "There are no major events.";
        Begin: "Sākt lielo notikumu", "Begin a major event";
        Name: "Nosaukums", "Name";
        ReportEvery: "Ziņojums ik pēc (min)", "Report every (min)";
        BeginAtMap: "Notikuma viduspunkts ir kartes vidus.", "The middle of the map becomes the middle of the event.";
        BeganAt: "Sākts", "Begun";
        EndedAt: "Beigts", "Ended";
        Running: "norit", "running";
        Sections: "Iecirkņi", "Sections";
        Staff: "Štābs", "Staff";
        Tasks: "Uzdevumi", "Tasks";
        Orders: "Rīkojumu žurnāls", "Journal of orders";
        Reports: "Situācijas ziņojumi", "Situation reports";
        Incidents: "Notikumi", "Incidents";
        Drawings: "Zīmējumi kartē", "Drawings on the map";
        Add: "Pievienot", "Add";
        Leader: "Vadītājs", "Leader";
        Duty: "Pienākums", "Duty";
        Text: "Teksts", "Text";
        Assignee: "Izpildītājs", "Who does it";
        DueIn: "Termiņš (minūtes vai laiks)", "Due (minutes or time)";
        DueAt: "līdz {}", "by {}";
        TaskDone: "Izpildīts", "Done";
        TaskOpen: "Jāizpilda", "To be done";
        TaskCancelled: "Atcelts", "Cancelled";
        To: "Kam", "To whom";
        Order: "Dot rīkojumu", "Give the order";
        Report: "Ziņot", "Report";
        NextReport: "Nākamais ziņojums", "Next report";
        NoSuchEvent: "Šāda liela notikuma nav.", "There is no such major event.";
        EditEvent: "Labot nosaukumu, vietu, mērķi", "Edit name, place, aim";
        Edit: "Labot", "Edit";
        Place: "Vieta", "Place";
        Aim: "Kas noticis un mērķis", "What happened, and the aim";
        Participants: "Iesaistītās iestādes", "Institutions that take part";
        Leads: "Vada", "Leads";
        TakePart: "Piedalās", "Take part";
        Invite: "Pieaicināt iestādi", "Invite an institution";
        AddOne: "– izvēlieties –", "– choose –";
        LetGo: "Izņemt: {}", "Take out: {}";
        Person: "Persona", "Person";
        Contact: "Saziņa", "How to reach";
        Section: "Iecirknis", "Section";
        SectionOf: "{} iecirknis", "Section of {}";
        WholeEvent: "viss notikums", "the whole event";
        Assign: "Iecelt", "Assign";
        Relieve: "Atbrīvot", "Relieve";
        Remark: "Piezīme", "Remark";
        OpenTasks: "Uzdevumi: {}", "Tasks: {}";
        Due: "Termiņš", "Due";
        State: "Stāvoklis", "State";
        Outcome: "Rezultāts", "Outcome";
        Points: "punkti: {}", "points: {}";
        PointBack: "Atsaukt pēdējo punktu", "Take back the last point";
        Left: "(vēl {})", "({} left)";
        LateFor: "(kavējas {})", "({} late)";
        TakeIn: "Pievienot notikumu", "Take an incident in";
        TakeInHint: "numurs, adrese vai vārdi", "number, address or words";
        TakeOut: "Izņemt no lielā notikuma", "Take out of the event";
        NotSeen: "Vēl notikumi, kurus jūsu iestāde neredz: {}", "Further incidents that your institution does not see: {}";
        Strike: "Svītrot", "Strike";
        Label: "Uzraksts", "Label";
        Shape: "Veids", "Shape";
        ShapeLine: "Līnija", "Line";
        ShapeArea: "Laukums", "Area";
        ShapeText: "Teksts", "Text";
        ShapeSymbol: "Zīme", "Symbol";
        Meaning: "Nozīme", "Meaning";
        ToneOwn: "Savi spēki", "Own forces";
        ToneDanger: "Bīstamība", "Danger";
        ToneBorder: "Robeža", "Border";
        ToneNote: "Piezīme", "Remark";
        Draw: "Klikšķiniet kartē vai pārvietojiet to ar bultiņām un spiediet Enter. Punkti: {}", "Click on the map, or move it with the arrow keys and press Enter. Points: {}";
        End: "Beigt lielo notikumu", "End the major event";
        Reason: "Iemesls", "Reason";
        Print: "Drukāt", "Print";
        SymbolCommandPost: "Vadības punkts", "Command post";
        SymbolAssembly: "Pulcēšanās vieta", "Assembly point";
        SymbolShelter: "Evakuācijas vieta", "Shelter";
        SymbolTriage: "Cietušo šķirošana", "Triage";
        SymbolLanding: "Helikoptera nosēšanās vieta", "Helicopter landing";
        SymbolRoadblock: "Slēgts ceļš", "Roadblock";
        SymbolAccess: "Piebraukšana", "Access";
        SymbolFire: "Uguns", "Fire";
        SymbolDanger: "Bīstamība", "Danger";
        SymbolWater: "Ūdens ņemšanas vieta", "Water";
        SymbolPress: "Preses vieta", "Press";
        RoleLeader: "Operācijas vadītājs", "Leader";
        RoleDeputy: "Vadītāja vietnieks", "Deputy";
        RoleOperations: "Operatīvā daļa", "Operations";
        RoleSituation: "Situācijas izvērtēšana", "Situation";
        RolePlanning: "Plānošana", "Planning";
        RoleLogistics: "Nodrošinājums", "Logistics";
        RoleSafety: "Drošība", "Safety";
        RoleLiaison: "Sadarbības pārstāvis", "Liaison";
        RolePress: "Preses pārstāvis", "Press";
    }
}

/// What a line of the ticker is about, where it has no name of its own.
pub fn subject(line: &TickerLine) -> Option<Cmd> {
    Some(match line.subject_kind.as_str() {
        "call" => Cmd::Call,
        "alarm" => Cmd::Alarm,
        "timer" => Cmd::Timer,
        "message" => Cmd::Message,
        _ => return None,
    })
}

/// What happened, in words: of a change of status, what it is now.
pub fn happened(line: &TickerLine) -> &'static str {
    let status = line.status.as_deref().map(|status| format!("{status:?}")).unwrap_or_default();
    match line.kind.as_str() {
        "incident.status" => json::read(&status).map(|s| i18n::status(s).text()),
        "unit.status" => json::read(&status).map(|s| unit_status(s).text()),
        kind => Ok(event(kind).text()),
    }
    .unwrap_or_else(|_| Cmd::EventChanged.text())
}

fn event(kind: &str) -> Cmd {
    match kind {
        "incident.registered" => Cmd::EventFiled,
        "incident.edited" => Cmd::EventEdited,
        "incident.noted" => Cmd::EventNoted,
        "incident.shared" => Cmd::EventShared,
        "incident.merged" | "incident.merge_received" => Cmd::EventMerged,
        "incident.units" => Cmd::EventUnits,
        "unit.assigned" => Cmd::UnitAssigned,
        "unit.released" => Cmd::UnitReleased,
        "unit.shift" => Cmd::UnitShift,
        "call.received" | "call.entered" => Cmd::CallReceived,
        "call.claimed" => Cmd::CallClaimed,
        "call.released" | "call.claim_stale" => Cmd::CallReleased,
        "call.filed" => Cmd::CallFiled,
        "call.attached" => Cmd::CallAttached,
        "call.closed" => Cmd::CallClosed,
        "call.withdrawn" => Cmd::CallWithdrawn,
        "alarm.acknowledged" => Cmd::AlarmTaken,
        "alarm.closed" => Cmd::AlarmClosed,
        "timer.overdue" => Cmd::TimerOverdue,
        "event.begun" => Cmd::Begun,
        "event.ended" => Cmd::Ended,
        _ => Cmd::EventChanged,
    }
}

/// State of a clock in one word, for the head of a column.
pub const fn clock(state: ClockState) -> Cmd {
    match state {
        ClockState::Overdue => Cmd::ClockOverdue,
        ClockState::Pressing => Cmd::ClockPressing,
        ClockState::Running => Cmd::ClockRunning,
        ClockState::Met => Cmd::Met,
        ClockState::Missed => Cmd::Missed,
        ClockState::Unbound => Cmd::ClockUnbound,
    }
}

/// Name of a symbol.
pub const fn symbol(symbol: Symbol) -> Cmd {
    match symbol {
        Symbol::CommandPost => Cmd::SymbolCommandPost,
        Symbol::Assembly => Cmd::SymbolAssembly,
        Symbol::Shelter => Cmd::SymbolShelter,
        Symbol::Triage => Cmd::SymbolTriage,
        Symbol::Landing => Cmd::SymbolLanding,
        Symbol::Roadblock => Cmd::SymbolRoadblock,
        Symbol::Access => Cmd::SymbolAccess,
        Symbol::Fire => Cmd::SymbolFire,
        Symbol::Danger => Cmd::SymbolDanger,
        Symbol::Water => Cmd::SymbolWater,
        Symbol::Press => Cmd::SymbolPress,
    }
}

/// Name of a duty in the staff.
pub const fn role(role: StaffRole) -> Cmd {
    match role {
        StaffRole::Leader => Cmd::RoleLeader,
        StaffRole::Deputy => Cmd::RoleDeputy,
        StaffRole::Operations => Cmd::RoleOperations,
        StaffRole::Situation => Cmd::RoleSituation,
        StaffRole::Planning => Cmd::RolePlanning,
        StaffRole::Logistics => Cmd::RoleLogistics,
        StaffRole::Safety => Cmd::RoleSafety,
        StaffRole::Liaison => Cmd::RoleLiaison,
        StaffRole::Press => Cmd::RolePress,
    }
}

/// Name of a task's state.
pub const fn task_state(state: TaskState) -> Cmd {
    match state {
        TaskState::Open => Cmd::TaskOpen,
        TaskState::Done => Cmd::TaskDone,
        TaskState::Cancelled => Cmd::TaskCancelled,
    }
}

/// Name of a meaning.
pub const fn tone(tone: Tone) -> Cmd {
    match tone {
        Tone::Own => Cmd::ToneOwn,
        Tone::Danger => Cmd::ToneDanger,
        Tone::Border => Cmd::ToneBorder,
        Tone::Note => Cmd::ToneNote,
    }
}
