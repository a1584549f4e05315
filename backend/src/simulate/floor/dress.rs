//! What the 112 platform knows of a call beside what the caller says: the location message of the telephone, the vehicle's
//! data, and that a card is taken back. Pure; the same seed and number dress a call alike.
//!
//! The shares are assumptions for training, not figures of the 112 platform, which publishes none.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use vnr_shared::call::CallPosition;
use vnr_shared::call::aml::{self, Aml, AmlMethod, AmlPosition};
use vnr_shared::call::ecall::{self, Delta, Msd, Propulsion, VehicleClass};
use vnr_shared::place::PlaceSource;
use vnr_shared::time::DateTime;

use super::callers::Said;

/// Of accidents on roads, one in so many is called in by the vehicle itself.
const ECALL_ONE_IN: u32 = 12;
/// Of eCalls, one in so many is begun by a hand rather than by sensors.
const BY_HAND_ONE_IN: u32 = 3;
/// Of cards, one in so many is taken back: the caller rang by mistake, or another centre answered.
const WITHDRAWN_ONE_IN: u32 = 60;
/// When a card is taken back, in seconds.
const WITHDRAWN_AFTER_S: std::ops::Range<u64> = 15..90;
/// Milliarcseconds of a degree.
const MAS: f64 = 3_600_000.0;
/// The serial number of a vehicle in the last digits of its identification number.
const SERIALS: u32 = 1_000_000;

/// What a call is dressed in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dress {
    /// Where the caller is, beside what the messages say.
    pub positions: Vec<CallPosition>,
    /// The location message.
    pub aml: Option<String>,
    /// The vehicle's minimum set of data, hexadecimal.
    pub msd: Option<String>,
    /// After what time the card is taken back.
    pub withdrawn: Option<Duration>,
}

/// Dresses the call of a card.
pub fn dress(seed: u64, said: &Said, at: DateTime) -> Dress {
    let mut chance = StdRng::seed_from_u64(seed);
    let position = CallPosition { at: Some(at), ..said.position };
    let withdrawn = one_in(&mut chance, WITHDRAWN_ONE_IN)
        .then(|| Duration::from_secs(chance.random_range(WITHDRAWN_AFTER_S)));
    let dress = Dress { withdrawn, ..Dress::default() };
    if said.type_code.starts_with("traffic.") && one_in(&mut chance, ECALL_ONE_IN) {
        let msd = vehicle(&mut chance, &position, at);
        return Dress { msd: Some(hexadecimal(&ecall::write(&msd))), ..dress };
    }
    match position.source {
        // The position is in the message and nowhere else, as a telephone sends it.
        PlaceSource::Aml => Dress { aml: Some(aml::write(&message(&mut chance, &position, at))), ..dress },
        _ => Dress { positions: vec![position], ..dress },
    }
}

fn one_in(chance: &mut StdRng, many: u32) -> bool {
    chance.random_ratio(1, many)
}

/// The message that a telephone sends of where it is.
fn message(chance: &mut StdRng, position: &CallPosition, at: DateTime) -> Aml {
    let radius_m = position.radius_m;
    Aml {
        version: 1,
        position: Some(AmlPosition { lat: position.lat, lon: position.lon, radius_m }),
        at: Some(at),
        confidence: Some(chance.random_range(68..=95)),
        method: if radius_m.is_none_or(|m| m <= 50.0) { AmlMethod::Gnss } else { AmlMethod::Wifi },
        imsi: Some(format!("24701{:010}", chance.random_range(0..10_000_000_000_u64))),
        imei: Some(format!("35{:013}", chance.random_range(0..10_000_000_000_000_u64))),
        network: Some("24701".to_owned()),
        doubts: Vec::new(),
    }
}

