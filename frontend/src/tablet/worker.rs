//! The service worker, which makes the application start without a network, and the offer of a new version.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;

use super::js;
use super::text::Tab;
use crate::i18n::t;

/// Listens to an event of a browser object for as long as the page lives.
fn listen(to: &JsValue, event: &str, run: impl FnMut() + 'static) {
    let run = Closure::<dyn FnMut()>::new(run);
    let _ = js::call(to, "addEventListener", &[&event.into(), run.as_ref()]);
    run.forget();
}

/// Registers the worker. The signal is true when a new version is here and waits to be taken.
pub fn register() -> RwSignal<bool> {
    let waiting = RwSignal::new(false);
    spawn_local(async move {
        let Ok(container) = js::browser(&["navigator", "serviceWorker"]) else { return };
        let scope = js::object(&[("scope", &"/tablet".into())]);
        let Ok(registration) = js::ask(&container, "register", &[&"/sw.js".into(), &scope]).await else {
            return;
        };
        let look = {
            let (registration, container) = (registration.clone(), container.clone());
            move || {
                let there = js::get(&registration, "waiting").is_ok_and(|worker| worker.is_object());
                let controlled = js::get(&container, "controller").is_ok_and(|worker| worker.is_object());
                waiting.try_set(there && controlled);
            }
        };
        look();
        let found = registration.clone();
        listen(&registration, "updatefound", move || {
            if let Ok(worker) = js::get(&found, "installing") {
                listen(&worker, "statechange", look.clone());
            }
        });
    });
    waiting
}

/// Takes the new version: the waiting worker takes over, and the page is loaded by it.
async fn take() -> Result<(), JsValue> {
    let container = js::browser(&["navigator", "serviceWorker"])?;
    let registration = js::ask(&container, "getRegistration", &[&"/tablet".into()]).await?;
    listen(&container, "controllerchange", || drop(window().location().reload()));
    let waiting = js::get(&registration, "waiting")?;
    js::call(&waiting, "postMessage", &[&"take over".into()]).map(drop)
}

/// The offer. Nothing is lost by taking it, and nothing happens without.
#[component]
pub fn NewVersion(waiting: RwSignal<bool>) -> impl IntoView {
    let accept = move |_| {
        spawn_local(async move {
            if take().await.is_err() {
                waiting.try_set(false);
            }
        });
    };
    view! {
        <Show when=move || waiting.get()>
            <p class="strip" role="status">{t(Tab::NewVersion)}
                <button type="button" class="button" on:click=accept>{t(Tab::TakeNewVersion)}</button>
            </p>
        </Show>
    }
    .into_any()
}
