//! Entries of the journal as sentences. The actor's name goes before them: „Anna Ozola sāka izpildi”.

use serde_json::Value;
use vnr_shared::incident::Step;
use vnr_shared::journal::JournalEntry;
use vnr_shared::json;

use crate::i18n::Message;
use crate::register::Catalogue;

crate::messages! {
    /// What an entry of the journal says, after the name of who did it.
    Did {
        Registered: "reģistrēja notikumu", "registered the incident";
        Edited: "mainīja ierakstu", "changed the record";
        Assigned: "nodeva izpildei", "assigned it";
        Unassigned: "atsauca izpildi", "took the assignment back";
        Started: "sāka izpildi", "started the work";
        Finished: "pabeidza izpildi", "finished the work";
        Closed: "slēdza notikumu", "closed the incident";
        Reopened: "atvēra notikumu atkārtoti", "reopened the incident";
        Passed: "nodeva citai iestādei", "passed it on to another institution";
        PassedTo: "nodeva iestādei „{}”", "passed it on to “{}”";
        Recalled: "atsauca nodošanu", "recalled it";
        Accepted: "pieņēma nodoto notikumu", "accepted the incident";
        Declined: "noraidīja nodoto notikumu", "declined the incident";
        Stepped: "mainīja statusu", "changed the status";
        Noted: "pievienoja piezīmi", "added a note";
        NoteStruck: "svītroja piezīmi", "struck a note out";
        Linked: "saistīja ar citu notikumu", "linked it to another incident";
        LinkStruck: "svītroja saistību ar citu notikumu", "struck a link out";
        Shared: "koplietoja notikumu", "shared the incident";
        SharedWith: "koplietoja ar iestādi „{}”", "shared it with “{}”";
        PersonAdded: "pievienoja personu", "added a person";
        PersonEdited: "mainīja personas datus", "changed a person's data";
        PersonStruck: "svītroja personu", "struck a person out";
        VehicleAdded: "pievienoja transportlīdzekli", "added a vehicle";
        VehicleStruck: "svītroja transportlīdzekli", "struck a vehicle out";
        ObjectAdded: "pievienoja mantu vai dokumentu", "added an item or document";
        ObjectStruck: "svītroja mantu vai dokumentu", "struck an item or document out";
        FileAdded: "pievienoja pielikumu", "added an attachment";
        FileNamed: "pievienoja pielikumu „{}”", "added the attachment “{}”";
        FileRead: "lejupielādēja pielikumu", "downloaded an attachment";
        FileStruck: "svītroja pielikumu", "struck an attachment out";
        PersonsRead: "skatīja personu datus", "read the persons' data";
        UnitsMoved: "mainīja nosūtītās vienības", "changed the units sent";
        Reported: "pievienoja zvanītāja ziņojumu", "added a caller's report";
        ReportTied: "pievienoja dienesta ziņojumu „{}”", "attached the field report “{}”";
        ReportEdited: "laboja dienesta ziņojumu „{}”", "changed the field report “{}”";
        ReportChecked: "pārbaudīja dienesta ziņojumu „{}”", "checked the field report “{}”";
        ReportReturned: "atdeva labošanai dienesta ziņojumu „{}”", "gave back the field report “{}”";
        ReportLocked: "slēdza dienesta ziņojumu „{}”", "locked the field report “{}”";
        ReportSupplemented: "papildināja dienesta ziņojumu „{}”", "added to the field report “{}”";
        Undone: "atcēla darbību", "took an action back";
        Redone: "atjaunoja atcelto darbību", "did again what was taken back";
        Unknown: "veica darbību „{}”", "did “{}”";
    }
}

/// Whether an entry tells of reading and not of a change.
pub fn is_reading(entry: &JournalEntry) -> bool {
    entry.kind.contains("read") || entry.kind.contains("searched")
}

/// What was done, in words; reactive.
pub fn sentence(entry: &JournalEntry, catalogue: Catalogue) -> String {
    let text = |name: &str| entry.payload.get(name).and_then(Value::as_str).filter(|s| !s.is_empty());
    let institution = |name: &str| {
        let name = catalogue.institution_name(text(name)?.parse().ok()?);
        (!name.is_empty()).then_some(name)
    };
    let did = match entry.kind.as_str() {
        "incident.registered" => Did::Registered,
        "incident.edited" => Did::Edited,
        "incident.status" => match step(entry) {
            Some(Step::Pass) => match institution("to") {
                Some(name) => return Did::PassedTo.with(&name),
                None => Did::Passed,
            },
            step => stepped(step),
        },
        "incident.noted" => Did::Noted,
        "incident.units" | "incident.crew" => Did::UnitsMoved,
        "incident.reported" => Did::Reported,
        "incident.note_struck" => Did::NoteStruck,
        "incident.linked" => Did::Linked,
        "incident.link_struck" => Did::LinkStruck,
        "incident.shared" => match institution("institution") {
            Some(name) => return Did::SharedWith.with(&name),
            None => Did::Shared,
        },
        "incident.person_added" => Did::PersonAdded,
        "person.edited" => Did::PersonEdited,
        "incident.person_struck" => Did::PersonStruck,
        "incident.vehicle_added" => Did::VehicleAdded,
        "incident.vehicle_struck" => Did::VehicleStruck,
        "incident.object_added" => Did::ObjectAdded,
        "incident.object_struck" => Did::ObjectStruck,
        "incident.attachment_added" => match text("name") {
            Some(name) => return Did::FileNamed.with(name),
            None => Did::FileAdded,
        },
        "incident.report_tied"
        | "incident.report_edited"
        | "incident.report_step"
        | "incident.report_supplemented" => {
            return of_report(entry).with(text("title").unwrap_or_default());
        }
        "attachment.read" => Did::FileRead,
        "incident.attachment_struck" => Did::FileStruck,
        "person.read" | "persons.searched" => Did::PersonsRead,
        other if other.ends_with(".undone") => Did::Undone,
        other if other.ends_with(".redone") => Did::Redone,
        other => return Did::Unknown.with(other),
    };
    did.text().to_owned()
}