/// What a vehicle sends of itself after an accident.
fn vehicle(chance: &mut StdRng, position: &CallPosition, at: DateTime) -> Msd {
    let mut back = || Some(Delta { lat: chance.random_range(-20..20), lon: chance.random_range(-40..40) });
    let (recent_1, recent_2) = (back(), back());
    #[expect(clippy::cast_possible_truncation, reason = "degrees on Earth in milliarcseconds fit")]
    let mas = |degrees: f64| (degrees * MAS).round() as i32;
    Msd {
        version: 2,
        message: 1,
        automatic: !one_in(chance, BY_HAND_ONE_IN),
        test: false,
        trusted: position.radius_m.is_none_or(|m| m <= 150.0),
        class: if one_in(chance, 6) { VehicleClass::LightGoods } else { VehicleClass::PassengerCar },
        vin: format!("WVWZZZ1KZ6W{:06}", chance.random_range(0..SERIALS)),
        propulsion: vec![if one_in(chance, 8) { Propulsion::Electric } else { Propulsion::Diesel }],
        timestamp: u32::try_from(at.timestamp()).unwrap_or_default(),
        lat_mas: mas(position.lat),
        lon_mas: mas(position.lon),
        direction: chance.random_range(0..180),
        recent_1,
        recent_2,
        passengers: Some(chance.random_range(1..=4)),
        additional: None,
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(type_code: &str, source: PlaceSource) -> Said {
        Said {
            event: 1,
            arrives: Duration::ZERO,
            type_code: type_code.to_owned(),
            text: "Sadūrušās divas mašīnas".to_owned(),
            address: "Brīvības gatve 200, Rīga".to_owned(),
            position: CallPosition {
                lat: 56.97,
                lon: 24.16,
                radius_m: Some(18.0),
                source,
                confidence: None,
                at: None,
            },
            caller: "+37120000000".to_owned(),
            services: vec!["VP"],
        }
    }

    fn many(type_code: &str, source: PlaceSource) -> Vec<Dress> {
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        (0..6_000).map(|seed| dress(seed, &said(type_code, source), at)).collect()
    }

    fn share(of: &[Dress], is: impl Fn(&Dress) -> bool) -> usize {
        of.iter().filter(|dress| is(dress)).count()
    }

    #[test]
    fn what_a_telephone_sends_is_read_as_the_place_where_it_is() {
        let dressed = many("order.fight", PlaceSource::Aml);
        for dress in &dressed {
            let aml = aml::parse(dress.aml.as_deref().unwrap()).unwrap();
            let position = aml.position.unwrap();
            assert!((position.lat - 56.97).abs() < 1e-5 && (position.lon - 24.16).abs() < 1e-5);
            assert_eq!((aml.doubts.len(), dress.positions.len(), &dress.msd), (0, 0, &None));
        }
        let withdrawn = share(&dressed, |dress| dress.withdrawn.is_some());
        assert!((60..150).contains(&withdrawn), "{withdrawn} of 6000");
    }

    #[test]
    fn some_accidents_on_roads_are_called_in_by_the_vehicle_with_bytes_that_are_read() {
        let dressed = many("traffic.injured", PlaceSource::Cell);
        let called = share(&dressed, |dress| dress.msd.is_some());
        assert!((400..600).contains(&called), "{called} of 6000");
        for text in dressed.iter().filter_map(|dress| dress.msd.as_ref()) {
            let bytes: Vec<u8> = (0..text.len() / 2)
                .map(|n| u8::from_str_radix(&text[n * 2..n * 2 + 2], 16).unwrap())
                .collect();
            let msd = ecall::read(&bytes).unwrap();
            let (lat, lon) = msd.position().unwrap();
            assert!((lat - 56.97).abs() < 1e-6 && (lon - 24.16).abs() < 1e-6);
            assert_eq!((msd.vin.len(), msd.recent().len()), (17, 2));
        }
        assert!(dressed.iter().all(|dress| dress.msd.is_some() != (dress.positions.len() == 1)));
    }

    #[test]
    fn no_other_call_comes_from_a_vehicle() {
        assert_eq!(share(&many("fire.building", PlaceSource::Caller), |dress| dress.msd.is_some()), 0);
    }
}
