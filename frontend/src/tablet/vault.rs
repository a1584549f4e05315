//! The device's safe: whose it is, the PIN that opens it, and what lies in it.
//!
//! Nothing is ever erased unasked: after some wrong PINs one has to wait, longer each time, and erasing is offered. That the
//! device has a safe is also noted outside the database, so that one that was wiped by hand is noticed and said.

use js_sys::Uint8Array;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use vnr_shared::id::{DeviceId, UserId};
use vnr_shared::json;
use vnr_shared::sync::{Act, Entry};
use vnr_shared::time::DateTime;
use wasm_bindgen::JsValue;

use super::crypto::{self, Key, ROUNDS, Sealed};
use super::store::{Broken, KEPT, OUTBOX, PLAIN, Put, Store};
use crate::edge;

/// Fewest digits of a PIN. An assumption of ours, not confirmed by anybody's rules.
pub const PIN_MIN: usize = 6;
/// Wrong PINs after which one has to wait.
pub const FREE_TRIES: u32 = 5;
/// First wait, seconds; doubled with each further wrong PIN.
const WAIT_S: i64 = 30;
/// Longest wait, seconds.
const WAIT_MAX_S: i64 = 900;
/// The record of the door.
const DOOR: &str = "door";
/// Where it is noted that there is a safe, outside the database.
const MARKER: &str = "vnr.tablet.device";

/// What is known of a safe while it is closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Door {
    /// The device.
    pub device: DeviceId,
    /// Whose it is.
    pub user: UserId,
    /// Login name.
    pub login: String,
    /// Name to show.
    pub name: String,
    salt: Vec<u8>,
    rounds: u32,
    wrapped: Vec<u8>,
    /// Wrong PINs since the last right one.
    pub failed: u32,
    /// No PIN is tried before this, by the device's clock.
    pub wait_until: Option<DateTime>,
    /// Commands that are only here: before the safe is erased, somebody must know of them.
    pub unsent: u32,
}

/// The safe cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The PIN is wrong.
    Wrong,
    /// Too many were; wait.
    Wait,
    /// The device cannot read or write.
    Broken,
}

impl From<Broken> for Refused {
    fn from(_: Broken) -> Self {
        Self::Broken
    }
}

impl From<Sealed> for Broken {
    fn from(_: Sealed) -> Self {
        Self
    }
}

/// An open safe.
pub struct Vault {
    store: Store,
    key: Key,
}

/// What a browser says when it is asked for the door.
pub enum Found {
    /// A safe.
    Door(Box<Door>),
    /// None, and there never was one.
    Nothing,
    /// None, and there was one: somebody wiped the browser's storage, or the browser itself did.
    Wiped,
}

/// Looks for a safe.
pub async fn look() -> Result<Found, Broken> {
    let door = Store::default().read(PLAIN, DOOR).await?.and_then(|value| value.as_string());
    Ok(match door.and_then(|text| json::read(&text).ok()) {
        Some(door) => {
            edge::save(MARKER, "1");
            Found::Door(Box::new(door))
        }
        None if edge::load(MARKER).is_some() => Found::Wiped,
        None => Found::Nothing,
    })
}

/// Somebody has read that the storage was wiped.
pub fn forget_marker() {
    edge::forget(MARKER);
}

/// A number as a key that sorts as numbers do.
fn number(seq: u64) -> String {
    format!("{seq:020}")
}

fn write_door(door: &Door) -> Put {
    Put::set(PLAIN, DOOR, serde_json::to_string(door).unwrap_or_default())
}

/// Seconds to wait after so many wrong PINs.
fn wait_after(failed: u32) -> Option<i64> {
    let beyond = failed.checked_sub(FREE_TRIES)?;
    Some((WAIT_S << beyond.min(10)).min(WAIT_MAX_S))
}

/// Whether a PIN may be used: long enough, and only digits, because it is typed with gloves on a number pad.
pub fn is_pin(pin: &str) -> bool {
    pin.len() >= PIN_MIN && pin.bytes().all(|b| b.is_ascii_digit())
}

impl Vault {
    /// A new safe for a person.
    pub async fn create(
        device: DeviceId,
        user: UserId,
        login: &str,
        name: &str,
        pin: &str,
    ) -> Result<(Self, Door), Broken> {
        let salt = crypto::new_salt()?;
        let (key, wrapped) = crypto::create(pin, &salt).await?;
        let vault = Self { store: Store::default(), key };
        let door = Door {
            device,
            user,
            login: login.to_owned(),
            name: name.to_owned(),
            salt,
            rounds: ROUNDS,
            wrapped,
            failed: 0,
            wait_until: None,
            unsent: 0,
        };
        vault.store.write(vec![write_door(&door)]).await?;
        edge::save(MARKER, "1");
        Ok((vault, door))
    }

