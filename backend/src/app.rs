//! What every handler may use.

use std::path::PathBuf;
use std::sync::Arc;

use sqlx::PgPool;
use tokio::sync::Notify;
use vnr_shared::time::DateTime;

use crate::clock::{Clock, Ids};
use crate::config::Settings;
use crate::live::Hub;
use crate::recommend::Grounds;
use crate::register::KnownShares;
use crate::roads::Roads;
use crate::units::positions::Positions;

/// State of one node. It holds nothing that another node does not have or cannot rebuild from PostgreSQL.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

/// The parts of the state.
#[derive(Debug)]
pub struct Parts {
    /// Connections as the role `vnr_app`.
    pub pool: PgPool,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Ids and secrets.
    pub ids: Arc<dyn Ids>,
    /// Rung after each commit that wrote to the journal; the sealer listens.
    pub committed: Arc<Notify>,
    /// Fan-out of sealed entries to sockets.
    pub hub: Hub,
    /// Where units are.
    pub positions: Positions,
    /// Configuration.
    pub settings: Settings,
    /// Road map for travel times, where there is one.
    pub roads: Roads,
    /// The ground of each institution as recommendations count it.
    pub grounds: Grounds,
    /// How common words are in the register.
    pub word_shares: KnownShares,
    /// Folder of attachments.
    pub files: PathBuf,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Now.
    pub fn now(&self) -> DateTime {
        self.0.clock.now()
    }
}

impl std::ops::Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
