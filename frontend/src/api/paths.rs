//! Where things are.

use vnr_shared::id::{AlarmId, AttachmentId, CallId, IncidentId, SessionId};

/// The session of this browser.
pub const SESSION: &str = "/api/session";
/// The user's own sessions.
pub const SESSIONS: &str = "/api/session/list";
/// The user's own password.
pub const PASSWORD: &str = "/api/session/password";
/// The user's own one-time codes.
pub const TOTP: &str = "/api/session/totp";
/// The user's own passkeys.
pub const PASSKEYS: &str = "/api/session/passkeys";
/// Logging in with a passkey.
pub const PASSKEY: &str = "/api/session/passkey";
/// Logging in at the OpenID Connect provider; the browser goes there itself.
pub const OIDC: &str = "/api/session/oidc";
/// Proves that it is still the same person at a locked screen.
pub const UNLOCK: &str = "/api/session/unlock";
/// Incidents.
pub const INCIDENTS: &str = "/api/incidents";
/// What the page must know of the deployment.
pub const SETTINGS: &str = "/api/settings";
/// The catalogue of types with every row there ever was: old incidents name types that have ended.
pub const TYPES_EVER: &str = "/api/types?history=true";
/// What the forms of types must have.
pub const FORMS: &str = "/api/types/forms";
/// The table of response times.
pub const NORMS: &str = "/api/norms";
/// Institutions.
pub const INSTITUTIONS: &str = "/api/institutions";
/// Calls.
pub const CALLS: &str = "/api/calls";
/// The words that propose types, and what to ask and say.
pub const GUIDE: &str = "/api/types/guide";
/// Typed lines.
pub const COMMANDS: &str = "/api/commands";
/// Named layouts of the console.
pub const LAYOUTS: &str = "/api/layouts";
/// Who is on which record.
pub const PRESENCE: &str = "/api/presence";
/// Messages between consoles and units.
pub const MESSAGES: &str = "/api/messages";
/// Territories, by name.
pub const TERRITORIES: &str = "/api/territories";
/// Users.
pub const USERS: &str = "/api/users";

/// One of the user's own sessions.
pub fn session(id: SessionId) -> String {
    format!("/api/sessions/{id}")
}

/// One type of the catalogue.
pub fn incident_type(code: &str) -> String {
    let code: String = js_sys::encode_uri_component(code).into();
    format!("/api/types/{code}")
}

/// What the form of a type must have.
pub fn type_form(code: &str) -> String {
    incident_type(code) + "/form"
}

/// One incident.
pub fn incident(id: IncidentId) -> String {
    format!("{INCIDENTS}/{id}")
}

/// The content of a file.
pub fn attachment(id: AttachmentId) -> String {
    format!("/api/attachments/{id}")
}

/// A verb on one call.
pub fn call_part(id: CallId, part: &str) -> String {
    format!("{CALLS}/{id}/{part}")
}

/// A verb on one alarm.
pub fn alarm_part(id: AlarmId, part: &str) -> String {
    format!("/api/alarms/{id}/{part}")
}

/// A part of one incident.
pub fn incident_part(id: IncidentId, part: &str) -> String {
    format!("{INCIDENTS}/{id}/{part}")
}

/// A query with one text parameter.
pub fn with_text(path: &str, name: &str, value: &str) -> String {
    let value: String = js_sys::encode_uri_component(value).into();
    format!("{path}?{name}={value}")
}
/// The whole picture, now and at any past moment.
pub const SITUATION: &str = "/api/situation";
/// Major events.
pub const MAJOR_EVENTS: &str = "/api/major-events";
/// Where the units were at a moment.
pub const POSITIONS: &str = "/api/units/positions";
/// The own ground, for whoever plans on it.
pub const GROUND: &str = "/api/coverage/ground";

/// Sending units to an incident.
pub fn assignments(id: IncidentId) -> String {
    format!("{INCIDENTS}/{id}/assignments")
}
