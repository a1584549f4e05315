//! What the measurements stand on: a folder, a durable cluster, a server with the demo data, and its users.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sqlx::{Connection, PgConnection};
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{Channel, NewIncident, NewPlace, Occurred, Sensitivity};
use vnr_shared::place::PlaceSource;

use super::{BenchError, store};
use crate::client::{Api, Child, Folder, free_address, users};
use crate::clock::{Ids, SystemIds};
use crate::cluster::{Cluster, ClusterConfig};

/// Types that filed incidents take in turn.
const TYPES: [&str; 5] = ["traffic.collision", "medical.injury", "fire.alarm", "order.noise", "crime.theft"];

/// How long a server that has just started is left alone.
const SETTLE: Duration = Duration::from_secs(8);

/// A server to measure.
#[derive(Debug)]
pub struct Ground {
    /// This program.
    pub program: PathBuf,
    /// The server.
    pub server: Child,
    /// The cluster, which lives as long as this.
    pub cluster: Cluster,
    /// Those who file, two sessions for each of four institutions.
    pub dispatchers: Vec<Arc<Api>>,
    /// Those who watch.
    pub readers: Vec<Arc<Api>>,
    /// The folder, removed with this. Last, so that it goes after those who use it.
    pub folder: Folder,
}

impl Ground {
    /// Starts it all. The cluster keeps the time of each commit, so that it is known exactly when a change was made.
    pub async fn prepare() -> Result<Self, BenchError> {
        let folder = Folder::new("vnr-bench")?;
        let program = std::env::current_exe()?;
        let config = ClusterConfig::serving(folder.path());
        let cluster = Cluster::start(&config).await?;
        let mut conn = PgConnection::connect_with(&cluster.options("postgres")).await?;
        store::keep_commit_times(&mut conn).await?;
        conn.close().await?;
        cluster.stop().await?;
        let cluster = Cluster::start(&config).await?;
        let mut server = Child::start(&program, folder.path(), free_address()?, None)?;
        server.ready().await?;
        // A server that has just started still warms its connections; what is measured is one that runs.
        tokio::time::sleep(SETTLE).await;
        let dispatchers = users::dispatchers(&server.url(), 8, "vnr bench").await?;
        let readers = users::readers(&server.url(), "vnr bench").await?;
        Ok(Self { program, server, cluster, dispatchers, readers, folder })
    }

    /// A connection as the owner of the server's database.
    pub async fn connect(&self) -> Result<PgConnection, BenchError> {
        Ok(PgConnection::connect_with(&self.cluster.options("vnr")).await?)
    }

    /// The version of the database.
    pub async fn postgres_version(&self) -> Result<String, BenchError> {
        store::version(&mut self.connect().await?).await.map_err(Into::into)
    }

    /// Stops it all.
    pub async fn stop(self) -> Result<(), BenchError> {
        self.server.stop().await?;
        self.cluster.stop().await?;
        Ok(())
    }
}

/// An incident to file, in the middle of Rīga.
pub fn sample(n: usize) -> NewIncident {
    let spread = |step: usize| f64::from(u32::try_from(n * step % 997).unwrap_or_default()) / 997.0;
    NewIncident {
        id: IncidentId(SystemIds.id()),
        channel: Channel::E112,
        received_at: None,
        occurred: Occurred::default(),
        place: NewPlace {
            lat: 56.92 + 0.06 * spread(31),
            lon: 24.05 + 0.15 * spread(57),
            radius_m: None,
            source: PlaceSource::Map,
            address: format!("Krišjāņa Valdemāra iela {}, Rīga", n % 150 + 1),
            address_code: None,
            note: String::new(),
        },
        type_code: TYPES[n % TYPES.len()].to_owned(),
        category: None,
        description: "Sadūrušās divas automašīnas, zvanītājs vairāk nezina.".to_owned(),
        sensitivity: if n % 10 == 9 { Sensitivity::Restricted } else { Sensitivity::Normal },
        department: None,
        persons: Vec::new(),
        vehicles: Vec::new(),
        objects: Vec::new(),
        notes: Vec::new(),
        call: None,
        advised: false,
    }
}
