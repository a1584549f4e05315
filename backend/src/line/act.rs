//! Each action by the function that its button calls.

use vnr_shared::access::{Action as Deed, Resource};
use vnr_shared::dispatch::{AssignUnits, ReleaseUnits};
use vnr_shared::duplicate::{MergeIncident, SplitIncident};
use vnr_shared::hazard::{HazardKind, NewHazard, RADIUS_MAX};
use vnr_shared::id::{AlarmId, CallId, IncidentId, UnitId};
use vnr_shared::incident::{
    AddNote, ChangeStatus, Channel, EditIncident, LinkIncidents, NewIncident, Occurred, Sensitivity,
};
use vnr_shared::lang::Lang;
use vnr_shared::line::{Action, Opened, Subject, Target, Verb, Vocabulary};
use vnr_shared::problem::{FaultCode, FieldError};
use vnr_shared::unit::{
    AlarmState, CloseAlarm, EndTimer, MarkMessages, SendMessage, SetTimer, SetUnitStatus, TimerSubject,
    UnitStatus,
};

use super::{place, store, undo};
use crate::app::App;
use crate::command::Tx;
use crate::error::{ApiError, accept};
use crate::{calls, register, units};

/// What an action leaves behind for the answer.
#[derive(Debug, Default)]
pub struct Done {
    /// What the screen should show now.
    pub open: Option<Opened>,
    /// Doubts.
    pub warnings: Vec<FieldError>,
}

impl Done {
    fn opening(open: Opened) -> Self {
        Self { open: Some(open), warnings: Vec::new() }
    }

    const fn doubting(warnings: Vec<FieldError>) -> Self {
        Self { open: None, warnings }
    }
}

/// What a verb needs.
pub const fn need(verb: Verb) -> (Resource, Deed) {
    match verb {
        Verb::Create => (Resource::Incident, Deed::Create),
        Verb::Find | Verb::Go | Verb::Help => (Resource::Incident, Deed::Read),
        Verb::Take | Verb::PutBack | Verb::Attach | Verb::Dismiss => (Resource::Call, Deed::Update),
        Verb::Assign
        | Verb::Release
        | Verb::Status
        | Verb::Timer
        | Verb::EndTimer
        | Verb::Message
        | Verb::Read => (Resource::Unit, Deed::Update),
        // Whoever answers for units takes up their alarms; a crew cannot close its own.
        Verb::TakeAlarm | Verb::EndAlarm => (Resource::Unit, Deed::Create),
        Verb::Hazard => (Resource::Hazard, Deed::Create),
        Verb::Note
        | Verb::Type
        | Verb::Category
        | Verb::Step
        | Verb::Close
        | Verb::Reopen
        | Verb::Link
        | Verb::Merge
        | Verb::Split
        | Verb::Undo => (Resource::Incident, Deed::Update),
    }
}

/// Does an action.
pub async fn act(
    app: &App,
    tx: &mut Tx<'_>,
    action: &Action,
    lang: Lang,
    known: &Vocabulary,
) -> Result<Done, ApiError> {
    let (resource, deed) = need(action.verb());
    tx.actor.require(resource, deed)?;
    match action {
        Action::Create { type_code, place, category, text } => {
            let place = place::find(app, (action, place), lang, known).await?;
            let body = filed(tx, place, type_code, text);
            create(tx, NewIncident { category: *category, ..body }, lang).await
        }
        Action::Find { text } => Ok(Done::opening(Opened::Search(text.clone()))),
        Action::Take { call } => take(tx, *call).await,
        Action::PutBack { call } => calls::put_back(tx, *call, None).await.map(|_| Done::default()),
        Action::Attach { call, incident } => {
            calls::attach_to(tx, *call, None, *incident).await.map(|_| Done::default())
        }
        Action::Dismiss { call, reason, text } => {
            calls::close_call(tx, *call, None, (reason, text)).await.map(|_| Done::default())
        }
        Action::EndTimer { timer } => {
            units::end_timer(tx, *timer, &EndTimer { note: String::new() }).await.map(|_| Done::default())
        }
        Action::Read { units } => read_messages(tx, units).await,
        Action::TakeAlarm { units } => take_alarms(tx, units).await,
        Action::EndAlarm { units, reason } => end_alarms(tx, units, reason).await,
        Action::Assign { units, incident } => {
            let mut body = AssignUnits { units: units.clone(), first: false };
            accept(body.check())?;
            Ok(Done::doubting(units::assign(tx, *incident, &body).await?.warnings))
        }
        Action::Release { units, incident } => release(tx, units, *incident, known).await,
        Action::Status { units, status } => set_status(tx, units, *status).await,
        Action::Note { incident, text } => {
            let mut body = AddNote { id: tx.id().into(), text: text.clone() };
            accept(body.check())?;
            register::notes::note(tx, *incident, &body).await?;
            Ok(Done::default())
        }
        Action::Type { incident, type_code } => {
            let edit = EditIncident { type_code: Some(type_code.clone()), ..EditIncident::default() };
            change(tx, *incident, edit).await
        }
        Action::Category { incident, category } => {
            let edit = EditIncident { category: Some(*category), ..EditIncident::default() };
            change(tx, *incident, edit).await
        }
        Action::Step { incident, step, reason, to } => {
            let version = version(tx, *incident).await?;
            let mut body = ChangeStatus { version, step: *step, reason: reason.clone(), to: *to };
            accept(body.check())?;
            register::status::step(tx, *incident, &body).await?;
            Ok(Done::default())
        }
        Action::Link { incident, other, kind } => {
            let body = LinkIncidents { id: tx.id().into(), kind: *kind, other: *other };
            register::links::link(tx, *incident, &body).await?;
            Ok(Done::default())
        }
        Action::Merge { incident, into } => {
            // Both, in the order of their ids, before the version of the one is read.
            let version = versions(tx, *incident, *into).await?;
            let body = MergeIncident { id: tx.id().into(), version, into: *into };
            register::merge_into(tx, *incident, &body).await?;
            Ok(Done::default())
        }
        Action::Split { incident } => {
            let actor = tx.actor;
            let body = SplitIncident { version: store::version(tx.conn(), actor, *incident).await? };
            register::split_from(tx, *incident, body).await?;
            Ok(Done::default())
        }
        Action::Timer { subject, minutes, text } => set_timer(tx, *subject, *minutes, text).await,
        Action::Hazard { incident, text } => hazard(tx, *incident, text).await,
        Action::Message { units, text } => send_messages(tx, units, text).await,
        Action::Go { target } => Ok(Done::opening(match target {
            Target::Incident(id) => Opened::Incident(*id),
            Target::Unit(id) => Opened::Unit(*id),
            Target::Screen(screen) => Opened::Screen(*screen),
        })),
        Action::Help { topic } => Ok(Done::opening(Opened::help(*topic, lang))),
        Action::Undo { command } => {
            let command = match command {
                Some(command) => *command,
                None => undo::last(tx).await?,
            };
            undo::undo(tx, command).await?;
            Ok(Done::default())
        }
    }
}

