//! A day's work of one tablet over a bad link: the list first, then what goes up, then the gazetteer, photographs last.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use vnr_shared::catalogue::IncidentType;
use vnr_shared::hazard::Hazard;
use vnr_shared::id::{AttachmentId, DeviceId, IncidentId};
use vnr_shared::incident::{Incident, Sensitivity};
use vnr_shared::sync::{LeasedPlaces, SyncDown};
use vnr_shared::upload::{NewUpload, Upload};

use super::super::ground::{Ground, sample};
use super::super::table::Line;
use super::super::{BenchError, Size};
use super::link::Link;
use crate::client::Api;
use crate::clock::{Clock, Ids, SystemClock, SystemIds};
use crate::demo;

/// Incidents that an officer files in a day, each with a person and a vehicle.
const FILED: usize = 8;
/// Lines added to logs.
const LINES: usize = 20;
/// Commands of one exchange: the day goes up as it happens, not at its end.
const AT_ONCE: usize = 7;
/// A photograph as the device scales it: 2 048 pixels on the long side.
const PHOTOGRAPH: usize = 300 << 10;
/// Photographs.
const PHOTOGRAPHS: usize = 4;
/// Bytes of a piece.
const PIECE: usize = 64 << 10;
/// What a piece is called.
const PIECE_TYPE: &str = "application/offset+octet-stream";
/// Longest wait for an answer over this link.
const ANSWER_MAX: Duration = Duration::from_mins(3);

/// A tablet at the end of the link.
struct Device {
    api: Api,
    http: reqwest::Client,
    link: Link,
    id: DeviceId,
    seq: u64,
}

/// Seconds and bytes of one part of the day.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    seconds: f64,
    up: f64,
    down: f64,
}

/// Measures and prints, once: it takes as long as it takes.
pub async fn run(ground: &Ground, size: Size, filer: Option<Arc<Api>>) -> Result<(), BenchError> {
    let url = ground.server.url();
    let slow = day(&url, true, size, filer.clone()).await?;
    let fast = day(&url, false, size, filer).await?;
    let print = |what: &str, unit, slow: f64, fast: f64| {
        Line::new(what, "", unit, vec![slow]).print();
        Line::new("    the same without the bad link", "", unit, vec![fast]).print();
    };
    let seconds = |what: &str, of: fn(&Day) -> Part| print(what, "s", of(&slow).seconds, of(&fast).seconds);
    seconds("a day over 64 kbit/s, 800 ms, 5 % loss (a model): list there", |day| day.list);
    Line::new("  open incidents in the list", "", "", vec![slow.listed]).print();
    Line::new("  bytes down for each of them", "", "B", vec![slow.list.down / slow.listed.max(1.0)]).print();
    seconds("  own work whole, hazards and types", |day| day.lists);
    seconds("  8 incidents with person and vehicle, 20 lines, sent", |day| day.sent);
    Line::new("  bytes up for each incident, its lines included", "", "B", vec![slow.sent.up / slow.filed])
        .print();
    Line::new("  bytes down for each incident", "", "B", vec![slow.sent.down / slow.filed]).print();
    seconds("  a page of 1000 places of the gazetteer", |day| day.places);
    Line::new("  bytes down for it", "", "B", vec![slow.places.down]).print();
    seconds("  one photograph of 300 KB in pieces", |day| day.photograph);
    Ok(())
}

/// The parts of a day.
#[derive(Debug, Default)]
struct Day {
    list: Part,
    listed: f64,
    lists: Part,
    sent: Part,
    filed: f64,
    places: Part,
    photograph: Part,
}

async fn day(url: &str, slow: bool, size: Size, filer: Option<Arc<Api>>) -> Result<Day, BenchError> {
    let mut device = Device::open(url, slow).await?;
    let mut day = Day::default();
    let (part, first) = device.timed(async |d| d.sync(Vec::new(), None).await).await?;
    day.list = part;
    let open = first.frames.first().map(|frame| &frame["snapshot"]["picture"]["incidents"]);
    day.listed = number(open.and_then(Value::as_array).map_or(0, Vec::len));
    let id = device.id;
    (day.lists, ()) = device
        .timed(async |d| {
            let _: Vec<Incident> = d.get(&format!("/api/lease/work?device={id}")).await?;
            let _: Vec<Hazard> = d.get(&format!("/api/lease/hazards?device={id}")).await?;
            let _: Vec<IncidentType> = d.get("/api/types").await?;
            Ok(())
        })
        .await?;
    let incidents: Vec<IncidentId> = (0..FILED).map(|_| IncidentId(SystemIds.id())).collect();
    let after = position(&first);
    let acts = acts(&incidents);
    (day.sent, ()) = device
        .timed(async |d| {
            let mut after = after;
            for acts in acts.chunks(AT_ONCE) {
                after = position(&d.sync(acts.to_vec(), after).await?);
            }
            Ok(())
        })
        .await?;
    day.filed = number(FILED);
    (day.places, _) = device
        .timed(async |d| d.get::<LeasedPlaces>(&format!("/api/lease/places?device={id}")).await)
        .await?;
    // A look in two minutes does with one photograph.
    let photographs = if size.seconds < 10 { 1 } else { PHOTOGRAPHS };
    for n in 0..photographs {
        let incident = incidents.get(n % FILED).copied().unwrap_or(IncidentId(uuid::Uuid::nil()));
        let content = photograph(n);
        let (part, ()) = device.timed(async |d| d.upload(incident, &content).await).await?;
        day.photograph.seconds += part.seconds / number(photographs);
    }
    if let Some(filer) = filer {
        let held: Incident = filer.get(&format!("/api/incidents/{}", incidents[0])).await?;
        if held.attachments.is_empty() || held.persons.is_empty() {
            return Err(BenchError::Odd("the day's work did not arrive".to_owned()));
        }
    }
    Ok(day)
}

