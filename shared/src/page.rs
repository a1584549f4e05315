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

/// The names and values of a query string (without `?`), in their order. What is not encoded as it should be is taken as it
/// stands.
pub fn from_query(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (percent_decode(name), percent_decode(value))
        })
        .collect()
}

fn percent_decode(text: &str) -> String {
    let text = text.as_bytes();
    let digit = |at: usize| text.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let coded = if byte == b'%' { digit(at + 1).zip(digit(at + 2)) } else { None };
        at += if coded.is_some() { 3 } else { 1 };
        bytes.push(match coded {
            // Two hexadecimal digits are a byte.
            Some((high, low)) => u8::try_from(high * 16 + low).unwrap_or(byte),
            None if byte == b'+' => b' ',
            None => byte,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_string_is_read_as_it_was_written() {
        let query = [("q", "zādzība & \"100%\""), ("type", "a,b")];
        let text = to_query(&std::collections::BTreeMap::from(query));
        let read = from_query(&text);
        assert_eq!(read, query.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_others_write_into_an_address_is_read_too() {
        let read = from_query("q=a+b&&open&x=%zz%4");
        let expected = [("q", "a b"), ("open", ""), ("x", "%zz%4")];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