/// Takes a call, or the one that has waited longest.
async fn take(tx: &mut Tx<'_>, call: Option<CallId>) -> Result<Done, ApiError> {
    match call {
        Some(call) => calls::take(tx, call, None).await?,
        None => calls::take_first(tx).await?,
    };
    Ok(Done::default())
}

async fn set_timer(tx: &mut Tx<'_>, subject: Subject, minutes: u32, text: &str) -> Result<Done, ApiError> {
    let subject = match subject {
        Subject::Unit(id) => TimerSubject::Unit(id),
        Subject::Incident(id) => TimerSubject::Incident(id),
    };
    let mut body = SetTimer { id: tx.id().into(), subject, minutes, label: text.to_owned() };
    accept(body.check())?;
    units::set_timer(tx, &body).await?;
    Ok(Done::default())
}

async fn send_messages(tx: &mut Tx<'_>, units: &[UnitId], text: &str) -> Result<Done, ApiError> {
    for unit in units {
        let mut body = SendMessage { id: tx.id().into(), unit: *unit, text: text.to_owned(), incident: None };
        accept(body.check())?;
        units::send_message(tx, &body, tx.now).await?;
    }
    Ok(Done::default())
}

async fn take_alarms(tx: &mut Tx<'_>, units: &[UnitId]) -> Result<Done, ApiError> {
    for alarm in alarms(tx, units, AlarmState::Raised).await? {
        units::acknowledge_alarm(tx, alarm).await?;
    }
    Ok(Done::default())
}

async fn end_alarms(tx: &mut Tx<'_>, units: &[UnitId], reason: &str) -> Result<Done, ApiError> {
    let mut body = CloseAlarm { reason: reason.to_owned() };
    accept(body.check())?;
    for alarm in alarms(tx, units, AlarmState::Acknowledged).await? {
        units::close_alarm(tx, alarm, &body).await?;
    }
    Ok(Done::default())
}

/// The alarms of units in a state, in the order of their ids; without units the oldest one.
async fn alarms(tx: &mut Tx<'_>, units: &[UnitId], state: AlarmState) -> Result<Vec<AlarmId>, ApiError> {
    let actor = tx.actor;
    let open = units::open_alarms(tx.conn(), actor).await?;
    let meant = open.iter().filter(|a| a.state == state && (units.is_empty() || units.contains(&a.unit)));
    let mut found: Vec<AlarmId> = meant.map(|alarm| alarm.id).collect();
    if units.is_empty() {
        found.truncate(1);
    }
    found.sort_unstable();
    if found.is_empty() { Err(ApiError::field("units", FaultCode::Unknown)) } else { Ok(found) }
}

/// Marks what units wrote to the consoles and nobody has read.
async fn read_messages(tx: &mut Tx<'_>, units: &[UnitId]) -> Result<Done, ApiError> {
    let actor = tx.actor;
    let open = units::unread_messages(tx.conn(), actor).await?;
    let meant = open.iter().filter(|m| m.from_unit && units.contains(&m.unit));
    let mut body = MarkMessages { messages: meant.map(|message| message.id).collect(), read: true };
    if body.messages.is_empty() {
        return Err(ApiError::field("units", FaultCode::Unknown));
    }
    accept(body.check())?;
    units::mark_messages(tx, &body).await?;
    Ok(Done::default())
}

