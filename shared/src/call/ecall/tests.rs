use proptest::prelude::*;

use super::*;

fn hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect()
}

/// Sent by another implementation's encoder, which printed every field beside it.
const PRINTED: &str = "02251C0680E30A51439E2955D43800800437F80A3105669023F8A71166932185B004150043C040";

#[test]
fn a_message_of_another_encoder_is_read_as_it_says() {
    let msd = read(&hex(PRINTED)).unwrap();
    assert_eq!((msd.version, msd.message), (2, 1));
    assert_eq!((msd.automatic, msd.test, msd.trusted), (true, false, true));
    assert_eq!(msd.class, VehicleClass::PassengerCar);
    assert_eq!(msd.vin, "ECALLEXAMPLE02013");
    assert_eq!(msd.propulsion, [Propulsion::Petrol]);
    assert_eq!(msd.timestamp, 1_367_878_452);
    assert_eq!((msd.lat_mas, msd.lon_mas), (18_859_320, 187_996_428));
    assert_eq!(msd.direction_degrees(), Some(90));
    assert_eq!(msd.recent_1, Some(Delta { lat: 0, lon: 10 }));
    assert_eq!(msd.recent_2, Some(Delta { lat: 0, lon: 30 }));
    assert_eq!(msd.passengers, Some(2));
}

#[test]
fn the_second_message_of_another_encoder_too() {
    let msd =
        read(&hex("02251C0680E30A51439E2955D43800800837F80C9FD707F09A94BDD30E55E080000001FFFFE040")).unwrap();
    assert_eq!(msd.vin, "ECALLEXAMPLE02023");
    assert_eq!((msd.lat_mas, msd.lon_mas), (81_044_974, 410_169_092));
    assert_eq!(msd.recent_1, Some(Delta { lat: -512, lon: -512 }));
    assert_eq!(msd.recent_2, Some(Delta { lat: 511, lon: 511 }));
}

#[test]
fn what_was_read_is_written_as_it_was_sent() {
    let msd = read(&hex(PRINTED)).unwrap();
    // The other encoder writes storages that are not there as well; both ways mean the same.
    assert_eq!(read(&write(&msd)), Ok(msd));
}

#[test]
fn places_before_are_steps_from_one_to_the_next() {
    let mut msd = read(&hex(PRINTED)).unwrap();
    msd.lat_mas = 56 * 3_600_000;
    msd.lon_mas = 24 * 3_600_000;
    msd.recent_1 = Some(Delta { lat: -36, lon: 0 });
    msd.recent_2 = Some(Delta { lat: -36, lon: 36 });
    let shown = msd.shown();
    let near = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() < 1e-9 && (a.1 - b.1).abs() < 1e-9;
    assert!(near(shown.recent[0], (55.999, 24.0)) && near(shown.recent[1], (55.998, 24.001)), "{shown:?}");
}

#[test]
fn a_vehicle_that_does_not_know_its_place_has_none() {
    let mut msd = read(&hex(PRINTED)).unwrap();
    (msd.lat_mas, msd.direction, msd.passengers, msd.timestamp) =
        (UNKNOWN_POSITION, UNKNOWN, Some(UNKNOWN), 0);
    let shown = read(&write(&msd)).unwrap().shown();
    assert_eq!(msd.position(), None);
    assert_eq!((shown.direction, shown.passengers, shown.at), (None, None, None));
    assert!(shown.recent.is_empty());
}

#[test]
fn additions_of_a_later_edition_are_passed_over() {
    let msd = read(&hex(PRINTED)).unwrap();
    // The structure says that it is extended; after its last field one addition of two bytes follows.
    let fields = 22 + 102 + (1 + 7 + 1) + 3 * 32 + 8 + 2 * 20 + 8;
    let mut w = bits::Writer::default();
    for (i, bit) in bits_of(&write(&msd)[2..]).into_iter().enumerate().take(fields) {
        w.bit(i == 2 || bit);
    }
    w.number(0b0000_0001, 8);
    w.octets(&[0xFF, 0xFF]);
    let mut outer = bits::Writer::default();
    outer.number(2, 8);
    outer.octets(&w.into_bytes());
    assert_eq!(read(&outer.into_bytes()), Ok(msd));
}

