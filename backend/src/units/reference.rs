//! The reference data of units a new register begins with: checks of a status, settings.

use serde::Deserialize;
use sqlx::PgConnection;
use vnr_shared::time::DateTime;
use vnr_shared::unit::UnitStatus;

use super::store::reference as store;
use crate::reference::{ReferenceError, lines};

const TIMERS: &str = include_str!("../../../data/reference/status_timers.csv");
const SETTINGS: &str = include_str!("../../../data/reference/unit_settings.csv");

/// A check of a status.
#[derive(Debug, Deserialize)]
pub struct TimerLine {
    /// Status.
    pub status: UnitStatus,
    /// Beginning of the incident's type.
    pub type_code: String,
    /// Minutes until it is due.
    pub minutes: i32,
    /// Minutes between escalations.
    pub escalate_minutes: i32,
    /// Where it comes from.
    pub source: String,
}

/// A setting.
#[derive(Debug, Deserialize)]
pub struct SettingLine {
    /// Code.
    pub code: String,
    /// Value.
    pub value: i32,
    /// Where it comes from.
    pub source: String,
}

/// Fills those of the tables that are empty.
pub async fn load(conn: &mut PgConnection, since: DateTime) -> Result<(), ReferenceError> {
    if store::is_empty(conn, store::Table::Timers).await? {
        store::timers(conn, &lines::<TimerLine>(TIMERS)?, since).await?;
    }
    if store::is_empty(conn, store::Table::Settings).await? {
        store::settings(conn, &lines::<SettingLine>(SETTINGS)?).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_of_work_has_a_check_for_all_types() {
        let timers: Vec<TimerLine> = lines(TIMERS).unwrap();
        for status in
            [UnitStatus::Assigned, UnitStatus::EnRoute, UnitStatus::AtScene, UnitStatus::Transporting]
        {
            assert!(timers.iter().any(|t| t.status == status && t.type_code.is_empty()), "{status:?}");
        }
        assert!(timers.iter().all(|t| t.minutes > 0 && t.escalate_minutes >= 0));
    }
}
