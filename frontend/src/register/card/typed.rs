//! The editable fields as they are typed, and the command that differs from what they were.

use serde::{Deserialize, Serialize};
use vnr_shared::incident::{Category, Disposition, EditIncident, Incident, NewPlace, Occurred, Sensitivity};
use vnr_shared::place::PlaceSource;
use vnr_shared::problem::{Fault, FaultCode};
use vnr_shared::time::{self, DateTime};

use crate::register::entry::Spot;
use crate::register::{unwire, wire};
use crate::ui::parse_time;

/// Every editable field as text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// Code of the type; empty while another one is being looked for.
    pub type_code: String,
    /// The category; that of the type, when none.
    pub category: Option<Category>,
    pub description: String,
    pub spot: Option<Spot>,
    pub address: String,
    pub place_note: String,
    pub radius: String,
    pub channel: String,
    pub received: String,
    pub from: String,
    pub to: String,
    pub uncertain: bool,
    /// Name of the decision on the wire; empty for none.
    pub disposition: String,
    pub case_number: String,
    pub restricted: bool,
    pub legal_hold: bool,
}

impl Typed {
    /// The fields of an incident.
    pub fn of(i: &Incident) -> Self {
        let at = |at: Option<DateTime>| at.map(time::date_time).unwrap_or_default();
        Self {
            type_code: i.summary.type_code.clone(),
            category: Some(i.summary.category),
            description: i.description.clone(),
            spot: Some(Spot {
                lat: i.place.lat,
                lon: i.place.lon,
                source: Some(i.place.source),
                address_code: i.place.address_code.clone(),
            }),
            address: i.place.address.clone(),
            place_note: i.place.note.clone(),
            radius: i.place.radius_m.map(|r| r.to_string()).unwrap_or_default(),
            channel: wire(i.channel),
            received: time::date_time(i.summary.received_at),
            from: at(i.occurred.from),
            to: at(i.occurred.to),
            uncertain: i.occurred.uncertain,
            disposition: i.disposition.as_ref().map(|d| wire(d.kind)).unwrap_or_default(),
            case_number: i.disposition.as_ref().and_then(|d| d.case_number.clone()).unwrap_or_default(),
            restricted: i.summary.sensitivity == Sensitivity::Restricted,
            legal_hold: i.legal_hold,
        }
    }

    /// The command that makes the difference from `base`. Only what differs is in it, so that an edit of one field
    /// never touches another. `of_type` gives the category of a type.
    pub fn difference(
        &self,
        base: &Self,
        version: i64,
        now: DateTime,
        of_type: impl Fn(&str) -> Option<Category>,
    ) -> EditIncident {
        let category = |typed: &Self| typed.category.or_else(|| of_type(&typed.type_code));
        let differs = |a: bool| a.then_some(());
        EditIncident {
            version,
            type_code: differs(self.type_code != base.type_code).map(|()| self.type_code.clone()),
            category: differs(category(self) != category(base)).and_then(|()| category(self)),
            description: differs(self.description != base.description).map(|()| self.description.clone()),
            place: differs(self.place_parts() != base.place_parts()).and_then(|()| self.place()),
            channel: differs(self.channel != base.channel).and_then(|()| unwire(&self.channel)),
            received_at: differs(self.received != base.received)
                .and_then(|()| parse_time(&self.received, now)),
            occurred: differs(self.occurred_parts() != base.occurred_parts()).map(|()| Occurred {
                from: parse_time(&self.from, now),
                to: parse_time(&self.to, now),
                uncertain: self.uncertain,
            }),
            disposition: differs(self.disposition_parts() != base.disposition_parts())
                .map(|()| self.decided()),
            sensitivity: differs(self.restricted != base.restricted)
                .map(|()| if self.restricted { Sensitivity::Restricted } else { Sensitivity::Normal }),
            legal_hold: differs(self.legal_hold != base.legal_hold).map(|()| self.legal_hold),
        }
    }

    /// What is typed and cannot be read: it would be lost in the command, so it stops it.
    pub fn unreadable(&self, now: DateTime) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (field, text, needed) in [
            ("received_at", &self.received, true),
            ("occurred.from", &self.from, false),
            ("occurred.to", &self.to, false),
        ] {
            if text.trim().is_empty() {
                if needed {
                    faults.push(Fault::new(field, FaultCode::Required));
                }
            } else if parse_time(text, now).is_none() {
                faults.push(Fault::new(field, FaultCode::WrongForm));
            }
        }
        if self.type_code.is_empty() {
            faults.push(Fault::new("type_code", FaultCode::Required));
        }
        if !self.radius.trim().is_empty() && self.radius_m().is_none() {
            faults.push(Fault::new("place.radius_m", FaultCode::WrongForm));
        }
        faults
    }

    fn radius_m(&self) -> Option<f64> {
        self.radius.trim().replace(',', ".").parse().ok()
    }

    fn place_parts(&self) -> (&Option<Spot>, &str, &str, &str) {
        (&self.spot, &self.address, &self.place_note, &self.radius)
    }

    fn occurred_parts(&self) -> (&str, &str, bool) {
        (&self.from, &self.to, self.uncertain)
    }

    fn disposition_parts(&self) -> (&str, &str) {
        (&self.disposition, &self.case_number)
    }

    fn place(&self) -> Option<NewPlace> {
        let spot = self.spot.clone()?;
        Some(NewPlace {
            lat: spot.lat,
            lon: spot.lon,
            radius_m: self.radius_m(),
            source: spot.source.unwrap_or(PlaceSource::Map),
            address: self.address.clone(),
            address_code: spot.address_code,
            note: self.place_note.clone(),
        })
    }

    fn decided(&self) -> Option<Disposition> {
        let number = self.case_number.trim();
        Some(Disposition {
            kind: unwire(&self.disposition)?,
            case_number: (!number.is_empty()).then(|| number.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime {
        "2026-11-24T12:10:00Z".parse().unwrap()
    }

    fn base() -> Typed {
        Typed {
            type_code: "order.fight".into(),
            category: Some(Category::B),
            received: "24.11.2026. 14:03".into(),
            description: "Kautiņš".into(),
            ..Typed::default()
        }
    }

    #[test]
    fn only_what_differs_is_sent() {
        let typed = Typed { description: "Kautiņš pie veikala".into(), ..base() };
        let edit = typed.difference(&base(), 4, now(), |_| None);
        let expected = EditIncident {
            version: 4,
            description: Some("Kautiņš pie veikala".into()),
            ..EditIncident::default()
        };
        assert_eq!(edit, expected);
        assert_eq!(
            base().difference(&base(), 4, now(), |_| None),
            EditIncident { version: 4, ..EditIncident::default() }
        );
    }

    #[test]
    fn a_decision_taken_back_is_sent_as_nothing() {
        let decided = Typed { disposition: "no_process".into(), ..base() };
        assert_eq!(base().difference(&decided, 1, now(), |_| None).disposition, Some(None));
    }

    #[test]
    fn another_type_brings_its_category_unless_one_was_chosen() {
        let of_type = |code: &str| Some(if code == "order.fight" { Category::B } else { Category::A });
        let typed = Typed { type_code: "crime.robbery".into(), category: None, ..base() };
        assert_eq!(typed.difference(&base(), 1, now(), of_type).category, Some(Category::A));
    }

    #[test]
    fn a_time_that_cannot_be_read_stops_the_edit() {
        let typed = Typed { received: String::new(), to: "vakar".into(), ..base() };
        let fields: Vec<_> = typed.unreadable(now()).into_iter().map(|f| f.field).collect();
        assert_eq!(fields, ["received_at", "occurred.to"]);
    }
}
