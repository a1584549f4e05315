//! Words of the domain in columns. A status, a role or a kind is stored as the same word that travels in JSON, so the
//! serde names in `shared` are the only list of them.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

use crate::error::ApiError;

/// Reads a word; `column` is named when it is none of those known.
pub fn word<T: DeserializeOwned>(column: &str, text: &str) -> Result<T, ApiError> {
    let deserializer: StrDeserializer<'_, ValueError> = text.into_deserializer();
    T::deserialize(deserializer).map_err(|_| ApiError::Inconsistent(format!("{column} = {text:?}")))
}

/// The word of a value; empty for a value that is not written as one word, which no enum of `shared` is.
pub fn as_word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
