//! Edits in which an absent field is not the same as a field set to nothing.

use serde::{Deserialize, Deserializer};

/// For `Option<Option<T>>` fields: absent → `None`, `null` → `Some(None)`, value → `Some(Some(value))`.
///
/// Use as `#[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]`.
pub fn nullable<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}
