//! Advanced Mobile Location: the message a telephone sends by itself when it calls 112 (ETSI TS 103 625).
//!
//! The text is a row of `key=value` joined by `;`, the first of which is the header `A"ML=` with the version:
//!
//! ```text
//! A"ML=1;lt=+56.94965;lg=+24.10519;rd=50;top=20261122094135;lc=90;pm=W;si=…;ei=…;mcc=247;mnc=01;ml=128
//! A"ML=2;en=112;et=1795340489;lo=56.94965,24.10519,50;lt=-4;lc=90;ls=G;ei=…;nc=24701;hc=24701;lg=lv-LV
//! ```
//!
//! A message without a header is no AML and a position that is none is an error. Everything else that cannot be read is a
//! doubt: the caller's place is worth having without the serial number of the telephone.

use chrono::{Datelike, Duration, NaiveDate, TimeZone, Timelike, Utc};
use serde::{Deserialize, Serialize};

use crate::place::on_earth;
use crate::time::DateTime;

/// Longest message taken, in bytes: several times the longest that fits three concatenated SMS.
pub const AML_MAX: usize = 2_000;

/// Greatest radius taken, in metres; a cell in open country is some tens of kilometres wide.
const RADIUS_MAX: f64 = 1_000_000.0;

/// Characters by which telephones are known to miscount their messages.
const ML_SLACK: usize = 4;

/// How the telephone found its place (positioning method).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AmlMethod {
    /// Satellites (`G`).
    Gnss,
    /// Wireless networks around (`W`).
    Wifi,
    /// The cell of the mobile network (`C`).
    Cell,
    /// Several at once (`F`, version 2).
    Fused,
    /// It could not be found (`N`).
    None,
    /// Not said, or by another way (`U`).
    Unknown,
}

impl AmlMethod {
    const fn letter(self) -> &'static str {
        match self {
            Self::Gnss => "G",
            Self::Wifi => "W",
            Self::Cell => "C",
            Self::Fused => "F",
            Self::None => "N",
            Self::Unknown => "U",
        }
    }

    fn from_letter(letter: &str) -> Option<Self> {
        [Self::Gnss, Self::Wifi, Self::Cell, Self::Fused, Self::None, Self::Unknown]
            .into_iter()
            .find(|m| letter.eq_ignore_ascii_case(m.letter()))
    }
}

/// Where the telephone was.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AmlPosition {
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Radius in metres; absent when the telephone did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<f64>,
}

/// A message, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Aml {
    /// Version of the format: 1 or 2.
    pub version: u8,
    /// Where; absent when the telephone could not tell.
    pub position: Option<AmlPosition>,
    /// When the position was found.
    pub at: Option<DateTime>,
    /// How sure the telephone is that it is within the radius, percent.
    pub confidence: Option<u8>,
    /// How the position was found.
    pub method: AmlMethod,
    /// Identity of the subscriber (IMSI). Personal data.
    pub imsi: Option<String>,
    /// Identity of the telephone (IMEI). Personal data.
    pub imei: Option<String>,
    /// Country code and network code of the network in use, such as `24701`.
    pub network: Option<String>,
    /// Keys whose values could not be read, and `ml` when the length does not fit: the message may be cut.
    pub doubts: Vec<String>,
}

/// Why a text is not an AML message that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmlError {
    /// Longer than [`AML_MAX`].
    #[error("the message is longer than any that a telephone sends")]
    TooLong,
    /// The header `A"ML=` is missing.
    #[error("the message does not begin with A\"ML=")]
    NotAml,
    /// A version nobody here knows.
    #[error("version {0:?} is not known")]
    Version(String),
    /// The same key twice: which one is meant?
    #[error("the key {0:?} is there twice")]
    Twice(String),
    /// Latitude or longitude is there and is not a position on Earth.
    #[error("{0:?} is not a position")]
    Position(String),
}

