//! Sends what was done and takes what happened: by itself, whenever there is a network, in order, until it is answered.

use std::cell::Cell;
use std::rc::Rc;

use gloo_net::http::Method;
use gloo_timers::callback::Interval;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::hazard::Hazard;
use vnr_shared::incident::Incident;
use vnr_shared::live::ServerFrame;
use vnr_shared::problem::ProblemCode;
use vnr_shared::session::Session;
use vnr_shared::sync::{BATCH_MAX, LeasedReports, PutDevice, SyncDown, SyncUp, measure};

use super::ground;
use super::hold::{Hold, held, raw_now};
use super::photos;
use super::text::Tab;
use super::vault;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{Message, lang_now};
use crate::register::{Catalogue, KeptCatalogue};
use crate::session::Access;

/// Milliseconds between two questions when all is quiet. The same as the heartbeat of the live socket.
const QUIET_MS: f64 = 10_000.0;
/// First pause after a failure, milliseconds; doubled each time.
const PAUSE_MS: f64 = 1_000.0;
/// Longest pause.
const PAUSE_MAX_MS: f64 = 60_000.0;

/// Milliseconds that an answer may take: a piece of a photo on a link of 64 kbit/s takes half of it.
const LIMIT_MS: u32 = 60_000;

/// How the way to the server stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Not asked yet.
    Unknown,
    /// Asking.
    Busy,
    /// The last question was answered.
    Open,
    /// No answer.
    Away,
    /// The server wants the password again.
    LogIn,
    /// The device was revoked, and has been erased.
    Revoked,
}

/// The engine. A copy is the same.
#[derive(Clone, Copy)]
pub struct Sync {
    /// How the way stands.
    pub way: RwSignal<Way>,
    hold: Hold,
    access: Access,
    catalogue: Catalogue,
    clockwork: StoredValue<Rc<Clockwork>, LocalStorage>,
}

#[derive(Default)]
struct Clockwork {
    /// When to ask next, milliseconds of the epoch.
    due: Cell<f64>,
    failed: Cell<u32>,
    busy: Cell<bool>,
    /// The server has been told who this is, since the page was loaded.
    greeted: Cell<bool>,
}

/// Pause after so many failures: doubled each time, and with half of it left to chance, so that a station's tablets do not all
/// come back in the same instant.
fn pause(failed: u32, random: f64) -> f64 {
    let most = (PAUSE_MS * f64::from(1_u32 << failed.min(6))).min(PAUSE_MAX_MS);
    most / 2.0 + most / 2.0 * random
}

/// What stopped a round.
enum Stop {
    Failure(Failure),
    /// The device itself cannot write.
    Device,
    /// It is somebody else who is logged in here.
    Other,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<super::store::Broken> for Stop {
    fn from(_: super::store::Broken) -> Self {
        Self::Device
    }
}

impl Sync {
    /// Starts; ends with the calling component.
    pub fn provide(hold: Hold, access: Access, catalogue: Catalogue) -> Self {
        let sync = Self {
            way: RwSignal::new(Way::Unknown),
            hold,
            access,
            catalogue,
            clockwork: StoredValue::new_local(Rc::default()),
        };
        provide_context(sync);
        // A link that takes without answering would otherwise hold everything up until the browser gives in.
        api::limit(LIMIT_MS);
        let tick = StoredValue::new_local(Some(Interval::new(500, move || sync.tick())));
        let online = window_event_listener(ev::online, move |_| sync.now());
        on_cleanup(move || {
            tick.set_value(None);
            online.remove();
        });
        // What was just made is sent at once.
        Effect::new(move || {
            hold.made.track();
            sync.now();
        });
        sync
    }

    /// Asks at once.
    pub fn now(self) {
        self.clockwork.try_with_value(|work| {
            work.failed.set(0);
            work.due.set(0.0);
        });
    }

