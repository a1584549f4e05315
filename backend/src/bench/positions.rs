//! From a device to the consoles: 10 000 units that report every five seconds, seen by 112 viewports.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderValue, header};
use futures::{SinkExt, StreamExt};
use reqwest::Method;
use serde_json::json;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message};
use vnr_shared::id::UnitId;
use vnr_shared::place::Extent;
use vnr_shared::unit::fix::{decode, to_e7};
use vnr_shared::unit::{PositionBatch, PositionFix, TakenPositions};

use super::ground::Ground;
use super::table::Line;
use super::{BenchError, Size, store};
use crate::client::Api;
use crate::clock::{Clock, Ids, SystemClock, SystemIds};
use crate::figures::Spread;

/// Units.
const UNITS: u32 = 10_000;
/// Fixes in a batch, and batches a second: together every unit once in five seconds.
const BATCH: usize = 100;
const RATE: u32 = 20;
/// Consoles; every eighth looks at the whole country, the others at a town with what is around it.
const SOCKETS: usize = 112;
/// Of so many units one is followed from sending to receipt.
const SAMPLE: u32 = 20;
/// How long the last positions may take to arrive.
const LINGER: Duration = Duration::from_secs(2);

/// When each followed unit was last sent where.
type Sent = Arc<Mutex<HashMap<(u32, i32), Instant>>>;

/// What one run came to.
struct Run {
    answered: Spread,
    shown: Spread,
    /// Fixes taken and positions received, a second.
    taken: f64,
    received: f64,
}

/// Measures and prints.
pub async fn run(ground: &Ground, size: Size) -> Result<(), BenchError> {
    let units = store::make_units(&mut ground.connect().await?, UNITS).await?;
    let mut runs = Vec::new();
    for _ in 0..size.runs {
        runs.push(one(ground, size, &units).await?);
    }
    let line = |what: &str, goal, unit, value: fn(&Run) -> f64| {
        Line::new(what, goal, unit, runs.iter().map(value).collect()).print();
    };
    line("positions of 10 000 units taken", "≥ 2000 /s", "/s", |run| run.taken);
    line("  a batch of 100 → in the database, answered, p50", "", "ms", |run| run.answered.p50);
    line("  a batch of 100 → in the database, answered, p99", "", "ms", |run| run.answered.p99);
    line("  sent → on the consoles that see it of 112, p50", "", "ms", |run| run.shown.p50);
    line("  sent → on the consoles that see it of 112, p99", "≤ 1000 ms", "ms", |run| run.shown.p99);
    line("  positions received by 112 consoles", "", "/s", |run| run.received);
    Ok(())
}

async fn one(ground: &Ground, size: Size, units: &[(UnitId, u32)]) -> Result<Run, BenchError> {
    let (sent, received) = (Sent::default(), Arc::new(AtomicU64::new(0)));
    let delays = Arc::new(Mutex::new(Vec::new()));
    let mut watching = Vec::new();
    for (n, api) in ground.readers.iter().cycle().take(SOCKETS).enumerate() {
        let (sent, received, delays) = (sent.clone(), received.clone(), delays.clone());
        let socket = open(api, view(n)).await.map_err(Box::new)?;
        watching.push(tokio::spawn(watch(socket, sent, received, delays)));
    }
    let (answered, count) = send(ground, size, units, &sent).await?;
    tokio::time::sleep(LINGER).await;
    for one in watching {
        one.abort();
    }
    let delays = delays.lock().unwrap_or_else(PoisonError::into_inner);
    let shown = Spread::of(&delays);
    let seconds = f64::from(u32::try_from(size.seconds).unwrap_or(1));
    let a_second = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / seconds;
    let received = a_second(received.load(Ordering::Relaxed));
    Ok(Run { answered, shown, taken: a_second(count), received })
}

/// What the console with this number looks at.
fn view(n: usize) -> Option<Extent> {
    if n.is_multiple_of(8) {
        return None;
    }
    let (lat, lon) = place(u32::try_from(n * 89).unwrap_or_default(), 0);
    Some(Extent { west: lon - 0.4, south: lat - 0.2, east: lon + 0.4, north: lat + 0.2 })
}

