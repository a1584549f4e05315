//! Writing a minimum set of data, for simulators, fixtures and tests.

use super::bits::Writer;
use super::{Delta, Msd, Propulsion, ROOT_CLASSES, VIN_CHARACTERS, VIN_LENGTH};

/// Writes a message in its version. A vehicle identification number that is too short is filled up with `0`; characters that
/// none has are written as `0`; storages that the version does not know are left out.
pub fn write(msd: &Msd) -> Vec<u8> {
    let mut outer = Writer::default();
    outer.number(msd.version.into(), 8);
    if msd.version == 1 {
        message(msd, &mut outer);
    } else {
        let mut inner = Writer::default();
        message(msd, &mut inner);
        outer.octets(&inner.into_bytes());
    }
    outer.into_bytes()
}

fn message(msd: &Msd, w: &mut Writer) {
    w.bit(false);
    w.bit(msd.additional.is_some());
    structure(msd, w);
    if let Some(additional) = &msd.additional {
        w.octets(&additional.oid);
        w.octets(&additional.data);
    }
}

fn structure(msd: &Msd, w: &mut Writer) {
    w.bit(false);
    let recent = if msd.version < 3 {
        w.bit(msd.recent_1.is_some());
        w.bit(msd.recent_2.is_some());
        [msd.recent_1, msd.recent_2]
    } else {
        let still = Delta { lat: 0, lon: 0 };
        [Some(msd.recent_1.unwrap_or(still)), Some(msd.recent_2.unwrap_or(still))]
    };
    w.bit(msd.passengers.is_some());
    w.number(msd.message.into(), 8);
    for bit in [msd.automatic, msd.test, msd.trusted] {
        w.bit(bit);
    }
    class(msd.class as u32, w);
    vin(&msd.vin, w);
    propulsion(msd, w);
    w.number(msd.timestamp, 32);
    w.number(msd.lat_mas.cast_unsigned() ^ 0x8000_0000, 32);
    w.number(msd.lon_mas.cast_unsigned() ^ 0x8000_0000, 32);
    w.number(msd.direction.into(), 8);
    for step in recent.into_iter().flatten() {
        for value in [step.lat, step.lon] {
            w.number(u32::try_from(value.clamp(-512, 511) + 512).unwrap_or_default(), 10);
        }
    }
    if let Some(passengers) = msd.passengers {
        w.number(passengers.into(), 8);
    }
}

fn class(number: u32, w: &mut Writer) {
    let addition = number > ROOT_CLASSES;
    w.bit(addition);
    if addition {
        w.bit(false);
        w.number(number - ROOT_CLASSES - 1, 6);
    } else {
        w.number(number - 1, 4);
    }
}

fn vin(vin: &str, w: &mut Writer) {
    for byte in vin.bytes().chain(std::iter::repeat(b'0')).take(VIN_LENGTH) {
        let value = VIN_CHARACTERS.iter().position(|known| *known == byte).unwrap_or_default();
        w.number(u32::try_from(value).unwrap_or_default(), 6);
    }
}

fn propulsion(msd: &Msd, w: &mut Writer) {
    w.bit(false);
    let known = &Propulsion::ALL[..Propulsion::known(msd.version)];
    for storage in known {
        w.bit(msd.propulsion.contains(storage));
    }
    // What has the default is not sent; what is sent is therefore a yes.
    for _ in known.iter().filter(|storage| msd.propulsion.contains(storage)) {
        w.bit(true);
    }
}
