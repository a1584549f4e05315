//! Sound: recorded with the browser's own recorder and kept like a photo.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::id::IncidentId;
use vnr_shared::time;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::guard;
use super::hold::{Hold, raw_now};
use super::js;
use super::photos;
use super::text::Tab;
use crate::edge;
use crate::i18n::Message;
use crate::ui::{Note, Tone};

/// Seconds after which a recording ends by itself: two megabytes, five minutes on a bad link.
const LONGEST_S: i64 = 600;
/// Bits per second: speech is understood well.
const BITS: f64 = 24_000.0;
/// What browsers record, the first that this one can; with the ending of the file's name.
const KINDS: [(&str, &str); 3] =
    [("audio/webm;codecs=opus", "webm"), ("audio/ogg;codecs=opus", "ogg"), ("audio/mp4", "m4a")];

/// A recording that runs.
struct Recording {
    recorder: JsValue,
    stream: JsValue,
    chunks: Array,
    kind: (&'static str, &'static str),
    _taken: Closure<dyn FnMut(JsValue)>,
}

impl Recording {
    /// Asks for the microphone and begins.
    async fn begin() -> Result<Self, JsValue> {
        let class: Function = js::browser(&["MediaRecorder"])?.dyn_into()?;
        let can = |kind: &str| {
            js::call(&class, "isTypeSupported", &[&kind.into()]).is_ok_and(|can| can.is_truthy())
        };
        let kind = KINDS.into_iter().find(|(kind, _)| can(kind)).ok_or(JsValue::UNDEFINED)?;
        let devices = js::browser(&["navigator", "mediaDevices"])?;
        let stream = js::ask(&devices, "getUserMedia", &[&js::object(&[("audio", &true.into())])]).await?;
        let options = js::object(&[("mimeType", &kind.0.into()), ("audioBitsPerSecond", &BITS.into())]);
        let recorder: JsValue = Reflect::construct(&class, &Array::of2(&stream, &options))?;
        let chunks = Array::new();
        let into = chunks.clone();
        let taken = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            if let Ok(chunk) = js::get(&event, "data") {
                into.push(&chunk);
            }
        });
        js::call(&recorder, "addEventListener", &[&"dataavailable".into(), taken.as_ref()])?;
        // In pieces of a second, so that a recorder that fails has given what it had.
        js::call(&recorder, "start", &[&1_000.into()])?;
        Ok(Self { recorder, stream, chunks, kind, _taken: taken })
    }

    /// Ends, and lets go of the microphone.
    async fn end(self) -> Result<Vec<u8>, JsValue> {
        let stopped = Promise::new(&mut |done, _| {
            let _ = js::call(&self.recorder, "addEventListener", &[&"stop".into(), &done]);
        });
        if js::get(&self.recorder, "state")?.as_string().as_deref() != Some("inactive") {
            js::call(&self.recorder, "stop", &[])?;
            JsFuture::from(stopped).await?;
        }
        let tracks: Array = js::call(&self.stream, "getTracks", &[])?.dyn_into()?;
        for track in tracks.iter() {
            js::call(&track, "stop", &[])?;
        }
        let class: Function = js::browser(&["Blob"])?.dyn_into()?;
        let blob = Reflect::construct(&class, &Array::of1(&self.chunks))?;
        Ok(Uint8Array::new(&js::ask(&blob, "arrayBuffer", &[]).await?).to_vec())
    }
}

/// Keeps what was recorded.
async fn keep(hold: Hold, incident: IncidentId, recording: Recording) -> Result<(), JsValue> {
    let (media, ending) = recording.kind;
    let bytes = recording.end().await?;
    if bytes.is_empty() {
        return Err(JsValue::UNDEFINED);
    }
    let name = format!("{}.{ending}", Tab::SoundName.with(&time::clock(edge::now()).replace(':', "")));
    let new = photos::New {
        incident,
        name,
        media: media.to_owned(),
        taken_at: raw_now(),
        place: guard::position_now().await,
    };
    if photos::keep(hold, new, &bytes).await.is_err() {
        hold.broken.try_set(true);
    }
    Ok(())
}

/// The button.
#[component]
pub fn SoundButton(incident: IncidentId, hold: Hold) -> impl IntoView {
    let running = StoredValue::new_local(None::<Recording>);
    let since = RwSignal::new(None::<vnr_shared::time::DateTime>);
    let asking = RwSignal::new(false);
    let refused = RwSignal::new(false);
    let end = move || {
        let Some(recording) = running.try_update_value(Option::take).flatten() else { return };
        since.try_set(None);
        spawn_local(async move {
            if keep(hold, incident, recording).await.is_err() {
                refused.try_set(true);
            }
        });
    };
    // Whoever leaves the screen while it runs keeps what was recorded.
    on_cleanup(end);
    let seconds = move || since.get().map(|since| (edge::second() - since).num_seconds());
    Effect::new(move || {
        if seconds().is_some_and(|seconds| seconds >= LONGEST_S) {
            end();
        }
    });
    let press = move |_| {
        if since.get_untracked().is_some() {
            end();
            return;
        }
        refused.set(false);
        asking.set(true);
        spawn_local(async move {
            match Recording::begin().await {
                Ok(recording) => {
                    running.try_set_value(Some(recording));
                    since.try_set(Some(edge::now()));
                }
                Err(_) => drop(refused.try_set(true)),
            }
            asking.try_set(false);
        });
    };
    let word = move || match seconds() {
        Some(seconds) => Tab::SoundEnd.with(&format!("{}:{:02}", seconds.max(0) / 60, seconds.max(0) % 60)),
        None => Tab::SoundBegin.text().to_owned(),
    };
    view! {
        <button type="button" class="button tablet__big" class:tablet__running=move || since.get().is_some() disabled=asking on:click=press>{word}</button>
        <span class="visually-hidden" role="status">{move || since.get().map(|_| Tab::SoundRuns.text())}</span>
        {move || refused.get().then(|| view! { <Note tone=Tone::Warning><span>{Tab::NoSound.text()}</span></Note> })}
    }
    .into_any()
}
