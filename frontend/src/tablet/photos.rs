//! Photos, sound and sketches: encrypted here until they are in the register. Photos are scaled down and stripped of what the camera
//! wrote into them.

use gloo_net::http::Method;
use js_sys::{Function, Promise, Uint8Array};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vnr_shared::id::{AttachmentId, CommandId, IncidentId};
use vnr_shared::incident::Taken;
use vnr_shared::problem::ProblemCode;
use vnr_shared::sync::Act;
use vnr_shared::time::DateTime;
use vnr_shared::upload::{NewUpload, Upload};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::crypto;
use super::drafts::Kept;
use super::hold::{Hold, held, raw_now};
use super::js;
use super::store::Broken;
use super::vault::Vault;
use crate::api::{self, Failure};
use crate::edge;

/// Longest side of a photo as it is sent, pixels.
const SIDE: f64 = 2048.0;
/// Quality of the JPEG it is written as: the eye sees no difference, and half of the bytes are gone.
const QUALITY: f64 = 0.82;
/// Bytes of a piece: half a minute on a link of 64 kbit/s, which is what a break costs.
const PIECE: usize = 256 * 1024;
/// The list of photos in the safe.
const LIST: &str = "photos";

/// How a photo stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoState {
    /// It belongs to a draft, or waits for the network.
    Waits,
    /// The register refused it, with this sentence.
    Refused(String),
}

/// A photo on the device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Photo {
    /// Id, which is also the key of the command that sends it.
    pub id: Uuid,
    /// The incident.
    pub incident: IncidentId,
    /// Name of the file.
    pub name: String,
    /// When it was taken, by the device's clock.
    pub taken_at: DateTime,
    /// Where the device was: latitude and longitude.
    pub place: Option<(f64, f64)>,
    /// Type of the file.
    #[serde(default = "jpeg")]
    pub media: String,
    /// Bytes as they will be sent.
    pub size: u32,
    /// How it stands.
    pub state: PhotoState,
}

/// What a file is of which an older program did not write it down.
fn jpeg() -> String {
    "image/jpeg".to_owned()
}

/// A file that was made here.
pub struct New {
    /// The incident.
    pub incident: IncidentId,
    /// Name of the file.
    pub name: String,
    /// Its type.
    pub media: String,
    /// When it was made, by the device's clock.
    pub taken_at: DateTime,
    /// Where the device was.
    pub place: Option<(f64, f64)>,
}

fn record(id: Uuid) -> String {
    format!("photo:{id}")
}

/// Draws a picture anew, no larger than is sent. What the camera wrote beside the picture is not drawn.
async fn scaled(file: &File) -> Result<Vec<u8>, JsValue> {
    let upright = js::object(&[("imageOrientation", &"from-image".into())]);
    let bitmap = js::ask(&js::window(), "createImageBitmap", &[file, &upright]).await?;
    let side = |name| js::get(&bitmap, name).ok().and_then(|value| value.as_f64()).unwrap_or(1.0).max(1.0);
    let (width, height) = (side("width"), side("height"));
    let scale = (SIDE / width.max(height)).min(1.0);
    let canvas: JsValue = edge::document().create_element("canvas")?.into();
    let (width, height) = ((width * scale).round().max(1.0), (height * scale).round().max(1.0));
    js_sys::Reflect::set(&canvas, &"width".into(), &width.into())?;
    js_sys::Reflect::set(&canvas, &"height".into(), &height.into())?;
    let context = js::call(&canvas, "getContext", &[&"2d".into()])?;
    js::call(&context, "drawImage", &[&bitmap, &0.into(), &0.into(), &width.into(), &height.into()])?;
    js::call(&bitmap, "close", &[])?;
    let drawn = Promise::new(&mut |done: Function, _| {
        let _ = js::call(&canvas, "toBlob", &[&done, &"image/jpeg".into(), &QUALITY.into()]);
    });
    let blob = JsFuture::from(drawn).await?;
    let bytes = js::ask(&blob, "arrayBuffer", &[]).await?;
    Ok(Uint8Array::new(&bytes).to_vec())
}

/// Every photo on the device.
pub async fn read(vault: &Vault) -> Result<Vec<Photo>, Broken> {
    Ok(vault.get(LIST).await?.unwrap_or_default())
}

async fn write(hold: Hold, photos: &[Photo]) -> Result<(), Broken> {
    hold.vault().ok_or(Broken)?.put(LIST, &photos).await?;
    hold.photos.try_set(photos.to_vec());
    Ok(())
}

/// Takes a picture for an incident. False when it is no picture.
pub async fn add(
    hold: Hold,
    incident: IncidentId,
    file: &File,
    place: Option<(f64, f64)>,
) -> Result<bool, Broken> {
    let Ok(bytes) = scaled(file).await else { return Ok(false) };
    let taken_at =
        if file.last_modified() > 0.0 { edge::from_millis(file.last_modified()) } else { raw_now() };
    let stem = file.name().rsplit_once('.').map_or_else(|| file.name(), |(stem, _)| stem.to_owned());
    let new = New { incident, name: format!("{stem}.jpg"), media: jpeg(), taken_at, place };
    keep(hold, new, &bytes).await?;
    Ok(true)
}

