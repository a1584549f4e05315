//! Where units are: taken from devices in batches, written together, kept latest-in-memory, and cast to the screens as packed
//! records once a tick.
//!
//! A fix is answered when it lies in the database. What several senders bring while one write is under way goes into the next
//! one, so that the number of commits does not grow with the number of devices. Each node keeps the latest position of every
//! unit; what other nodes take it reads from the table of the latest, once a tick.

mod board;
mod routes;
mod run;
mod store;
mod take;
mod writer;

use std::sync::Arc;

use axum::body::Bytes;
use tokio::sync::{broadcast, mpsc};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vnr_shared::id::InstitutionId;
use vnr_shared::place::Extent;
use vnr_shared::time::DateTime;

use crate::app::App;

pub use board::Tick;
pub use run::run;
pub use take::take;

use board::Board;
use writer::Job;

/// Batches that may wait for the writer. A sender for which there is no place waits.
const QUEUE: usize = 1024;
/// Ticks that a socket may fall behind before it is told all positions anew.
const RING: usize = 8;

/// Positions of one node.
#[derive(Debug, Clone)]
pub struct Positions {
    board: Arc<Board>,
    writer: mpsc::Sender<Job>,
    ticks: broadcast::Sender<Arc<Tick>>,
}

/// What the tasks of [`Positions`] work with.
#[derive(Debug)]
pub struct Desk {
    positions: Positions,
    jobs: mpsc::Receiver<Job>,
}

impl Positions {
    /// Positions that know nothing yet, and what their tasks need.
    pub fn new() -> (Self, Desk) {
        let (writer, jobs) = mpsc::channel(QUEUE);
        let positions = Self { board: Arc::new(Board::default()), writer, ticks: broadcast::channel(RING).0 };
        (positions.clone(), Desk { positions, jobs })
    }

    /// Every tick from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Tick>> {
        self.ticks.subscribe()
    }

    /// Every position that an institution may see in an extent, as one message.
    pub fn whole(&self, institution: InstitutionId, extent: Option<&Extent>, now: DateTime) -> Bytes {
        self.board.whole(institution, extent, now).into()
    }
}

/// Routes of positions.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::send, routes::at)).routes(routes!(routes::track))
}
