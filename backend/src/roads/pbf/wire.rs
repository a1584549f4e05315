//! The wire form of protocol buffers, as far as OpenStreetMap files need it: fields of varints and of bytes.
//!
//! Written out here because the format uses four small messages that have not changed since 2010; a generated reader with
//! its library would cost more to compile than these lines cost to read. The fuzz target `osm_pbf` runs over all of it.

/// Bytes that are not what they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are not a message of the format")]
pub struct Malformed;

/// Value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// A number, or one end of a fixed-width one, which no field that is read here has.
    Number(u64),
    /// Text, a message, or packed numbers.
    Bytes(&'a [u8]),
}

impl<'a> Value<'a> {
    /// The number.
    pub fn number(self) -> Result<u64, Malformed> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Bytes(_) => Err(Malformed),
        }
    }

    /// The number, which was written so that small negative ones are short.
    pub fn signed(self) -> Result<i64, Malformed> {
        self.number().map(unzigzag)
    }

    /// The bytes.
    pub fn bytes(self) -> Result<&'a [u8], Malformed> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Number(_) => Err(Malformed),
        }
    }
}

/// 0, 1, 2, 3 … is 0, -1, 1, -2 …
pub const fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

fn varint(bytes: &mut &[u8]) -> Result<u64, Malformed> {
    let mut number = 0_u64;
    for shift in (0..70).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or(Malformed)?;
        *bytes = rest;
        // The tenth byte has room for one bit; what lies beyond 64 bits is dropped, as every reader of the format does.
        number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or_default();
        if byte < 0x80 {
            return Ok(number);
        }
    }
    Err(Malformed)
}

fn take<'a>(bytes: &mut &'a [u8], count: u64) -> Result<&'a [u8], Malformed> {
    let count = usize::try_from(count).map_err(|_| Malformed)?;
    let (taken, rest) = bytes.split_at_checked(count).ok_or(Malformed)?;
    *bytes = rest;
    Ok(taken)
}

/// The fields of a message, in the order written. Ends after the first fault.
#[derive(Debug, Clone)]
pub struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    fn field(&mut self) -> Result<(u64, Value<'a>), Malformed> {
        let key = varint(&mut self.0)?;
        let value = match key & 7 {
            0 => Value::Number(varint(&mut self.0)?),
            1 => take(&mut self.0, 8).map(|_| Value::Number(0))?,
            2 => {
                let length = varint(&mut self.0)?;
                Value::Bytes(take(&mut self.0, length)?)
            }
            5 => take(&mut self.0, 4).map(|_| Value::Number(0))?,
            _ => return Err(Malformed),
        };
        Ok((key >> 3, value))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Value<'a>), Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.0 = &[];
        }
        Some(field)
    }
}

/// Numbers written one after the other. Ends after the first fault.
#[derive(Debug, Clone)]
pub struct Packed<'a>(pub &'a [u8]);

impl Iterator for Packed<'_> {
    type Item = Result<u64, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let number = varint(&mut self.0);
        if number.is_err() {
            self.0 = &[];
        }
        Some(number)
    }
}

/// Running sums of packed signed differences.
pub fn deltas(bytes: &[u8]) -> impl Iterator<Item = Result<i64, Malformed>> + '_ {
    let mut last = 0_i64;
    Packed(bytes).map(move |number| {
        last = last.wrapping_add(unzigzag(number?));
        Ok(last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_bytes_are_read_and_a_cut_message_is_a_fault() {
        let message = [0x08, 0x96, 0x01, 0x12, 2, b'h', b'i', 0x1d, 1, 2, 3, 4];
        let fields: Vec<_> = Fields(&message).collect::<Result<_, _>>().unwrap();
        assert_eq!(fields, [(1, Value::Number(150)), (2, Value::Bytes(b"hi")), (3, Value::Number(0))]);
        for cut in [1, 2, 4, 5, 6, 8, 11] {
            assert!(Fields(&message[..cut]).any(|field| field.is_err()), "cut at {cut}");
        }
        assert!(Fields(&[0x0b]).any(|field| field.is_err()), "a group is no field of the format");
        assert!(Packed(&[0xff; 11]).any(|number| number.is_err()), "a number of eleven bytes");
    }

    #[test]
    fn differences_add_up() {
        let written = [2_u8, 1, 4];
        assert_eq!(deltas(&written).collect::<Result<Vec<_>, _>>(), Ok(vec![1, 0, 2]));
    }
}
