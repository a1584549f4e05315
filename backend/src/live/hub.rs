//! Reads sealed entries and casts them to the sockets of this node.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::{Notify, Semaphore, broadcast, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vnr_shared::id::{SessionId, UserId};
use vnr_shared::live::{Kind, ServerFrame};
use vnr_shared::place::Extent;
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::journal::{self, Scope, Sealed};
use crate::presence::Presences;
use vnr_shared::access::GrantKind;

/// Entries a socket may fall behind before it is told to start anew: some ten seconds at the highest planned rate.
const RING: usize = 4096;
/// Entries read at a time.
const BATCH: i64 = 500;
/// How long the hub waits without being rung before it looks by itself, in case a notification was lost.
const LOOK: Duration = Duration::from_secs(1);

/// The head of a hub that has not looked yet.
const NOT_STARTED: i64 = -1;

/// One sealed entry, ready to be sent.
#[derive(Debug)]
pub struct Cast {
    /// Position.
    pub position: i64,
    /// What it means for the sockets themselves.
    pub control: Option<Control>,
    shown: Option<ShownCast>,
}

/// An entry that screens show, with both frames already encoded.
#[derive(Debug)]
struct ShownCast {
    kind: Kind,
    id: Uuid,
    scope: Scope,
    before: Option<Scope>,
    upsert: Utf8Bytes,
    gone: Utf8Bytes,
}

/// What a socket wants to see.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Kinds of things.
    pub topics: Vec<Kind>,
    /// Only what lies here.
    pub extent: Option<Extent>,
}

impl Wanted {
    /// Whether what has this scope lies where the socket looks. What lies nowhere is everywhere.
    fn holds(&self, scope: &Scope) -> bool {
        match (&self.extent, scope.lat, scope.lon) {
            (Some(extent), Some(lat), Some(lon)) => extent.holds(lat, lon),
            _ => true,
        }
    }
}

/// An entry that concerns sockets rather than screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// A session ended.
    SessionEnded(SessionId),
    /// A user's institution, roles or grants changed.
    UserChanged(UserId),
}

/// Whether an actor may see what has this scope. The same rule as the data layer's filter.
pub fn may_see(actor: &Actor, scope: &Scope) -> bool {
    scope.audience.contains(&actor.institution.0)
        && (!scope.restricted
            || actor.has(GrantKind::RestrictedIncidents)
            || scope.exempt == Some(actor.user.0)
            || scope.readers.contains(&actor.user.0))
}

impl Cast {
    /// Prepares an entry. `None` for what concerns no socket.
    pub fn new(sealed: Sealed) -> Result<Self, serde_json::Error> {
        let control = match sealed.kind.as_str() {
            "session.ended" => Some(Control::SessionEnded(sealed.subject_id.into())),
            _ if sealed.subject_kind == "user" => Some(Control::UserChanged(sealed.subject_id.into())),
            _ => None,
        };
        let (position, at, id) = (sealed.position, sealed.at, sealed.subject_id);
        let shown = match (sealed.summary, Kind::of(&sealed.subject_kind)) {
            (Some(summary), Some(kind)) => Some(ShownCast {
                kind,
                id,
                scope: Scope {
                    audience: sealed.audience,
                    restricted: sealed.restricted,
                    exempt: sealed.exempt,
                    readers: sealed.readers.map(|readers| readers.0).unwrap_or_default(),
                    ..place_of(summary.get())?
                },
                before: sealed.before.map(|b| b.0),
                upsert: encode_upsert(position, at, kind, summary.get()).into(),
                gone: encode(&ServerFrame::Gone { position, at, kind, id })?,
            }),
            _ => None,
        };
        Ok(Self { position, control, shown })
    }

    /// Kind and id of what it shows.
    pub fn subject(&self) -> Option<(Kind, Uuid)> {
        self.shown.as_ref().map(|shown| (shown.kind, shown.id))
    }

    /// The frame this actor gets of it, if any.
    pub fn frame(&self, actor: &Actor, wanted: &Wanted) -> Option<&Utf8Bytes> {
        let shown = self.shown.as_ref().filter(|shown| wanted.topics.contains(&shown.kind))?;
        let sees = |scope: &Scope| may_see(actor, scope) && wanted.holds(scope);
        if sees(&shown.scope) {
            Some(&shown.upsert)
        } else if shown.before.as_ref().is_some_and(sees) {
            Some(&shown.gone)
        } else {
            None
        }
    }
}

