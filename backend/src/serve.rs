//! `vnr serve`: from configuration to a listening server, and down again in order.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusBuilder;
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::clock::{SystemClock, SystemIds};
use crate::cluster::{Cluster, ClusterConfig, ClusterError};
use crate::config::Config;
use crate::db;
use crate::descriptors;
use crate::listen::{self, Limits};
use crate::node::Node;

/// How long open requests may take to end after a signal.
const DRAIN: Duration = Duration::from_secs(1);

/// Why the server could not start or had to stop.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The private cluster.
    #[error("the private database could not be started")]
    Cluster(#[from] ClusterError),
    /// The database.
    #[error("the database could not be used")]
    Database(#[from] sqlx::Error),
    /// A migration.
    #[error("the database could not be migrated")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The address.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The reference data.
    #[error("the reference data could not be loaded")]
    Reference(#[from] crate::reference::ReferenceError),
    /// The demonstration.
    #[error("the demonstration could not be loaded")]
    Demo(#[from] crate::demo::DemoError),
    /// The file system or the runtime.
    #[error("the system failed")]
    Io(#[from] std::io::Error),
    /// The metrics.
    #[error("the metrics could not be set up")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
}

/// A database to work with: one that is given, or a private one that lives as long as this value.
#[derive(Debug)]
pub struct Database {
    options: PgConnectOptions,
    cluster: Option<Cluster>,
}

impl Database {
    /// Connects to `DATABASE_URL`, or starts the private cluster.
    pub async fn open(config: &Config) -> Result<Self, ServeError> {
        if let Some(url) = &config.database_url {
            return Ok(Self { options: url.parse()?, cluster: None });
        }
        let cluster = Cluster::start(&ClusterConfig {
            binaries: std::env::var_os("VNR_PG_BIN").map(Into::into),
            ..ClusterConfig::serving(&config.data)
        })
        .await?;
        cluster.ensure_database("vnr").await?;
        Ok(Self { options: cluster.options("vnr"), cluster: Some(cluster) })
    }

    /// Brings the schema up to date and fills empty tables with reference data, as the owner.
    pub async fn migrate(&self) -> Result<(), ServeError> {
        let pool = PgPool::connect_with(self.options.clone()).await?;
        db::migrate(&pool).await?;
        crate::reference::load(&pool).await?;
        pool.close().await;
        Ok(())
    }

    /// Whether it is the private one.
    pub const fn is_private(&self) -> bool {
        self.cluster.is_some()
    }

    /// A pool that works as `vnr_app`.
    pub async fn pool(&self, connections: u32) -> Result<PgPool, ServeError> {
        Ok(db::connect(self.options.clone(), connections).await?)
    }

    /// Keeps a private cluster running; a database that was given is somebody else's to keep.
    async fn keep_up(&self) {
        match &self.cluster {
            Some(cluster) => cluster.keep_up().await,
            None => std::future::pending().await,
        }
    }

    /// Stops what was started.
    pub async fn close(self) -> Result<(), ServeError> {
        if let Some(cluster) = self.cluster {
            cluster.stop().await?;
        }
        Ok(())
    }
}

/// Serves until a signal, then lets open requests end and stops what was started. `ready` is called once it listens.
pub async fn serve(config: &Config, database: &Database, ready: impl FnOnce()) -> Result<(), ServeError> {
    if let Some(address) = config.metrics {
        serve_metrics(address).await?;
    }
    let files = config.data.join("files");
    tokio::fs::create_dir_all(&files).await?;
    let pool = db::connect_eagerly(database.options.clone(), config.connections).await?;
    tokio::spawn(db::warm(pool.clone()));
    let node = Node::start(pool, Arc::new(SystemClock), Arc::new(SystemIds), config.settings.clone(), files);
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|source| ServeError::Listen { address: config.listen, source })?;
    let limits = Limits::beside_sockets(config.settings.sockets_max);
    let fit = descriptors::allow(limits.connections);
    if usize::try_from(fit).is_ok_and(|fit| fit < limits.connections) {
        tracing::warn!(fit, wanted = limits.connections, "serve.descriptors.few");
    }
    ready();
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let server = listen::serve(listener, node.router(), limits, async move {
        wait_for_signal().await;
        let _ = stopping.send(());
    });
    tokio::select! {
        () = server => {}
        // Live sockets never end by themselves, so the wait for open requests has an end.
        () = async { let _ = stopped.await; tokio::time::sleep(DRAIN).await } => {}
        () = database.keep_up() => {}
    }
    node.stop().await;
    Ok(())
}

async fn wait_for_signal() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// Serves `/metrics` on a listener of its own, so that it is never reachable where the page is.
async fn serve_metrics(address: SocketAddr) -> Result<(), ServeError> {
    let handle = PrometheusBuilder::new().install_recorder()?;
    let listener =
        TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })?;
    let router = axum::Router::new().route("/metrics", axum::routing::get(async move || handle.render()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(())
}
