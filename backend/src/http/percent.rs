//! Percent-encoding in headers, which carry no letters beyond ASCII by themselves.

use std::fmt::Write;

/// Reads percent-encoded UTF-8; none when it is not.
pub fn percent_decoded(bytes: &[u8]) -> Option<String> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte == b'%' {
            let (pair, tail) = rest.split_at_checked(2)?;
            out.extend(hex::decode(pair).ok()?);
            rest = tail;
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

/// Writes text as the extended value of a header parameter (RFC 8187), without its `UTF-8''`.
pub fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(text in any::<String>()) {
            prop_assert_eq!(percent_decoded(percent_encoded(&text).as_bytes()), Some(text));
        }

        #[test]
        fn no_bytes_break_it(bytes in any::<Vec<u8>>()) {
            let _ = percent_decoded(&bytes);
        }
    }
}
