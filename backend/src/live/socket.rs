//! One live socket.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use tokio::sync::broadcast::{Receiver, error::RecvError, error::TryRecvError};
use vnr_shared::access::{Action, Resource};
use vnr_shared::live::{BEAT_SECONDS, ClientFrame, Kind, ServerFrame};
use vnr_shared::unit::PositionBatch;

use super::hub::{Cast, Control, Wanted, encode};
use super::picture;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::journal;
use crate::presence::PresenceCast;
use crate::units::positions::{self, Tick};

/// How long a client may take to accept what is sent before it is given up.
const PATIENCE: Duration = Duration::from_secs(20);
/// Entries a client may have missed and still be continued rather than begun anew.
const RESUME_MAX: i64 = 5000;

/// Why a socket ends.
enum End {
    /// The client went away, or takes nothing.
    Gone,
    /// The session ended.
    Session,
    /// The client must connect anew, because its user's rights changed.
    Reconnect,
}

impl<E: std::error::Error> From<E> for End {
    fn from(_: E) -> Self {
        Self::Gone
    }
}

/// What a client asked to see, and up to where it has it.
struct Subscription {
    wanted: Wanted,
    position: i64,
}

/// Serves a socket until it ends.
pub async fn serve(app: &App, actor: &Actor, ws: WebSocket) {
    metrics::gauge!("vnr_live_sockets").increment(1.0);
    let (sink, stream) = ws.split();
    let mut socket = Socket {
        app,
        actor,
        sink,
        casts: app.hub.subscribe(),
        presences: app.hub.presences.subscribe(),
        ticks: app.positions.subscribe(),
        subscription: None,
    };
    let end = socket.run(stream).await;
    let close = match end {
        End::Gone => None,
        End::Session => {
            if let Ok(frame) = encode(&ServerFrame::Ended) {
                drop(socket.sink.send(Message::Text(frame)).await);
            }
            Some((4401, "session ended"))
        }
        End::Reconnect => Some((1012, "connect again")),
    };
    if let Some((code, reason)) = close {
        let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
        drop(tokio::time::timeout(PATIENCE, socket.sink.send(Message::Close(Some(frame)))).await);
    }
    metrics::gauge!("vnr_live_sockets").decrement(1.0);
}

struct Socket<'a> {
    app: &'a App,
    actor: &'a Actor,
    sink: SplitSink<WebSocket, Message>,
    casts: Receiver<Arc<Cast>>,
    presences: Receiver<Arc<PresenceCast>>,
    ticks: Receiver<Arc<Tick>>,
    subscription: Option<Subscription>,
}

