//! What stands in a text: words, strings, numbers, and what is passed over.

use std::borrow::Cow;

use super::{DEEPEST, Read, Reader, Unreadable};

/// A number, as its text has it.
pub(super) enum Number {
    Whole(u64),
    Negative(i64),
    Broken(f64),
}

impl<'de> Reader<'de> {
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
        self.byte()
    }

    /// Takes that byte if it is the wanted one.
    pub(super) fn takes(&mut self, wanted: u8) -> bool {
        let is = self.peek() == Some(wanted);
        self.at += usize::from(is);
        is
    }

    pub(super) fn expect(&mut self, wanted: u8) -> Read<()> {
        if self.takes(wanted) { Ok(()) } else { Err(Unreadable) }
    }

    pub(super) fn word(&mut self, word: &str) -> Read<()> {
        let is = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        self.at += word.len();
        if is { Ok(()) } else { Err(Unreadable) }
    }

    pub(super) fn slice(&self, from: usize) -> Read<&'de str> {
        self.text.get(from..self.at).ok_or(Unreadable)
    }

    pub(super) fn down(&mut self, opening: u8) -> Read<()> {
        self.expect(opening)?;
        self.depth += 1;
        if self.depth > DEEPEST { Err(Unreadable) } else { Ok(()) }
    }

    pub(super) fn up(&mut self, closing: u8) -> Read<()> {
        self.depth -= 1;
        self.expect(closing)
    }

    /// Whether another element follows before `closing`; takes the comma before it.
    pub(super) fn another(&mut self, first: &mut bool, closing: u8) -> Read<bool> {
        if self.peek() == Some(closing) {
            return Ok(false);
        }
        if !std::mem::replace(first, false) {
            self.expect(b',')?;
        }
        Ok(true)
    }

    pub(super) fn string(&mut self) -> Read<Cow<'de, str>> {
        self.expect(b'"')?;
        let mut from = self.at;
        let mut owned = String::new();
        loop {
            match self.byte() {
                Some(b'"') => {
                    let last = self.slice(from)?;
                    self.at += 1;
                    // Each escape has added something.
                    if owned.is_empty() {
                        return Ok(Cow::Borrowed(last));
                    }
                    owned.push_str(last);
                    return Ok(Cow::Owned(owned));
                }
                Some(b'\\') => {
                    owned.push_str(self.slice(from)?);
                    self.at += 1;
                    owned.push(self.escaped()?);
                    from = self.at;
                }
                Some(0x20..) => self.at += 1,
                _ => return Err(Unreadable),
            }
        }
    }

    pub(super) fn escaped(&mut self) -> Read<char> {
        let byte = self.byte().ok_or(Unreadable)?;
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = self.hex()?;
                if !(0xd800..0xdc00).contains(&high) {
                    return char::from_u32(high).ok_or(Unreadable);
                }
                // A character beyond the basic plane is written as two halves.
                self.word("\\u")?;
                let low = self.hex()?;
                if !(0xdc00..0xe000).contains(&low) {
                    return Err(Unreadable);
                }
                return char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)).ok_or(Unreadable);
            }
            _ => return Err(Unreadable),
        })
    }

    pub(super) fn hex(&mut self) -> Read<u32> {
        let from = self.at;
        self.at += 4;
        let digits = self.slice(from)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Unreadable);
        }
        u32::from_str_radix(digits, 16).map_err(|_| Unreadable)
    }

    pub(super) fn digits(&mut self) -> Read<()> {
        let from = self.at;
        while self.byte().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > from { Ok(()) } else { Err(Unreadable) }
    }

    pub(super) fn number(&mut self) -> Read<Number> {
        self.peek();
        let from = self.at;
        let negative = self.byte() == Some(b'-');
        self.at += usize::from(negative);
        let leading_zero = self.byte() == Some(b'0');
        let first = self.at;
        self.digits()?;
        if leading_zero && self.at > first + 1 {
            return Err(Unreadable);
        }
        let whole = self.at;
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let text = self.slice(from)?;
        if self.at == whole {
            if negative && let Ok(number) = text.parse::<i64>() {
                // `-0` is a number that only a floating point can hold.
                return Ok(if number == 0 { Number::Broken(-0.0) } else { Number::Negative(number) });
            }
            if !negative && let Ok(number) = text.parse() {
                return Ok(Number::Whole(number));
            }
        }
        let number: f64 = text.parse().map_err(|_| Unreadable)?;
        if number.is_finite() { Ok(Number::Broken(number)) } else { Err(Unreadable) }
    }

    /// Passes over a value, however deep.
    pub(super) fn skip(&mut self) -> Read<()> {
        // What is open: an object (true) or a list.
        let mut open: Vec<bool> = Vec::new();
        loop {
            match self.peek().ok_or(Unreadable)? {
                b'"' => drop(self.string()?),
                b'n' => self.word("null")?,
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                opening @ (b'{' | b'[') => {
                    self.at += 1;
                    let object = opening == b'{';
                    if !self.takes(if object { b'}' } else { b']' }) {
                        open.push(object);
                        if object {
                            self.key()?;
                        }
                        continue;
                    }
                }
                _ => {
                    self.number()?;
                }
            }
            loop {
                let Some(&object) = open.last() else { return Ok(()) };
                if self.takes(b',') {
                    if object {
                        self.key()?;
                    }
                    break;
                }
                self.expect(if object { b'}' } else { b']' })?;
                open.pop();
            }
        }
    }

    pub(super) fn key(&mut self) -> Read<Cow<'de, str>> {
        let key = self.string()?;
        self.expect(b':')?;
        Ok(key)
    }
}
