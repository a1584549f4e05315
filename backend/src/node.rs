//! A running node: the state and the tasks that keep it live.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use sqlx::PgPool;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::{App, Parts};
use crate::attachments;
use crate::calls;
use crate::clock::{Clock, Ids};
use crate::config::Settings;
use crate::housekeeping;
use crate::journal::sealer;
use crate::live::{self, Hub};
use crate::presence;
use crate::recommend::Grounds;
use crate::register::KnownShares;
use crate::roads::Roads;
use crate::server;
use crate::situation;
use crate::units;
use crate::units::positions::{self, Positions};
use crate::uploads;

/// A node. Several nodes on one database behave as one.
#[derive(Debug)]
pub struct Node {
    /// State of the handlers.
    pub app: App,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Node {
    /// Starts the sealer and the hub over a pool that works as `vnr_app`.
    pub fn start(
        pool: PgPool,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        settings: Settings,
        files: PathBuf,
    ) -> Self {
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        let hub = Hub::new(settings.sockets_max);
        let committed = Arc::new(Notify::new());
        tasks.spawn(sealer::run(pool.clone(), committed.clone(), hub.sealed.clone(), stop.clone()));
        tasks.spawn(live::run(pool.clone(), hub.clone(), stop.clone()));
        tasks.spawn(situation::checkpoint::run(pool.clone(), stop.clone()));
        tasks.spawn(presence::run(pool.clone(), clock.clone(), hub.presences.clone(), stop.clone()));
        tasks.spawn(housekeeping::run(pool.clone(), clock.clone(), stop.clone()));
        tasks.spawn({
            let (sweep, stop) = (attachments::sweep::run(pool.clone(), files.clone()), stop.clone());
            async move { stop.run_until_cancelled(sweep).await.unwrap_or_default() }
        });
        tasks.spawn(uploads::sweep::run(pool.clone(), files.clone(), clock.clone(), stop.clone()));
        tasks.spawn(calls::stale::run(pool.clone(), clock.clone(), committed.clone(), stop.clone()));
        let (roads, grounds) = (Roads::open(&settings.roads), Grounds::default());
        tasks.spawn(units::watch::run(pool.clone(), clock.clone(), committed.clone(), stop.clone()));
        let (positions, desk) = Positions::new();
        let work = positions::run(pool.clone(), clock.clone(), hub.clone(), desk, stop.clone());
        tasks.spawn(work);
        let app = App::new(Parts {
            pool,
            clock,
            ids,
            committed,
            hub,
            positions,
            settings,
            roads,
            grounds,
            word_shares: KnownShares::default(),
            files,
        });
        Self { app, stop, tasks }
    }

    /// The node's service.
    pub fn router(&self) -> Router {
        server::router(&self.app)
    }

    /// Stops the tasks and waits for them.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.app.pool.close().await;
    }
}
