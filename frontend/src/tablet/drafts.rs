//! Drafts of incidents, kept in the safe at each keystroke.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use vnr_shared::id::IncidentId;
use vnr_shared::time::DateTime;

use super::hold::{Hold, Latest, raw_now};
use super::store::Broken;
use super::vault::Vault;
use crate::register::Draft;

/// The list in the safe.
const LIST: &str = "drafts";

/// A draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// What is typed.
    pub draft: Draft,
    /// When it was last typed in, by the device's clock.
    pub at: DateTime,
}

impl Kept {
    /// The incident it will be.
    pub const fn incident(&self) -> IncidentId {
        self.draft.incident()
    }
}

/// Reads the drafts.
pub async fn read(vault: &Vault) -> Result<Vec<Kept>, Broken> {
    Ok(vault.get(LIST).await?.unwrap_or_default())
}

/// Writes drafts, the last state of them.
#[derive(Clone, Copy)]
pub struct Drafts {
    hold: Hold,
    latest: StoredValue<Rc<Latest<Vec<Kept>>>, LocalStorage>,
    /// Whether the last state is on the disk.
    pub kept: RwSignal<Option<bool>>,
}

impl Drafts {
    /// A writer.
    pub fn provide(hold: Hold) -> Self {
        let drafts = Self { hold, latest: StoredValue::new_local(Rc::default()), kept: RwSignal::new(None) };
        provide_context(drafts);
        drafts
    }

    /// Keeps a draft as it now is.
    pub fn save(self, draft: Draft) {
        let mut all = self.hold.drafts.get_untracked();
        let kept = Kept { draft, at: raw_now() };
        match all.iter_mut().find(|old| old.incident() == kept.incident()) {
            Some(old) => *old = kept,
            None => all.push(kept),
        }
        self.set(all);
    }

    /// Takes a draft out.
    pub fn remove(self, incident: IncidentId) {
        let mut all = self.hold.drafts.get_untracked();
        all.retain(|kept| kept.incident() != incident);
        self.set(all);
    }

    fn set(self, all: Vec<Kept>) {
        self.hold.drafts.set(all.clone());
        let (Some(latest), Some(vault)) = (self.latest.try_get_value(), self.hold.vault()) else { return };
        if latest.leave(all) {
            spawn_local(async move {
                while let Some(all) = latest.next() {
                    let written = vault.put(LIST, &all).await.is_ok();
                    self.kept.try_set(Some(written));
                }
            });
        }
    }
}
