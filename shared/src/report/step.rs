//! The way of a field report: draft → checked → locked → supplements. Pure.

use serde::{Deserialize, Serialize};

use crate::id::UserId;

/// How a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReportState {
    /// Its author writes it (melnraksts).
    Draft,
    /// Somebody else has checked it (pārbaudīts).
    Checked,
    /// It stays as it is; what is missing is added (slēgts).
    Locked,
}

/// A step on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReportStep {
    /// Find it right. By somebody who may approve and did not write it.
    Check,
    /// Give it back to its author, with a reason.
    Return,
    /// Lock it.
    Lock,
}

impl ReportState {
    /// Every state, in the order of the way.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Checked, Self::Locked];

    /// The steps that lead on from here.
    pub const fn legal(self) -> &'static [ReportStep] {
        match self {
            Self::Draft => &[ReportStep::Check, ReportStep::Return],
            Self::Checked => &[ReportStep::Lock, ReportStep::Return],
            Self::Locked => &[],
        }
    }
}

impl ReportStep {
    /// Every step.
    pub const ALL: [Self; 3] = [Self::Check, Self::Return, Self::Lock];

    /// Whether the step is void without a reason.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Return)
    }
}

/// Why somebody may not do something with a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// Not as it stands.
    #[error("not in this state")]
    State,
    /// Not by this person: it takes the author, or somebody else than the author, or a role that approves.
    #[error("not by this person")]
    Person,
}

/// Where a report stands and who has had it in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// State.
    pub state: ReportState,
    /// Who wrote it.
    pub author: UserId,
    /// Who checked it as it is now.
    pub checked_by: Option<UserId>,
}

impl Standing {
    /// A report that somebody has begun to write.
    pub const fn begun(author: UserId) -> Self {
        Self { state: ReportState::Draft, author, checked_by: None }
    }

    /// Takes a step. `approves` tells whether the role of whoever takes it may approve reports. Two people see each report
    /// before it is locked: nobody checks what he wrote himself.
    pub fn take(self, step: ReportStep, by: UserId, approves: bool) -> Result<Self, NotAllowed> {
        if !self.state.legal().contains(&step) {
            return Err(NotAllowed::State);
        }
        if !approves || (step == ReportStep::Check && by == self.author) {
            return Err(NotAllowed::Person);
        }
        Ok(match step {
            ReportStep::Check => Self { state: ReportState::Checked, checked_by: Some(by), ..self },
            ReportStep::Return => Self::begun(self.author),
            ReportStep::Lock => Self { state: ReportState::Locked, ..self },
        })
    }

    /// Whether somebody may change what it says: its author, while it is a draft.
    pub fn edit(self, by: UserId) -> Result<(), NotAllowed> {
        match self.state {
            ReportState::Draft if by == self.author => Ok(()),
            ReportState::Draft => Err(NotAllowed::Person),
            ReportState::Checked | ReportState::Locked => Err(NotAllowed::State),
        }
    }

    /// Whether somebody may add to it once it is locked: its author, and whoever approves.
    pub fn supplement(self, by: UserId, approves: bool) -> Result<(), NotAllowed> {
        match self.state {
            ReportState::Locked if approves || by == self.author => Ok(()),
            ReportState::Locked => Err(NotAllowed::Person),
            ReportState::Draft | ReportState::Checked => Err(NotAllowed::State),
        }
    }

    /// The steps that this person may take now.
    pub fn open_to(self, by: UserId, approves: bool) -> Vec<ReportStep> {
        ReportStep::ALL.into_iter().filter(|step| self.take(*step, by, approves).is_ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    /// Somebody tries something: 0 is the author, 1 an author who approves others, 2 one who approves, 3 a colleague.
    #[derive(Debug, Clone, Copy)]
    enum Try {
        Edit(u128),
        Step(ReportStep, u128),
        Supplement(u128),
    }

    fn attempt() -> impl Strategy<Value = Try> {
        let step = prop::sample::select(ReportStep::ALL.to_vec());
        prop_oneof![
            2 => (0u128..4).prop_map(Try::Edit),
            4 => (step, 0u128..4).prop_map(|(step, by)| Try::Step(step, by)),
            1 => (0u128..4).prop_map(Try::Supplement),
        ]
    }

    fn user(n: u128) -> UserId {
        Uuid::from_u128(n).into()
    }

    const fn approves(n: u128) -> bool {
        matches!(n, 1 | 2)
    }

    proptest! {
        #[test]
        fn what_is_locked_was_checked_as_it_is_by_somebody_else_and_never_changes_again(
            author in 0u128..2, tries in prop::collection::vec(attempt(), 0..60),
        ) {
            let mut standing = Standing::begun(user(author));
            let (mut edits, mut checked_at, mut locked_at) = (0, None, None);
            for attempt in tries {
                match attempt {
                    Try::Edit(by) => if standing.edit(user(by)).is_ok() {
                        prop_assert_eq!(by, author);
                        edits += 1;
                    },
                    Try::Supplement(by) => if standing.supplement(user(by), approves(by)).is_ok() {
                        prop_assert!(standing.state == ReportState::Locked && (by == author || approves(by)));
                    },
                    Try::Step(step, by) => {
                        let offered = standing.open_to(user(by), approves(by)).contains(&step);
                        let taken = standing.take(step, user(by), approves(by));
                        prop_assert_eq!(offered, taken.is_ok());
                        let Ok(next) = taken else { continue };
                        prop_assert!(approves(by));
                        match step {
                            ReportStep::Check => checked_at = Some(edits),
                            ReportStep::Return => checked_at = None,
                            ReportStep::Lock => locked_at = Some(edits),
                        }
                        standing = next;
                    }
                }
                if standing.state == ReportState::Locked {
                    prop_assert_eq!(checked_at, Some(edits));
                    prop_assert_eq!(locked_at, Some(edits));
                    prop_assert!(standing.checked_by.is_some_and(|by| by != standing.author));
                }
                prop_assert_eq!(standing.checked_by.is_none(), standing.state == ReportState::Draft);
            }
        }
    }

    #[test]
    fn the_way_is_walked_by_two_people() {
        let standing = Standing::begun(user(1));
        assert_eq!(standing.take(ReportStep::Check, user(1), true), Err(NotAllowed::Person));
        assert_eq!(standing.take(ReportStep::Check, user(3), false), Err(NotAllowed::Person));
        assert_eq!(standing.take(ReportStep::Lock, user(2), true), Err(NotAllowed::State));
        let checked = standing.take(ReportStep::Check, user(2), true).unwrap();
        assert_eq!(checked.edit(user(1)), Err(NotAllowed::State));
        assert_eq!(checked.supplement(user(1), true), Err(NotAllowed::State));
        let locked = checked.take(ReportStep::Lock, user(2), true).unwrap();
        assert_eq!(locked.supplement(user(1), false), Ok(()));
        assert_eq!(locked.supplement(user(3), false), Err(NotAllowed::Person));
        assert_eq!(locked.open_to(user(2), true), []);
    }
}