/// The keys and values of a message, in order.
struct Pairs<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Pairs<'a> {
    fn read(text: &'a str) -> Result<(&'a str, Self), AmlError> {
        if text.len() > AML_MAX {
            return Err(AmlError::TooLong);
        }
        let mut parts = text.trim().split(';');
        let (header, version) = parts.next().and_then(|p| p.split_once('=')).ok_or(AmlError::NotAml)?;
        if header.trim() != "A\"ML" {
            return Err(AmlError::NotAml);
        }
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        for (key, value) in parts.filter_map(|part| part.split_once('=')) {
            let (key, value) = (key.trim(), value.trim());
            if pairs.iter().any(|(known, _)| *known == key) {
                return Err(AmlError::Twice(key.to_owned()));
            }
            pairs.push((key, value));
        }
        Ok((version.trim(), Self(pairs)))
    }

    /// A value; none when it is absent, empty, or said to be none (`N`).
    fn get(&self, key: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|(known, _)| *known == key)?.1;
        (!found.is_empty() && !found.eq_ignore_ascii_case("n")).then_some(found)
    }

    /// A value read by `how`; what is there and cannot be read is noted as doubtful.
    fn take<T>(&self, key: &str, doubts: &mut Vec<String>, how: impl Fn(&str) -> Option<T>) -> Option<T> {
        let read = how(self.get(key)?);
        if read.is_none() {
            doubts.push(key.to_owned());
        }
        read
    }
}

/// Reads a message. Never panics, whatever the text.
pub fn parse(text: &str) -> Result<Aml, AmlError> {
    let (version, pairs) = Pairs::read(text)?;
    match version {
        "1" => first(text, &pairs),
        "2" => second(&pairs),
        other => Err(AmlError::Version(other.chars().take(8).collect())),
    }
}

fn first(text: &str, pairs: &Pairs<'_>) -> Result<Aml, AmlError> {
    let mut doubts = Vec::new();
    let position = match (pairs.get("lt"), pairs.get("lg")) {
        (Some(lat), Some(lon)) => {
            let radius_m = pairs.take("rd", &mut doubts, radius);
            Some(AmlPosition { radius_m, ..position(lat, lon)? })
        }
        (None, None) => None,
        (one, other) => return Err(AmlError::Position(short(one.or(other).unwrap_or_default()))),
    };
    // The length counts the whole message. Telephones count differently by a few characters; only one that is shorter than
    // it says may have been cut.
    let length = text.trim().chars().count();
    if pairs.take("ml", &mut doubts, |n| n.parse().ok()).is_some_and(|said: usize| said > length + ML_SLACK) {
        doubts.push("ml".to_owned());
    }
    let network = [pairs.take("mcc", &mut doubts, digits), pairs.take("mnc", &mut doubts, digits)];
    Ok(Aml {
        version: 1,
        position,
        at: pairs.take("top", &mut doubts, compact_time),
        confidence: pairs.take("lc", &mut doubts, percent),
        method: method(pairs, "pm", &mut doubts),
        imsi: pairs.take("si", &mut doubts, digits),
        imei: pairs.take("ei", &mut doubts, digits),
        network: match network {
            [Some(country), Some(network)] => Some(country + &network),
            _ => None,
        },
        doubts,
    })
}

fn second(pairs: &Pairs<'_>) -> Result<Aml, AmlError> {
    let mut doubts = Vec::new();
    let position = match pairs.get("lo") {
        Some(text) => {
            let mut parts = text.split(',').map(str::trim);
            let (Some(lat), Some(lon)) = (parts.next(), parts.next()) else {
                return Err(AmlError::Position(short(text)));
            };
            let radius_m = match parts.next() {
                Some(text) if !text.is_empty() => {
                    let read = radius(text);
                    if read.is_none() {
                        doubts.push("lo".to_owned());
                    }
                    read
                }
                _ => None,
            };
            Some(AmlPosition { radius_m, ..position(lat, lon)? })
        }
        None => None,
    };
    // The position's time is told in seconds from the beginning of the call.
    let call = pairs.take("et", &mut doubts, |s| Utc.timestamp_opt(s.parse().ok()?, 0).single());
    let since = pairs.take("lt", &mut doubts, |s| Duration::try_seconds(s.parse().ok()?));
    let at = call.and_then(|call| call.checked_add_signed(since.unwrap_or_default()));
    Ok(Aml {
        version: 2,
        position,
        at,
        confidence: pairs.take("lc", &mut doubts, percent),
        method: method(pairs, "ls", &mut doubts),
        imsi: pairs.take("si", &mut doubts, digits),
        imei: pairs.take("ei", &mut doubts, digits),
        network: pairs.take("nc", &mut doubts, digits),
        doubts,
    })
}

