//! What the device holds, in memory and in the safe: the outbox, the lent work, drafts. One for the page.
//!
//! Whatever changes the outbox is written to the safe first and shown after: what a screen shows as done is on the disk.

use std::cell::Cell;
use std::collections::HashSet;
use std::rc::Rc;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use vnr_shared::catalogue::TypeForm;
use vnr_shared::hazard::Hazard;
use vnr_shared::id::CommandId;
use vnr_shared::incident::Incident;
use vnr_shared::live::{Picture, ServerFrame};
use vnr_shared::report::FieldReport;
use vnr_shared::session::Session;
use vnr_shared::sync::{Act, ClockOffset, Lease, Marks, Outbox};
use vnr_shared::time::DateTime;

use super::drafts::{self, Kept};
use super::ground::{self, Ground};
use super::photos::{self, Photo};
use super::store::{Broken, KEPT, Put};
use super::vault::{Door, Vault};
use crate::edge;
use crate::register::{Catalogue, KeptCatalogue};

/// Records of the safe.
const SESSION: &str = "session";
/// The number of the next command.
const NEXT: &str = "next";
/// Where the first form of the store kept the outbox whole.
const WHOLE_OUTBOX: &str = "outbox";
const LENT: &str = "lent";
const CATALOGUE: &str = "catalogue";
const CLOCK: &str = "clock";
const USED: &str = "used";

/// Types whose use is remembered.
const USED_MAX: usize = 12;

/// What the server has lent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lent {
    /// What is open, as far as this officer may see it.
    pub picture: Picture,
    /// Position at which it is true.
    pub position: Option<i64>,
    /// When it was last renewed, by the server's clock.
    pub at: Option<DateTime>,
    /// What may be here, and until when.
    pub lease: Option<Lease>,
    /// The incidents of the own unit, whole.
    pub work: Vec<Incident>,
    /// Dangers on the own ground.
    pub hazards: Vec<Hazard>,
    /// Field reports: the officer's own, and those of the incidents of the own unit.
    pub reports: Vec<FieldReport>,
    /// What the lists above were read at.
    pub marks: Marks,
}

impl Lent {
    /// Whether it must not be here any more.
    fn is_over(&self, now: DateTime) -> bool {
        self.lease.as_ref().is_some_and(|lease| lease.is_over(now))
    }

    /// Lets go of what is not lent any more.
    fn cut(&mut self) {
        if let Some(lease) = &self.lease {
            lease.cut(&mut self.picture);
            self.work.retain(|incident| lease.is_work(incident.summary.id));
        }
    }
}

/// What the device holds. A copy is the same.
#[derive(Clone, Copy)]
pub struct Hold {
    /// Whose it is.
    pub door: RwSignal<Door>,
    /// What was done here and is not yet in the register.
    pub outbox: RwSignal<Outbox<Act>>,
    /// What the server has lent.
    pub lent: RwSignal<Lent>,
    /// How far the device's clock is off, once it was measured.
    pub clock: RwSignal<Option<ClockOffset>>,
    /// The device could not write: nothing more can be done safely.
    pub broken: RwSignal<bool>,
    vault: StoredValue<Rc<Vault>, LocalStorage>,
    turn: StoredValue<Rc<Mutex<()>>, LocalStorage>,
    /// Photos that are not in the register.
    pub photos: RwSignal<Vec<Photo>>,
    /// Codes of the types that were used, the last one first.
    used: RwSignal<Vec<String>>,
    /// What is typed and not filed.
    pub drafts: RwSignal<Vec<Kept>>,
    /// What the forms of types must have.
    pub forms: RwSignal<Vec<TypeForm>>,
    /// The gazetteer of the own ground.
    pub ground: Ground,
    /// Commands the device was asked to make since it was opened; wakes what sends them.
    pub made: RwSignal<u64>,
}

/// Reads what is held, for work that may outlive the screens: when they have gone, the key has gone with them, and the work
/// ends.
pub fn held<T: Send + Sync + 'static, R>(
    signal: RwSignal<T>,
    read: impl FnOnce(&T) -> R,
) -> Result<R, Broken> {
    signal.try_with_untracked(read).ok_or(Broken)
}

/// The device's own clock, however wrong it is.
pub fn raw_now() -> DateTime {
    edge::from_millis(js_sys::Date::now())
}

/// What was found in a safe when it was opened.
pub struct Opened {
    vault: Vault,
    door: Door,
    outbox: Outbox<Act>,
    lent: Lent,
    clock: Option<ClockOffset>,
    photos: Vec<Photo>,
    drafts: Vec<Kept>,
    used: Vec<String>,
    ground: ground::Kept,
    /// Who was logged in when there last was a network.
    pub session: Option<Session>,
    /// Catalogues.
    pub catalogue: KeptCatalogue,
}

