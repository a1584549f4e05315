//! The whole live picture of one user, kept by one socket that comes back whenever the link breaks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_util::task::AbortOnDropHandle;
use vnr_shared::live::{DEAD_SECONDS, Kind, Picture, ServerFrame};

use super::Api;
use super::live::{connect, subscribe};

/// Wait before a socket comes back.
const COME_BACK: Duration = Duration::from_millis(300);

/// What is known.
#[derive(Debug, Default)]
struct Known {
    picture: Picture,
    position: Option<i64>,
}

/// A live picture. Dropping it ends the socket.
#[derive(Debug)]
pub struct Watch {
    known: Arc<Mutex<Known>>,
    _task: AbortOnDropHandle<()>,
}

impl Watch {
    /// Follows these kinds for a user.
    pub fn open(api: Arc<Api>, topics: &'static [Kind]) -> Self {
        let known = Arc::<Mutex<Known>>::default();
        let shared = known.clone();
        let task = tokio::spawn(async move {
            loop {
                if let Err(tungstenite::Error::Http(refused)) = follow(&api, topics, &shared).await
                    && refused.status() == 401
                {
                    // What stands in the way of a new session is met again at the next try.
                    drop(api.renew().await);
                }
                tokio::time::sleep(COME_BACK).await;
            }
        });
        Self { known, _task: AbortOnDropHandle::new(task) }
    }

    /// Looks at the picture; none before the first snapshot has come.
    pub fn read<T>(&self, look: impl FnOnce(&Picture) -> T) -> Option<T> {
        let known = lock(&self.known);
        known.position.map(|_| look(&known.picture))
    }
}

fn lock(known: &Mutex<Known>) -> MutexGuard<'_, Known> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn follow(api: &Api, topics: &[Kind], known: &Mutex<Known>) -> Result<(), tungstenite::Error> {
    let mut socket = connect(api).await?;
    let after = lock(known).position;
    socket.send(subscribe(topics, after)).await?;
    let dead = Duration::from_secs(u64::from(DEAD_SECONDS));
    while let Ok(Some(message)) = tokio::time::timeout(dead, socket.next()).await {
        let Message::Text(text) = message? else { continue };
        match serde_json::from_str::<ServerFrame>(&text) {
            Ok(ServerFrame::Resync) | Err(_) => {
                lock(known).position = None;
                socket.send(subscribe(topics, None)).await?;
            }
            Ok(frame) => {
                let mut known = lock(known);
                if let Some(position) = known.picture.follow(frame) {
                    known.position = Some(position);
                }
            }
        }
    }
    Ok(())
}
