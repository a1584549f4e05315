//! What a device may hold without a network (noma), and until when.
//!
//! Least data: the work of the own unit, what is open in the own territory, and what one needs to enter more. A lease is
//! renewed by each exchange; a device that is not heard of locks what it holds when the lease has run out, and keeps only
//! what it has not sent.

use serde::{Deserialize, Serialize};

use crate::id::{IncidentId, ReportId, UnitId};
use crate::live::{Kind, Picture, Subject};
use crate::place::Extent;
use crate::report::FieldReport;
use crate::time::DateTime;
use crate::unit::TimerSubject;

/// An incident that the device may hold whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkItem {
    /// The incident.
    pub incident: IncidentId,
    /// Its version in the register: another one than the device holds is to be read again.
    pub version: i64,
}

/// What tells a device that a list it holds is no longer the one of the register. Only to be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Marks {
    /// Of the catalogue of types and what helps to choose one.
    pub catalogue: String,
    /// Of the dangers tied to places.
    pub hazards: String,
    /// Of the gazetteer.
    pub places: String,
    /// Of the field reports.
    pub reports: String,
}

/// What a device may hold, and until when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lease {
    /// From this instant on the device shows nothing of it.
    pub until: DateTime,
    /// Area whose open incidents it may hold: that of the municipality in which the own unit is at home, else that of the
    /// institution. Without one, whatever the user may see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub ground: Option<Extent>,
    /// The unit of whose crew the user is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Incidents to which that unit is sent, in the order of its work.
    pub work: Vec<WorkItem>,
    /// What the other lists are at.
    pub marks: Marks,
}

impl Lease {
    /// Whether it has run out.
    pub fn is_over(&self, now: DateTime) -> bool {
        self.until <= now
    }

    /// Whether the device may hold a thing. Both sides ask: the server before it sends, the device of what it has.
    pub fn keeps(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Incident(incident) => {
                self.is_work(incident.id)
                    || self.ground.is_none_or(|ground| ground.holds(incident.lat, incident.lon))
            }
            Subject::Unit(unit) => self.is_own(unit.id),
            Subject::Message(message) => self.is_own(message.unit),
            Subject::Timer(timer) => match timer.subject {
                TimerSubject::Unit(unit) => self.is_own(unit),
                TimerSubject::Incident(incident) => self.is_work(incident),
                TimerSubject::Task(_) => false,
            },
            // An officer in danger concerns everybody.
            Subject::Alarm(_) => true,
            // Callers, and the plans of a staff, are not for a device that may be lost in the street.
            Subject::Call(_) | Subject::Event(_) => false,
        }
    }

    /// Leaves of a picture what the device may hold.
    pub fn cut(&self, picture: &mut Picture) {
        picture.calls.clear();
        picture.events.clear();
        picture.incidents.retain(|incident| self.keeps(&Subject::Incident(Box::new(incident.clone()))));
        picture.units.retain(|unit| self.is_own(unit.id));
        picture.messages.retain(|message| self.is_own(message.unit));
        picture.timers.retain(|timer| self.keeps(&Subject::Timer(Box::new(timer.clone()))));
    }

    /// Kinds of which a device holds anything.
    pub fn holds_any(kind: Kind) -> bool {
        !matches!(kind, Kind::Call | Kind::Event)
    }

    /// Whether the own unit is sent to an incident.
    pub fn is_work(&self, incident: IncidentId) -> bool {
        self.work.iter().any(|item| item.incident == incident)
    }

    fn is_own(&self, unit: UnitId) -> bool {
        self.unit == Some(unit)
    }
}

/// The field reports that a device may hold: those its user wrote, and those of the incidents in its work.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeasedReports {
    /// All of them, the latest changed first: what the device holds and is not here it lets go of.
    pub keep: Vec<ReportId>,
    /// Those that the device does not have in this version, whole.
    pub reports: Vec<FieldReport>,
}

/// A row of the gazetteer as a device keeps it, written as a list to be short: code, VARIS type, name or number, code of
/// what it lies in, latitude and longitude in 1e-5 degrees (a metre), and the whole address where what it lies in does not
/// tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeasedPlace(
    pub String,
    pub i16,
    pub String,
    pub Option<String>,
    pub i32,
    pub i32,
    pub Option<String>,
);

/// A page of the gazetteer: towns, villages and streets first, then houses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeasedPlaces {
    /// The rows.
    pub places: Vec<LeasedPlace>,
    /// Where the next page begins; none after the last.
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn incident(n: u128, lat: f64) -> Subject {
        let json = serde_json::json!({
            "id": Uuid::from_u128(n), "number": "VP-1", "owner": Uuid::nil(), "type_code": "other", "category": "C",
            "status": "registered", "received_at": "2026-11-22T10:00:00Z", "lat": lat, "lon": 24.11, "address": "",
            "headline": "", "sensitivity": "normal", "version": 1, "updated_at": "2026-11-22T10:00:00Z",
        });
        Subject::Incident(serde_json::from_value(json).unwrap())
    }

    #[test]
    fn a_device_holds_its_work_wherever_it_is_and_else_only_its_own_ground() {
        let until = "2026-11-22T22:00:00Z".parse().unwrap();
        let work = vec![WorkItem { incident: Uuid::from_u128(7).into(), version: 1 }];
        let ground = Some("24.0,56.9,24.3,57.0".parse().unwrap());
        let mut lease = Lease { until, ground, unit: None, work, marks: Marks::default() };
        assert!(lease.keeps(&incident(1, 56.95)) && !lease.keeps(&incident(1, 56.5)));
        assert!(lease.keeps(&incident(7, 56.5)));
        let mut picture = Picture::default();
        for (n, lat) in [(1, 56.95), (2, 56.5), (7, 56.5)] {
            picture.put(incident(n, lat));
        }
        lease.cut(&mut picture);
        let held: Vec<u128> = picture.incidents.iter().map(|incident| incident.id.0.as_u128()).collect();
        assert_eq!(held, [1, 7]);
        lease.ground = None;
        assert!(lease.keeps(&incident(1, 56.5)));
        assert!(lease.is_over(until) && !lease.is_over(until - chrono::Duration::seconds(1)));
    }
}