impl Opened {
    /// Reads what lies in the safe. What was made here must be readable; what was lent can be lent again.
    pub async fn read(vault: Vault, door: Door) -> Result<Self, Broken> {
        let mut lent: Lent = vault.get(LENT).await.ok().flatten().unwrap_or_default();
        if lent.is_over(edge::now()) {
            lent = Lent::default();
            vault.put(LENT, &lent).await?;
        }
        Ok(Self {
            outbox: outbox(&vault).await?,
            clock: vault.get(CLOCK).await.ok().flatten(),
            photos: photos::read(&vault).await?,
            drafts: drafts::read(&vault).await?,
            used: vault.get(USED).await.ok().flatten().unwrap_or_default(),
            ground: ground::read(&vault).await,
            session: vault.get(SESSION).await?,
            catalogue: vault.get(CATALOGUE).await.ok().flatten().unwrap_or_default(),
            lent,
            vault,
            door,
        })
    }
}

/// The outbox of a safe. That of a store of the first form is written anew, a command a record, in one transaction: whatever
/// happens in between, it is here once.
async fn outbox(vault: &Vault) -> Result<Outbox<Act>, Broken> {
    if let Some(whole) = vault.get::<Outbox<Act>>(WHOLE_OUTBOX).await? {
        let mut changes = Vec::new();
        for entry in whole.entries() {
            changes.push(vault.seal_command(entry).await?);
        }
        changes.push(vault.seal(NEXT, &whole.next()).await?);
        changes.push(Put::remove(KEPT, WHOLE_OUTBOX));
        vault.write(changes).await?;
        return Ok(whole);
    }
    let next = vault.get(NEXT).await?.unwrap_or(1);
    Ok(Outbox::restore(next, vault.commands().await?))
}

/// What has to be written so that the safe has the one outbox instead of the other.
async fn difference(vault: &Vault, old: &Outbox<Act>, new: &Outbox<Act>) -> Result<Vec<Put>, Broken> {
    let mut changes = Vec::new();
    for entry in new.entries() {
        if !old.entries().contains(entry) {
            changes.push(vault.seal_command(entry).await?);
        }
    }
    let gone = old.entries().iter().map(|entry| entry.item.seq);
    changes.extend(
        gone.filter(|seq| new.entries().iter().all(|entry| entry.item.seq != *seq))
            .map(Vault::without_command),
    );
    if old.next() != new.next() {
        changes.push(vault.seal(NEXT, &new.next()).await?);
    }
    Ok(changes)
}

impl Hold {
    /// Holds what was found. The calling component owns it: when that goes, the key goes.
    pub fn of(opened: Opened) -> Self {
        let hold = Self {
            door: RwSignal::new(opened.door),
            outbox: RwSignal::new(opened.outbox),
            lent: RwSignal::new(opened.lent),
            clock: RwSignal::new(opened.clock),
            broken: RwSignal::new(false),
            vault: StoredValue::new_local(Rc::new(opened.vault)),
            turn: StoredValue::new_local(Rc::default()),
            photos: RwSignal::new(opened.photos),
            drafts: RwSignal::new(opened.drafts),
            used: RwSignal::new(opened.used),
            forms: RwSignal::new(opened.catalogue.forms),
            ground: Ground::of(opened.ground),
            made: RwSignal::new(0),
        };
        provide_context(hold);
        hold
    }

    /// The safe.
    pub fn vault(self) -> Option<Rc<Vault>> {
        self.vault.try_get_value()
    }

    /// Changes the outbox: in the safe first, then here. Others who want to wait their turn.
    async fn change<R>(self, how: impl FnOnce(&mut Outbox<Act>) -> R) -> Result<R, Broken> {
        let turn = self.turn.try_get_value().ok_or(Broken)?;
        let vault = self.vault().ok_or(Broken)?;
        let _held = turn.lock().await;
        let before = self.outbox.try_get_untracked().ok_or(Broken)?;
        let mut outbox = before.clone();
        let answer = how(&mut outbox);
        let mut door = self.door.try_get_untracked().ok_or(Broken)?;
        door.unsent = u32::try_from(outbox.unsent()).unwrap_or(u32::MAX);
        let written = async {
            let mut changes = difference(&vault, &before, &outbox).await?;
            changes.push(Vault::door(&door));
            vault.write(changes).await
        };
        if written.await.is_err() {
            self.broken.try_set(true);
            return Err(Broken);
        }
        self.broken.try_set(false);
        self.door.try_set(door);
        self.outbox.try_set(outbox);
        Ok(answer)
    }

    /// Makes a command. When this returns it is on the disk, and will be in the register once.
    pub async fn make(self, act: Act, needs: Vec<CommandId>) -> Result<CommandId, Broken> {
        let key = CommandId(edge::new_id());
        self.change(|outbox| outbox.put(key, raw_now(), needs, act).seq).await?;
        self.made.try_update(|n| *n += 1);
        Ok(key)
    }

