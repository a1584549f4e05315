//! What each socket ended with against what is true: a fresh socket, the register's picture at the same position, and the
//! tracks.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use uuid::Uuid;
use vnr_shared::live::{Kind, Picture, Shown};
use vnr_shared::situation::Situation;
use vnr_shared::unit::fix::decode;

use super::SOCKETS_MAX;
use crate::client::{Api, Crowd, Follower};
use crate::clock::{Clock, SystemClock};
use crate::terminal::say;

/// What the sockets watch.
pub const TOPICS: &[Kind] = &[Kind::Incident, Kind::Call, Kind::Unit];
/// Time in which the last positions reach the sockets: some ticks.
const TICKS: Duration = Duration::from_secs(3);

/// Compares what each socket ended with, with what a new one is told.
pub async fn judge(crowd: Crowd, readers: &[Arc<Api>], faults: &mut Vec<String>) {
    tokio::time::sleep(TICKS).await;
    let fresh = Crowd::open_on(TOPICS, readers, readers.len(), false);
    if !fresh.until(SOCKETS_MAX, |w| w.continued.is_some() && w.placed.is_some()).await {
        faults.push("no fresh snapshot could be had".to_owned());
    }
    let truth: HashMap<String, Follower> =
        fresh.followers().iter().map(|f| (f.api().session().login.clone(), f.clone())).collect();
    let differs = |follower: &Follower| {
        let Some(truth) = truth.get(&follower.api().session().login) else { return true };
        let (truth, watched) = (truth.watched(), follower.watched());
        truth.picture != watched.picture || truth.positions != watched.positions
    };
    let until = Instant::now() + SOCKETS_MAX;
    while crowd.followers().iter().any(differs) && Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let wrong = crowd.followers().iter().filter(|follower| differs(follower)).count();
    let (mut doubled, mut resyncs, mut connections) = (0, 0, 0);
    for follower in crowd.followers() {
        let watched = follower.watched();
        doubled += watched.doubled;
        resyncs += watched.resyncs;
        connections += watched.connections;
    }
    let most = |size: fn(&Follower) -> usize| truth.values().map(size).max().unwrap_or_default();
    let (seen, placed) = (most(|f| f.watched().picture.len()), most(|f| f.watched().positions.len()));
    say(&format!(
        "sockets: {connections} connections, {resyncs} begun anew, {doubled} doubled, pictures of up to {seen} incidents, calls \
         and units, {placed} positions"
    ));
    if wrong > 0 {
        faults.push(format!("{wrong} sockets end with another picture than a fresh one"));
    }
    if doubled > 0 {
        faults.push(format!("{doubled} changes came twice"));
    }
    if seen == 0 || placed == 0 {
        faults.push("the pictures are empty".to_owned());
    }
    against_register(fresh.followers(), faults).await;
    crowd.close().await;
    fresh.close().await;
}

/// Compares sockets with the register's picture at the position they have, and their positions with the tracks, for everybody
/// whose role may look at the situation.
async fn against_register(followers: &[Follower], faults: &mut Vec<String>) {
    let mut compared = 0;
    for follower in followers {
        let (position, picture, positions) = {
            let watched = follower.watched();
            (watched.position.unwrap_or_default(), watched.picture.clone(), watched.positions.clone())
        };
        let login = &follower.api().session().login;
        let path = format!("/api/situation?position={position}");
        // A role that may not look at the situation was compared with a fresh socket.
        let Ok(situation) = follower.api().get::<Situation>(&path).await else { continue };
        compared += 1;
        if versions(&situation.picture) != picture {
            faults.push(format!("{login} ends with another picture than the register has at {position}"));
        }
        let at = SystemClock.now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        let tracks = follower.api().bytes(&format!("/api/units/positions?at={at}")).await.unwrap_or_default();
        let tracks: HashMap<u32, (i32, i32)> = decode(&tracks)
            .map(|(_, records)| records.map(|r| (r.mark, (r.lat_e7, r.lon_e7))).collect())
            .unwrap_or_default();
        let astray = tracks.iter().filter(|(mark, at)| positions.get(mark) != Some(at)).count();
        if astray > 0 {
            faults
                .push(format!("{login} sees {astray} of {} units elsewhere than their tracks", tracks.len()));
        }
    }
    say(&format!("{compared} pictures compared with the register's at their position and with the tracks"));
    if compared == 0 {
        faults.push("no picture could be compared with the register's".to_owned());
    }
}

/// Everything in a picture that sockets watch, with its version.
fn versions(picture: &Picture) -> HashMap<Uuid, i64> {
    let incidents = picture.incidents.iter().map(|i| (i.key(), i.version));
    let calls = picture.calls.iter().map(|c| (c.key(), c.version));
    let units = picture.units.iter().map(|u| (u.key(), u.version));
    incidents.chain(calls).chain(units).collect()
}