fn method(pairs: &Pairs<'_>, key: &str, doubts: &mut Vec<String>) -> AmlMethod {
    let Some((_, letter)) = pairs.0.iter().find(|(known, _)| *known == key) else {
        return AmlMethod::Unknown;
    };
    AmlMethod::from_letter(letter).unwrap_or_else(|| {
        doubts.push(key.to_owned());
        AmlMethod::Unknown
    })
}

fn position(lat: &str, lon: &str) -> Result<AmlPosition, AmlError> {
    let degrees = |text: &str| decimal(text).ok_or_else(|| AmlError::Position(short(text)));
    let (lat, lon) = (degrees(lat)?, degrees(lon)?);
    if on_earth(lat, lon) {
        Ok(AmlPosition { lat, lon, radius_m: None })
    } else {
        Err(AmlError::Position(format!("{lat},{lon}")))
    }
}

/// A decimal number as people write one: Rust would also take `inf`, `nan` and exponents.
fn decimal(text: &str) -> Option<f64> {
    let plain = text.len() <= 24 && text.bytes().all(|b| b.is_ascii_digit() || b"+-.".contains(&b));
    text.parse().ok().filter(|n: &f64| plain && n.is_finite())
}

fn radius(text: &str) -> Option<f64> {
    decimal(text).filter(|r| (0.0..=RADIUS_MAX).contains(r))
}

fn percent(text: &str) -> Option<u8> {
    // Some telephones write the percentage with decimals.
    let n = decimal(text).filter(|n| (0.0..=100.0).contains(n))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    Some(n.round() as u8)
}

fn digits(text: &str) -> Option<String> {
    let fits = text.len() <= 20 && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.to_owned())
}

/// `20261122094135`, UTC.
fn compact_time(text: &str) -> Option<DateTime> {
    if text.len() != 14 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(i32::try_from(part(0, 4)?).ok()?, part(4, 6)?, part(6, 8)?)?;
    Some(Utc.from_utc_datetime(&date.and_hms_opt(part(8, 10)?, part(10, 12)?, part(12, 14)?)?))
}

fn short(text: &str) -> String {
    text.chars().take(24).collect()
}

