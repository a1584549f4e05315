//! The two ways in which the register's files are written.
//!
//! Since 2025 lower-case names, comma and `"`; before that upper-case names, `;` and `#` as the quote, since `"` stands in
//! the names of farmsteads. Both begin with a byte order mark and a line of column names.

/// How a file separates and quotes its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Separator.
    pub delimiter: u8,
    /// Quote.
    pub quote: u8,
    /// Bytes before the first name.
    pub skip: usize,
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Tells the dialect from the first line.
pub fn sniff(beginning: &[u8]) -> Dialect {
    let skip = if beginning.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let line = beginning.get(skip..).unwrap_or_default().split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |byte| line.split(|b| *b == byte).count() - 1;
    let delimiter = if count(b';') > count(b',') { b';' } else { b',' };
    let quote =
        if count(b'#') > count(b'"') || (delimiter == b';' && count(b'"') == 0) { b'#' } else { b'"' };
    Dialect { delimiter, quote, skip }
}

/// Where each column that is used stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// Number of columns.
    pub width: usize,
    names: Vec<Vec<u8>>,
}

impl Columns {
    /// From the first record.
    pub fn new(header: &csv::ByteRecord) -> Self {
        let names: Vec<Vec<u8>> = header.iter().map(|name| name.trim_ascii().to_ascii_uppercase()).collect();
        Self { width: names.len(), names }
    }

    /// The first of `needed` that is missing.
    pub fn missing(&self, needed: &[&'static str]) -> Option<&'static str> {
        needed.iter().copied().find(|name| self.position(name).is_none())
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|own| own == name.as_bytes())
    }

    /// A field, trimmed; nothing when the column is missing or the field empty.
    pub fn field<'r>(&self, record: &'r csv::ByteRecord, name: &str) -> Option<&'r [u8]> {
        self.position(name)
            .and_then(|at| record.get(at))
            .map(<[u8]>::trim_ascii)
            .filter(|field| !field.is_empty())
    }
}

/// A reader of records, the line of names included.
pub fn reader<R: std::io::Read>(dialect: Dialect, input: R) -> csv::Reader<R> {
    csv::ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .quote(dialect.quote)
        .has_headers(false)
        .flexible(true)
        .from_reader(input)
}
