//! The reference data of units a new register begins with: rules of sharing, checks of a status, settings.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sqlx::PgConnection;
use vnr_shared::access::InstitutionKind;
use vnr_shared::time::DateTime;
use vnr_shared::unit::UnitStatus;

use super::store::reference as store;
use crate::reference::ReferenceError;

const SHARING: &str = include_str!("../../../data/reference/unit_sharing_rules.csv");
const TIMERS: &str = include_str!("../../../data/reference/status_timers.csv");
const SETTINGS: &str = include_str!("../../../data/reference/unit_settings.csv");

/// A rule of sharing.
#[derive(Debug, Deserialize)]
pub struct SharingLine {
    /// Kind of institution whose units are seen.
    pub from_kind: InstitutionKind,
    /// Kind of institution that sees them.
    pub to_kind: InstitutionKind,
    /// Only where the latter works.
    pub territory_bound: bool,
    /// Where it comes from.
    pub source: String,
}

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

fn lines<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, csv::Error> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect()
}

/// Fills those of the tables that are empty.
pub async fn load(conn: &mut PgConnection, since: DateTime) -> Result<(), ReferenceError> {
    if store::is_empty(conn, store::Table::Sharing).await? {
        store::sharing(conn, &lines::<SharingLine>(SHARING)?, since).await?;
    }
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
    fn the_emergency_centre_sees_the_units_of_all_who_are_sent() {
        let rules: Vec<SharingLine> = lines(SHARING).unwrap();
        for kind in
            [InstitutionKind::StatePolice, InstitutionKind::MunicipalPolice, InstitutionKind::FireRescue]
        {
            let seen =
                |r: &&SharingLine| r.from_kind == kind && r.to_kind == InstitutionKind::EmergencyCentre;
            assert!(rules.iter().find(seen).is_some_and(|r| !r.territory_bound), "{kind:?}");
        }
    }

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
