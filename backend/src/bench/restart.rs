//! The server dies under its consoles and comes back.

use std::time::{Duration, Instant};

use super::ground::Ground;
use super::table::Line;
use super::{BenchError, Size};
use crate::client::{Child, Crowd};

/// Consoles.
const SOCKETS: usize = 112;
/// How long they may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Kills the server with `-9` and measures from the start of the new process until every socket has what it missed.
pub async fn run(ground: &mut Ground, size: Size) -> Result<(), BenchError> {
    let crowd = Crowd::open(&ground.readers, SOCKETS, false);
    if !crowd.until(PATIENCE, |watched| watched.continued.is_some()).await {
        return Err(BenchError::Odd("the sockets could not be opened".to_owned()));
    }
    let mut times = Vec::new();
    for _ in 0..size.runs.max(3) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let killed = Instant::now();
        ground.server.kill().await?;
        let address = ground.server.address();
        ground.server = Child::start(&ground.program, ground.folder.path(), address, None)?;
        if !crowd.until(PATIENCE, |w| w.continued.is_some_and(|at| at > killed)).await {
            return Err(BenchError::Odd("not every socket came back".to_owned()));
        }
        times.push(ground.server.began().elapsed().as_secs_f64() * 1000.0);
    }
    crowd.close().await;
    let what = format!("restart of the server until {SOCKETS} consoles have what they missed");
    Line::new(what, "≤ 2000 ms", "ms", times).print();
    Ok(())
}
