//! A small world for tests of the register: three police forces, a few users, a few types, and the whole service in front
//! of a real database.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use uuid::Uuid;

use crate::clock::{ManualClock, SystemIds};
use crate::config::Config;
use crate::node::Node;
use crate::testdb::TestDb;

/// Someone who asks. The name is the token of the session.
#[derive(Debug, Clone, Copy)]
pub struct User(pub &'static str);

/// Dispatcher of the State Police.
pub const DISPATCHER: User = User("dispatcher");
/// Another dispatcher of the State Police, with both grants.
pub const GRANTED: User = User("granted");
/// Officer of the municipal police, to which the State Police's incidents are shared by rule.
pub const MUNICIPAL: User = User("municipal");
/// Officer of the port police, to which nothing is shared.
pub const PORT: User = User("port");
/// Analyst of the State Police.
pub const ANALYST: User = User("analyst");

/// The world.
#[derive(Debug)]
pub struct World {
    /// Database.
    pub db: TestDb,
    /// Service.
    pub node: Node,
    files: PathBuf,
    numbers: AtomicU64,
}

/// An answer.
#[derive(Debug)]
pub struct Answered {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body; null when it is not JSON.
    pub body: Value,
    /// Body as it is.
    pub bytes: Vec<u8>,
}

impl Answered {
    /// Fails unless the status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    /// Fails unless it is this problem.
    #[track_caller]
    pub fn problem(self, code: &str) -> Value {
        assert_eq!(self.body["code"], code, "{} {}", self.status, self.body);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        self.body
    }
}

impl World {
    /// A fresh one.
    pub async fn new() -> Self {
        // What failed inside, beside the test that found it.
        let _ = tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR).with_test_writer().try_init();
        let db = TestDb::new().await;
        sqlx::raw_sql(SEED).execute(db.pool()).await.unwrap();
        for (i, (name, institution, role)) in [
            ("dispatcher", 1, "dispatcher"),
            ("granted", 1, "dispatcher"),
            ("municipal", 2, "officer"),
            ("port", 3, "officer"),
            ("analyst", 1, "analyst"),
        ]
        .into_iter()
        .enumerate()
        {
            let user = Uuid::from_u128(0x100 + i as u128);
            sqlx::query("insert into users (id, login, name, institution_id) values ($1, $2, $2, $3)")
                .bind(user)
                .bind(name)
                .bind(Uuid::from_u128(institution))
                .execute(db.pool())
                .await
                .unwrap();
            sqlx::query("insert into user_roles values ($1, $2, '2020-01-01', null)")
                .bind(user)
                .bind(role)
                .execute(db.pool())
                .await
                .unwrap();
            sqlx::query(
                "insert into sessions (id, token_hash, user_id, csrf, device, user_agent, address, created_at,
                     last_seen_at, expires_at)
                 values ($1, $2, $1, '', 'test', '', '', '2026-11-22', '2026-11-22', '2030-01-01')",
            )
            .bind(user)
            .bind(Sha256::digest(name.as_bytes()).to_vec())
            .execute(db.pool())
            .await
            .unwrap();
        }
        sqlx::raw_sql(
            "insert into grants select gen_random_uuid(), id, k, 'test', null, '2020-01-01', '2030-01-01'
             from users, unnest(array['restricted_incidents', 'protected_fields']) k where login = 'granted'",
        )
        .execute(db.pool())
        .await
        .unwrap();
        let files = std::env::temp_dir().join(format!("vnr-test-{}", uuid()));
        std::fs::create_dir_all(&files).unwrap();
        let mut settings = Config::read(|_| None).unwrap().settings;
        settings.attachment_max = 1 << 20;
        let clock = Arc::new(ManualClock::new("2026-11-22T10:00:00Z".parse().unwrap()));
        let pool = crate::db::connect(db.options(), 8).await.unwrap();
        let node = Node::start(pool, clock, Arc::new(SystemIds), settings, files.clone());
        Self { db, node, files, numbers: AtomicU64::new(0) }
    }

    /// Sends a request as it is.
    pub async fn raw(&self, request: Request<Body>) -> Answered {
        let response: Response = self.node.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Answered { status: parts.status, headers: parts.headers, body, bytes }
    }

    /// Reads.
    pub async fn get(&self, user: User, path: &str) -> Answered {
        self.raw(request(user, Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// Commands, under a new key.
    pub async fn send(&self, user: User, method: Method, path: &str, body: &Value) -> Answered {
        let request = request(user, method, path)
            .header("idempotency-key", uuid().to_string())
            .header("content-type", "application/json");
        self.raw(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Posts a command under a new key.
    pub async fn post(&self, user: User, path: &str, body: &Value) -> Answered {
        self.send(user, Method::POST, path, body).await
    }

    /// Files an incident and returns its summary. `more` overlays an ordinary one.
    pub async fn file(&self, user: User, more: &Value) -> Value {
        let n = self.numbers.fetch_add(1, Ordering::Relaxed);
        let mut body = incident();
        body["received_at"] = json!(format!("2026-11-21T{:02}:{:02}:00Z", n / 60, n % 60));
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.post(user, "/api/incidents", &body).await.expect(201)["incident"].clone()
    }

    /// Folder of attachments.
    pub fn files(&self) -> &std::path::Path {
        &self.files
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // A folder that cannot be removed is in the system's temporary folder and harms nothing.
        let _ = std::fs::remove_dir_all(&self.files);
    }
}

/// A new id.
pub fn uuid() -> Uuid {
    use crate::clock::Ids;
    SystemIds.id()
}

/// A request of a user.
pub fn request(user: User, method: Method, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {}", user.0))
        .header("accept-language", "en")
}

/// An ordinary incident to file.
pub fn incident() -> Value {
    json!({
        "id": uuid(), "channel": "telephone", "type_code": "theft", "description": "Nozagts velosipēds no pagalma",
        "place": { "lat": 56.9496, "lon": 24.1052, "source": "map", "address": "Krišjāņa Barona iela 1, Rīga" },
    })
}

const SEED: &str = "
insert into institutions (id, code, kind, name_lv, name_en) values
    ('00000000-0000-0000-0000-000000000001', 'TVP', 'state_police', 'Valsts', 'State'),
    ('00000000-0000-0000-0000-000000000002', 'TPP', 'municipal_police', 'Pašvaldība', 'Municipal'),
    ('00000000-0000-0000-0000-000000000003', 'TOP', 'port_police', 'Osta', 'Port');
insert into sharing_rules values ('state_police', 'municipal_police', false, 'test', false, '2020-01-01', null);
insert into incident_types (code, parent, name_lv, name_en, default_category, valid_from) values
    ('theft', null, 'Zādzība', 'Theft', 'B', '2020-01-01'),
    ('traffic', null, 'Satiksme', 'Traffic', 'B', '2020-01-01'),
    ('traffic.collision', 'traffic', 'Sadursme', 'Collision', 'B', '2020-01-01');
";
