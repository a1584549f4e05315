//! Status of a unit (vienības statuss) as a pure machine.
//!
//! What a unit may say of itself depends on whether it is sent anywhere: `assigned`, `en_route`, `at_scene` and
//! `transporting` are about the first of its assignments, and a unit that has none cannot be in them. Three things hold
//! always: a unit at work for an incident has an assignment; a unit that is available, out of service or off duty has
//! none; only a busy one may have work that waits.

use serde::{Deserialize, Serialize};

/// Status of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum UnitStatus {
    /// Free to be sent (brīva).
    Available,
    /// Sent, and has not set out (norīkota).
    Assigned,
    /// On the way (ceļā).
    EnRoute,
    /// At the scene (notikuma vietā).
    AtScene,
    /// Carries somebody or something away (transportē).
    Transporting,
    /// At work that no incident stands for (aizņemta).
    Busy,
    /// Cannot be sent: broken, in repair, without a crew (nav ierindā).
    OutOfService,
    /// The shift is over or has not begun (nav dežūrā).
    OffDuty,
}

/// How a unit stands: its status and how many assignments it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duty {
    /// Status.
    pub status: UnitStatus,
    /// Assignments that are not released, the one worked now among them.
    pub waiting: usize,
}

/// Which assignments a status ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// None.
    None,
    /// The one worked now.
    Current,
    /// All of them.
    All,
}

/// What taking a status leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// How the unit stands then. Its status is not always the one asked for: a unit that says it is available while work
    /// waits is assigned to the next.
    pub duty: Duty,
    /// Assignments that end by it.
    pub release: Release,
}

/// A status that the unit cannot take now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("status {to:?} is not possible from {from:?}")]
pub struct IllegalUnitStatus {
    /// The status now.
    pub from: UnitStatus,
    /// The status asked for.
    pub to: UnitStatus,
    /// The statuses that are possible.
    pub legal: Vec<UnitStatus>,
}

impl UnitStatus {
    /// Every status, in the order of a tour.
    pub const ALL: [Self; 8] = [
        Self::Available,
        Self::Assigned,
        Self::EnRoute,
        Self::AtScene,
        Self::Transporting,
        Self::Busy,
        Self::OutOfService,
        Self::OffDuty,
    ];

    /// Whether it is about the first assignment of the unit.
    pub const fn is_on_incident(self) -> bool {
        matches!(self, Self::Assigned | Self::EnRoute | Self::AtScene | Self::Transporting)
    }

    /// Whether the unit can be given an assignment at all.
    pub const fn can_be_sent(self) -> bool {
        !matches!(self, Self::OutOfService | Self::OffDuty)
    }
}

impl Duty {
    /// A unit that has just been entered.
    pub const NEW: Self = Self { status: UnitStatus::OffDuty, waiting: 0 };

    /// The statuses that may be taken from here, the most likely next one first.
    pub fn legal(self) -> Vec<UnitStatus> {
        use UnitStatus::{AtScene, Available, Busy, EnRoute, OffDuty, OutOfService, Transporting};
        match self.status {
            UnitStatus::OffDuty => vec![Available, OutOfService],
            UnitStatus::OutOfService => vec![Available, OffDuty],
            UnitStatus::Available => vec![Busy, OutOfService, OffDuty],
            UnitStatus::Busy if self.waiting > 0 => vec![EnRoute, Available, OutOfService],
            UnitStatus::Busy => vec![Available, OutOfService, OffDuty],
            UnitStatus::Assigned => vec![EnRoute, AtScene, Available, Busy, OutOfService],
            UnitStatus::EnRoute => vec![AtScene, Available, Busy, OutOfService],
            UnitStatus::AtScene => vec![Available, Transporting, EnRoute, Busy, OutOfService],
            UnitStatus::Transporting => vec![Available, AtScene, Busy, OutOfService],
        }
    }

    /// Takes a status.
    ///
    /// Available or busy after work for an incident means that the work is done: the assignment ends, and the next one
    /// begins for a unit that is available. Out of service ends all, because somebody else has to go.
    pub fn take(self, to: UnitStatus) -> Result<Taken, IllegalUnitStatus> {
        let legal = self.legal();
        if !legal.contains(&to) {
            return Err(IllegalUnitStatus { from: self.status, to, legal });
        }
        let (release, waiting) = match to {
            UnitStatus::OutOfService if self.waiting > 0 => (Release::All, 0),
            UnitStatus::Available | UnitStatus::Busy if self.status.is_on_incident() => {
                (Release::Current, self.waiting.saturating_sub(1))
            }
            _ => (Release::None, self.waiting),
        };
        let status = match to {
            UnitStatus::Available if waiting > 0 => UnitStatus::Assigned,
            to => to,
        };
        Ok(Taken { duty: Self { status, waiting }, release })
    }

