//! The reader: one pass over the text, nothing generic but what a type itself asks for.

use std::borrow::Cow;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::Unreadable;

/// How deep values may lie in each other.
const DEEPEST: u8 = 64;

type Read<T> = Result<T, Unreadable>;

/// A place in a text.
pub(super) struct Reader<'de> {
    text: &'de str,
    at: usize,
    depth: u8,
}

/// A number, as its text has it.
enum Number {
    Whole(u64),
    Negative(i64),
    Broken(f64),
}

impl<'de> Reader<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// That nothing is left.
    pub(super) fn end(&mut self) -> Read<()> {
        if self.peek().is_none() { Ok(()) } else { Err(Unreadable) }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
        self.byte()
    }

    /// Takes that byte if it is the wanted one.
    fn takes(&mut self, wanted: u8) -> bool {
        let is = self.peek() == Some(wanted);
        self.at += usize::from(is);
        is
    }

    fn expect(&mut self, wanted: u8) -> Read<()> {
        if self.takes(wanted) { Ok(()) } else { Err(Unreadable) }
    }

    fn word(&mut self, word: &str) -> Read<()> {
        let is = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        self.at += word.len();
        if is { Ok(()) } else { Err(Unreadable) }
    }

    fn slice(&self, from: usize) -> Read<&'de str> {
        self.text.get(from..self.at).ok_or(Unreadable)
    }

    fn down(&mut self, opening: u8) -> Read<()> {
        self.expect(opening)?;
        self.depth += 1;
        if self.depth > DEEPEST { Err(Unreadable) } else { Ok(()) }
    }

    fn up(&mut self, closing: u8) -> Read<()> {
        self.depth -= 1;
        self.expect(closing)
    }

    /// Whether another element follows before `closing`; takes the comma before it.
    fn another(&mut self, first: &mut bool, closing: u8) -> Read<bool> {
        if self.peek() == Some(closing) {
            return Ok(false);
        }
        if !std::mem::replace(first, false) {
            self.expect(b',')?;
        }
        Ok(true)
    }

    fn string(&mut self) -> Read<Cow<'de, str>> {
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

    fn escaped(&mut self) -> Read<char> {
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

    fn hex(&mut self) -> Read<u32> {
        let from = self.at;
        self.at += 4;
        let digits = self.slice(from)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Unreadable);
        }
        u32::from_str_radix(digits, 16).map_err(|_| Unreadable)
    }

    fn digits(&mut self) -> Read<()> {
        let from = self.at;
        while self.byte().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > from { Ok(()) } else { Err(Unreadable) }
    }

    fn number(&mut self) -> Read<Number> {
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
    fn skip(&mut self) -> Read<()> {
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

    fn key(&mut self) -> Read<Cow<'de, str>> {
        let key = self.string()?;
        self.expect(b':')?;
        Ok(key)
    }

    fn list<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        self.down(b'[')?;
        let value = visitor.visit_seq(Items { reader: self, first: true })?;
        self.up(b']')?;
        Ok(value)
    }

    fn object<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        self.down(b'{')?;
        let value = visitor.visit_map(Items { reader: self, first: true })?;
        self.up(b'}')?;
        Ok(value)
    }

    fn text<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn count<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        match self.number()? {
            Number::Whole(number) => visitor.visit_u64(number),
            Number::Negative(number) => visitor.visit_i64(number),
            Number::Broken(number) => visitor.visit_f64(number),
        }
    }
}

/// What a type asks for is what is read, so that no type carries the reading of all others.
macro_rules! read_as {
    ($reader:ident: $($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            self.$reader(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.peek().ok_or(Unreadable)? {
            b'{' => self.object(visitor),
            b'[' => self.list(visitor),
            b'"' => self.text(visitor),
            b'n' => self.deserialize_unit(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            _ => self.count(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let value = self.peek() == Some(b't');
        self.word(if value { "true" } else { "false" })?;
        visitor.visit_bool(value)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.peek();
        self.word("null")?;
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.peek() == Some(b'n') {
            self.word("null")?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.object(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.list(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        if self.peek() == Some(b'"') {
            return visitor.visit_enum(Name(self.string()?));
        }
        self.down(b'{')?;
        let value = visitor.visit_enum(&mut *self)?;
        self.up(b'}')?;
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }

    read_as! { text: deserialize_str deserialize_string deserialize_char deserialize_identifier }
    read_as! { object: deserialize_map }
    read_as! { list: deserialize_seq }
    read_as! { count: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64 }

    forward_to_deserialize_any! { i128 u128 bytes byte_buf unit_struct tuple_struct }
}

/// The elements of a list, or the entries of an object.
struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    first: bool,
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if self.reader.another(&mut self.first, b']')? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        if !self.reader.another(&mut self.first, b'}')? {
            return Ok(None);
        }
        match self.reader.key()? {
            Cow::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some),
            Cow::Owned(key) => seed.deserialize(StrDeserializer::new(&key)).map(Some),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<T::Value> {
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant that is only a name.
struct Name<'de>(Cow<'de, str>);

impl<'de> EnumAccess<'de> for Name<'de> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<(T::Value, Self)> {
        Ok((seed.deserialize(StrDeserializer::new(&self.0))?, self))
    }
}

impl<'de> VariantAccess<'de> for Name<'de> {
    type Error = Unreadable;

    fn unit_variant(self) -> Read<()> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Read<T::Value> {
        Err(Unreadable)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Read<V::Value> {
        Err(Unreadable)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Read<V::Value> {
        Err(Unreadable)
    }
}

/// A variant with content: an object of one entry.
impl<'de> EnumAccess<'de> for &mut Reader<'de> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<(T::Value, Self)> {
        let name = self.key()?;
        Ok((seed.deserialize(StrDeserializer::new(&name))?, self))
    }
}

impl<'de> VariantAccess<'de> for &mut Reader<'de> {
    type Error = Unreadable;

    fn unit_variant(self) -> Read<()> {
        <()>::deserialize(self)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.list(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Read<V::Value> {
        self.object(visitor)
    }
}
