//! Life cycle of an incident (notikuma statuss) as a pure state machine.

use serde::{Deserialize, Serialize};

/// Status of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Status {
    /// Registered, nobody works on it yet (reģistrēts).
    Registered,
    /// Somebody is to go or to deal with it (nodots izpildei).
    Assigned,
    /// The first of those sent is at the scene, or work has begun (izpildē).
    InProgress,
    /// The work at the scene is done; the record is not yet complete (izpildīts).
    Done,
    /// The record is complete (slēgts).
    Closed,
    /// Offered to another institution, which has not accepted yet (nodots citai iestādei).
    PassedOn,
}

/// A step that changes the status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Step {
    /// Give it to somebody.
    Assign,
    /// Take the assignment back.
    Unassign,
    /// Arrive, or begin the work. The first one stops the legal clock.
    Start,
    /// Finish the work at the scene.
    Finish,
    /// Complete the record.
    Close,
    /// Open it again, with a reason.
    Reopen,
    /// Offer it to another institution, with a reason.
    Pass,
    /// Take back the offer.
    Recall,
    /// Accept what another institution passed on.
    Accept,
    /// Decline what another institution passed on, with a reason.
    Decline,
}

/// Where an incident stands: its status and, while it is offered to another institution, the status to which
/// it returns when that one declines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Status now.
    pub status: Status,
    /// Status before it was passed on; only with [`Status::PassedOn`].
    pub before: Option<Status>,
}

/// A step that the machine does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("step {step:?} is not legal in status {status:?}")]
pub struct IllegalStep {
    /// The status.
    pub status: Status,
    /// The step asked for.
    pub step: Step,
    /// The steps that are legal.
    pub legal: Vec<Step>,
}

impl Status {
    /// Every status, in the order of a life.
    pub const ALL: [Self; 6] =
        [Self::Registered, Self::Assigned, Self::InProgress, Self::Done, Self::Closed, Self::PassedOn];

    /// Whether somebody still has to do something.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed)
    }

    /// The steps that lead on from here.
    pub const fn legal(self) -> &'static [Step] {
        match self {
            Self::Registered => &[Step::Assign, Step::Start, Step::Pass, Step::Close],
            Self::Assigned => &[Step::Start, Step::Unassign, Step::Finish, Step::Pass, Step::Close],
            Self::InProgress => &[Step::Finish, Step::Pass, Step::Close],
            Self::Done => &[Step::Close, Step::Reopen, Step::Pass],
            Self::Closed => &[Step::Reopen],
            Self::PassedOn => &[Step::Accept, Step::Decline, Step::Recall],
        }
    }
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 10] = [
        Self::Assign,
        Self::Unassign,
        Self::Start,
        Self::Finish,
        Self::Close,
        Self::Reopen,
        Self::Pass,
        Self::Recall,
        Self::Accept,
        Self::Decline,
    ];

    /// Whether the step is void without a reason.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Reopen | Self::Pass | Self::Decline)
    }

    /// Whether the institution that was offered the incident takes the step, rather than the one responsible.
    pub const fn by_receiver(self) -> bool {
        matches!(self, Self::Accept | Self::Decline)
    }
}

impl Standing {
    /// A newly registered incident.
    pub const NEW: Self = Self { status: Status::Registered, before: None };

    /// Takes a step.
    pub fn step(self, step: Step) -> Result<Self, IllegalStep> {
        if !self.status.legal().contains(&step) {
            return Err(IllegalStep { status: self.status, step, legal: self.status.legal().to_vec() });
        }
        let to = |status| Self { status, before: None };
        Ok(match step {
            Step::Assign => to(Status::Assigned),
            Step::Start => to(Status::InProgress),
            Step::Finish => to(Status::Done),
            Step::Close => to(Status::Closed),
            // What is opened again needs somebody anew; what a new institution accepts starts from the beginning.
            Step::Unassign | Step::Reopen | Step::Accept => to(Status::Registered),
            Step::Pass => Self { status: Status::PassedOn, before: Some(self.status) },
            Step::Recall | Step::Decline => to(self.before.unwrap_or(Status::Registered)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_status_has_a_way_to_closed() {
        for status in Status::ALL {
            let mut reached = vec![Standing { status, before: None }];
            let mut next = 0;
            while next < reached.len() {
                let here = reached[next];
                next += 1;
                for step in Step::ALL {
                    if let Ok(there) = here.step(step)
                        && !reached.contains(&there)
                    {
                        reached.push(there);
                    }
                }
            }
            assert!(reached.iter().any(|s| s.status == Status::Closed), "{status:?} never closes");
        }
    }

    #[test]
    fn an_illegal_step_names_the_legal_ones() {
        let error = Standing { status: Status::Closed, before: None }.step(Step::Finish).unwrap_err();
        assert_eq!(error.legal, [Step::Reopen]);
    }

    #[test]
    fn a_declined_incident_returns_to_where_it_was() {
        let at_work = Standing { status: Status::InProgress, before: None };
        assert_eq!(at_work.step(Step::Pass).and_then(|s| s.step(Step::Decline)), Ok(at_work));
    }

    proptest! {
        #[test]
        fn no_walk_leaves_the_machine(steps in proptest::collection::vec(0..Step::ALL.len(), 0..60)) {
            let mut at = Standing::NEW;
            for i in steps {
                let step = Step::ALL[i];
                match at.step(step) {
                    Ok(next) => {
                        prop_assert!(at.status.legal().contains(&step));
                        prop_assert_eq!(next.before.is_some(), next.status == Status::PassedOn);
                        at = next;
                    }
                    Err(error) => prop_assert!(!error.legal.contains(&step)),
                }
            }
        }
    }
}