/// Keeps a file for an incident: encrypted, and on the disk when this returns.
pub async fn keep(hold: Hold, new: New, bytes: &[u8]) -> Result<(), Broken> {
    let vault = hold.vault().ok_or(Broken)?;
    let id = edge::new_id();
    let New { incident, name, media, taken_at, place } = new;
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let sealed = vault.seal_bytes(&record(id), bytes).await?;
    let photo = Photo { id, incident, name, taken_at, place, media, size, state: PhotoState::Waits };
    let mut photos = hold.photos.try_get_untracked().ok_or(Broken)?;
    photos.push(photo);
    vault.write(vec![sealed, vault.seal(LIST, &photos).await?]).await?;
    hold.photos.try_set(photos);
    Ok(())
}

/// Takes a file off the device. One that is just being sent is not sent on; what the register has of it by then is no attachment and
/// is swept there.
pub async fn remove(hold: Hold, id: Uuid) -> Result<(), Broken> {
    let mut photos = held(hold.photos, Vec::clone)?;
    photos.retain(|photo| photo.id != id);
    write(hold, &photos).await?;
    hold.vault().ok_or(Broken)?.remove(&[record(id)]).await
}

/// The command that files an incident, while the register has not answered it.
fn filing(hold: Hold, incident: IncidentId) -> Option<CommandId> {
    hold.outbox.with_untracked(|outbox| {
        let files = |act: &Act| matches!(act, Act::File(body) if body.id == incident);
        outbox.entries().iter().find(|entry| files(&entry.item.act)).map(|entry| entry.item.key)
    })
}

/// Sends the next photo whose incident is in the register. True when there may be another.
pub async fn send_one(hold: Hold) -> Result<bool, Failure> {
    // Whoever locks the screen meanwhile takes all of this away.
    let Ok(drafted) = held(hold.drafts, |all| all.iter().map(Kept::incident).collect::<Vec<_>>()) else {
        return Ok(false);
    };
    let next = hold.photos.with_untracked(|photos| {
        let ready = |photo: &&Photo| {
            photo.state == PhotoState::Waits
                && !drafted.contains(&photo.incident)
                && filing(hold, photo.incident).is_none()
        };
        photos.iter().find(ready).cloned()
    });
    let (Some(photo), Some(vault)) = (next, hold.vault()) else { return Ok(false) };
    let Ok(Some(bytes)) = vault.bytes(&record(photo.id)).await else {
        settle(hold, photo.id, Some(String::new())).await;
        return Ok(true);
    };
    match upload(hold, &photo, &bytes).await {
        Ok(()) => settle(hold, photo.id, None).await,
        Err(why) if why.code().is_some_and(|code| code.status() < 500 && code.status() != 401) => {
            settle(hold, photo.id, Some(why.sentence())).await;
        }
        Err(why) => return Err(why),
    }
    Ok(true)
}

/// Sends a photo in pieces, from where an earlier attempt stopped.
async fn upload(hold: Hold, photo: &Photo, bytes: &[u8]) -> Result<(), Failure> {
    let path = format!("/api/uploads/{}", photo.id);
    let mut upload = match api::get::<Upload>(&path).await {
        Err(why) if why.code() == Some(ProblemCode::NotFound) => announce(hold, photo, bytes).await?,
        asked => asked?,
    };
    while upload.attachment.is_none() {
        let cancelled = hold.photos.try_with_untracked(|all| all.iter().all(|other| other.id != photo.id));
        if cancelled.unwrap_or(true) {
            return Ok(());
        }
        let rest =
            usize::try_from(upload.offset).ok().and_then(|offset| bytes.get(offset..)).unwrap_or_default();
        let piece = rest.get(..PIECE).unwrap_or(rest);
        upload = match api::send_piece(&path, upload.offset, piece).await {
            // An earlier piece arrived and its answer did not.
            Err(why) if why.code() == Some(ProblemCode::OffsetMismatch) => api::get(&path).await?,
            sent => sent?,
        };
    }
    Ok(())
}

async fn announce(hold: Hold, photo: &Photo, bytes: &[u8]) -> Result<Upload, Failure> {
    let clock = hold.clock.try_get_untracked().flatten();
    let at = clock.map_or(photo.taken_at, |clock| clock.correct(photo.taken_at));
    let body = NewUpload {
        id: AttachmentId(photo.id),
        incident: photo.incident,
        name: photo.name.clone(),
        media_type: photo.media.clone(),
        size: bytes.len() as u64,
        sha256: crypto::sha256(bytes).await.map_err(|_| Failure::Undecodable)?,
        taken: Some(Taken {
            at,
            lat: photo.place.map(|place| place.0),
            lon: photo.place.map(|place| place.1),
        }),
    };
    api::send(Method::POST, "/api/uploads", &body, api::new_key()).await
}

/// A photo is in the register, or was refused. That this cannot be written costs a repetition, which the register answers alike.
async fn settle(hold: Hold, id: Uuid, refused: Option<String>) {
    let _ = match refused {
        None => remove(hold, id).await,
        Some(why) => {
            let Ok(mut photos) = held(hold.photos, Vec::clone) else { return };
            for photo in photos.iter_mut().filter(|photo| photo.id == id) {
                photo.state = PhotoState::Refused(why.clone());
            }
            write(hold, &photos).await
        }
    };
}