impl Socket<'_> {
    async fn run(&mut self, mut stream: SplitStream<WebSocket>) -> End {
        let mut beat = tokio::time::interval(Duration::from_secs(u64::from(BEAT_SECONDS)));
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let turn = tokio::select! {
                cast = self.casts.recv() => self.on_cast(cast).await,
                cast = self.presences.recv() => self.on_presence(cast).await,
                tick = self.ticks.recv() => self.on_tick(tick).await,
                said = stream.next() => self.on_message(said).await,
                _ = beat.tick() => self.on_beat().await,
            };
            if let Err(end) = turn {
                return end;
            }
        }
    }

    /// Sends what was cast, and everything else that already waits, with one flush.
    async fn on_cast(&mut self, first: Result<Arc<Cast>, RecvError>) -> Result<(), End> {
        let mut next = match first {
            Ok(cast) => Some(cast),
            Err(RecvError::Lagged(_)) => return self.resync().await,
            Err(RecvError::Closed) => return Err(End::Reconnect),
        };
        let mut fed = false;
        while let Some(cast) = next {
            match cast.control {
                Some(Control::SessionEnded(session)) if session == self.actor.session => {
                    return Err(End::Session);
                }
                Some(Control::UserChanged(user)) if user == self.actor.user => return Err(End::Reconnect),
                _ => {}
            }
            if let Some(subscription) = &mut self.subscription
                && cast.position > subscription.position
            {
                subscription.position = cast.position;
                if let Some(frame) = cast.frame(self.actor, &subscription.wanted) {
                    patiently(self.sink.feed(Message::Text(frame.clone()))).await?;
                    fed = true;
                }
            }
            next = match self.casts.try_recv() {
                Ok(cast) => Some(cast),
                Err(TryRecvError::Lagged(_)) => return self.resync().await,
                Err(TryRecvError::Empty | TryRecvError::Closed) => None,
            };
        }
        if fed { patiently(self.sink.flush()).await } else { Ok(()) }
    }

    /// Tells who is where. A socket that fell behind is told of everybody anew.
    async fn on_presence(&mut self, cast: Result<Arc<PresenceCast>, RecvError>) -> Result<(), End> {
        match cast {
            Ok(cast) => self.tell_presence(&[cast]).await,
            Err(RecvError::Lagged(_)) => self.tell_presence(&self.app.hub.presences.now()).await,
            Err(RecvError::Closed) => Err(End::Reconnect),
        }
    }

    async fn tell_presence(&mut self, casts: &[Arc<PresenceCast>]) -> Result<(), End> {
        if self.subscription.is_none() {
            return Ok(());
        }
        for cast in casts {
            if let Some(frame) = cast.frame(self.actor) {
                patiently(self.sink.feed(Message::Text(frame.clone()))).await?;
            }
        }
        patiently(self.sink.flush()).await
    }

    async fn on_message(&mut self, said: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        match said {
            None | Some(Err(_) | Ok(Message::Close(_))) => Err(End::Gone),
            Some(Ok(Message::Text(text))) => {
                // A client that speaks another language is of another version; it has to start anew.
                let frame = serde_json::from_str(&text).map_err(|_| End::Reconnect)?;
                let (topics, extent, after) = match frame {
                    ClientFrame::Subscribe { topics, extent, after } => (topics, extent, after),
                    ClientFrame::Positions { fixes } => {
                        return self.take_positions(PositionBatch { fixes }).await;
                    }
                };
                let mut wanted = Wanted { topics, extent };
                wanted.topics.retain(|kind| self.actor.may(kind.resource(), Action::Read));
                self.subscribe(wanted, after).await.map_err(|error| {
                    tracing::warn!(error = &error as &dyn std::error::Error, "live.subscribe.failed");
                    End::Reconnect
                })?;
                self.tell_presence(&self.app.hub.presences.now()).await?;
                self.tell_all_positions().await
            }
            Some(Ok(_)) => Ok(()),
        }
    }

    /// Takes positions from a device. What could not be written is not answered, so the device sends it again.
    async fn take_positions(&mut self, batch: PositionBatch) -> Result<(), End> {
        if !self.actor.may(Resource::Unit, Action::Update) {
            return Err(End::Reconnect);
        }
        match positions::take(self.app, self.actor, batch).await {
            Ok(taken) => self.send(&ServerFrame::Taken(taken)).await,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "live.positions.failed");
                Ok(())
            }
        }
    }

    /// Tells where units have moved to. A socket that fell behind is told of all of them anew.
    async fn on_tick(&mut self, tick: Result<Arc<Tick>, RecvError>) -> Result<(), End> {
        let tick = match tick {
            Ok(tick) => tick,
            Err(RecvError::Lagged(_)) => return self.tell_all_positions().await,
            Err(RecvError::Closed) => return Err(End::Reconnect),
        };
        let Some(wanted) = self.wants_positions() else { return Ok(()) };
        match tick.message(self.actor.institution, wanted.extent.as_ref()) {
            Some(bytes) => patiently(self.sink.send(Message::Binary(bytes))).await,
            None => Ok(()),
        }
    }

    /// What the client wants to see, when units are part of it.
    fn wants_positions(&self) -> Option<&Wanted> {
        let wanted = &self.subscription.as_ref()?.wanted;
        wanted.topics.contains(&Kind::Unit).then_some(wanted)
    }

    async fn tell_all_positions(&mut self) -> Result<(), End> {
        let Some(wanted) = self.wants_positions() else { return Ok(()) };
        let (institution, now) = (self.actor.institution, self.app.now());
        let bytes = self.app.positions.whole(institution, wanted.extent.as_ref(), now);
        patiently(self.sink.send(Message::Binary(bytes))).await
    }

    async fn on_beat(&mut self) -> Result<(), End> {
        let now = self.app.now();
        if now >= self.actor.expires_at {
            return Err(End::Session);
        }
        // Between two casts the hub may be ahead of what this socket has taken; the older position is the true one. The head
        // is read before the ring is looked at: what is cast in between is then still ahead, and not passed over.
        let head = self.app.hub.head();
        let Some(subscription) = &mut self.subscription else { return Ok(()) };
        if self.casts.is_empty() {
            subscription.position = subscription.position.max(head);
        }
        let beat = ServerFrame::Beat { position: subscription.position, now };
        self.send(&beat).await
    }

    async fn resync(&mut self) -> Result<(), End> {
        metrics::counter!("vnr_live_resyncs").increment(1);
        self.subscription = None;
        self.casts = self.app.hub.subscribe();
        self.send(&ServerFrame::Resync).await
    }

    /// Continues after a position, or begins with a snapshot. The receiver is older than what is read here, so nothing
    /// falls between; what was read is skipped when it is cast.
    async fn subscribe(&mut self, wanted: Wanted, after: Option<i64>) -> Result<(), ApiError> {
        self.subscription = None;
        self.app.hub.started().await;
        let gone = |_: End| ApiError::internal("the client went away");
        if let Some(after) = after
            && let Some(missed) = self.missed(after).await?
        {
            let mut position = after;
            for sealed in missed {
                position = sealed.position;
                let cast = Cast::new(sealed).map_err(ApiError::internal)?;
                if let Some(frame) = cast.frame(self.actor, &wanted) {
                    patiently(self.sink.feed(Message::Text(frame.clone()))).await.map_err(gone)?;
                }
            }
            self.subscription = Some(Subscription { wanted, position });
            return self.send(&ServerFrame::Beat { position, now: self.app.now() }).await.map_err(gone);
        }
        let (position, picture) = picture::open(&self.app.pool, self.actor, &wanted).await?;
        self.send(&ServerFrame::Snapshot { position, now: self.app.now(), picture }).await.map_err(gone)?;
        self.subscription = Some(Subscription { wanted, position });
        Ok(())
    }

    /// What the client missed; none when that is too much, or the position is not of this register.
    async fn missed(&self, after: i64) -> Result<Option<Vec<journal::Sealed>>, sqlx::Error> {
        if after < 0 || after > journal::head(&self.app.pool).await? {
            return Ok(None);
        }
        let missed = journal::after(&self.app.pool, after, RESUME_MAX).await?;
        Ok((i64::try_from(missed.len()).unwrap_or(RESUME_MAX) < RESUME_MAX).then_some(missed))
    }

    async fn send(&mut self, frame: &ServerFrame) -> Result<(), End> {
        let frame = encode(frame)?;
        patiently(self.sink.send(Message::Text(frame))).await
    }
}

async fn patiently(sending: impl Future<Output = Result<(), axum::Error>>) -> Result<(), End> {
    tokio::time::timeout(PATIENCE, sending).await??;
    Ok(())
}