    fn tick(self) {
        let Some(work) = self.clockwork.try_get_value() else { return };
        let stopped = matches!(self.way.get_untracked(), Way::Revoked);
        if stopped || work.busy.get() || js_sys::Date::now() < work.due.get() {
            return;
        }
        work.busy.set(true);
        work.due.set(f64::INFINITY);
        spawn_local(async move {
            let _ = self.hold.expire().await;
            let outcome = self.round(&work).await;
            work.busy.set(false);
            let now = js_sys::Date::now();
            // Whoever called in the meantime has set another time, and that stands.
            let later = |work: &Clockwork, pause: f64| {
                if work.due.get().is_infinite() {
                    work.due.set(now + pause);
                }
            };
            match outcome {
                Ok(more) => {
                    work.failed.set(0);
                    later(&work, if more { 0.0 } else { QUIET_MS });
                    if self.way.try_get_untracked() != Some(Way::Revoked) {
                        self.way.try_set(Way::Open);
                    }
                }
                Err(why) => {
                    work.failed.set(work.failed.get().saturating_add(1));
                    later(&work, pause(work.failed.get(), edge::random()));
                    let unauthenticated =
                        matches!(&why, Stop::Failure(f) if f.code() == Some(ProblemCode::Unauthenticated));
                    if unauthenticated || matches!(why, Stop::Other) {
                        work.greeted.set(false);
                        self.way.try_set(Way::LogIn);
                    } else {
                        self.way.try_set(Way::Away);
                    }
                }
            }
        });
    }

    /// One exchange. True when there is more to do at once.
    async fn round(self, work: &Clockwork) -> Result<bool, Stop> {
        if self.way.try_get_untracked() == Some(Way::Unknown) {
            self.way.try_set(Way::Busy);
        }
        if !work.greeted.get() {
            self.greet().await?;
            work.greeted.set(true);
        }
        let hold = self.hold;
        let device = held(hold.door, |door| door.device)?;
        let items = held(hold.outbox, |outbox| outbox.batch(BATCH_MAX).into_iter().cloned().collect())?;
        let sent_at = raw_now();
        let up = SyncUp {
            device,
            sent_at,
            clock: held(hold.clock, |clock| *clock)?,
            items,
            after: held(hold.lent, |lent| lent.position)?,
        };
        let down: SyncDown<ServerFrame> = api::send(Method::POST, "/api/sync", &up, api::new_key()).await?;
        let received = raw_now();
        if down.erase {
            self.erase().await;
            return Ok(false);
        }
        let measured = measure(sent_at, down.now, received);
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of the epoch are far below 2^53")]
        edge::learn_server_time(down.now, received.timestamp_millis() as f64);
        let better = held(hold.clock, |clock| *clock)?.is_none_or(|old| {
            (old.add_ms - measured.add_ms).abs() > old.within_ms || measured.within_ms < old.within_ms
        });
        if better {
            hold.keep_clock(measured).await?;
        }
        hold.answered(&down.answers).await?;
        hold.follow(down.frames, down.lease, down.now).await?;
        if down.more || held(hold.outbox, |outbox| outbox.unsent() > 0 && down.answers.len() == BATCH_MAX)? {
            return Ok(true);
        }
        // The way is open as soon as the server has answered: what is lent besides may take minutes on a bad link.
        if self.way.try_get_untracked() != Some(Way::Open) {
            self.way.try_set(Way::Open);
        }
        self.borrow().await?;
        // List first, gazetteer later, attachments last.
        if ground::fetch(hold, device).await? {
            return Ok(true);
        }
        Ok(photos::send_one(hold).await?)
    }

