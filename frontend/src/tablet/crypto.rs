//! Encryption at rest, by the browser's own cryptography.
//!
//! What the device keeps is encrypted with AES-256-GCM under a random key of the store. That key lies in the store encrypted
//! by another, which is made from the PIN by PBKDF2 each time somebody unlocks, and nowhere else; so a locked device holds
//! nothing that opens it. The name of a record is authenticated with it: one cannot be put in the place of another.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::js;

/// Rounds of PBKDF2 with SHA-256: what OWASP's Password Storage Cheat Sheet (2023) asks for.
pub const ROUNDS: u32 = 600_000;
/// Bytes of a nonce of AES-GCM, as NIST SP 800-38D recommends.
const NONCE: u32 = 12;
/// Bytes of a salt.
const SALT: u32 = 16;

/// A key of the browser, which it never shows.
#[derive(Debug, Clone)]
pub struct Key(JsValue);

/// Something did not decrypt: another key, or it was tampered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed;

impl From<JsValue> for Sealed {
    fn from(_: JsValue) -> Self {
        Self
    }
}

fn subtle() -> Result<JsValue, JsValue> {
    js::browser(&["crypto", "subtle"])
}

fn random(length: u32) -> Result<Uint8Array, JsValue> {
    let bytes = Uint8Array::new_with_length(length);
    js::call(&js::browser(&["crypto"])?, "getRandomValues", &[&bytes])?;
    Ok(bytes)
}

fn words(all: &[&str]) -> JsValue {
    all.iter().map(|word| JsValue::from_str(word)).collect::<Array>().into()
}

fn gcm(nonce: &JsValue, name: &str) -> JsValue {
    let name: JsValue = Uint8Array::from(name.as_bytes()).into();
    js::object(&[("name", &"AES-GCM".into()), ("iv", nonce), ("additionalData", &name)])
}

/// A new salt.
pub fn new_salt() -> Result<Vec<u8>, Sealed> {
    Ok(random(SALT)?.to_vec())
}

/// The key that a PIN makes.
async fn from_pin(pin: &str, salt: &[u8], rounds: u32) -> Result<Key, JsValue> {
    let subtle = subtle()?;
    let pin: JsValue = Uint8Array::from(pin.as_bytes()).into();
    let material = js::ask(
        &subtle,
        "importKey",
        &[&"raw".into(), &pin, &"PBKDF2".into(), &false.into(), &words(&["deriveKey"])],
    )
    .await?;
    let salt: JsValue = Uint8Array::from(salt).into();
    let how = js::object(&[
        ("name", &"PBKDF2".into()),
        ("hash", &"SHA-256".into()),
        ("salt", &salt),
        ("iterations", &rounds.into()),
    ]);
    let what = js::object(&[("name", &"AES-GCM".into()), ("length", &256.into())]);
    let key = js::ask(
        &subtle,
        "deriveKey",
        &[&how, &material, &what, &false.into(), &words(&["encrypt", "decrypt"])],
    )
    .await?;
    Ok(Key(key))
}

async fn import(raw: &Uint8Array) -> Result<Key, JsValue> {
    let usages = words(&["encrypt", "decrypt"]);
    let given: [&JsValue; 5] = [&"raw".into(), raw, &"AES-GCM".into(), &false.into(), &usages];
    Ok(Key(js::ask(&subtle()?, "importKey", &given).await?))
}

/// Makes a key for a new store. Returns it, and itself encrypted under the PIN.
pub async fn create(pin: &str, salt: &[u8]) -> Result<(Key, Vec<u8>), Sealed> {
    let raw = random(32)?;
    let wrapped = from_pin(pin, salt, ROUNDS).await?.seal("key", &raw.to_vec()).await?;
    Ok((import(&raw).await?, wrapped.to_vec()))
}

/// The key of a store, when the PIN is right.
pub async fn unlock(pin: &str, salt: &[u8], rounds: u32, wrapped: &[u8]) -> Result<Key, Sealed> {
    let raw = from_pin(pin, salt, rounds).await?.open("key", &Uint8Array::from(wrapped)).await?;
    Ok(import(&Uint8Array::from(raw.as_slice())).await?)
}

/// The SHA-256 of some bytes, in hexadecimal.
pub async fn sha256(bytes: &[u8]) -> Result<String, Sealed> {
    let bytes: JsValue = Uint8Array::from(bytes).into();
    let digest = js::ask(&subtle()?, "digest", &[&"SHA-256".into(), &bytes]).await?;
    let digits =
        |byte: u8| [byte >> 4, byte & 15].map(|half| char::from_digit(u32::from(half), 16).unwrap_or('0'));
    Ok(Uint8Array::new(&digest).to_vec().into_iter().flat_map(digits).collect())
}

impl Key {
    /// Encrypts a record: a fresh nonce, then what AES-GCM makes of it.
    pub async fn seal(&self, name: &str, plain: &[u8]) -> Result<Uint8Array, Sealed> {
        let nonce = random(NONCE)?;
        let plain: JsValue = Uint8Array::from(plain).into();
        let secret = js::ask(&subtle()?, "encrypt", &[&gcm(&nonce, name), &self.0, &plain]).await?;
        let secret = Uint8Array::new(&secret);
        let sealed = Uint8Array::new_with_length(NONCE + secret.length());
        sealed.set(&nonce, 0);
        sealed.set(&secret, NONCE);
        Ok(sealed)
    }

    /// Decrypts a record.
    pub async fn open(&self, name: &str, sealed: &Uint8Array) -> Result<Vec<u8>, Sealed> {
        if sealed.length() < NONCE {
            return Err(Sealed);
        }
        let (nonce, secret) = (sealed.slice(0, NONCE), sealed.slice(NONCE, sealed.length()));
        let plain = js::ask(&subtle()?, "decrypt", &[&gcm(&nonce, name), &self.0, &secret]).await?;
        Ok(Uint8Array::new(&plain).to_vec())
    }
}
