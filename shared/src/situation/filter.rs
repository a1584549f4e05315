//! What part of the picture a commander looks at.

use serde::{Deserialize, Serialize};

use crate::event::EventSummary;
use crate::id::{InstitutionId, MajorEventId};
use crate::incident::{IncidentQuery, Summary};
use crate::time::DateTime;
use crate::unit::UnitSummary;

/// A part of the picture; every given field narrows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// ATVK code of a state city or municipality.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// Institution: responsible for the incident, or the unit's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionId>,
    /// Major event: its incidents, the units of its sections and those sent to its incidents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<MajorEventId>,
    /// Beginning of the shift: only what was received since. Units are not narrowed by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime>,
}

impl Filter {
    /// The event that is asked for, if it is among these.
    fn event<'a>(&self, events: &'a [EventSummary]) -> Option<&'a EventSummary> {
        events.iter().find(|event| Some(event.id) == self.event)
    }

    /// Whether an incident belongs to the part.
    pub fn holds_incident(&self, incident: &Summary, events: &[EventSummary]) -> bool {
        let in_event = || {
            self.event(events).is_some_and(|event| event.incidents.iter().any(|own| own.id == incident.id))
        };
        (self.territory.is_none() || self.territory == incident.territory)
            && self.institution.is_none_or(|institution| institution == incident.owner)
            && self.since.is_none_or(|since| incident.received_at >= since)
            && (self.event.is_none() || in_event())
    }

    /// Whether a unit belongs to the part. A unit has no territory of its own: with one asked for, it is where the incident
    /// lies that it is sent to first, or where nothing is known of it, nowhere.
    pub fn holds_unit(&self, unit: &UnitSummary, incidents: &[Summary], events: &[EventSummary]) -> bool {
        let sent_to = |wanted: &dyn Fn(&Summary) -> bool| {
            let first = unit.current().map(|assignment| assignment.incident);
            incidents.iter().any(|incident| Some(incident.id) == first && wanted(incident))
        };
        let in_event = || {
            self.event(events).is_some_and(|event| {
                event.sections.iter().any(|section| section.part.units.contains(&unit.id))
                    || unit
                        .assignments
                        .iter()
                        .any(|sent| event.incidents.iter().any(|own| own.id == sent.incident))
            })
        };
        self.institution.is_none_or(|institution| institution == unit.institution)
            && (self.territory.is_none() || sent_to(&|incident| incident.territory == self.territory))
            && (self.event.is_none() || in_event())
    }

    /// The search that lists the incidents of the part.
    pub fn query(&self) -> IncidentQuery {
        IncidentQuery {
            territory: self.territory.clone(),
            owner: self.institution,
            event: self.event,
            from: self.since,
            ..IncidentQuery::default()
        }
    }
}
