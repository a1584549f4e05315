//! Panic alarms (trauksme): an officer in danger, on every console of the institution at once.

use serde::{Deserialize, Serialize};

use crate::id::{AlarmId, IncidentId, InstitutionId, UnitId};
use crate::problem::{FaultCode, Findings};
use crate::time::DateTime;

/// How an alarm stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AlarmState {
    /// Nobody has taken it up.
    Raised,
    /// Somebody deals with it.
    Acknowledged,
    /// Over.
    Closed,
}

/// Where an alarm was raised, as far as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlarmPlace {
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// When the unit was there; none when only its home is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime>,
}

/// An alarm as screens show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlarmSummary {
    /// The alarm.
    pub id: AlarmId,
    /// The unit in danger.
    pub unit: UnitId,
    /// Its call sign.
    pub call_sign: String,
    /// Its institution.
    pub institution: InstitutionId,
    /// The incident the unit was working.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    /// Who raised it.
    pub raised_by: String,
    /// When.
    pub at: DateTime,
    /// Where: the position of the device when it sent one, else where the unit was last, else its home. Not beside the
    /// other fields, because an alarm is not filtered by where a console looks.
    pub place: AlarmPlace,
    /// How it stands.
    pub state: AlarmState,
    /// Who took it up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<DateTime>,
    /// Who closed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<DateTime>,
    /// Why it was closed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Version.
    pub version: i64,
}

/// Raises an alarm. Never refused for what else may be wrong with the message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RaiseAlarm {
    /// Id made by the sender.
    pub id: AlarmId,
    /// The unit; that of whose crew the sender is, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Latitude of the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude of the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
}

/// Takes an alarm up, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AcknowledgeAlarm {}

/// Closes an alarm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloseAlarm {
    /// Why: what was found.
    pub reason: String,
}

impl RaiseAlarm {
    /// The position of the device, when it is whole and on Earth. Anything else is dropped, never a fault: the alarm counts.
    pub fn position(&self) -> Option<(f64, f64)> {
        self.lat.zip(self.lon).filter(|(lat, lon)| crate::place::on_earth(*lat, *lon))
    }
}

impl CloseAlarm {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        crate::incident::check_reason(&mut self.reason)
    }
}

impl AlarmState {
    /// Takes it up. Whoever comes second learns that somebody else has it.
    pub const fn acknowledge(self) -> Result<Self, FaultCode> {
        match self {
            Self::Raised => Ok(Self::Acknowledged),
            Self::Acknowledged | Self::Closed => Err(FaultCode::Taken),
        }
    }

    /// Closes it. One that nobody has taken up cannot be closed: somebody has to have looked.
    pub const fn close(self) -> Result<Self, FaultCode> {
        match self {
            Self::Acknowledged => Ok(Self::Closed),
            Self::Raised => Err(FaultCode::NotAcknowledged),
            Self::Closed => Err(FaultCode::Taken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_is_taken_up_once_and_closed_after_that() {
        assert_eq!(AlarmState::Raised.close(), Err(FaultCode::NotAcknowledged));
        let taken = AlarmState::Raised.acknowledge().unwrap();
        assert_eq!(taken.acknowledge(), Err(FaultCode::Taken));
        assert_eq!(taken.close().unwrap().close(), Err(FaultCode::Taken));
    }

    #[test]
    fn half_a_position_is_none() {
        let alarm = |lat, lon| RaiseAlarm { id: AlarmId(uuid::Uuid::nil()), unit: None, lat, lon };
        assert_eq!(alarm(Some(56.9), None).position(), None);
        assert_eq!(alarm(Some(156.9), Some(24.1)).position(), None);
        assert_eq!(alarm(Some(56.9), Some(24.1)).position(), Some((56.9, 24.1)));
    }
}
