//! One page of a list, and the query string that asks for it.

use serde::{Deserialize, Serialize};

use crate::json;

/// One page of a longer list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows, in the list's stable order.
    pub items: Vec<T>,
    /// Opaque cursor of the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Writes a flat struct as a query string (without `?`), leaving out absent fields, so that a search can be
/// bookmarked. Lists are joined by commas. Returns an empty string for anything that is not a flat struct.
pub fn to_query<T: Serialize>(query: &T) -> String {
    let serde_json::Value::Object(map) = json::to_tree(query) else { return String::new() };
    let mut out = String::new();
    for (key, value) in map {
        let text = match value {
            serde_json::Value::Null => continue,
            serde_json::Value::String(s) => s,
            other => other.to_string(),
        };
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(&key);
        out.push('=');
        percent_encode(&text, &mut out);
    }
    out
}

fn percent_encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~,:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}