    /// Opens a safe. The try is counted before it is made, so that a reload does not give it back.
    pub async fn open(door: &mut Door, pin: &str) -> Result<Self, Refused> {
        let now = edge::now();
        if door.wait_until.is_some_and(|until| until > now) {
            return Err(Refused::Wait);
        }
        let store = Store::default();
        door.failed += 1;
        door.wait_until = wait_after(door.failed).map(|seconds| now + chrono::Duration::seconds(seconds));
        store.write(vec![write_door(door)]).await?;
        let key =
            crypto::unlock(pin, &door.salt, door.rounds, &door.wrapped).await.map_err(|_| Refused::Wrong)?;
        (door.failed, door.wait_until) = (0, None);
        store.write(vec![write_door(door)]).await?;
        Ok(Self { store, key })
    }

    /// Reads a record. One that is damaged is as good as none; the caller decides what that means.
    pub async fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Broken> {
        let Some(bytes) = self.bytes(key).await? else { return Ok(None) };
        let text = String::from_utf8(bytes).map_err(|_| Broken)?;
        json::read(&text).map(Some).map_err(|_| Broken)
    }

    /// Reads the bytes of a record.
    pub async fn bytes(&self, key: &str) -> Result<Option<Vec<u8>>, Broken> {
        let Some(sealed) = self.store.read_bytes(KEPT, key).await? else { return Ok(None) };
        Ok(Some(self.key.open(key, &sealed).await?))
    }

    /// Encrypts a command to be written under its number.
    pub async fn seal_command(&self, entry: &Entry<Act>) -> Result<Put, Broken> {
        let (name, text) = (number(entry.item.seq), serde_json::to_vec(entry).map_err(|_| Broken)?);
        let sealed = self.key.seal(&format!("{OUTBOX}:{name}"), &text).await?;
        Ok(Put::set(OUTBOX, name, JsValue::from(sealed)))
    }

    /// Takes a command out.
    pub fn without_command(seq: u64) -> Put {
        Put::remove(OUTBOX, number(seq))
    }

    /// Every command that is kept. One that cannot be read is an error: it is not passed over in silence.
    pub async fn commands(&self) -> Result<Vec<Entry<Act>>, Broken> {
        let mut entries = Vec::new();
        for (name, sealed) in self.store.read_all(OUTBOX).await? {
            let plain = self.key.open(&format!("{OUTBOX}:{name}"), &sealed).await?;
            let text = String::from_utf8(plain).map_err(|_| Broken)?;
            entries.push(json::read(&text).map_err(|_| Broken)?);
        }
        Ok(entries)
    }

    /// Encrypts a record to be written.
    pub async fn seal<T: Serialize>(&self, key: &str, value: &T) -> Result<Put, Broken> {
        let text = serde_json::to_vec(value).map_err(|_| Broken)?;
        self.seal_bytes(key, &text).await
    }

    /// Encrypts bytes to be written.
    pub async fn seal_bytes(&self, key: &str, bytes: &[u8]) -> Result<Put, Broken> {
        let sealed: Uint8Array = self.key.seal(key, bytes).await?;
        Ok(Put::set(KEPT, key, JsValue::from(sealed)))
    }

    /// Writes all of these or none.
    pub async fn write(&self, changes: Vec<Put>) -> Result<(), Broken> {
        self.store.write(changes).await
    }

    /// Writes one record.
    pub async fn put<T: Serialize>(&self, key: &str, value: &T) -> Result<(), Broken> {
        let put = self.seal(key, value).await?;
        self.write(vec![put]).await
    }

    /// What the door says now, to be written with what it speaks of.
    pub fn door(door: &Door) -> Put {
        write_door(door)
    }

    /// Takes out what is encrypted under these keys.
    pub async fn remove(&self, keys: &[String]) -> Result<(), Broken> {
        self.write(keys.iter().map(|key| Put::remove(KEPT, key.clone())).collect()).await
    }
}

/// Erases the safe and everything in it.
pub async fn erase() -> Result<(), Broken> {
    Store::default().erase().await?;
    forget_marker();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_wrong_pins_cost_nothing_and_each_further_one_twice_as_long() {
        assert!((1..FREE_TRIES).all(|failed| wait_after(failed).is_none()));
        assert_eq!([5, 6, 7].map(wait_after), [Some(30), Some(60), Some(120)]);
        assert_eq!(wait_after(u32::MAX), Some(WAIT_MAX_S));
    }

    #[test]
    fn a_pin_is_six_digits_or_more() {
        assert!(is_pin("204731") && !is_pin("20473") && !is_pin("20473a"));
    }
}
