//! Tells the sockets of this node who is where.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vnr_shared::access::Action;
use vnr_shared::live::{Kind, ServerFrame};

use super::store;
use crate::access::Actor;
use crate::clock::Clock;
use crate::error::ApiError;
use crate::journal::Scope;
use crate::live::{encode, may_see};

/// Frames a socket may fall behind before it is told everything anew.
const RING: usize = 512;
/// How often those who have been silent are forgotten.
const SWEEP: Duration = Duration::from_secs(5);

/// Who is at one record, ready to be sent.
#[derive(Debug)]
pub struct PresenceCast {
    kind: Kind,
    scope: Scope,
    frame: Utf8Bytes,
}

impl PresenceCast {
    /// The frame, for an actor who may see the record.
    pub fn frame(&self, actor: &Actor) -> Option<&Utf8Bytes> {
        (actor.may(self.kind.resource(), Action::Read) && may_see(actor, &self.scope)).then_some(&self.frame)
    }
}

/// Who is at each record.
type Records = HashMap<(Kind, Uuid), Arc<PresenceCast>>;

/// Everybody's presence, as this node knows it. Rebuilt from the table whenever the node begins to listen.
#[derive(Debug, Clone)]
pub struct Presences {
    ring: broadcast::Sender<Arc<PresenceCast>>,
    now: Arc<Mutex<Records>>,
}

impl Default for Presences {
    fn default() -> Self {
        Self { ring: broadcast::channel(RING).0, now: Arc::default() }
    }
}

impl Presences {
    /// Every change from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<PresenceCast>> {
        self.ring.subscribe()
    }

    /// Every record at which somebody is.
    pub fn now(&self) -> Vec<Arc<PresenceCast>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    fn cast(&self, key: (Kind, Uuid), cast: Arc<PresenceCast>, empty: bool) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if empty {
            now.remove(&key);
        } else {
            now.insert(key, cast.clone());
        }
        // No receiver is no error: nobody is watching.
        drop(self.ring.send(cast));
    }

    /// Reads who is at a record and tells it. A record that nobody may see any more is told of to nobody.
    async fn tell(&self, pool: &PgPool, clock: &dyn Clock, kind: Kind, id: Uuid) -> Result<(), ApiError> {
        let Some(scope) = store::scope(pool, kind, id).await? else { return Ok(()) };
        let people = store::people(pool, kind, id, clock.now()).await?;
        let empty = people.is_empty();
        let frame = encode(&ServerFrame::Presence { kind, id, people }).map_err(ApiError::internal)?;
        self.cast((kind, id), Arc::new(PresenceCast { kind, scope, frame }), empty);
        Ok(())
    }
}

/// Tells for as long as the node runs.
pub async fn run(pool: PgPool, clock: Arc<dyn Clock>, presences: Presences, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let turn = tokio::select! {
            turn = follow(&pool, &*clock, &presences) => turn,
            () = stop.cancelled() => break,
        };
        if let Err(error) = turn {
            tracing::warn!(error = &error as &dyn std::error::Error, "presence.interrupted");
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }
}

async fn follow(pool: &PgPool, clock: &dyn Clock, presences: &Presences) -> Result<(), ApiError> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(store::CHANNEL).await?;
    let known: Vec<_> =
        presences.now.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect();
    let there = store::records(pool).await?;
    let there = there.into_iter().filter_map(|(kind, id)| Some((Kind::of(&kind)?, id)));
    for (kind, id) in there.chain(known) {
        presences.tell(pool, clock, kind, id).await?;
    }
    let mut sweep = tokio::time::interval(SWEEP);
    sweep.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            rung = listener.recv() => {
                if let Some((kind, id)) = record(rung?.payload()) {
                    presences.tell(pool, clock, kind, id).await?;
                }
            }
            _ = sweep.tick() => store::sweep(pool, clock.now()).await?,
        }
    }
}

/// The record of a ring; none for what another version of the server rings about.
fn record(payload: &str) -> Option<(Kind, Uuid)> {
    let (kind, id) = payload.split_once(' ')?;
    Some((Kind::of(kind)?, Uuid::parse_str(id).ok()?))
}
