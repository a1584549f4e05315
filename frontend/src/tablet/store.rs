//! The device's database: IndexedDB with transactions that are on the disk before they are answered.
//!
//! Browsers close databases under their pages: when they need the room, when another window upgrades, when the disk fails. So
//! the handle is a thing that is opened again, and no caller keeps one.

use std::cell::RefCell;

use idb::{Database, Factory, ObjectStoreParams, Transaction, TransactionResult};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbTransaction};

use super::js;

const NAME: &str = "vnr.tablet";
/// Form of the database. 1 kept the outbox as one record, 2 keeps a record a command.
const VERSION: u32 = 2;
/// What is not secret: whose the device is, and the key under the PIN.
pub const PLAIN: &str = "plain";
/// What is encrypted.
pub const KEPT: &str = "kept";
/// Commands, encrypted, by their number.
pub const OUTBOX: &str = "outbox";
const STORES: [&str; 3] = [PLAIN, KEPT, OUTBOX];

/// The device could not read or write what it keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken;

impl From<idb::Error> for Broken {
    fn from(_: idb::Error) -> Self {
        Self
    }
}

impl From<JsValue> for Broken {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// One change of a record; `None` takes it out.
pub struct Put {
    /// Store.
    pub store: &'static str,
    /// Key.
    pub key: String,
    /// Value.
    pub value: Option<JsValue>,
}

impl Put {
    /// Writes a record.
    pub fn set(store: &'static str, key: impl Into<String>, value: impl Into<JsValue>) -> Self {
        Self { store, key: key.into(), value: Some(value.into()) }
    }

    /// Takes a record out.
    pub fn remove(store: &'static str, key: impl Into<String>) -> Self {
        Self { store, key: key.into(), value: None }
    }
}

/// The database. One for the page.
#[derive(Default)]
pub struct Store {
    handle: RefCell<Option<IdbDatabase>>,
}

/// Opens the database, in the form of this program.
async fn open() -> Result<IdbDatabase, Broken> {
    let mut request = Factory::new()?.open(NAME, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        let Ok(database) = idb::event::DatabaseEvent::database(&event) else { return };
        let there = database.store_names();
        for store in STORES.iter().filter(|store| there.iter().all(|name| name != *store)) {
            let _ = database.create_object_store(store, ObjectStoreParams::new());
        }
    });
    let mut database: Database = request.await?;
    // A window of a newer program wants to upgrade: let it, and open again when there is something to do.
    database.on_version_change(|event| {
        if let Some(database) = event.target() {
            let _ = js::call(&database, "close", &[]);
        }
    });
    database.forget_callbacks();
    Ok(database.into())
}

impl Store {
    /// A transaction; a handle that has died is opened again, once.
    async fn begin(&self, mode: &str) -> Result<Transaction, Broken> {
        for _ in 0..2 {
            let held = self.handle.borrow().clone();
            let database = if let Some(database) = held {
                database
            } else {
                let opened = open().await?;
                self.handle.replace(Some(opened.clone()));
                opened
            };
            let stores: Array = STORES.iter().map(|name| JsValue::from_str(name)).collect();
            // Strict: answered when it is on the disk, and not when the system has promised to write it some time.
            let options = js::object(&[("durability", &"strict".into())]);
            match js::call(&database, "transaction", &[&stores, &mode.into(), &options]) {
                Ok(transaction) => return Ok(transaction.unchecked_into::<IdbTransaction>().into()),
                Err(_) => drop(self.handle.replace(None)),
            }
        }
        Err(Broken)
    }

    /// One record.
    pub async fn read(&self, store: &str, key: &str) -> Result<Option<JsValue>, Broken> {
        let transaction = self.begin("readonly").await?;
        Ok(transaction.object_store(store)?.get(JsValue::from_str(key))?.await?)
    }

    /// One record of bytes.
    pub async fn read_bytes(&self, store: &str, key: &str) -> Result<Option<Uint8Array>, Broken> {
        Ok(self.read(store, key).await?.and_then(|value| value.dyn_into().ok()))
    }

    /// Every record of a store that holds bytes, with its key.
    pub async fn read_all(&self, store: &str) -> Result<Vec<(String, Uint8Array)>, Broken> {
        let transaction = self.begin("readonly").await?;
        let store = transaction.object_store(store)?;
        let (keys, values) = (store.get_all_keys(None, None)?, store.get_all(None, None)?);
        let (keys, values) = (keys.await?, values.await?);
        let pair = |(key, value): (JsValue, JsValue)| Some((key.as_string()?, value.dyn_into().ok()?));
        Ok(keys.into_iter().zip(values).filter_map(pair).collect())
    }

    /// Writes all of these or none.
    pub async fn write(&self, changes: Vec<Put>) -> Result<(), Broken> {
        let transaction = self.begin("readwrite").await?;
        for Put { store, key, value } in changes {
            let (store, key) = (transaction.object_store(store)?, JsValue::from_str(&key));
            match value {
                Some(value) => drop(store.put(&value, Some(&key))?),
                None => drop(store.delete(key)?),
            }
        }
        match transaction.await? {
            TransactionResult::Committed => Ok(()),
            TransactionResult::Aborted => Err(Broken),
        }
    }

    /// Empties everything.
    pub async fn erase(&self) -> Result<(), Broken> {
        let transaction = self.begin("readwrite").await?;
        for store in STORES {
            drop(transaction.object_store(store)?.clear()?);
        }
        match transaction.await? {
            TransactionResult::Committed => Ok(()),
            TransactionResult::Aborted => Err(Broken),
        }
    }
}
