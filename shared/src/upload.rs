//! A file on its way to an incident, in pieces that may come days apart.

use serde::{Deserialize, Serialize};

use crate::id::{AttachmentId, IncidentId};
use crate::incident::Taken;
use crate::place::on_earth;
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX};
use crate::time::DateTime;

/// Largest piece, in bytes: two minutes on a bad link.
pub const PIECE_MAX: u64 = 1 << 20;
/// Letters of a SHA-256 in hexadecimal.
const HASH_LENGTH: usize = 64;

/// Announces a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewUpload {
    /// Id of the upload, and of the attachment that it becomes.
    pub id: AttachmentId,
    /// The incident, which the register has already.
    pub incident: IncidentId,
    /// Name of the file; folders before it are left out.
    pub name: String,
    /// Type, as the device has it. The content decides.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the whole, hexadecimal.
    pub sha256: String,
    /// When and where it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Taken>,
}

/// How far a file has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Upload {
    /// The upload.
    pub id: AttachmentId,
    /// The incident.
    pub incident: IncidentId,
    /// Size of the whole in bytes.
    pub size: u64,
    /// Bytes that lie on the server's disk: where the next piece begins.
    pub offset: u64,
    /// The attachment, once it is one: this upload, or an earlier file of the incident with the same content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<AttachmentId>,
}

impl NewUpload {
    /// Checks and tidies; `most` is the largest file in bytes.
    pub fn check(&mut self, most: u64, now: DateTime) -> Findings {
        let mut found = Findings::default();
        let name = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
        self.name = found.take("name", text::clean_line(name, LINE_MAX));
        if self.name.is_empty() {
            found.fault("name", FaultCode::Required);
        }
        self.media_type = found.take("media_type", text::clean_line(&self.media_type, LINE_MAX));
        if self.size == 0 || self.size > most {
            found.fault("size", FaultCode::OutOfRange);
        }
        self.sha256.make_ascii_lowercase();
        if self.sha256.len() != HASH_LENGTH || !self.sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
            found.fault("sha256", FaultCode::WrongForm);
        }
        if let Some(taken) = &mut self.taken {
            // A clock that runs ahead does not make a photograph of tomorrow.
            taken.at = taken.at.min(now);
            match (taken.lat, taken.lon) {
                (Some(lat), Some(lon)) if !on_earth(lat, lon) => {
                    found.fault("taken.lat", FaultCode::OutsideWorld);
                }
                (Some(_), None) => found.fault("taken.lon", FaultCode::Required),
                (None, Some(_)) => found.fault("taken.lat", FaultCode::Required),
                _ => {}
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced() -> NewUpload {
        NewUpload {
            id: uuid::Uuid::nil().into(),
            incident: uuid::Uuid::nil().into(),
            name: "C:\\bildes\\pagrabs.jpg".to_owned(),
            media_type: "image/jpeg".to_owned(),
            size: 1000,
            sha256: "AB".repeat(32),
            taken: None,
        }
    }

    #[test]
    fn an_announced_file_is_tidied_or_its_faults_are_named() {
        let now: DateTime = "2026-11-22T10:00:00Z".parse().unwrap();
        let ahead = Taken { at: now + chrono::Duration::hours(1), lat: Some(56.9), lon: Some(24.1) };
        let mut good = NewUpload { taken: Some(ahead), ..announced() };
        assert!(good.check(1000, now).faults.is_empty());
        assert_eq!((good.name.as_str(), good.sha256), ("pagrabs.jpg", "ab".repeat(32)));
        assert_eq!(good.taken.map(|taken| taken.at), Some(now));

        let nowhere = Taken { at: now, lat: Some(95.0), lon: Some(24.1) };
        let half = Taken { at: now, lat: None, lon: Some(24.1) };
        for (bad, field) in [
            (NewUpload { name: "a/".to_owned(), ..announced() }, "name"),
            (NewUpload { size: 0, ..announced() }, "size"),
            (NewUpload { size: 1001, ..announced() }, "size"),
            (NewUpload { sha256: "g".repeat(64), ..announced() }, "sha256"),
            (NewUpload { sha256: "ab".to_owned(), ..announced() }, "sha256"),
            (NewUpload { taken: Some(nowhere), ..announced() }, "taken.lat"),
            (NewUpload { taken: Some(half), ..announced() }, "taken.lat"),
        ] {
            let found = bad.clone().check(1000, now);
            assert_eq!(found.faults.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(), [field]);
        }
    }
}
