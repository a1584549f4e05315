//! What every test of the API begins with.

mod client;
mod ground;
mod incidents;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use chrono::Duration;
use vnr::clock::{Clock, ManualClock, SystemIds};
use vnr::config::{Config, Settings};
use vnr::node::Node;
use vnr::testdb::TestDb;
use vnr_shared::id::{InstitutionId, UserId};
use vnr_shared::time::DateTime;

pub use client::{Answer, Client};
pub use incidents::new_incident;

/// When every test begins: a Sunday noon in Rīga.
pub const START: &str = "2026-11-22T10:00:00Z";

/// A running node with a database of its own, reference data, three territories (Rīga, Jūrmala, Ropažu novads) and the demo
/// institutions and accounts. Its clock stands until it is moved.
pub struct TestApp {
    pub db: TestDb,
    pub clock: Arc<ManualClock>,
    pub node: Node,
    files: PathBuf,
    institutions: BTreeMap<String, uuid::Uuid>,
    users: BTreeMap<String, uuid::Uuid>,
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// As [`Self::new`], with other settings.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let db = TestDb::new().await;
        let start: DateTime = START.parse().unwrap();
        vnr::reference::load(db.pool()).await.unwrap();
        ground::load(db.pool()).await;
        vnr::demo::load(db.pool(), &SystemIds, start - Duration::days(2)).await.unwrap();
        let clock = Arc::new(ManualClock::new(start));
        let mut settings = settings();
        change(&mut settings);
        let files = std::env::temp_dir().join(format!("vnr-test-{}", uuid()));
        std::fs::create_dir_all(&files).unwrap();
        let node = start_node(&db, clock.clone(), settings, files.clone()).await;
        let institutions: Vec<(String, uuid::Uuid)> =
            sqlx::query_as("select code, id from institutions").fetch_all(db.pool()).await.unwrap();
        let users: Vec<(String, uuid::Uuid)> =
            sqlx::query_as("select login, id from users").fetch_all(db.pool()).await.unwrap();
        let (institutions, users) = (institutions.into_iter().collect(), users.into_iter().collect());
        Self { db, clock, node, files, institutions, users }
    }

    /// Another node on the same database, clock and files.
    pub async fn second_node(&self) -> Node {
        start_node(&self.db, self.clock.clone(), settings(), self.files.clone()).await
    }

    /// Position of the last sealed entry, once everything committed is sealed: then a picture has all of it.
    pub async fn settled(&self) -> i64 {
        loop {
            let (pending, head): (i64, i64) = sqlx::query_as(
                "select (select count(*) from journal_pending), (select coalesce(max(position), 0) from journal_seal)",
            )
            .fetch_one(self.db.pool())
            .await
            .unwrap();
            if pending == 0 {
                return head;
            }
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    }

    pub fn router(&self) -> Router {
        self.node.router()
    }

    pub fn now(&self) -> DateTime {
        self.clock.now()
    }

    /// Id of a demo institution, such as `RPP`.
    pub fn institution(&self, code: &str) -> InstitutionId {
        self.institutions[code].into()
    }

    /// Id of a demo account, such as `vp.dispecers`.
    pub fn user(&self, login: &str) -> UserId {
        self.users[login].into()
    }

    /// A browser in which nobody has logged in.
    pub fn nobody(&self) -> Client {
        Client::new(self.router())
    }

    /// A browser in which a demo account is logged in, such as `vp.dispecers`.
    pub async fn client(&self, login: &str) -> Client {
        let mut client = self.nobody();
        client.log_in(login).await;
        client
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.files);
    }
}

fn settings() -> Settings {
    Config::read(|_| None).unwrap().settings
}

async fn start_node(db: &TestDb, clock: Arc<ManualClock>, settings: Settings, files: PathBuf) -> Node {
    let pool = vnr::db::connect(db.options(), 8).await.unwrap();
    Node::start(pool, clock, Arc::new(SystemIds), settings, files)
}

/// A new id.
pub fn uuid() -> uuid::Uuid {
    vnr::clock::Ids::id(&SystemIds)
}
