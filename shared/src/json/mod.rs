//! JSON for the browser: reads what our own server and our own storage have written.
//!
//! `serde_json` reads each type twice over (a struct may be an object or a list) and carries the words and the place of
//! every possible fault. A page that is downloaded pays for that, so it reads with this: an object is an object, and what
//! cannot be read is [`Unreadable`], without a reason, because nobody at a screen could act on one. The server, which answers
//! strangers and owes them reasons, keeps `serde_json`; a test holds both to the same readings.

mod de;

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// That a text is not what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable JSON")
    }
}

impl std::error::Error for Unreadable {}

impl serde::de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Reads a value. The whole text must be that value, nested no deeper than 64 levels.
pub fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Unreadable> {
    let mut reader = de::Reader::new(text);
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Reads a value out of a tree. By way of its text, so that a type is read in one way only.
pub fn read_tree<T: DeserializeOwned>(tree: &Value) -> Result<T, Unreadable> {
    read(&tree.to_string())
}

/// A value as a tree; null for what has no form in JSON. By way of its text, so that a type is written in one way only.
pub fn to_tree<T: Serialize>(value: &T) -> Value {
    serde_json::to_string(value).ok().and_then(|text| read(&text).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::{Map, json};

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Shape {
        Point,
        Circle(f64),
        Box { width: i32, height: i32 },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Sheet {
        id: uuid::Uuid,
        at: crate::time::DateTime,
        shapes: Vec<Shape>,
        note: Option<String>,
        pair: (u8, i64),
        names: BTreeMap<String, bool>,
        #[serde(default)]
        extra: Value,
    }

    #[test]
    fn a_value_is_read_as_it_was_written() {
        let sheet = Sheet {
            id: uuid::Uuid::from_u128(7),
            at: "2026-11-24T12:03:00Z".parse().unwrap(),
            shapes: vec![Shape::Point, Shape::Circle(-2.5e3), Shape::Box { width: 1, height: -2 }],
            note: Some("Zagļi \"aizbēga\"\n\u{1F694}\u{7}".into()),
            pair: (255, i64::MIN),
            names: [("a".to_owned(), true), ("ā".to_owned(), false)].into(),
            extra: json!({ "x": [null, 1, -1, 0.5, "y", { "z": {} }] }),
        };
        let text = serde_json::to_string_pretty(&sheet).unwrap();
        assert_eq!(read::<Sheet>(&text), Ok(sheet));
    }

    #[test]
    fn what_is_not_known_is_passed_over_and_what_is_missing_is_not_made_up() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Small {
            a: u8,
            b: Option<u8>,
        }
        let text = r#" { "z" : { "y": [ "]}\"", -1.5e-3 , true ] } , "a" : 1 } "#;
        assert_eq!(read::<Small>(text), Ok(Small { a: 1, b: None }));
        for wrong in [r#"{"b":1}"#, r#"{"a":256}"#, r#"{"a":-1}"#, r#"{"a":1.5}"#, "[1,2]", r#"{"a":1}x"#] {
            assert_eq!(read::<Small>(wrong), Err(Unreadable), "{wrong}");
        }
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Nothing {}

    #[test]
    fn broken_texts_are_refused_and_deep_ones_do_not_exhaust_the_stack() {
        for wrong in [
            "",
            " ",
            "{",
            "[1,]",
            "[1 2]",
            r#"{"a" 1}"#,
            r#"{"a":1,}"#,
            "\"\n\"",
            "\"a",
            "nul",
            "01",
            "1.",
            "-",
            "+1",
            r#""\x""#,
            r#""\ud800""#,
        ] {
            assert_eq!(read::<Value>(wrong), Err(Unreadable), "{wrong}");
        }
        assert_eq!(read::<Value>(&"[".repeat(100_000)), Err(Unreadable));
        // Passed over without recursion.
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(read::<Nothing>(&deep), Ok(Nothing {}));
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_filter("JSON has none", |n| n.is_finite()).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..8)
                    .prop_map(|all| Value::Object(all.into_iter().collect::<Map<_, _>>())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_value_is_read_as_serde_json_wrote_it(value in any_json(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            prop_assert_eq!(read::<Value>(&text.unwrap()), Ok(value));
        }

        #[test]
        fn what_serde_json_refuses_is_refused_and_nothing_else(text in r#"[\[\]{}:," \\/a-cu0-9.eE+\-\n]{0,24}"#) {
            prop_assert_eq!(read::<Value>(&text).is_ok(), serde_json::from_str::<Value>(&text).is_ok());
        }
    }
}
