//! The gazetteer of the own ground: lent in pages, kept encrypted, searched without a network.
//!
//! It is public data and stays when a lease runs out, as the catalogue of types does; another ground or another import brings
//! another one. The old one is searched until the new one is whole.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use vnr_shared::id::DeviceId;
use vnr_shared::place::{Gazetteer, Nearest, PlaceHit};
use vnr_shared::sync::LeasedPlaces;

use super::hold::Hold;
use super::store::{Broken, KEPT, Put};
use super::vault::Vault;
use crate::api::{self, Failure};
use crate::register::Finder;

/// The record that says which pages there are.
const STATE: &str = "places";
/// Hits of a search: as many as the server gives.
const HITS: usize = 10;

/// A gazetteer on its way.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Coming {
    mark: String,
    pages: u32,
    rows: usize,
    /// Where the next page begins.
    next: Option<String>,
}

/// What is kept of the gazetteer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// Mark of the one that is whole; empty before there is one.
    mark: String,
    pages: u32,
    /// Rows of it.
    pub rows: usize,
    coming: Option<Coming>,
}

/// The gazetteer. A copy is the same.
#[derive(Clone, Copy)]
pub struct Ground {
    /// What is kept.
    pub kept: RwSignal<Kept>,
    /// The one that was read, with its mark.
    read: RwSignal<Option<(String, Rc<Gazetteer>)>, LocalStorage>,
}

impl Ground {
    /// Around what is kept.
    pub fn of(kept: Kept) -> Self {
        Self { kept: RwSignal::new(kept), read: RwSignal::new_local(None) }
    }

    fn ask<T: Default>(self, question: impl FnOnce(&Gazetteer) -> T) -> T {
        self.read.with_untracked(|read| read.as_ref().map(|(_, held)| question(held)).unwrap_or_default())
    }
}

fn record(mark: &str, page: u32) -> String {
    format!("{STATE}:{mark}:{page}")
}

/// Reads what is kept. A record that is damaged is as good as none: it is lent again.
pub async fn read(vault: &Vault) -> Kept {
    vault.get(STATE).await.ok().flatten().unwrap_or_default()
}

/// Fetches pages as long as nothing else is to be sent. True when there are more.
pub async fn fetch(hold: Hold, device: DeviceId) -> Result<bool, Failure> {
    loop {
        let mark =
            hold.lent.try_with_untracked(|lent| lent.lease.as_ref().map(|lease| lease.marks.places.clone()));
        // Whoever locks the screen meanwhile takes all of this away.
        let Some(kept) = hold.ground.kept.try_get_untracked() else { return Ok(false) };
        let Some(mark) = mark.flatten().filter(|mark| *mark != kept.mark) else { return Ok(false) };
        let coming = kept.coming.clone().filter(|coming| coming.mark == mark);
        let coming = coming.unwrap_or_else(|| Coming { mark, ..Coming::default() });
        let path = format!("/api/lease/places?device={device}");
        // Where a page begins is a number and a code: letters, digits and a dot.
        let path = coming.next.as_ref().map_or(path.clone(), |next| format!("{path}&after={next}"));
        let page: LeasedPlaces = match api::get(&path).await {
            Ok(page) => page,
            // Not lent to this device: nothing else has to wait for that.
            Err(why) if why.code().is_some_and(|code| code.status() < 500 && code.status() != 401) => {
                return Ok(false);
            }
            Err(why) => return Err(why),
        };
        if take(hold, kept, coming, page).await.is_err() {
            hold.broken.try_set(true);
            return Ok(false);
        }
        if hold.outbox.try_with_untracked(|outbox| outbox.unsent() > 0) != Some(false) {
            return Ok(true);
        }
    }
}

/// Keeps a page, and with the last one lets go of the gazetteer before.
async fn take(hold: Hold, kept: Kept, coming: Coming, page: LeasedPlaces) -> Result<(), Broken> {
    let vault = hold.vault().ok_or(Broken)?;
    let mut changes = vec![vault.seal(&record(&coming.mark, coming.pages), &page.places).await?];
    let Coming { mark, pages, rows, .. } = coming;
    let (pages, rows) = (pages + 1, rows + page.places.len());
    let now = if page.next.is_some() {
        // Pages of a third one that was never finished are of no use to anybody.
        let other = kept.coming.as_ref().filter(|other| other.mark != mark);
        changes.extend(other.into_iter().flat_map(gone));
        Kept { coming: Some(Coming { mark, pages, rows, next: page.next }), ..kept }
    } else {
        changes.extend((0..kept.pages).map(|page| Put::remove(KEPT, record(&kept.mark, page))));
        Kept { mark, pages, rows, coming: None }
    };
    changes.push(vault.seal(STATE, &now).await?);
    vault.write(changes).await?;
    hold.ground.kept.try_set(now);
    Ok(())
}

fn gone(coming: &Coming) -> Vec<Put> {
    (0..coming.pages).map(|page| Put::remove(KEPT, record(&coming.mark, page))).collect()
}

/// Reads the pages into memory, page by page, so that the screen stays alive.
async fn load(hold: Hold) -> Result<(), Broken> {
    let kept = hold.ground.kept.try_get_untracked().ok_or(Broken)?;
    let there =
        hold.ground.read.try_with_untracked(|read| read.as_ref().is_some_and(|(mark, _)| *mark == kept.mark));
    if kept.mark.is_empty() || there != Some(false) {
        return Ok(());
    }
    let vault = hold.vault().ok_or(Broken)?;
    let mut gazetteer = Gazetteer::default();
    for page in 0..kept.pages {
        let rows: Vec<vnr_shared::sync::LeasedPlace> =
            vault.get(&record(&kept.mark, page)).await?.ok_or(Broken)?;
        for row in rows {
            gazetteer.put(row);
        }
    }
    hold.ground.read.try_set(Some((kept.mark, Rc::new(gazetteer))));
    Ok(())
}

/// What finds places on this device; reads the gazetteer first, and again when it is another.
pub fn finder(hold: Hold) -> Finder {
    Effect::new(move || {
        hold.ground.kept.track();
        spawn_local(async move {
            if load(hold).await.is_err() && hold.vault().is_some() {
                // What cannot be read is lent again.
                hold.ground.kept.try_set(Kept::default());
            }
        });
    });
    let near = move || {
        let ground = hold.lent.with_untracked(|lent| lent.lease.as_ref().and_then(|lease| lease.ground));
        ground.map(|e| (f64::midpoint(e.south, e.north), f64::midpoint(e.west, e.east)))
    };
    let search =
        move |typed: String| -> Vec<PlaceHit> { hold.ground.ask(|held| held.search(&typed, near(), HITS)) };
    let nearest =
        move |(lat, lon): (f64, f64)| -> Option<Nearest> { hold.ground.ask(|held| held.nearest(lat, lon)) };
    let ready = Signal::derive(move || hold.ground.read.with(Option::is_some));
    Finder { search: Callback::new(search), nearest: Callback::new(nearest), ready }
}