/// What was done with a field report.
fn of_report(entry: &JournalEntry) -> Did {
    match (entry.kind.as_str(), entry.payload.get("step").and_then(Value::as_str)) {
        ("incident.report_step", Some("check")) => Did::ReportChecked,
        ("incident.report_step", Some("lock")) => Did::ReportLocked,
        ("incident.report_step", _) => Did::ReportReturned,
        ("incident.report_edited", _) => Did::ReportEdited,
        ("incident.report_supplemented", _) => Did::ReportSupplemented,
        _ => Did::ReportTied,
    }
}

fn step(entry: &JournalEntry) -> Option<Step> {
    json::read_tree(entry.payload.get("step")?).ok()
}

const fn stepped(step: Option<Step>) -> Did {
    match step {
        Some(Step::Assign) => Did::Assigned,
        Some(Step::Unassign) => Did::Unassigned,
        Some(Step::Start) => Did::Started,
        Some(Step::Finish) => Did::Finished,
        Some(Step::Close) => Did::Closed,
        Some(Step::Reopen) => Did::Reopened,
        Some(Step::Pass) => Did::Passed,
        Some(Step::Recall) => Did::Recalled,
        Some(Step::Accept) => Did::Accepted,
        Some(Step::Decline) => Did::Declined,
        None => Did::Stepped,
    }
}

/// One changed field: its name, before, after.
pub type Change<'a> = (&'a str, &'a Value, &'a Value);

/// The fields that an entry changed. The status is said by the sentence already.
pub fn changes(entry: &JournalEntry) -> Vec<Change<'_>> {
    const NOTHING: &Value = &Value::Null;
    let side = |change: &'_ Value, name: &str| -> bool { change.get(name).is_some() };
    let Some(Value::Object(changes)) = entry.payload.get("changes") else { return Vec::new() };
    changes
        .iter()
        .filter(|(field, change)| *field != "status" && (side(change, "before") || side(change, "after")))
        .map(|(field, change)| {
            (field.as_str(), change.get("before").unwrap_or(NOTHING), change.get("after").unwrap_or(NOTHING))
        })
        .collect()
}

/// Why, where the person said so.
pub fn reason(entry: &JournalEntry) -> Option<&str> {
    let said = |name: &str| entry.payload.get(name).and_then(Value::as_str).filter(|s| !s.trim().is_empty());
    said("reason").or_else(|| said("purpose"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(kind: &str, payload: Value) -> JournalEntry {
        JournalEntry {
            position: Some(1),
            at: "2026-11-24T12:03:00Z".parse().unwrap(),
            actor: None,
            actor_name: "Anna Ozola".into(),
            institution: None,
            device: String::new(),
            subject_kind: "incident".into(),
            subject_id: uuid::Uuid::nil(),
            kind: kind.into(),
            payload,
            cause: None,
        }
    }

    #[test]
    fn an_edit_tells_each_field_before_and_after() {
        let entry = entry(
            "incident.edited",
            json!({
                "version": 3,
                "changes": { "category": { "before": "B", "after": "A" }, "status": { "before": "x", "after": "y" } },
            }),
        );
        assert_eq!(changes(&entry), [("category", &json!("B"), &json!("A"))]);
    }

    #[test]
    fn a_reason_is_told_and_an_empty_one_is_not() {
        assert_eq!(reason(&entry("incident.status", json!({ "reason": "kļūda" }))), Some("kļūda"));
        assert_eq!(reason(&entry("incident.status", json!({ "reason": " " }))), None);
        assert_eq!(reason(&entry("person.read", json!({ "purpose": "pārbaude" }))), Some("pārbaude"));
    }

    #[test]
    fn reading_is_not_a_change() {
        assert!(is_reading(&entry("person.read", json!({}))));
        assert!(!is_reading(&entry("incident.edited", json!({}))));
    }
}