/// Reads only the place out of a summary.
fn place_of(summary: &str) -> Result<Scope, serde_json::Error> {
    #[derive(serde::Deserialize)]
    struct Place {
        lat: Option<f64>,
        lon: Option<f64>,
    }
    let Place { lat, lon } = serde_json::from_str(summary)?;
    Ok(Scope { lat, lon, ..Scope::default() })
}

/// Writes an upsert around a summary that is JSON already, without reading it. The test of the live socket holds it to
/// the shape that `ServerFrame` has.
fn encode_upsert(position: i64, at: DateTime, kind: Kind, summary: &str) -> String {
    let (at, kind) = (at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true), kind.word());
    format!(r#"{{"upsert":{{"position":{position},"at":"{at}","subject":{{"{kind}":{summary}}}}}}}"#)
}

/// Encodes a frame.
pub fn encode(frame: &ServerFrame) -> Result<Utf8Bytes, serde_json::Error> {
    serde_json::to_string(frame).map(Into::into)
}

/// Fan-out of one node.
#[derive(Debug, Clone)]
pub struct Hub {
    ring: broadcast::Sender<Arc<Cast>>,
    head: watch::Sender<i64>,
    /// Rung when this node's sealer has sealed.
    pub sealed: Arc<Notify>,
    /// Places for sockets.
    pub places: Arc<Semaphore>,
    /// Who has which record open.
    pub presences: Presences,
}

impl Hub {
    /// A hub that has cast nothing yet.
    pub fn new(sockets_max: usize) -> Self {
        Self {
            ring: broadcast::channel(RING).0,
            head: watch::channel(NOT_STARTED).0,
            sealed: Arc::new(Notify::new()),
            places: Arc::new(Semaphore::new(sockets_max.min(Semaphore::MAX_PERMITS))),
            presences: Presences::default(),
        }
    }

    /// Everything that is cast from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Cast>> {
        self.ring.subscribe()
    }

    /// Position up to which everything was cast.
    pub fn head(&self) -> i64 {
        (*self.head.borrow()).max(0)
    }

    /// Waits until the hub knows from where it casts. What a client missed is read after that: an entry sealed between such a
    /// reading and the hub's first look would otherwise be in neither, and lost to that screen.
    pub async fn started(&self) {
        // The sender lives as long as this hub, so the wait cannot fail.
        drop(self.head.subscribe().wait_for(|head| *head != NOT_STARTED).await);
    }

    fn cast(&self, sealed: Sealed) {
        let position = sealed.position;
        match Cast::new(sealed) {
            // No receiver is no error: nobody is watching.
            Ok(cast) => drop(self.ring.send(Arc::new(cast))),
            Err(error) => {
                tracing::error!(position, error = &error as &dyn std::error::Error, "live.entry.unreadable");
            }
        }
        self.head.send_replace(position);
    }
}

/// Casts for as long as the node runs.
pub async fn run(pool: PgPool, hub: Hub, stop: CancellationToken) {
    let mut position = None;
    while !stop.is_cancelled() {
        let turn = tokio::select! {
            turn = follow(&pool, &hub, &mut position) => turn,
            () = stop.cancelled() => break,
        };
        if let Err(error) = turn {
            tracing::warn!(error = &error as &dyn std::error::Error, "live.hub.interrupted");
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }
}

/// Waits until something is sealed beyond a position. The node that seals hears of each seal twice, from its own sealer and
/// from the database.
async fn beyond(listener: &mut PgListener, at: i64) -> Result<(), sqlx::Error> {
    loop {
        let rung = listener.recv().await?;
        if rung.payload().parse().is_ok_and(|position: i64| position <= at) {
            continue;
        }
        return Ok(());
    }
}

async fn follow(pool: &PgPool, hub: &Hub, position: &mut Option<i64>) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen("vnr_sealed").await?;
    let mut at = match *position {
        Some(at) => at,
        None => journal::head(pool).await?,
    };
    hub.head.send_replace(at);
    loop {
        let batch = journal::after(pool, at, BATCH).await?;
        let full = batch.len() >= usize::try_from(BATCH).unwrap_or(usize::MAX);
        for sealed in batch {
            at = sealed.position;
            hub.cast(sealed);
            *position = Some(at);
        }
        if !full {
            tokio::select! {
                () = hub.sealed.notified() => {}
                rung = beyond(&mut listener, at) => rung?,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }
}
