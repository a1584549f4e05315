//! A bad link: 64 kbit/s each way, 800 ms there and back, one segment in twenty lost.
//!
//! A model, but one that truly delays bytes: a relay between client and server that cuts each direction into segments, sends
//! them one after another at the rate of the line, holds each for half of the round trip, and repeats a lost one after a round
//! trip, during which nothing behind it arrives, as in TCP. It does not model slow start, duplicate acknowledgements or TLS.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::super::BenchError;

/// Bytes of a segment.
const SEGMENT: usize = 1400;
/// Bytes a second each way: 64 kbit/s.
const RATE: f64 = 8_000.0;
/// One way.
const ONE_WAY: Duration = Duration::from_millis(400);
/// Of so many segments one is lost.
const LOST: u64 = 20;
/// Segments under way: what the buffers of such a line hold.
const UNDER_WAY: usize = 64;

/// Bytes that went each way.
#[derive(Debug, Default)]
pub struct Counted {
    /// To the server.
    pub up: AtomicU64,
    /// To the client.
    pub down: AtomicU64,
}

impl Counted {
    /// Both ways so far.
    pub fn now(&self) -> (u64, u64) {
        (self.up.load(Ordering::Relaxed), self.down.load(Ordering::Relaxed))
    }
}

/// A relay that listens on an address of its own for as long as the measurement runs.
#[derive(Debug)]
pub struct Link {
    /// Address to use in place of the server's.
    pub url: String,
    /// What went through.
    pub counted: Arc<Counted>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Link {
    /// Opens a relay to a server. `slow` makes it a bad link; otherwise it only counts.
    pub async fn open(server: &str, slow: bool) -> Result<Self, BenchError> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (counted, to) = (Arc::new(Counted::default()), server.trim_start_matches("http://").to_owned());
        let count = counted.clone();
        let task = tokio::spawn(async move {
            let mut relays = tokio::task::JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let (to, count) = (to.clone(), count.clone());
                relays.spawn(async move {
                    // A connection that breaks is one that ends: the client repeats.
                    let Ok(server) = TcpStream::connect(to).await else { return };
                    let (from_client, to_client) = client.into_split();
                    let (from_server, to_server) = server.into_split();
                    tokio::join!(
                        carry(from_client, to_server, slow, &count.up),
                        carry(from_server, to_client, slow, &count.down)
                    );
                });
            }
        });
        Ok(Self { url, counted, task })
    }
}

/// Carries one direction of one connection.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, slow: bool, count: &AtomicU64) {
    let (line, mut arrived) = mpsc::channel::<(Instant, Vec<u8>)>(UNDER_WAY);
    let send = async move {
        let (mut buffer, mut segments, mut free) = (vec![0; SEGMENT], 0_u64, Instant::now());
        while let Ok(n) = from.read(&mut buffer).await {
            let Some(bytes) = buffer.get(..n).filter(|bytes| !bytes.is_empty()) else { break };
            count.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            let mut due = Instant::now();
            if slow {
                segments += 1;
                let long = Duration::from_secs_f64(f64::from(u32::try_from(n).unwrap_or(u32::MAX)) / RATE);
                free = free.max(Instant::now()) + long;
                // Spread, and the same in every run.
                if segments * 7 % LOST == 0 {
                    free += ONE_WAY * 2 + long;
                }
                tokio::time::sleep_until(free).await;
                due = free + ONE_WAY;
            }
            if line.send((due, bytes.to_vec())).await.is_err() {
                break;
            }
        }
    };
    let receive = async move {
        while let Some((due, bytes)) = arrived.recv().await {
            tokio::time::sleep_until(due).await;
            if to.write_all(&bytes).await.is_err() {
                break;
            }
        }
    };
    tokio::join!(send, receive);
}
