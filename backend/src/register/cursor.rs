//! Where a page of incidents ended: receipt and id of its last row, as an opaque text.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;
use vnr_shared::incident::Summary;
use vnr_shared::time::DateTime;

/// The last row of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Its receipt.
    pub received_at: DateTime,
    /// Its id.
    pub id: Uuid,
}

/// A text that no page ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadCursor;

impl Cursor {
    /// The cursor after a row.
    pub fn at(row: &Summary) -> Self {
        Self { received_at: row.received_at, id: row.id.0 }
    }

    /// As text for an address.
    pub fn write(&self) -> String {
        let mut bytes = self.received_at.timestamp_micros().to_be_bytes().to_vec();
        bytes.extend(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads what [`Cursor::write`] wrote.
    pub fn read(text: &str) -> Result<Self, BadCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor)?;
        let (micros, id) = bytes.split_first_chunk::<8>().ok_or(BadCursor)?;
        let received_at = DateTime::from_timestamp_micros(i64::from_be_bytes(*micros)).ok_or(BadCursor)?;
        Ok(Self { received_at, id: Uuid::from_slice(id).map_err(|_| BadCursor)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_reads_what_it_writes(micros in 0i64..4_000_000_000_000_000, id in any::<u128>()) {
            let received_at = DateTime::from_timestamp_micros(micros).unwrap();
            let cursor = Cursor { received_at, id: Uuid::from_u128(id) };
            prop_assert_eq!(Cursor::read(&cursor.write()), Ok(cursor));
        }

        #[test]
        fn no_text_breaks_it(text in any::<String>()) {
            let _ = Cursor::read(&text);
        }
    }
}
