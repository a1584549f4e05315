//! What the browser is asked for beside the database: to keep the storage, to let only one window work, and to say how full
//! the storage is.

use js_sys::Promise;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;

use super::js;

/// Name of the lock that the one working window holds.
const LOCK: &str = "vnr.tablet";

/// Whether the browser has promised not to throw the storage away, and how much of it is used.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Storage {
    /// The promise; none while nobody has answered.
    pub persistent: Option<bool>,
    /// Bytes used.
    pub used: f64,
    /// Bytes that may be used.
    pub quota: f64,
}

/// Asks for the promise, and how full the storage is.
pub async fn storage() -> Storage {
    let Ok(manager) = js::browser(&["navigator", "storage"]) else { return Storage::default() };
    let persistent = js::ask(&manager, "persist", &[]).await.ok().and_then(|value| value.as_bool());
    let estimate = js::ask(&manager, "estimate", &[]).await.unwrap_or_default();
    let figure = |name| js::get(&estimate, name).ok().and_then(|value| value.as_f64()).unwrap_or_default();
    Storage { persistent, used: figure("usage"), quota: figure("quota") }
}

/// Whether this window is the one that works. Two would number their commands alike.
pub async fn alone() -> bool {
    let Ok(locks) = js::browser(&["navigator", "locks"]) else { return true };
    let mine = RwSignal::new(None::<bool>);
    let held = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        mine.try_set(Some(lock.is_object()));
        // Held for as long as the page lives.
        if lock.is_object() { Promise::new(&mut |_, _| {}).into() } else { JsValue::UNDEFINED }
    });
    let options = js::object(&[("ifAvailable", &true.into())]);
    spawn_local(async move {
        if js::ask(&locks, "request", &[&LOCK.into(), &options, &held]).await.is_err() {
            mine.try_set(Some(true));
        }
    });
    // The answer comes in one of the next turns of the browser's own loop.
    while mine.get_untracked().is_none() {
        gloo_timers::future::TimeoutFuture::new(10).await;
    }
    mine.get_untracked() == Some(true)
}

/// Where the device is: latitude, longitude and the radius of uncertainty in metres. None when it does not know or may not say.
pub async fn position() -> Option<(f64, f64, f64)> {
    let geolocation = js::browser(&["navigator", "geolocation"]).ok()?;
    let options = js::object(&[
        ("enableHighAccuracy", &true.into()),
        ("timeout", &15_000.into()),
        ("maximumAge", &5_000.into()),
    ]);
    let promised = Promise::new(&mut |found, failed| {
        let _ = js::call(&geolocation, "getCurrentPosition", &[&found, &failed, &options]);
    });
    let fix = wasm_bindgen_futures::JsFuture::from(promised).await.ok()?;
    let coordinates = js::get(&fix, "coords").ok()?;
    let figure = |name| js::get(&coordinates, name).ok().and_then(|value| value.as_f64());
    Some((figure("latitude")?, figure("longitude")?, figure("accuracy")?))
}

/// Where the device is, if it knows that at once: nobody waits for a photo's position.
pub async fn position_now() -> Option<(f64, f64)> {
    use std::cell::Cell;
    use std::rc::Rc;

    let found = Rc::new(Cell::new(None));
    let filled = found.clone();
    spawn_local(async move {
        if let Some((lat, lon, _)) = position().await {
            filled.set(Some((lat, lon)));
        }
    });
    gloo_timers::future::TimeoutFuture::new(300).await;
    found.get()
}
