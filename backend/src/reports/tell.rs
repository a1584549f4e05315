//! What is done with a report is told in the log of its incident, so that whoever has the incident before the eye sees it at once.
//!
//! A report is no live kind of its own: who sees one without an incident depends on the role, which the scope of a journal entry
//! does not know, and what is shown of one with an incident is shown on that incident's card.

use serde_json::{Value, json};
use vnr_shared::id::{IncidentId, ReportId};
use vnr_shared::report::FieldReport;

use super::store::{self, Held};
use crate::command::Tx;
use crate::error::ApiError;
use crate::journal::Scope;
use crate::register;

/// A report held for a change, with its incident.
pub struct Both {
    /// The report.
    pub report: Held,
    /// Its incident, and who could see that before.
    incident: Option<(IncidentId, Option<Scope>)>,
}

/// Holds a report that the actor may see, and before it its incident: whoever holds both takes them in this order.
pub async fn hold(tx: &mut Tx<'_>, id: ReportId) -> Result<Both, ApiError> {
    let actor = tx.actor;
    let incident = match store::incident_of(tx.conn(), id).await? {
        None => None,
        Some(incident) => {
            let held = register::store::held::lock(tx.conn(), actor, incident).await?;
            Some((incident, held.map(|held| held.scope)))
        }
    };
    let report = store::lock(tx.conn(), actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    Ok(Both { report, incident })
}

impl Both {
    /// Tells the incident, if there is one, what was done; returns the report as it now is.
    pub async fn told(
        self,
        tx: &mut Tx<'_>,
        kind: &'static str,
        more: Value,
    ) -> Result<FieldReport, ApiError> {
        let (actor, id) = (tx.actor, self.report.report.id);
        if let Some((incident, before)) = self.incident {
            let mut payload = json!({ "report": id, "title": self.report.report.title });
            if let (Some(payload), Value::Object(more)) = (payload.as_object_mut(), more) {
                payload.extend(more);
            }
            register::changed(tx, incident, before, kind, payload).await?;
        }
        store::one(tx.conn(), actor, id).await?.ok_or(ApiError::NOT_FOUND)
    }
}
