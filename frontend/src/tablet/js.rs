//! Calls of browser interfaces that `web-sys` does not declare, or only as unstable: cryptography, locks, storage, service
//! workers, position. A browser without one answers with an error like any other.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A property.
pub fn get(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(of, &name.into())
}

/// A property of a property: `navigator`, `storage`.
pub fn path(of: &JsValue, names: &[&str]) -> Result<JsValue, JsValue> {
    names.iter().try_fold(of.clone(), |at, name| get(&at, name))
}

/// Calls a method.
pub fn call(of: &JsValue, method: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = get(of, method)?.dyn_into()?;
    Reflect::apply(&function, of, &arguments.iter().copied().collect::<Array>())
}

/// Calls a method that promises something, and waits for it.
pub async fn ask(of: &JsValue, method: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let promised: Promise = call(of, method, arguments)?.dyn_into()?;
    JsFuture::from(promised).await
}

/// An object of these properties.
pub fn object(properties: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in properties {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// The window.
pub fn window() -> JsValue {
    leptos::prelude::window().into()
}

/// A part of the browser: `["navigator", "storage"]`.
pub fn browser(names: &[&str]) -> Result<JsValue, JsValue> {
    path(&window(), names).and_then(|part| if part.is_undefined() { Err(part) } else { Ok(part) })
}
