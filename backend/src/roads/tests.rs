//! From an extract to times.

use super::testing::Extract;
use super::*;
use crate::client::Folder;
use vnr_shared::time::DateTime;

const FILE: &str = "roads.vnr";

fn now() -> DateTime {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

/// A square of roads, 1 km a side: a fast one along the south, a one-way along the east, a bollard in the north, a footpath
/// across, and a yard that no car reaches.
fn town() -> Extract {
    let (south, west, side) = (56.90, 24.00, 0.009);
    let east = west + 0.0165;
    Extract {
        nodes: [
            (1, (south, west, "")),
            (2, (south, east, "")),
            (3, (south + side, east, "highway=traffic_signals")),
            (4, (south + side, west, "")),
            (5, (south + side, west + 0.008, "barrier=bollard")),
            (6, (south + 0.0045, west, "")),
            (8, (south + 0.02, west, "")),
            (9, (south + 0.02, west + 0.001, "")),
        ]
        .into(),
        ways: vec![
            (vec![1, 2], "highway=primary maxspeed=90"),
            (vec![2, 3], "highway=residential oneway=yes"),
            (vec![3, 5, 4], "highway=residential"),
            (vec![4, 6, 1], "highway=residential"),
            (vec![1, 3], "highway=footway"),
            (vec![8, 9], "highway=service"),
            // Leads on into a node that lies outside the extract.
            (vec![2, 77], "highway=primary"),
        ],
        ..Extract::default()
    }
}

fn map_of(extract: &Extract) -> (Folder, Map) {
    let folder = Folder::new("vnr-roads").unwrap();
    let path = folder.path().join(FILE);
    import(&extract.file(folder.path()), &path, now(), &mut |_| {}).unwrap();
    let map = load(&path).unwrap();
    (folder, map)
}

#[test]
fn an_extract_becomes_a_map_that_knows_the_fastest_way() {
    for sparse in [false, true] {
        // Beyond the bollard is nothing one could come back from: the one-way street leads only there.
        let mut extract = Extract { sparse, ..town() };
        extract.ways[1].1 = "highway=residential";
        let (_folder, map) = map_of(&extract);
        assert_eq!(map.meta.as_of, "2026-01-01T00:00:00Z".parse().ok());
        assert_eq!((map.meta.ways, map.meta.left_out), (6, 1), "the yard is left out");
        // South-west to south-east: 1.0 km at 76.5 km/h.
        let corner = (56.90, 24.00);
        let times = map.seconds_to(&[corner, (56.909, 24.0165), (56.90, 24.008)], (56.90, 24.0165));
        assert!((46..=49).contains(&times[0].unwrap()), "{times:?}");
        // North-east to south-east: 1 km at 29.75 km/h, and half of what the light at its end costs.
        assert!((123..=127).contains(&times[1].unwrap()), "{times:?}");
        assert!((22..=26).contains(&times[2].unwrap()), "in the middle of the same road: {times:?}");
        // The bollard makes the north a long way round from either side.
        let around = map.seconds_to(&[(56.909, 24.0095)], (56.909, 24.0065))[0].unwrap();
        assert!(around > 280, "{around}");
        // Nothing beyond a kilometre from a road.
        assert_eq!(map.seconds_to(&[corner], (56.95, 24.0)), [None]);
        assert_eq!(map.seconds_to(&[(56.95, 24.0), corner], corner), [None, Some(0)]);
    }
}

#[test]
fn a_one_way_street_is_not_driven_against() {
    let mut extract = town();
    // Without the bollard the square can be driven round, but the east side only northwards.
    extract.nodes.insert(5, (56.909, 24.008, ""));
    let (_folder, map) = map_of(&extract);
    let (north_east, south_east) = ((56.909, 24.0165), (56.90, 24.0165));
    let up = map.seconds_to(&[south_east], north_east)[0].unwrap();
    let down = map.seconds_to(&[north_east], south_east)[0].unwrap();
    assert!(up < 140 && down > 250, "{up} s with the arrow, {down} s round it");
}

#[test]
fn a_damaged_or_foreign_file_is_refused() {
    let folder = Folder::new("vnr-roads").unwrap();
    let path = folder.path().join(FILE);
    let mut extract = town();
    extract.ways[1].1 = "highway=residential";
    import(&extract.file(folder.path()), &path, now(), &mut |_| {}).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert!(parse(&bytes).is_ok());
    for at in [8, bytes.len() / 2, bytes.len() - 1] {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        assert!(matches!(parse(&damaged), Err(RoadsError::Damaged)), "a flipped bit at {at}");
    }
    assert!(matches!(
        parse(b"a text of some length that is certainly no map of roads at all"),
        Err(RoadsError::Foreign)
    ));
    assert!(matches!(parse(b""), Err(RoadsError::Damaged)));
}

#[test]
fn an_extract_without_roads_makes_no_map() {
    let folder = Folder::new("vnr-roads").unwrap();
    let extract = Extract { ways: vec![(vec![1, 2], "building=yes")], ..Extract::default() };
    let to = folder.path().join(FILE);
    let made = import(&extract.file(folder.path()), &to, now(), &mut |_| {});
    assert!(matches!(made, Err(RoadsError::Empty)));
    assert!(!to.exists());
}

#[test]
fn the_same_extract_gives_the_same_map() {
    let mut extract = town();
    extract.ways[1].1 = "highway=residential";
    assert_eq!(map_of(&extract).1.checksum, map_of(&extract).1.checksum);
}
