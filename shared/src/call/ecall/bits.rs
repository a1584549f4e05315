//! Bits in the order of the unaligned packed encoding rules (ITU-T X.691): most significant first, nothing aligned.

use super::MsdError;

/// Reads bits.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// Reads from the first bit on.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// One bit.
    pub fn bit(&mut self) -> Result<bool, MsdError> {
        let byte = *self.bytes.get(self.at / 8).ok_or(MsdError::Short { bit: self.at })?;
        let bit = byte >> (7 - self.at % 8) & 1 == 1;
        self.at += 1;
        Ok(bit)
    }

    /// A number of up to 32 bits.
    pub fn number(&mut self, bits: u32) -> Result<u32, MsdError> {
        let mut n = 0;
        for _ in 0..bits.min(32) {
            n = n << 1 | u32::from(self.bit()?);
        }
        Ok(n)
    }

    /// A byte.
    pub fn byte(&mut self) -> Result<u8, MsdError> {
        Ok(self.number(8)?.to_le_bytes()[0])
    }

    /// A length of octets (X.691 §11.9): below 128, or below 16 384; longer ones come in fragments, which no MSD needs.
    pub fn length(&mut self) -> Result<usize, MsdError> {
        let length = match (self.bit()?, self.number(7)?) {
            (false, n) => n,
            (true, n) if n < 64 => n << 8 | self.number(8)?,
            (true, _) => return Err(MsdError::Fragmented),
        };
        usize::try_from(length).map_err(|_| MsdError::Fragmented)
    }

    /// So many bytes, from wherever the bit is.
    pub fn bytes(&mut self, count: usize) -> Result<Vec<u8>, MsdError> {
        // A length that lies is refused before anything is set aside for it.
        if count > self.bytes.len() {
            return Err(MsdError::Short { bit: self.bytes.len() * 8 });
        }
        (0..count).map(|_| self.byte()).collect()
    }

    /// Passes over the additions of an extended type (X.691 §19.7 to §19.9): a bitmap, then each as an open type.
    pub fn skip_additions(&mut self) -> Result<(), MsdError> {
        if self.bit()? {
            return Err(MsdError::Fragmented);
        }
        let count = self.number(6)? + 1;
        let mut present = 0;
        for _ in 0..count {
            present += u32::from(self.bit()?);
        }
        for _ in 0..present {
            let length = self.length()?;
            self.bytes(length)?;
        }
        Ok(())
    }
}

/// Writes bits.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
    used: usize,
}

impl Writer {
    /// One bit.
    pub fn bit(&mut self, bit: bool) {
        if self.used.is_multiple_of(8) {
            self.bytes.push(0);
        }
        if let Some(last) = self.bytes.last_mut() {
            *last |= u8::from(bit) << (7 - self.used % 8);
        }
        self.used += 1;
    }

    /// A number of up to 32 bits.
    pub fn number(&mut self, n: u32, bits: u32) {
        for shift in (0..bits.min(32)).rev() {
            self.bit(n >> shift & 1 == 1);
        }
    }

    /// A length with its bytes. Lengths from 16 384 on would need fragments; no MSD has them, and they are cut.
    pub fn octets(&mut self, bytes: &[u8]) {
        let bytes = bytes.get(..16_383).unwrap_or(bytes);
        let length = u32::try_from(bytes.len()).unwrap_or_default();
        if length < 128 {
            self.number(length, 8);
        } else {
            self.number(0x8000 | length, 16);
        }
        for byte in bytes {
            self.number(u32::from(*byte), 8);
        }
    }

    /// The bytes, the last one filled up with zeros.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}
