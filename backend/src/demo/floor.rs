//! Units in the day of the demonstration: who is sent, and where everybody is at its end.

use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::time::DateTime;
use vnr_shared::unit::{Candidate, UnitStatus};

use super::DemoError;
use super::day::Stage;

/// Those who report where the units of their institution are.
const REPORTERS: [&str; 6] =
    ["vp.dispecers", "rpp.dispecers", "jpp.dispecers", "vugd.dispecers", "rop.dispecers", "vrs.dispecers"];

impl Stage {
    async fn units(&self, by: &str) -> Result<Vec<Candidate>, DemoError> {
        let found = self.call(Method::GET, "/api/units", by, &Value::Null).await?;
        serde_json::from_value(found).map_err(|error| DemoError::Script(format!("units of {by}: {error}")))
    }

    /// Sends a unit to an incident and lets it set out; returns what the sending answered.
    pub async fn send(&self, by: &str, incident: &str, call_sign: &str) -> Result<Value, DemoError> {
        let unknown = || DemoError::Script(format!("{by} has no unit {call_sign}"));
        let units = self.units(by).await?;
        let unit = units.iter().find(|c| c.unit.call_sign == call_sign).ok_or_else(unknown)?.unit.id;
        let path = format!("/api/incidents/{incident}/assignments");
        let answer = self.call(Method::POST, &path, by, &json!({ "units": [unit] })).await?;
        let body = json!({ "status": "en_route" });
        self.call(Method::POST, &format!("/api/units/{unit}/status"), by, &body).await?;
        Ok(answer)
    }

    /// Reports where the units on duty are: within some two kilometres of home, the last report less than a minute old.
    pub async fn report_positions(&mut self, now: DateTime) -> Result<(), DemoError> {
        for by in REPORTERS {
            self.log_in(by).await?;
            let code = by.split('.').next().unwrap_or_default().to_uppercase();
            let institution = self.institution(&code).unwrap_or_default();
            let on_duty = |c: &Candidate| {
                c.unit.institution.to_string() == institution && c.unit.status != UnitStatus::OffDuty
            };
            let units = self.units(by).await?;
            let fix = |c: &Candidate| {
                let away = |step: u32| f64::from(c.unit.mark.wrapping_mul(step) % 41) / 1000.0 - 0.02;
                json!({
                    "unit": c.unit.id, "at": now - Duration::seconds(i64::from(c.unit.mark % 50)), "accuracy_m": 8.0,
                    "lat": c.unit.station.lat + away(7), "lon": c.unit.station.lon + 1.8 * away(17),
                })
            };
            let fixes: Vec<Value> = units.iter().filter(|c| on_duty(c)).map(fix).collect();
            self.call(Method::POST, "/api/units/positions", by, &json!({ "fixes": fixes })).await?;
        }
        Ok(())
    }
}
