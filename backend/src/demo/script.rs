//! The script of the day: what is done when, and the commands that do it.
//!
//! Column `then` holds what follows a filing, parted by `|`, each with the minutes after it: `+3 assign`,
//! `+5 note some words`, `+7 pass CODE reason`, `+2 send 101`, and a login at the end when another institution acts: `+9 accept login`.

use serde_json::{Value, json};

use super::DemoError;
use super::day::Line;
use crate::clock::{Ids, SystemIds};

/// One thing done.
#[derive(Debug)]
pub struct Act<'a> {
    /// Minutes before the end of the day.
    pub ago: i64,
    /// Number of the incident's line.
    pub line: usize,
    /// Who does it, when not the one who filed.
    pub by: Option<&'a str>,
    /// What.
    pub deed: Deed<'a>,
}

/// What is done.
#[derive(Debug)]
pub enum Deed<'a> {
    /// Files the incident.
    File,
    /// Appends a line to its log.
    Note(&'a str),
    /// Sends the unit with this call sign, which sets out at once.
    Send(&'a str),
    /// Takes a step of the life cycle.
    Step {
        /// The step.
        step: &'a str,
        /// Code of the institution it is passed to.
        to: Option<&'a str>,
        /// Why.
        reason: &'a str,
    },
}

/// Everything that is done in the day, in order.
pub fn acts(lines: &[Line]) -> Result<Vec<Act<'_>>, DemoError> {
    let mut acts = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        acts.push(Act { ago: line.ago, line: number, by: None, deed: Deed::File });
        for part in line.then.split('|').filter(|part| !part.is_empty()) {
            let bad = || DemoError::Script(format!("{part:?} is not an act"));
            let (after, what) = part.trim_start_matches('+').split_once(' ').ok_or_else(bad)?;
            let after: i64 = after.parse().map_err(|_| bad())?;
            let (verb, rest) = what.split_once(' ').unwrap_or((what, ""));
            let (by, deed) = match verb {
                "note" => (None, Deed::Note(rest)),
                "send" => (None, Deed::Send(rest)),
                "pass" => {
                    let (to, reason) = rest.split_once(' ').ok_or_else(bad)?;
                    (None, Deed::Step { step: verb, to: Some(to), reason })
                }
                _ => (Some(rest), Deed::Step { step: verb, to: None, reason: "" }),
            };
            let by = by.filter(|by| !by.is_empty());
            acts.push(Act { ago: (line.ago - after).max(0), line: number, by, deed });
        }
    }
    // Stable: acts of one minute stay in the order in which they are written.
    acts.sort_by_key(|act| std::cmp::Reverse(act.ago));
    Ok(acts)
}

/// The command that files a line's incident.
pub fn new_incident(line: &Line, ids: SystemIds) -> Value {
    let mut place = json!({
        "lat": line.lat, "lon": line.lon, "source": line.source, "address": line.address,
    });
    if let Some(radius) = line.radius {
        place["radius_m"] = json!(radius);
    }
    let mut body = json!({
        "id": ids.id(), "channel": line.channel, "place": place, "type_code": line.type_code,
        "description": line.description,
    });
    if let [role, given, surname, code] = line.person.split('|').collect::<Vec<_>>()[..] {
        let codes: Vec<Value> =
            [code].iter().filter(|c| !c.is_empty()).map(|c| json!({ "code": c })).collect();
        let detail = json!({ "names": [{ "given": given, "surname": surname }], "codes": codes });
        body["persons"] = json!([{ "id": ids.id(), "person_id": ids.id(), "role": role, "detail": detail }]);
    }
    if let [role, plate, make, model, colour] = line.vehicle.split('|').collect::<Vec<_>>()[..] {
        let detail =
            json!({ "plate": plate, "country": "LV", "make": make, "model": model, "colour": colour });
        body["vehicles"] =
            json!([{ "id": ids.id(), "vehicle_id": ids.id(), "role": role, "detail": detail }]);
    }
    body
}
