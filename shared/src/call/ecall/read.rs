//! Reading a minimum set of data.

use super::bits::Reader;
use super::{
    Additional, Delta, MSD_MAX, Msd, MsdError, Propulsion, ROOT_CLASSES, VIN_CHARACTERS, VIN_LENGTH,
    VehicleClass,
};

/// Reads a message. Never panics, whatever the bytes. What follows the message is passed over: the in-band modem fills
/// its frame of 140 bytes.
pub fn read(bytes: &[u8]) -> Result<Msd, MsdError> {
    if bytes.len() > MSD_MAX {
        return Err(MsdError::TooLong);
    }
    let mut outer = Reader::new(bytes);
    match outer.byte()? {
        // In version 1 the message follows the version bit by bit; later it is an octet string of its own.
        1 => message(1, &mut outer),
        version @ 2..=3 => {
            let length = outer.length()?;
            let inner = outer.bytes(length)?;
            message(version, &mut Reader::new(&inner))
        }
        version => Err(MsdError::Version(version)),
    }
}

fn message(version: u8, r: &mut Reader<'_>) -> Result<Msd, MsdError> {
    // Additions to the message come last, and nothing of ours follows them.
    let _extended = r.bit()?;
    let has_additional = r.bit()?;
    let mut msd = structure(version, r)?;
    if has_additional {
        let length = r.length()?;
        let oid = r.bytes(length)?;
        let length = r.length()?;
        msd.additional = Some(Additional { oid, data: r.bytes(length)? });
    }
    Ok(msd)
}

fn structure(version: u8, r: &mut Reader<'_>) -> Result<Msd, MsdError> {
    let extended = r.bit()?;
    // Optional until version 3, which has them always.
    let (has_1, has_2) = if version < 3 { (r.bit()?, r.bit()?) } else { (true, true) };
    let has_passengers = r.bit()?;
    let message = r.byte()?;
    let (automatic, test, trusted) = (r.bit()?, r.bit()?, r.bit()?);
    let class = class(r)?;
    let vin = vin(r)?;
    let propulsion = propulsion(version, r)?;
    let msd = Msd {
        version,
        message,
        automatic,
        test,
        trusted,
        class,
        vin,
        propulsion,
        timestamp: r.number(32)?,
        lat_mas: signed(r.number(32)?),
        lon_mas: signed(r.number(32)?),
        direction: r.byte()?,
        recent_1: if has_1 { Some(delta(r)?) } else { None },
        recent_2: if has_2 { Some(delta(r)?) } else { None },
        passengers: if has_passengers { Some(r.byte()?) } else { None },
        additional: None,
    };
    if extended {
        r.skip_additions()?;
    }
    Ok(msd)
}

fn class(r: &mut Reader<'_>) -> Result<VehicleClass, MsdError> {
    let addition = r.bit()?;
    // An addition is a normally small number (X.691 §14.3): one bit that says "below 64", then six.
    let number = if addition {
        if r.bit()? {
            return Err(MsdError::Fragmented);
        }
        r.number(6)? + ROOT_CLASSES + 1
    } else {
        r.number(4)? + 1
    };
    let known = addition || number <= ROOT_CLASSES;
    let index = usize::try_from(number).unwrap_or_default().wrapping_sub(1);
    VehicleClass::ALL.get(index).copied().filter(|_| known).ok_or(MsdError::VehicleClass(number))
}

fn vin(r: &mut Reader<'_>) -> Result<String, MsdError> {
    let mut vin = String::with_capacity(VIN_LENGTH);
    for _ in 0..VIN_LENGTH {
        let value = r.number(6)?;
        let index = usize::try_from(value).unwrap_or(usize::MAX);
        vin.push(char::from(*VIN_CHARACTERS.get(index).ok_or(MsdError::Vin(value))?));
    }
    Ok(vin)
}

/// Each storage is a boolean with the default "no": one bit says whether it was sent, and the value follows them all.
fn propulsion(version: u8, r: &mut Reader<'_>) -> Result<Vec<Propulsion>, MsdError> {
    let extended = r.bit()?;
    let known = &Propulsion::ALL[..Propulsion::known(version)];
    let mut sent = Vec::with_capacity(known.len());
    for storage in known {
        if r.bit()? {
            sent.push(*storage);
        }
    }
    let mut found = Vec::with_capacity(sent.len());
    for storage in sent {
        if r.bit()? {
            found.push(storage);
        }
    }
    if extended {
        r.skip_additions()?;
    }
    Ok(found)
}

fn delta(r: &mut Reader<'_>) -> Result<Delta, MsdError> {
    let mut step = || {
        let from_least = r.number(10)?;
        Ok(i16::try_from(from_least).unwrap_or_default() - 512)
    };
    Ok(Delta { lat: step()?, lon: step()? })
}

/// A constrained integer travels as its distance from the least value.
const fn signed(from_least: u32) -> i32 {
    (from_least ^ 0x8000_0000).cast_signed()
}