fn bits_of(bytes: &[u8]) -> Vec<bool> {
    bytes.iter().flat_map(|byte| (0..8).rev().map(move |i| byte >> i & 1 == 1)).collect()
}

#[test]
fn a_message_cut_short_says_where() {
    let whole = hex(PRINTED);
    for length in 0..whole.len() - 1 {
        assert!(matches!(read(&whole[..length]), Err(MsdError::Short { .. })), "{length}");
    }
    assert_eq!(read(&[9, 1, 2]), Err(MsdError::Version(9)));
    assert_eq!(read(&vec![2; MSD_MAX + 1]), Err(MsdError::TooLong));
    assert_eq!(read(&[2, 0xC1, 0]), Err(MsdError::Fragmented));
}

fn messages() -> impl Strategy<Value = Msd> {
    let delta = || (-512..=511_i16, -512..=511_i16).prop_map(|(lat, lon)| Delta { lat, lon });
    let facts =
        (1..=3_u8, any::<u8>(), any::<[bool; 3]>(), 0..VehicleClass::ALL.len(), "[A-HJ-NPR-Z0-9]{17}");
    let place = (any::<u32>(), any::<i32>(), any::<i32>(), any::<u8>());
    let rest =
        (proptest::option::of(delta()), proptest::option::of(delta()), proptest::option::of(any::<u8>()));
    let additional = proptest::option::of((any::<[u8; 3]>(), proptest::collection::vec(any::<u8>(), 0..300)));
    let storages = proptest::sample::subsequence(Propulsion::ALL.to_vec(), 0..=7);
    (facts, place, rest, additional, storages).prop_map(|(facts, place, rest, additional, storages)| {
        let (version, message, [automatic, test, trusted], class, vin) = facts;
        let still = Delta { lat: 0, lon: 0 };
        let always = |step: Option<Delta>| if version == 3 { Some(step.unwrap_or(still)) } else { step };
        Msd {
            version,
            message,
            automatic,
            test,
            trusted,
            class: VehicleClass::ALL[class],
            vin,
            propulsion: storages.into_iter().filter(|s| version > 1 || *s != Propulsion::Other).collect(),
            timestamp: place.0,
            lat_mas: place.1,
            lon_mas: place.2,
            direction: place.3,
            recent_1: always(rest.0),
            recent_2: always(rest.1),
            passengers: rest.2,
            additional: additional.map(|(oid, data)| Additional { oid: oid.to_vec(), data }),
        }
    })
}

proptest! {
    #[test]
    fn every_message_reads_as_it_was_written(msd in messages()) {
        prop_assert_eq!(read(&write(&msd)), Ok(msd));
    }

    #[test]
    fn no_bytes_break_the_reader(version in 0..4_u8, bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
        let mut framed = vec![version, u8::try_from(bytes.len().min(127)).unwrap()];
        framed.extend(&bytes);
        if let Ok(msd) = read(&framed) {
            let shown = msd.shown();
            prop_assert!(msd.position().is_none_or(|(lat, lon)| on_earth(lat, lon)));
            prop_assert!(shown.recent.iter().all(|(lat, lon)| on_earth(*lat, *lon)));
            prop_assert!(shown.direction.is_none_or(|d| d < 360));
        }
    }

    #[test]
    fn one_bit_wrong_is_read_or_refused(at in 0..39_usize * 8) {
        let mut bytes = hex(PRINTED);
        bytes[at / 8] ^= 1 << (at % 8);
        let _ = read(&bytes).map(|msd| msd.shown());
    }
}