    /// Takes what the server answered.
    pub async fn answered(self, answers: &[vnr_shared::sync::Answered]) -> Result<(), Broken> {
        if answers.is_empty() {
            return Ok(());
        }
        self.change(|outbox| outbox.take(answers)).await
    }

    /// A person has seen what became of a command.
    pub async fn settle(self, key: CommandId) -> Result<(), Broken> {
        self.change(|outbox| outbox.settle(key)).await
    }

    /// Takes what was lent off the device when its time has come, while the screens are open.
    pub async fn expire(self) -> Result<(), Broken> {
        if self.lent.try_with_untracked(|lent| lent.is_over(edge::now())) == Some(true) {
            self.vault().ok_or(Broken)?.put(LENT, &Lent::default()).await?;
            self.lent.try_set(Lent::default());
        }
        Ok(())
    }

    /// Keeps lists that were read beside the picture.
    pub async fn lend(self, change: impl FnOnce(&mut Lent)) -> Result<(), Broken> {
        let mut lent = self.lent.try_get_untracked().ok_or(Broken)?;
        change(&mut lent);
        self.vault().ok_or(Broken)?.put(LENT, &lent).await?;
        self.lent.try_set(lent);
        Ok(())
    }

    /// Takes what the server told since.
    pub async fn follow(
        self,
        frames: Vec<ServerFrame>,
        lease: Option<Lease>,
        now: DateTime,
    ) -> Result<(), Broken> {
        let vault = self.vault().ok_or(Broken)?;
        let mut lent = self.lent.try_get_untracked().ok_or(Broken)?;
        let before = lent.picture.clone();
        for frame in frames {
            if let Some(position) = lent.picture.follow(frame) {
                lent.position = Some(position);
            }
        }
        lent.at = Some(now);
        lent.lease = lease;
        lent.cut();
        vault.put(LENT, &lent).await?;
        if before == lent.picture {
            // The same work, only younger: nothing on the screen has to be made anew.
            self.lent.update_untracked(|held| *held = lent);
        } else {
            self.lent.try_set(lent);
        }
        Ok(())
    }

    /// Keeps the measured clock.
    pub async fn keep_clock(self, measured: ClockOffset) -> Result<(), Broken> {
        self.clock.try_set(Some(measured));
        self.vault().ok_or(Broken)?.put(CLOCK, &measured).await
    }

    /// Keeps who is logged in, without the token that a session in memory only may have.
    pub async fn keep_session(self, session: &Session) -> Result<(), Broken> {
        let kept = Session { csrf: String::new(), ..session.clone() };
        self.vault().ok_or(Broken)?.put(SESSION, &kept).await
    }

    /// Codes of the types that this device files most, filled up with the first of the catalogue; reactive.
    pub fn favourites(self, catalogue: Catalogue, most: usize) -> Vec<String> {
        let now = edge::now();
        let mut codes: Vec<String> = self.used.get();
        catalogue.types.with(|types| {
            let may = |code: &str| types.iter().any(|t| t.code == code && t.selectable && t.is_valid(now));
            codes.retain(|code| may(code));
            let rest = types.iter().filter(|t| t.selectable && t.is_valid(now)).map(|t| t.code.clone());
            codes.extend(rest.collect::<Vec<_>>());
        });
        let mut known = HashSet::new();
        codes.retain(|code| known.insert(code.clone()));
        codes.truncate(most);
        codes
    }

    /// A type was used: it is offered first.
    pub async fn note_used(self, code: &str) -> Result<(), Broken> {
        let mut used = self.used.get_untracked();
        used.retain(|old| old != code);
        used.insert(0, code.to_owned());
        used.truncate(USED_MAX);
        self.used.try_set(used.clone());
        self.vault().ok_or(Broken)?.put(USED, &used).await
    }

    /// Keeps the catalogues.
    pub async fn keep_catalogue(self, catalogue: &KeptCatalogue) -> Result<(), Broken> {
        self.vault().ok_or(Broken)?.put(CATALOGUE, catalogue).await
    }
}

/// Writes the last value of something that changes faster than the disk writes: a draft at each keystroke.
#[derive(Default)]
pub struct Latest<T> {
    waiting: Cell<Option<T>>,
    writing: Cell<bool>,
}

impl<T> Latest<T> {
    /// Leaves a value to be written. True when the caller has to write, with [`next`](Self::next) until there is none.
    pub fn leave(&self, value: T) -> bool {
        self.waiting.set(Some(value));
        !self.writing.replace(true)
    }

    /// The value to be written now.
    pub fn next(&self) -> Option<T> {
        let next = self.waiting.take();
        if next.is_none() {
            self.writing.set(false);
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_value_is_written_and_by_one_writer() {
        let latest = Latest::default();
        assert!(latest.leave("a") && !latest.leave("ab"));
        assert_eq!(latest.next(), Some("ab"));
        assert!(!latest.leave("abc"));
        assert_eq!((latest.next(), latest.next()), (Some("abc"), None));
        assert!(latest.leave("abcd"));
    }
}