/// Writes a message of version 1, for simulators and tests.
pub fn write(aml: &Aml) -> String {
    let (lt, lg, rd) = match aml.position {
        Some(p) => (
            format!("{:+.5}", p.lat),
            format!("{:+.5}", p.lon),
            p.radius_m.map_or_else(|| "N".to_owned(), |r| format!("{r:.0}")),
        ),
        None => ("N".to_owned(), "N".to_owned(), "N".to_owned()),
    };
    let or_none = |value: Option<&String>| value.map_or("N", String::as_str).to_owned();
    let network = aml.network.as_deref().and_then(|n| n.split_at_checked(3)).unwrap_or(("N", "N"));
    let body = format!(
        "A\"ML=1;lt={lt};lg={lg};rd={rd};top={};lc={};pm={};si={};ei={};mcc={};mnc={};ml=",
        aml.at.map_or_else(
            || "N".to_owned(),
            |at| {
                let t = at.naive_utc();
                let (y, mo, d) = (t.year(), t.month(), t.day());
                format!("{y:04}{mo:02}{d:02}{:02}{:02}{:02}", t.hour(), t.minute(), t.second())
            }
        ),
        aml.confidence.map_or_else(|| "N".to_owned(), |n| n.to_string()),
        aml.method.letter(),
        or_none(aml.imsi.as_ref()),
        or_none(aml.imei.as_ref()),
        network.0,
        network.1,
    );
    // The length counts its own digits: three of them for anything this writes.
    format!("{body}{}", body.chars().count() + 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_of_the_standard_is_read() {
        let aml = parse(
            "A\"ML=1;lt=+54.76397;lg=-0.18305;rd=50;top=20130717141935;lc=90;pm=W;si=123456789012345;\
             ei=1234567890123456;mcc=234;mnc=30;ml=128",
        )
        .unwrap();
        assert_eq!(aml.position, Some(AmlPosition { lat: 54.763_97, lon: -0.183_05, radius_m: Some(50.0) }));
        assert_eq!(aml.at, "2013-07-17T14:19:35Z".parse().ok());
        assert_eq!((aml.confidence, aml.method), (Some(90), AmlMethod::Wifi));
        assert_eq!(aml.network.as_deref(), Some("23430"));
        assert_eq!(aml.doubts, Vec::<String>::new());
    }

    #[test]
    fn the_second_version_tells_its_time_from_the_call() {
        let aml = parse(
            "A\"ML=2;en=+15555555555;et=1593187189;lo=-37.42175,-122.08461,2000.1;lt=-9999;lc=68;\
             lz=-100.1,100.1;ls=G;ei=358239059042542;nc=310260;hc=310260;lg=en-US",
        )
        .unwrap();
        assert_eq!(
            aml.position,
            Some(AmlPosition { lat: -37.421_75, lon: -122.084_61, radius_m: Some(2000.1) })
        );
        assert_eq!(aml.at.map(|at| at.timestamp()), Some(1_593_187_189 - 9_999));
        assert_eq!((aml.network.as_deref(), aml.method), (Some("310260"), AmlMethod::Gnss));
    }

    #[test]
    fn a_telephone_that_does_not_know_says_so() {
        let aml = parse("A\"ML=1;lt=N;lg=N;rd=N;top=N;lc=N;pm=N;si=1;ei=2;mcc=247;mnc=01").unwrap();
        assert_eq!((aml.position, aml.at, aml.method), (None, None, AmlMethod::None));
        assert_eq!(aml.doubts, Vec::<String>::new());
    }

    #[test]
    fn what_cannot_be_read_is_doubted_and_the_place_is_kept() {
        let aml = parse("A\"ML=1;lt=56.9;lg=24.1;rd=far;top=20261399000000;lc=200;pm=Q;ml=300;si=x").unwrap();
        assert!(aml.position.is_some_and(|p| p.radius_m.is_none()));
        assert_eq!(aml.doubts, ["rd", "ml", "top", "lc", "pm", "si"]);
    }

    #[test]
    fn no_message_and_no_position_are_told_apart() {
        assert_eq!(parse("lt=1;lg=2"), Err(AmlError::NotAml));
        assert_eq!(parse(""), Err(AmlError::NotAml));
        assert_eq!(parse("A\"ML=9;lt=1;lg=2"), Err(AmlError::Version("9".to_owned())));
        assert_eq!(parse("A\"ML=1;lt=1;lg=2;lt=3"), Err(AmlError::Twice("lt".to_owned())));
        for bad in ["lt=91;lg=2", "lt=NaN;lg=2", "lt=inf;lg=1", "lt=1e1;lg=1", "lt=1", "lg=1"] {
            assert!(matches!(parse(&format!("A\"ML=1;{bad}")), Err(AmlError::Position(_))), "{bad}");
        }
        assert_eq!(parse(&"A\"ML=1;".repeat(1000)), Err(AmlError::TooLong));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(tail in any::<String>(), version in 0..4) {
            let _ = parse(&tail);
            let _ = parse(&format!("A\"ML={version};{tail}"));
        }

        #[test]
        fn broken_pairs_never_give_a_place_off_the_earth(
            parts in proptest::collection::vec(("(lt|lg|lo|rd|et|top|lc|pm)", "[-+0-9.,NGW]{0,16}"), 0..9),
            version in 1..3,
        ) {
            let body: Vec<String> = parts.iter().map(|(k, v)| format!("{k}={v}")).collect();
            if let Ok(Aml { position: Some(p), confidence, .. }) = parse(&format!("A\"ML={version};{}", body.join(";"))) {
                prop_assert!(on_earth(p.lat, p.lon) && p.radius_m.is_none_or(|r| r >= 0.0));
                prop_assert!(confidence.is_none_or(|c| c <= 100));
            }
        }

        #[test]
        fn what_is_written_is_read(
            lat in -9_000_000..9_000_000_i32, lon in -18_000_000..18_000_000_i32, radius in 0..50_000_u32,
            at in 0..4_000_000_000_i64, confidence in 0..=100_u8,
        ) {
            let aml = Aml {
                version: 1,
                position: Some(AmlPosition {
                    lat: f64::from(lat) / 1e5, lon: f64::from(lon) / 1e5, radius_m: Some(radius.into()),
                }),
                at: Utc.timestamp_opt(at, 0).single(),
                confidence: Some(confidence),
                method: AmlMethod::Gnss,
                imsi: Some("247010000000001".to_owned()),
                imei: None,
                network: Some("24701".to_owned()),
                doubts: Vec::new(),
            };
            prop_assert_eq!(parse(&write(&aml)), Ok(aml));
        }
    }
}
