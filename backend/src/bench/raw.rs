//! The raw limit: a bare insert, committed, and a bare write of 400 bytes to as many WebSockets. No access rules, no
//! journal, no state; what is left is what this machine's disk, kernel and library take.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::{SinkExt, StreamExt};
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio_tungstenite::tungstenite::Message;

use super::ground::Ground;
use super::table::Line;
use super::{BenchError, Size, store};
use crate::figures::Spread;

/// Bytes of a frame: about what a change of an incident takes.
const FRAME: usize = 400;

/// Measures and prints.
pub async fn run(ground: &Ground, size: Size, sockets: usize, rate: u32) -> Result<(), BenchError> {
    let mut spreads = Vec::new();
    for _ in 0..size.runs {
        spreads.push(one(ground, size, sockets, rate).await?);
    }
    let line = |what: &str, value: fn(&Spread) -> f64| {
        let what = format!("  raw limit: bare insert → bare write to {sockets} sockets, {what}");
        Line::new(what, "", "ms", spreads.iter().map(value).collect()).print();
    };
    line("p50", |spread| spread.p50);
    line("p99", |spread| spread.p99);
    Ok(())
}

async fn one(ground: &Ground, size: Size, sockets: usize, rate: u32) -> Result<Spread, BenchError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (ring, _) = broadcast::channel::<Message>(4096);
    let casting = ring.clone();
    let server = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = stream.set_nodelay(true);
            let mut casts = casting.subscribe();
            tokio::spawn(async move {
                let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else { return };
                while let Ok(frame) = casts.recv().await {
                    if socket.send(frame).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    let began = Instant::now();
    let delays = Arc::new(Mutex::new(Vec::new()));
    let mut clients = Vec::new();
    for _ in 0..sockets {
        let opened =
            tokio_tungstenite::connect_async_with_config(format!("ws://{address}"), None, true).await;
        let (mut socket, _) = opened.map_err(Box::new)?;
        let delays = delays.clone();
        clients.push(tokio::spawn(async move {
            while let Some(Ok(Message::Text(frame))) = socket.next().await {
                let received = began.elapsed();
                let sent = frame.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or_default();
                let delay = received.saturating_sub(Duration::from_nanos(sent));
                delays.lock().unwrap_or_else(PoisonError::into_inner).push(delay);
            }
        }));
    }
    let mut conn = ground.connect().await?;
    store::make_bare(&mut conn).await?;
    let start = tokio::time::Instant::now();
    for n in 0..u32::try_from(size.seconds).unwrap_or(1) * rate {
        tokio::time::sleep_until(start + Duration::from_secs(1) / rate * n).await;
        let due = format!("{} ", began.elapsed().as_nanos());
        let frame = format!("{due:x<FRAME$}");
        store::insert_bare(&mut conn, &frame).await?;
        // Those who are still there get it; at the end nobody is.
        let _ = ring.send(Message::text(frame));
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    server.abort();
    for client in clients {
        client.abort();
    }
    let delays = delays.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Spread::of(&delays))
}