/// Where a unit is at its report of this number: spread over the country, a few metres on each time.
fn place(unit: u32, report: u32) -> (f64, f64) {
    let spread = |step: u32| f64::from(unit.wrapping_mul(step) % 9973) / 9973.0;
    let moved = f64::from(report % 1000) * 1e-5;
    (56.2 + 1.4 * spread(31) + moved, 21.2 + 6.3 * spread(57) + moved)
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

async fn open(api: &Api, view: Option<Extent>) -> Result<Socket, tungstenite::Error> {
    let address = format!("{}/api/live", api.base().replacen("http", "ws", 1));
    let mut request = address.into_client_request()?;
    let bearer = HeaderValue::from_str(&format!("Bearer {}", api.token()));
    request.headers_mut().insert(header::AUTHORIZATION, bearer.map_err(tungstenite::http::Error::from)?);
    let (mut socket, _) = tokio_tungstenite::connect_async_with_config(request, None, true).await?;
    let subscribe = json!({ "subscribe": { "topics": ["unit"], "extent": view } });
    socket.send(Message::text(subscribe.to_string())).await?;
    Ok(socket)
}

async fn watch(mut socket: Socket, sent: Sent, received: Arc<AtomicU64>, delays: Arc<Mutex<Vec<Duration>>>) {
    while let Some(Ok(message)) = socket.next().await {
        let Message::Binary(bytes) = message else { continue };
        let now = Instant::now();
        let Ok((header, records)) = decode(&bytes) else { continue };
        for record in records.filter(|_| !header.whole) {
            received.fetch_add(1, Ordering::Relaxed);
            if record.mark.is_multiple_of(SAMPLE) {
                let sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(at) = sent.get(&(record.mark, record.lat_e7)) {
                    delays
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(now.saturating_duration_since(*at));
                }
            }
        }
    }
}

/// Sends the reports of all units in turn at a steady rate; returns how long answers took, and how many fixes were taken.
async fn send(
    ground: &Ground,
    size: Size,
    units: &[(UnitId, u32)],
    sent: &Sent,
) -> Result<(Spread, u64), BenchError> {
    let gateway = ground.readers.get(1).ok_or_else(|| BenchError::Odd("nobody can send".to_owned()))?;
    let began = tokio::time::Instant::now();
    let batches = u32::try_from(size.seconds).unwrap_or(1) * RATE;
    let mut turn = (0_u32..).zip(units.iter().cycle());
    let mut sending = Vec::new();
    for n in 0..batches {
        tokio::time::sleep_until(began + Duration::from_secs(1) / RATE * n).await;
        let fixes: Vec<PositionFix> =
            turn.by_ref().take(BATCH).map(|(n, unit)| fix(n, *unit, sent)).collect();
        let api = gateway.clone();
        sending.push(tokio::spawn(async move {
            let at = Instant::now();
            let batch = PositionBatch { fixes };
            let path = "/api/units/positions";
            let taken: TakenPositions = api.command(Method::POST, path, SystemIds.id(), &batch).await?;
            Ok::<_, crate::client::ApiFailure>((at.elapsed(), taken.taken))
        }));
    }
    let (mut answers, mut count) = (Vec::new(), 0);
    for one in sending {
        let (answer, taken) = one.await.map_err(|error| BenchError::Odd(error.to_string()))??;
        answers.push(answer);
        count += u64::from(taken);
    }
    Ok((Spread::of(&answers), count))
}

fn fix(n: u32, (unit, mark): (UnitId, u32), sent: &Sent) -> PositionFix {
    let (lat, lon) = place(mark, n / UNITS + 1);
    if mark.is_multiple_of(SAMPLE) {
        sent.lock().unwrap_or_else(PoisonError::into_inner).insert((mark, to_e7(lat)), Instant::now());
    }
    PositionFix {
        unit,
        at: SystemClock.now(),
        lat,
        lon,
        accuracy_m: Some(8.0),
        speed_mps: Some(13.9),
        heading_deg: Some(90.0),
    }
}
