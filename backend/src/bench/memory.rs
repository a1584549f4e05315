//! What a connected console costs the server in memory.

use std::time::Duration;

use super::BenchError;
use super::ground::Ground;
use super::sockets::memory_kb;
use super::table::Line;
use crate::client::Crowd;

/// How many consoles are connected, one step after the other.
const STEPS: [usize; 2] = [112, 1_000];
/// How long sockets may take to open.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the server is left alone before it is looked at.
const SETTLE: Duration = Duration::from_secs(3);

/// Measures and prints, once: memory that was given back by sockets that closed stays with the process, so a second run would
/// find it there and tell less. The consoles have the whole picture and nothing changes meanwhile.
pub async fn run(ground: &Ground) -> Result<(), BenchError> {
    tokio::time::sleep(SETTLE).await;
    let empty = resident(ground)?;
    Line::new("memory of the server with no console", "", "MB", vec![empty / 1024.0]).print();
    let mut crowds: Vec<Crowd> = Vec::new();
    let mut connected = 0;
    for step in STEPS {
        let crowd = Crowd::open(&ground.readers, step - connected, false);
        if !crowd.until(PATIENCE, |watched| watched.continued.is_some()).await {
            return Err(BenchError::Odd(format!("{step} sockets could not be opened")));
        }
        crowds.push(crowd);
        connected = step;
        tokio::time::sleep(SETTLE).await;
        let more = resident(ground)? - empty;
        let each = more / f64::from(u32::try_from(step).unwrap_or(u32::MAX));
        Line::new(format!("memory per connected console, of {step}"), "—", "KB", vec![each]).print();
    }
    for crowd in crowds {
        crowd.close().await;
    }
    Ok(())
}

/// Kilobytes of the server that are in memory, as the kernel counts them.
fn resident(ground: &Ground) -> Result<f64, BenchError> {
    memory_kb(ground).ok_or_else(|| BenchError::Odd("the memory of the server cannot be read".to_owned()))
}
