//! Fields of an event and of its parts in words, for both sides of a conflict.

use leptos::prelude::*;
use serde_json::Value;
use vnr_shared::event::{Shape, StaffRole, TaskState, Tone};
use vnr_shared::id::InstitutionId;
use vnr_shared::json;
use vnr_shared::time;

use super::super::text::{Cmd, role, task_state, tone};
use super::hand::Hand;
use crate::i18n::Message;
use crate::live::Live;
use crate::register::Catalogue;

/// Name of a field; reactive.
pub fn field_name(field: &str) -> String {
    let word = match field {
        "name" => Cmd::Name,
        "leader" => Cmd::Leader,
        "units" => Cmd::Units,
        "note" => Cmd::Remark,
        "role" => Cmd::Duty,
        "contact" => Cmd::Contact,
        "section" => Cmd::Section,
        "text" => Cmd::Text,
        "assignee" => Cmd::Assignee,
        "due_at" => Cmd::Due,
        "state" => Cmd::State,
        "outcome" => Cmd::Outcome,
        "shape" => Cmd::Shape,
        "label" => Cmd::Label,
        "tone" => Cmd::Meaning,
        "address" => Cmd::Place,
        "description" => Cmd::Aim,
        "participants" => Cmd::Participants,
        "report_every_min" => Cmd::ReportEvery,
        _ => return field.to_owned(),
    };
    word.text().to_owned()
}

/// A value of a field in words, none for nothing; reactive.
pub fn value_text(hand: Hand, field: &str, value: &Value) -> Option<String> {
    let text = match (field, value) {
        (_, Value::Null) => return None,
        ("role", _) => role(read::<StaffRole>(value)?).text().to_owned(),
        ("state", _) => task_state(read::<TaskState>(value)?).text().to_owned(),
        ("tone", _) => tone(read::<Tone>(value)?).text().to_owned(),
        ("due_at", _) => time::date_time(read(value)?),
        ("section", _) => hand.section_name(read(value)?)?,
        ("shape", _) => Cmd::Points.with(&read::<Shape>(value)?.points().len().to_string()),
        ("units", Value::Array(ids)) => {
            ids.iter().filter_map(Value::as_str).map(unit_sign).collect::<Vec<_>>().join(", ")
        }
        ("participants", Value::Array(ids)) => {
            ids.iter().filter_map(read).map(institution).collect::<Vec<_>>().join(", ")
        }
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    };
    Some(text).filter(|text| !text.is_empty())
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Option<T> {
    json::read_tree(value).ok()
}

/// Name of an institution; reactive.
pub fn institution(id: InstitutionId) -> String {
    expect_context::<Catalogue>().institution_name(id)
}

/// Call sign of a unit by its id, as far as the reader sees it.
pub fn unit_sign(id: &str) -> String {
    let store = expect_context::<Live>().store;
    let row = id.parse::<uuid::Uuid>().ok().and_then(|id| store.units.row(id));
    row.map_or_else(|| "?".to_owned(), |row| row.with_untracked(|unit| unit.call_sign.clone()))
}