/// What an officer does in a day.
fn acts(incidents: &[IncidentId]) -> Vec<Value> {
    let file = |(n, id): (usize, &IncidentId)| {
        let mut new = json!(sample(n));
        new["id"] = json!(id);
        new["sensitivity"] = json!(Sensitivity::Normal);
        new["persons"] = json!([{ "id": SystemIds.id(), "person_id": SystemIds.id(), "role": "witness",
            "detail": { "names": [{ "given": "Anna", "surname": "Paraudziņa" }] } }]);
        new["vehicles"] = json!([{ "id": SystemIds.id(), "vehicle_id": SystemIds.id(), "role": "involved",
            "detail": { "plate": format!("ZZ{n}"), "country": "LV" } }]);
        json!({ "file": new })
    };
    let line = |n: usize| {
        let text = "Izrunājos ar liecinieku, paskaidrojums pievienots, kameru ieraksts pieprasīts.";
        json!({ "note": { "incident": incidents[n % incidents.len()], "note": { "id": SystemIds.id(), "text": text } } })
    };
    incidents.iter().enumerate().map(file).chain((0..LINES).map(line)).collect()
}

fn position(down: &SyncDown<Value>) -> Option<i64> {
    let last = down.frames.last()?;
    last["beat"]["position"].as_i64().or(last["snapshot"]["position"].as_i64())
}

/// The beginning of a JPEG, and then bytes that cannot be packed.
fn photograph(n: usize) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec();
    // What cannot be packed and is never the same twice: a chain of hashes.
    let mut block =
        Sha256::digest(SystemIds.id().as_bytes().iter().chain(&n.to_le_bytes()).copied().collect::<Vec<_>>());
    while bytes.len() < PHOTOGRAPH {
        bytes.extend_from_slice(&block);
        block = Sha256::digest(block);
    }
    bytes.truncate(PHOTOGRAPH);
    bytes
}

fn number(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

impl Device {
    async fn open(url: &str, slow: bool) -> Result<Self, BenchError> {
        let link = Link::open(url, slow).await?;
        let api = Api::log_in(&link.url, "vp.inspektors", demo::PASSWORD, "vnr bench").await?;
        let http = reqwest::Client::builder().timeout(ANSWER_MAX).tcp_nodelay(true).no_proxy().build();
        let http = http.map_err(crate::client::ApiFailure::from)?;
        let id = DeviceId(SystemIds.id());
        let name = json!({ "name": "Planšete" });
        api.order(Method::PUT, &format!("/api/devices/{id}"), SystemIds.id(), &name).await?;
        Ok(Self { api, http, link, id, seq: 0 })
    }

    /// Does a part of the day, and tells what it cost.
    async fn timed<T>(
        &mut self,
        part: impl AsyncFnOnce(&mut Self) -> Result<T, BenchError>,
    ) -> Result<(Part, T), BenchError> {
        let (began, before) = (Instant::now(), self.link.counted.now());
        let done = part(self).await?;
        let after = self.link.counted.now();
        let bytes = |before: u64, after: u64| number(usize::try_from(after - before).unwrap_or(usize::MAX));
        let cost = Part {
            seconds: began.elapsed().as_secs_f64(),
            up: bytes(before.0, after.0),
            down: bytes(before.1, after.1),
        };
        Ok((cost, done))
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.link.url)).bearer_auth(self.api.token())
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, BenchError> {
        read(self.request(Method::GET, path)).await
    }

    async fn sync(&mut self, acts: Vec<Value>, after: Option<i64>) -> Result<SyncDown<Value>, BenchError> {
        let now = SystemClock.now();
        let mut items = Vec::new();
        for act in acts {
            self.seq += 1;
            items.push(json!({ "key": SystemIds.id(), "seq": self.seq, "made_at": now, "act": act }));
        }
        let up = json!({ "device": self.id, "sent_at": now, "items": items, "after": after });
        read(self.request(Method::POST, "/api/sync").json(&up)).await
    }

    async fn upload(&mut self, incident: IncidentId, content: &[u8]) -> Result<(), BenchError> {
        let new = NewUpload {
            id: AttachmentId(SystemIds.id()),
            incident,
            name: "attels.jpg".to_owned(),
            media_type: "image/jpeg".to_owned(),
            size: content.len() as u64,
            sha256: hex::encode(Sha256::digest(content)),
            taken: None,
        };
        let key = SystemIds.id().to_string();
        let mut upload: Upload =
            read(self.request(Method::POST, "/api/uploads").header("idempotency-key", key).json(&new))
                .await?;
        let path = format!("/api/uploads/{}", new.id);
        for piece in content.chunks(PIECE) {
            let request = self
                .request(Method::PATCH, &path)
                .header("content-type", PIECE_TYPE)
                .header("upload-offset", upload.offset)
                .body(piece.to_vec());
            upload = read(request).await?;
        }
        if upload.attachment.is_none() {
            return Err(BenchError::Odd("a photograph did not arrive".to_owned()));
        }
        Ok(())
    }
}

async fn read<T: serde::de::DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<T, BenchError> {
    let failed = crate::client::ApiFailure::from;
    let answer = request.send().await.map_err(failed)?;
    if !answer.status().is_success() {
        return Err(BenchError::Odd(format!("{}: {}", answer.url().path(), answer.status())));
    }
    Ok(answer.json().await.map_err(failed)?)
}
