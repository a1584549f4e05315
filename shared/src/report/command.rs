//! Commands about field reports.

use serde::{Deserialize, Serialize};

use super::{ReportPlace, ReportStep};
use crate::id::{IncidentId, ReportId, SupplementId};
use crate::patch;
use crate::place::on_earth;
use crate::problem::{FaultCode, Findings};
use crate::text::{self, DESCRIPTION_MAX, LINE_MAX, NOTE_MAX};
use crate::time::DateTime;

/// Begins a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewFieldReport {
    /// Id made by the sender.
    pub id: ReportId,
    /// What it is about, in a line.
    pub title: String,
    /// What was seen and done.
    #[serde(default)]
    pub text: String,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<ReportPlace>,
    /// The incident it belongs to, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
}

/// Changes a draft. Absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditFieldReport {
    /// Version it is based on.
    pub version: i64,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What was seen and done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// When that was.
    #[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<DateTime>))]
    pub occurred_at: Option<Option<DateTime>>,
    /// Where.
    #[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<ReportPlace>))]
    pub place: Option<Option<ReportPlace>>,
}

/// Takes a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakeReportStep {
    /// Version that was looked at.
    pub version: i64,
    /// The step.
    pub step: ReportStep,
    /// Why; needed to give it back.
    #[serde(default)]
    pub reason: String,
}

/// Adds to a locked report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewSupplement {
    /// Id made by the sender.
    pub id: SupplementId,
    /// The text.
    pub text: String,
}

/// Ties a report to the incident that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TieReport {
    /// The incident.
    pub incident: IncidentId,
}

fn title(found: &mut Findings, title: &mut String) {
    *title = found.take("title", text::clean_line(title, LINE_MAX));
    if title.is_empty() && found.faults.is_empty() {
        found.fault("title", FaultCode::Required);
    }
}

fn place(found: &mut Findings, place: &mut ReportPlace) {
    place.address = found.take("place.address", text::clean_line(&place.address, LINE_MAX));
    if !on_earth(place.lat, place.lon) {
        found.fault("place.lat", FaultCode::OutsideWorld);
    }
}

impl NewFieldReport {
    /// Checks and tidies.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        title(&mut found, &mut self.title);
        self.text = found.take("text", text::clean(&self.text, DESCRIPTION_MAX));
        if self.occurred_at.is_some_and(|at| at > now) {
            found.fault("occurred_at", FaultCode::InFuture);
        }
        if let Some(at) = &mut self.place {
            place(&mut found, at);
        }
        found
    }
}

impl EditFieldReport {
    /// Checks and tidies.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        if let Some(line) = &mut self.title {
            title(&mut found, line);
        }
        if let Some(written) = &mut self.text {
            *written = found.take("text", text::clean(written, DESCRIPTION_MAX));
        }
        if self.occurred_at.flatten().is_some_and(|at| at > now) {
            found.fault("occurred_at", FaultCode::InFuture);
        }
        if let Some(Some(at)) = &mut self.place {
            place(&mut found, at);
        }
        found
    }
}

impl TakeReportStep {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.reason = found.take("reason", text::clean(&self.reason, NOTE_MAX));
        if self.step.needs_reason() && self.reason.is_empty() && found.faults.is_empty() {
            found.fault("reason", FaultCode::Required);
        }
        found
    }
}

impl NewSupplement {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.text = found.take("text", text::clean(&self.text, DESCRIPTION_MAX));
        if self.text.is_empty() && found.faults.is_empty() {
            found.fault("text", FaultCode::Required);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_needs_a_line_a_return_needs_a_reason_and_nothing_was_tomorrow() {
        let now: DateTime = "2026-11-22T10:00:00Z".parse().unwrap();
        let new = |title: &str, at| NewFieldReport {
            id: uuid::Uuid::nil().into(),
            title: title.to_owned(),
            text: String::new(),
            occurred_at: at,
            place: None,
            incident: None,
        };
        let fields = |found: Findings| found.faults.into_iter().map(|f| f.field).collect::<Vec<_>>();
        assert_eq!(fields(new(" Pārbaude ", Some(now)).check(now)), Vec::<String>::new());
        assert_eq!(fields(new(" ", None).check(now)), ["title"]);
        assert_eq!(fields(new("x", Some(now + chrono::Duration::seconds(1))).check(now)), ["occurred_at"]);
        let step = |step, reason: &str| TakeReportStep { version: 1, step, reason: reason.to_owned() };
        assert_eq!(fields(step(ReportStep::Return, " ").check()), ["reason"]);
        assert_eq!(fields(step(ReportStep::Lock, "").check()), Vec::<String>::new());
        assert_eq!(
            fields(NewSupplement { id: uuid::Uuid::nil().into(), text: "\n".to_owned() }.check()),
            ["text"]
        );
    }
}
