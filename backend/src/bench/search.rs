//! Searching a large register, several at a time, as users who see different parts of it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::{ConnectOptions, Connection, PgConnection};
use vnr_shared::incident::{IncidentQuery, Summary};
use vnr_shared::page::{Page, to_query};
use vnr_shared::place::Extent;

use super::ground::Ground;
use super::store::{self, Sample};
use super::table::Line;
use super::{BenchError, Size};
use crate::client::{Api, Child, Folder, free_address, users};
use crate::figures::Spread;
use crate::terminal::say;

/// Those who search at the same time.
const AT_ONCE: usize = 8;
/// Name of the database.
const DATABASE: &str = "vnr_search";
/// How far around a point a map extent reaches, in degrees.
const AROUND: f64 = 0.004;

/// A kind of search: its name, and how it is made from a sample.
type Kind = (&'static str, fn(&Sample) -> IncidentQuery);

/// Every kind of search.
const KINDS: [Kind; 8] = [
    ("words of the description", |s| IncidentQuery {
        q: Some(words(&s.description, 2)),
        ..IncidentQuery::default()
    }),
    ("registration number", |s| IncidentQuery { q: Some(s.number.clone()), ..IncidentQuery::default() }),
    ("person's name", |s| IncidentQuery { person: Some(s.name.clone()), ..for_a_purpose() }),
    ("person's code", |s| IncidentQuery { code: Some(s.code.clone()), ..for_a_purpose() }),
    ("plate", |s| IncidentQuery { plate: Some(s.plate.clone()), ..IncidentQuery::default() }),
    ("address", |s| IncidentQuery { address: Some(words(&s.address, 3)), ..IncidentQuery::default() }),
    ("week and map extent", |s| IncidentQuery {
        from: Some(s.received_at - chrono::Duration::days(3)),
        to: Some(s.received_at + chrono::Duration::days(4)),
        extent: Some(Extent {
            west: s.lon - AROUND,
            south: s.lat - AROUND,
            east: s.lon + AROUND,
            north: s.lat + AROUND,
        }),
        ..IncidentQuery::default()
    }),
    ("words, type and year", |s| IncidentQuery {
        q: Some(words(&s.address, 1)),
        type_code: Some(s.type_code.clone()),
        from: Some(s.received_at - chrono::Duration::days(365)),
        to: Some(s.received_at + chrono::Duration::days(1)),
        ..IncidentQuery::default()
    }),
];

fn for_a_purpose() -> IncidentQuery {
    IncidentQuery { purpose: Some("Mērījums".to_owned()), ..IncidentQuery::default() }
}

fn words(text: &str, count: usize) -> String {
    text.split_whitespace().take(count).collect::<Vec<_>>().join(" ")
}

/// Generates a register, serves it, and measures every kind of search.
pub async fn run(ground: &Ground, size: Size) -> Result<(), BenchError> {
    ground.cluster.ensure_database(DATABASE).await?;
    let url = ground.cluster.url(DATABASE);
    let folder = Folder::new("vnr-bench-search")?;
    // The tool's own verb makes the schema, the places and the accounts.
    let mut demo = tokio::process::Command::new(&ground.program);
    demo.arg("demo").env("DATABASE_URL", &url).env("VNR_DATA", folder.path());
    let done = demo.output().await?;
    if !done.status.success() {
        return Err(BenchError::Odd(String::from_utf8_lossy(&done.stderr).into_owned()));
    }
    let began = Instant::now();
    let options = ground.cluster.options(DATABASE).disable_statement_logging();
    let mut conn = PgConnection::connect_with(&options).await?;
    store::generate(&mut conn, size.rows).await?;
    say(&format!("  … {} incidents generated in {:.0} s", size.rows, began.elapsed().as_secs_f64()));
    let samples = store::samples(&mut conn, i64::try_from(size.searches).unwrap_or(i64::MAX)).await?;
    conn.close().await?;

    let mut server = Child::start(&ground.program, folder.path(), free_address()?, Some(&url))?;
    server.ready().await?;
    let users = users::dispatchers(&server.url(), 3, "vnr bench").await?;
    let mut all = vec![Vec::new(); size.runs];
    for (name, query) in KINDS {
        let queries: Vec<String> = samples.iter().map(|sample| to_query(&query(sample))).collect();
        // Once unmeasured: caches are warm in a register that is used.
        ask(&users, &queries).await?;
        let mut spreads = Vec::new();
        for run in &mut all {
            let took = ask(&users, &queries).await?;
            spreads.push(Spread::of(&took));
            run.extend(took);
        }
        let what = format!("search in {} incidents: {name}, p95", size.rows);
        Line::new(what, "≤ 100 ms", "ms", spreads.iter().map(|spread| spread.p95).collect()).print();
    }
    let spreads: Vec<Spread> = all.iter().map(|run| Spread::of(run)).collect();
    let what = format!("search in {} incidents: all kinds, p95", size.rows);
    Line::new(what, "≤ 100 ms", "ms", spreads.iter().map(|spread| spread.p95).collect()).print();
    server.stop().await?;
    Ok(())
}

/// Asks all, several at a time; how long each took.
async fn ask(users: &[Arc<Api>], queries: &[String]) -> Result<Vec<Duration>, BenchError> {
    let queue: Arc<Mutex<Vec<String>>> = Arc::new(Mutex::new(queries.to_vec()));
    let asking = users.iter().cycle().take(AT_ONCE).cloned().map(|api| {
        let queue = queue.clone();
        tokio::spawn(async move {
            let mut took = Vec::new();
            loop {
                let query = queue.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let Some(query) = query else { return Ok::<_, crate::client::ApiFailure>(took) };
                let began = Instant::now();
                let _: Page<Summary> = api.get(&format!("/api/incidents?{query}")).await?;
                took.push(began.elapsed());
            }
        })
    });
    let mut took = Vec::new();
    for one in asking.collect::<Vec<_>>() {
        took.extend(one.await.map_err(|error| BenchError::Odd(error.to_string()))??);
    }
    Ok(took)
}
