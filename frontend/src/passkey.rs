//! Passkeys: the browser's two ceremonies, in the JSON form of WebAuthn level 3, so that no byte is recoded here.

use js_sys::{Function, JSON, Object, Promise, Reflect};
use leptos::prelude::window;
use serde_json::Value;
use vnr_shared::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

const READ_QUESTION: &str = "parseRequestOptionsFromJSON";
const READ_OFFER: &str = "parseCreationOptionsFromJSON";

/// Whether this browser knows passkeys in this form.
pub fn is_possible() -> bool {
    reader(READ_QUESTION).is_some()
}

/// Lets the person prove themselves with a passkey. None when they do not, or the device cannot.
pub async fn prove(options: &Value) -> Option<Value> {
    ceremony(READ_QUESTION, "get", options).await
}

/// Lets the device make a new passkey. None when the person does not want it, or the device cannot.
pub async fn make(options: &Value) -> Option<Value> {
    ceremony(READ_OFFER, "create", options).await
}

/// A function of the browser that reads options, with the class it belongs to.
fn reader(name: &str) -> Option<(JsValue, Function)> {
    let class = Reflect::get(&window(), &"PublicKeyCredential".into()).ok()?;
    let function = Reflect::get(&class, &name.into()).ok()?.dyn_into().ok()?;
    Some((class, function))
}

async fn ceremony(read: &str, run: &str, options: &Value) -> Option<Value> {
    let (class, read) = reader(read)?;
    let json = JSON::parse(&options.get("publicKey")?.to_string()).ok()?;
    let asked = Object::new();
    Reflect::set(&asked, &"publicKey".into(), &read.call1(&class, &json).ok()?).ok()?;
    let navigator = Reflect::get(&window(), &"navigator".into()).ok()?;
    let credentials = Reflect::get(&navigator, &"credentials".into()).ok()?;
    let run: Function = Reflect::get(&credentials, &run.into()).ok()?.dyn_into().ok()?;
    let promise: Promise = run.call1(&credentials, &asked).ok()?.dyn_into().ok()?;
    let credential = JsFuture::from(promise).await.ok()?;
    // The credential says itself how it is written as JSON.
    let text = JSON::stringify(&credential).ok()?;
    json::read(&String::from(text)).ok()
}