/// A danger at the place of an incident. Of which kind it is, is for whoever keeps the list of hazards; that there is one
/// must not wait for that.
async fn hazard(tx: &mut Tx<'_>, incident: IncidentId, text: &str) -> Result<Done, ApiError> {
    let place = register::lock(tx, incident).await?.fields.place;
    let mut body = NewHazard {
        id: tx.id().into(),
        lat: place.lat,
        lon: place.lon,
        radius_m: place.radius_m.unwrap_or_default().min(RADIUS_MAX),
        address: place.address,
        kind: HazardKind::Other,
        text: text.to_owned(),
        valid_from: None,
        valid_to: None,
    };
    accept(body.check(tx.now))?;
    calls::add_hazard(tx, &body).await?;
    Ok(Done::default())
}

/// The version of an incident, locked together with another in the order of their ids.
async fn versions(tx: &mut Tx<'_>, incident: IncidentId, other: IncidentId) -> Result<i64, ApiError> {
    register::lock(tx, incident.min(other)).await?;
    register::lock(tx, incident.max(other)).await?;
    version(tx, incident).await
}

/// An incident as a line files it. What is typed at the console is taken for a telephone call; its card says otherwise where
/// it was none.
fn filed(tx: &Tx<'_>, place: vnr_shared::incident::NewPlace, type_code: &str, text: &str) -> NewIncident {
    NewIncident {
        id: tx.id().into(),
        channel: Channel::Telephone,
        received_at: None,
        occurred: Occurred::default(),
        place,
        type_code: type_code.to_owned(),
        category: None,
        description: text.to_owned(),
        sensitivity: Sensitivity::default(),
        department: None,
        persons: Vec::new(),
        vehicles: Vec::new(),
        objects: Vec::new(),
        notes: Vec::new(),
        call: None,
        advised: false,
    }
}

async fn create(tx: &mut Tx<'_>, mut body: NewIncident, lang: Lang) -> Result<Done, ApiError> {
    let mut doubts = accept(body.check(tx.now))?;
    let (incident, more) = register::create::register_incident(tx, &mut body).await?;
    doubts.extend(more);
    let warnings = doubts.iter().map(|doubt| doubt.to_error(lang)).collect();
    Ok(Done { open: Some(Opened::Incident(incident.id)), warnings })
}

/// The version an incident has now: what is typed is about the incident as it is, not about what a form showed.
async fn version(tx: &mut Tx<'_>, incident: IncidentId) -> Result<i64, ApiError> {
    register::lock(tx, incident).await.map(|held| held.version)
}

async fn change(tx: &mut Tx<'_>, incident: IncidentId, mut edit: EditIncident) -> Result<Done, ApiError> {
    edit.version = version(tx, incident).await?;
    accept(edit.check(tx.now))?;
    register::edit::change_fields(tx, incident, &edit).await?;
    Ok(Done::default())
}

/// Takes units off one incident, or off all of theirs.
async fn release(
    tx: &mut Tx<'_>,
    units: &[UnitId],
    incident: Option<IncidentId>,
    known: &Vocabulary,
) -> Result<Done, ApiError> {
    let mut scenes: Vec<(IncidentId, Vec<UnitId>)> = Vec::new();
    if let Some(incident) = incident {
        scenes.push((incident, units.to_vec()));
    }
    let sent = units.iter().filter(|_| incident.is_none()).filter_map(|id| known.unit(*id));
    for (unit, incident) in sent.flat_map(|unit| unit.assigned.iter().map(|incident| (unit.id, *incident))) {
        match scenes.iter_mut().find(|(id, _)| *id == incident) {
            Some((_, units)) => units.push(unit),
            None => scenes.push((incident, vec![unit])),
        }
    }
    if scenes.is_empty() {
        // Named, but sent nowhere.
        return Err(ApiError::field("units", FaultCode::Unknown));
    }
    // Incidents are locked in the order of their ids, and before any unit.
    scenes.sort_by_key(|(id, _)| *id);
    for (id, _) in scenes.iter().filter(|_| scenes.len() > 1) {
        register::lock(tx, *id).await?;
    }
    let mut warnings = Vec::new();
    for (id, units) in scenes {
        let mut body = ReleaseUnits { units, reason: String::new() };
        accept(body.check())?;
        warnings.extend(units::release(tx, id, &body).await?.warnings);
    }
    Ok(Done::doubting(warnings))
}

async fn set_status(tx: &mut Tx<'_>, units: &[UnitId], status: UnitStatus) -> Result<Done, ApiError> {
    let mut warnings = Vec::new();
    let mut units = units.to_vec();
    units.sort_unstable();
    for unit in units {
        let mut body = SetUnitStatus { status, version: None, at: None, reason: String::new() };
        accept(body.check(tx.now))?;
        warnings.extend(units::set_status(tx, unit, &body).await?.warnings);
    }
    Ok(Done::doubting(warnings))
}
