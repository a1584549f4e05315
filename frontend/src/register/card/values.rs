//! Values of the record's fields as people read them: in the timeline, before and after; in a conflict, both sides.

use serde_json::Value;
use vnr_shared::incident::{Category, Channel, Disposition, NewPlace, Occurred, Sensitivity, Status, Step};
use vnr_shared::json;
use vnr_shared::time::{self, DateTime};

use super::text::Crd;
use crate::i18n::{self, Message};
use crate::register::Catalogue;
use crate::ui::text::Ui;

/// Name of a field as the API calls it; reactive. A field of a newer server goes by its own name.
pub fn field_name(field: &str) -> String {
    let known = match field {
        "type_code" => Crd::Type,
        "category" => Crd::Category,
        "description" => Crd::Description,
        "place" => Crd::Where,
        "channel" => Crd::Channel,
        "received_at" => Crd::Received,
        "occurred" => Crd::Occurred,
        "disposition" => Crd::Disposition,
        "sensitivity" => Crd::Sensitivity,
        "legal_hold" => Crd::LegalHold,
        "status" => Crd::Status,
        other => return other.to_owned(),
    };
    known.text().to_owned()
}

/// A value as text; reactive. `None` for nothing.
pub fn value_text(catalogue: Catalogue, field: &str, value: &Value) -> Option<String> {
    fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Option<T> {
        json::read_tree(value).ok()
    }
    if value.is_null() {
        return None;
    }
    let text = match field {
        "type_code" => value.as_str().map(|code| catalogue.type_name(code)),
        "category" => read::<Category>(value).map(|c| i18n::category(c).text().to_owned()),
        "channel" => read::<Channel>(value).map(|c| i18n::channel(c).text().to_owned()),
        "received_at" => read::<DateTime>(value).map(time::date_time),
        "occurred" => read::<Occurred>(value).map(|o| occurred_text(&o)),
        "place" => read::<NewPlace>(value).map(|p| place_text(&p)),
        "disposition" => read::<Disposition>(value).map(|d| disposition_text(&d)),
        "sensitivity" => read::<Sensitivity>(value).map(|s| i18n::sensitivity(s).text().to_owned()),
        // A stale step: what was wanted is a step, what the register holds is a status.
        "status" => read::<Status>(value)
            .map(|s| i18n::status(s).text().to_owned())
            .or_else(|| read::<Step>(value).map(|s| i18n::step(s).text().to_owned())),
        "legal_hold" => value.as_bool().map(|b| if b { Ui::Yes } else { Ui::No }.text().to_owned()),
        _ => value.as_str().map(str::to_owned),
    };
    text.or_else(|| Some(value.to_string())).filter(|text| !text.is_empty())
}

/// When it happened, in words; empty when nothing is known.
pub fn occurred_text(occurred: &Occurred) -> String {
    let span = match (occurred.from, occurred.to) {
        (None, None) => return String::new(),
        (Some(from), Some(to)) if from == to => time::date_time(from),
        (Some(from), Some(to)) if time::date(from) == time::date(to) => {
            let minute = time::clock(to);
            format!("{}–{}", time::date_time(from), minute.get(..5).unwrap_or(&minute))
        }
        (Some(from), Some(to)) => format!("{} – {}", time::date_time(from), time::date_time(to)),
        (Some(from), None) => time::date_time(from),
        (None, Some(to)) => format!("{} {}", Crd::To.text(), time::date_time(to)),
    };
    if occurred.uncertain { format!("{} {span}", Crd::About.text()) } else { span }
}

/// The decision with its case.
pub fn disposition_text(disposition: &Disposition) -> String {
    let name = i18n::disposition(disposition.kind).text();
    match disposition.case_number.as_deref().filter(|n| !n.is_empty()) {
        Some(number) => format!("{name}, {number}"),
        None => name.to_owned(),
    }
}

fn place_text(place: &NewPlace) -> String {
    let mut parts = vec![format!("{} ({:.5}, {:.5})", place.address, place.lat, place.lon)];
    parts.extend(place.radius_m.map(|radius| Crd::Metres.with(&format!("{radius:.0}"))));
    parts.extend(Some(place.note.clone()).filter(|note| !note.is_empty()));
    parts.join(", ").trim().to_owned()
}
