//! What may happen to a call, and in which order.

use serde::{Deserialize, Serialize};

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CallState {
    /// Nobody has taken it.
    Waiting,
    /// Somebody is working on it.
    Claimed,
    /// It became an incident or belongs to one.
    Answered,
    /// It needs no incident.
    Closed,
    /// The 112 centre took the card back before anybody answered. It may still be answered: the dispatcher judges.
    Withdrawn,
}

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CallStep {
    /// A dispatcher takes it, or says that it is still being worked on.
    Claim,
    /// The dispatcher puts it back, or too much time has passed since the claim.
    Release,
    /// It is filed as an incident, or attached to one.
    Answer,
    /// It is closed without an incident.
    Close,
    /// The 112 centre takes the card back.
    Withdraw,
    /// What was answered or closed by mistake waits again.
    Reopen,
}

impl CallState {
    /// Every state, in the order of a life.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Claimed, Self::Answered, Self::Closed, Self::Withdrawn];

    /// Whether somebody still has to do something.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Claimed | Self::Withdrawn)
    }

    /// The state after a step; none when the step is not possible here.
    pub const fn step(self, step: CallStep) -> Option<Self> {
        match (self, step) {
            (Self::Waiting | Self::Claimed | Self::Withdrawn, CallStep::Claim) => Some(Self::Claimed),
            (Self::Waiting | Self::Claimed | Self::Withdrawn, CallStep::Answer) => Some(Self::Answered),
            (Self::Waiting | Self::Claimed | Self::Withdrawn, CallStep::Close) => Some(Self::Closed),
            (Self::Waiting | Self::Claimed, CallStep::Withdraw) => Some(Self::Withdrawn),
            (Self::Claimed, CallStep::Release) | (Self::Answered | Self::Closed, CallStep::Reopen) => {
                Some(Self::Waiting)
            }
            _ => None,
        }
    }
}

impl CallStep {
    /// Every step.
    pub const ALL: [Self; 6] =
        [Self::Claim, Self::Release, Self::Answer, Self::Close, Self::Withdraw, Self::Reopen];
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_open_can_be_answered_and_closed_and_what_is_not_can_be_opened_again() {
        for state in CallState::ALL {
            assert_eq!(state.is_open(), state.step(CallStep::Answer).is_some(), "{state:?}");
            assert_eq!(state.is_open(), state.step(CallStep::Close).is_some(), "{state:?}");
            assert_eq!(!state.is_open(), state.step(CallStep::Reopen).is_some(), "{state:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_was_answered_is_claimed_or_withdrawn(steps in proptest::collection::vec(0..6_usize, 0..40)) {
            let mut state = CallState::Waiting;
            for step in steps.into_iter().map(|i| CallStep::ALL[i]) {
                if let Some(next) = state.step(step) {
                    prop_assert!(state != CallState::Answered || step == CallStep::Reopen);
                    state = next;
                }
            }
        }
    }
}