    /// Reads what is lent beside the picture, as far as the device has it in another version: the own work first.
    async fn borrow(self) -> Result<(), Stop> {
        let hold = self.hold;
        let device = held(hold.door, |door| door.device)?;
        let (lease, have, marks) = held(hold.lent, |lent| {
            let have = |i: &Incident| (i.summary.id, i.summary.version);
            (lent.lease.clone(), lent.work.iter().map(have).collect::<Vec<_>>(), lent.marks.clone())
        })?;
        let Some(lease) = lease else { return Ok(()) };
        if lease.work.iter().any(|item| !have.contains(&(item.incident, item.version))) {
            let have: Vec<_> = have.iter().map(|(id, version)| format!("{id}.{version}")).collect();
            let path = api::with_text("/api/lease/work", "have", &have.join(","));
            let read: Vec<Incident> = api::get(&format!("{path}&device={device}")).await?;
            hold.lend(|lent| {
                for incident in read {
                    lent.work.retain(|old| old.summary.id != incident.summary.id);
                    lent.work.push(incident);
                }
            })
            .await?;
        }
        if lease.marks.reports != marks.reports {
            self.borrow_reports(lease.marks.reports).await?;
        }
        if lease.marks.hazards != marks.hazards {
            let hazards: Vec<Hazard> = api::get(&format!("/api/lease/hazards?device={device}")).await?;
            hold.lend(|lent| {
                lent.hazards = hazards;
                lent.marks.hazards = lease.marks.hazards;
            })
            .await?;
        }
        if lease.marks.catalogue != marks.catalogue {
            let catalogue = KeptCatalogue::fetch().await?;
            hold.keep_catalogue(&catalogue).await?;
            hold.forms.try_set(catalogue.forms.clone());
            self.catalogue.take(catalogue);
            hold.lend(|lent| lent.marks.catalogue = lease.marks.catalogue).await?;
        }
        Ok(())
    }

    /// Reads the field reports that the device does not have, and lets go of those that it is not lent any more.
    async fn borrow_reports(self, mark: String) -> Result<(), Stop> {
        let hold = self.hold;
        let device = held(hold.door, |door| door.device)?;
        let have: Vec<String> =
            held(hold.lent, |lent| lent.reports.iter().map(|r| format!("{}.{}", r.id, r.version)).collect())?;
        let path = api::with_text("/api/lease/reports", "have", &have.join(","));
        let LeasedReports { keep, reports } = api::get(&format!("{path}&device={device}")).await?;
        hold.lend(|lent| {
            lent.reports.retain(|old| reports.iter().all(|new| new.id != old.id));
            lent.reports.extend(reports);
            // In the order of the register; what is not in its list goes.
            let all = std::mem::take(&mut lent.reports);
            let find = |id| all.iter().find(|report| report.id == id).cloned();
            lent.reports = keep.into_iter().filter_map(find).collect();
            lent.marks.reports = mark;
        })
        .await?;
        Ok(())
    }

    /// Finds out who the server takes this for, and names the device.
    async fn greet(self) -> Result<(), Stop> {
        let session: Session = api::get(api::SESSION).await?;
        if held(self.hold.door, |door| door.user != session.user)? {
            return Err(Stop::Other);
        }
        api::set_csrf(&session.csrf);
        self.hold.keep_session(&session).await?;
        let device = held(self.hold.door, |door| door.device)?;
        let name = edge::load("vnr.device").filter(|name| !name.trim().is_empty());
        let body = PutDevice { name: name.unwrap_or_else(|| Tab::Tablet.in_lang(lang_now()).to_owned()) };
        let named = api::tell(Method::PUT, &format!("/api/devices/{device}"), &body, api::new_key()).await;
        self.access.adopt(session);
        match named {
            // A revoked device cannot be named; what it is to do it is told when it asks.
            Err(why) if why.code().is_some_and(|code| code != ProblemCode::Unauthenticated) => {}
            named => named?,
        }
        Ok(())
    }

    /// The server wants nothing of this to be here any more.
    async fn erase(self) {
        if vault::erase().await.is_ok() {
            self.way.try_set(Way::Revoked);
        } else {
            self.hold.broken.try_set(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_minute_and_never_vanish() {
        assert!(pause(1, 0.0) >= 1_000.0 && pause(1, 1.0) <= 2_000.0);
        assert!((pause(40, 1.0) - PAUSE_MAX_MS).abs() < 1e-9);
        assert!(pause(40, 0.0) >= PAUSE_MAX_MS / 2.0);
    }
}
