//! What several screens of the tablet show alike.

use leptos::prelude::*;
use vnr_shared::id::{CommandId, IncidentId, UserId};
use vnr_shared::incident::{Category, LegalClock, Status, Summary};
use vnr_shared::sync::{Act, Outbox};
use vnr_shared::unit::{Release, UnitAssignment, UnitStatus, UnitSummary};

use super::hold::Hold;
use crate::i18n::{self, Message};
use crate::register::Catalogue;
use crate::ui::{CategoryMark, ClockView};

/// An incident as the device knows it: lent by the register, or filed here and on its way there.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub id: IncidentId,
    /// Registration number; none until the register has given one.
    pub number: Option<String>,
    pub type_code: String,
    pub category: Option<Category>,
    pub status: Option<Status>,
    pub clock: Option<LegalClock>,
    pub lat: f64,
    pub lon: f64,
    pub radius_m: Option<f64>,
    pub address: String,
    pub headline: String,
    /// Version that edits are based on. What is filed gets the first one.
    pub version: i64,
    /// The command that files it, without which others make no sense.
    pub needs: Vec<CommandId>,
}

impl Seen {
    fn lent(i: &Summary) -> Self {
        Self {
            id: i.id,
            number: Some(i.number.clone()),
            type_code: i.type_code.clone(),
            category: Some(i.category),
            status: Some(i.status),
            clock: i.clock,
            lat: i.lat,
            lon: i.lon,
            radius_m: i.radius_m,
            address: i.address.clone(),
            headline: i.headline.clone(),
            version: i.version,
            needs: Vec::new(),
        }
    }
}

/// Incidents that were filed here and are not in the register.
pub fn filed_here(outbox: &Outbox<Act>) -> Vec<Seen> {
    let seen = |entry: &vnr_shared::sync::Entry<Act>| {
        let Act::File(body) = &entry.item.act else { return None };
        // The last description that was written here is the one to show.
        let edited = outbox.entries().iter().rev().find_map(|later| match &later.item.act {
            Act::Edit { incident, edit } if *incident == body.id => edit.description.clone(),
            _ => None,
        });
        Some(Seen {
            id: body.id,
            number: None,
            type_code: body.type_code.clone(),
            category: body.category,
            status: None,
            clock: None,
            lat: body.place.lat,
            lon: body.place.lon,
            radius_m: body.place.radius_m,
            address: body.place.address.clone(),
            headline: edited.unwrap_or_else(|| body.description.clone()),
            version: 1,
            needs: vec![entry.item.key],
        })
    };
    outbox.entries().iter().filter_map(seen).collect()
}

/// One incident; reactive.
pub fn incident(hold: Hold, id: IncidentId) -> Option<Seen> {
    let lent = hold.lent.with(|lent| lent.picture.incidents.iter().find(|i| i.id == id).map(Seen::lent));
    lent.or_else(|| hold.outbox.with(filed_here).into_iter().find(|seen| seen.id == id))
}

/// The unit of whose crew somebody is, as it will be when all that waits is done.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnUnit {
    pub unit: UnitSummary,
    /// Whether the register knows this status already.
    pub sent: bool,
}

impl OwnUnit {
    /// The status that most likely comes next.
    pub fn next(&self) -> Option<UnitStatus> {
        self.unit.duty().legal().first().copied()
    }

    /// Incidents it is sent to, in its order; reactive.
    pub fn work(&self, hold: Hold) -> Vec<Seen> {
        let seen = |assignment: &UnitAssignment| incident(hold, assignment.incident);
        self.unit.assignments.iter().filter_map(seen).collect()
    }
}

/// What the statuses that wait will make of a unit. One that will be refused is passed over.
fn foreseen(mut unit: UnitSummary, waiting: impl Iterator<Item = UnitStatus>) -> OwnUnit {
    let mut sent = true;
    for status in waiting {
        sent = false;
        let Ok(taken) = unit.duty().take(status) else { continue };
        match taken.release {
            Release::None => {}
            Release::Current => drop((!unit.assignments.is_empty()).then(|| unit.assignments.remove(0))),
            Release::All => unit.assignments.clear(),
        }
        unit.status = taken.duty.status;
    }
    OwnUnit { unit, sent }
}

/// The own unit; reactive.
pub fn own_unit(hold: Hold) -> Option<OwnUnit> {
    let me: UserId = hold.door.with(|door| door.user);
    let unit = hold.lent.with(|lent| lent.picture.units.iter().find(|unit| unit.has_in_crew(me)).cloned())?;
    let waiting = hold.outbox.with(|outbox| {
        let status = |entry: &vnr_shared::sync::Entry<Act>| match &entry.item.act {
            Act::UnitStatus { unit: of, status }
                if *of == unit.id && entry.outcome.as_ref().is_none_or(|o| !o.is_final()) =>
            {
                Some(status.status)
            }
            _ => None,
        };
        outbox.entries().iter().filter_map(status).collect::<Vec<_>>()
    });
    Some(foreseen(unit, waiting.into_iter()))
}

/// The head of an incident: urgency, type, number or that it has none yet.
pub fn head(seen: &Seen) -> AnyView {
    let catalogue = expect_context::<Catalogue>();
    let code = seen.type_code.clone();
    let category = {
        let (code, chosen) = (code.clone(), seen.category);
        Signal::derive(move || {
            chosen.or_else(|| catalogue.type_row(&code).map(|t| t.default_category)).unwrap_or(Category::C)
        })
    };
    let (number, clock, status) = (seen.number.clone(), seen.clock, seen.status);
    view! {
        <div class="tablet__head">
            <CategoryMark category/>
            <span class="strong">{move || catalogue.type_name(&code)}</span>
            {clock.map(|clock| view! { <ClockView clock=Signal::stored(Some(clock)) category/> })}
            <span class="muted small">{status.map(|s| move || i18n::status(s).text())}</span>
            <span class="mono small muted tablet__number">{move || number.clone().unwrap_or_else(|| super::text::Tab::NotSentYet.text().to_owned())}</span>
        </div>
    }
    .into_any()
}

/// Seconds, minutes or hours as people say them.
pub fn bytes(bytes: f64) -> String {
    let megabytes = bytes / 1_048_576.0;
    format!("{megabytes:.1} MB").replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_that_wait_are_shown_as_done_and_their_work_as_over() {
        let unit: UnitSummary = serde_json::from_value(serde_json::json!({
            "id": "00000000-0000-0000-0000-000000000001", "mark": 1, "call_sign": "101",
            "institution": "00000000-0000-0000-0000-000000000002", "kind": "patrol", "status": "assigned",
            "since": "2026-11-22T10:00:00Z", "status_by": "", "crew": [], "capabilities": [], "vehicle": "",
            "station": { "lat": 56.9, "lon": 24.1, "name": "" },
            "assignments": [{ "id": "00000000-0000-0000-0000-000000000004", "incident": "00000000-0000-0000-0000-000000000003", "number": "VP-2026-1", "order": 1, "since": "2026-11-22T10:00:00Z" }],
            "active": true, "version": 4
        }))
        .unwrap();
        assert!(foreseen(unit.clone(), std::iter::empty()).sent);
        let seen =
            foreseen(unit, [UnitStatus::EnRoute, UnitStatus::AtScene, UnitStatus::Available].into_iter());
        assert_eq!(
            (seen.unit.status, seen.unit.assignments.len(), seen.sent),
            (UnitStatus::Available, 0, false)
        );
    }
}