    /// How it stands with one more assignment; `first` puts it before the others. None when the unit cannot be sent.
    pub fn assigned(self, first: bool) -> Option<Self> {
        let status = match self.status {
            UnitStatus::OutOfService | UnitStatus::OffDuty => return None,
            // Somebody has to say that the other work is over; until then the assignment waits.
            UnitStatus::Busy => UnitStatus::Busy,
            UnitStatus::Available => UnitStatus::Assigned,
            _ if first => UnitStatus::Assigned,
            working => working,
        };
        Some(Self { status, waiting: self.waiting + 1 })
    }

    /// Whether one more assignment has to wait, or makes another wait: what a dispatcher is warned of.
    pub const fn is_engaged(self) -> bool {
        self.waiting > 0 || matches!(self.status, UnitStatus::Busy)
    }

    /// How it stands when an assignment is taken back; `current` says whether it is the one worked now.
    #[must_use]
    pub fn released(self, current: bool) -> Self {
        let waiting = self.waiting.saturating_sub(1);
        let status = match self.status {
            working if working.is_on_incident() && waiting == 0 => UnitStatus::Available,
            working if working.is_on_incident() && current => UnitStatus::Assigned,
            other => other,
        };
        Self { status, waiting }
    }

    /// How it stands when its assignments are put in another order; `moved` says whether another one is first now.
    #[must_use]
    pub const fn reordered(self, moved: bool) -> Self {
        let status = if moved && self.status.is_on_incident() { UnitStatus::Assigned } else { self.status };
        Self { status, waiting: self.waiting }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds(duty: Duty) -> bool {
        match duty.status {
            UnitStatus::Available | UnitStatus::OutOfService | UnitStatus::OffDuty => duty.waiting == 0,
            UnitStatus::Busy => true,
            _ => duty.waiting > 0,
        }
    }

    #[test]
    fn an_illegal_status_names_the_legal_ones() {
        let error = Duty::NEW.take(UnitStatus::AtScene).unwrap_err();
        assert_eq!(error.legal, [UnitStatus::Available, UnitStatus::OutOfService]);
    }

    #[test]
    fn a_unit_that_is_done_goes_on_to_what_waits() {
        let duty = Duty { status: UnitStatus::AtScene, waiting: 2 };
        let taken = duty.take(UnitStatus::Available).unwrap();
        assert_eq!(taken.duty, Duty { status: UnitStatus::Assigned, waiting: 1 });
        assert_eq!(taken.release, Release::Current);
    }

    #[test]
    fn a_broken_car_gives_back_everything() {
        let taken = Duty { status: UnitStatus::EnRoute, waiting: 3 }.take(UnitStatus::OutOfService).unwrap();
        assert_eq!(
            taken,
            Taken { duty: Duty { status: UnitStatus::OutOfService, waiting: 0 }, release: Release::All }
        );
    }

    #[test]
    fn who_is_off_duty_is_not_sent() {
        assert_eq!(Duty::NEW.assigned(true), None);
    }

    proptest! {
        #[test]
        fn whatever_happens_status_and_assignments_agree(
            deeds in proptest::collection::vec((0..5_usize, 0..UnitStatus::ALL.len(), any::<bool>()), 0..80),
        ) {
            let mut duty = Duty::NEW;
            for (deed, status, flag) in deeds {
                duty = match deed {
                    0 | 1 => {
                        let to = UnitStatus::ALL[status];
                        match duty.take(to) {
                            Ok(taken) => {
                                prop_assert!(duty.legal().contains(&to));
                                taken.duty
                            }
                            Err(error) => {
                                prop_assert!(!error.legal.contains(&to));
                                duty
                            }
                        }
                    }
                    2 => duty.assigned(flag).unwrap_or(duty),
                    3 if duty.waiting > 0 => duty.released(flag || duty.waiting == 1),
                    4 if duty.waiting > 1 => duty.reordered(flag),
                    _ => duty,
                };
                prop_assert!(holds(duty), "{duty:?}");
            }
        }

        #[test]
        fn every_status_leads_back_to_available(status in 0..UnitStatus::ALL.len()) {
            let status = UnitStatus::ALL[status];
            let mut duty = Duty { status, waiting: usize::from(status.is_on_incident()) };
            if duty.status != UnitStatus::Available {
                duty = duty.take(UnitStatus::Available).unwrap().duty;
            }
            prop_assert_eq!(duty, Duty { status: UnitStatus::Available, waiting: 0 });
        }
    }
}
