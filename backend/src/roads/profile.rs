//! Which ways a patrol car drives on, in which direction, and how fast.
//!
//! A car within the rules of traffic: no credit is taken for lights and siren, so an arrival is promised rather too late
//! than too early. Speeds where no sign says one are assumptions of `data/reference/road_classes.csv`.

use std::collections::HashMap;

use serde::Deserialize;

use super::pbf::Tags;

const CLASSES: &str = include_str!("../../../data/reference/road_classes.csv");

/// Part of a signed speed that is driven on average, with bends, junctions and other traffic.
const DRIVEN: f64 = 0.85;
/// Part of the speed on ground that is private or for residents: narrow, with pedestrians.
const PRIVATE: f64 = 0.5;
/// Seconds lost at a gate that can be opened.
const GATE: f64 = 20.0;
/// Seconds lost at a traffic light on average.
const LIGHTS: f64 = 8.0;

#[derive(Debug, Deserialize)]
struct Class {
    highway: String,
    kmh: f64,
}

/// How a way may be driven.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drive {
    /// Metres a second.
    pub speed: f64,
    /// Along the order of its nodes.
    pub forward: bool,
    /// Against it.
    pub backward: bool,
}

/// What a node does to a car that passes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pass {
    /// Nothing.
    Free,
    /// It loses so many seconds.
    Slow(f64),
    /// It does not pass.
    Closed,
}

/// The profile of a car.
#[derive(Debug)]
pub struct Profile(HashMap<String, f64>);

impl Profile {
    /// The packaged profile.
    pub fn packaged() -> Result<Self, csv::Error> {
        let rows = csv::Reader::from_reader(CLASSES.as_bytes()).into_deserialize();
        rows.map(|row: Result<Class, _>| row.map(|class| (class.highway, class.kmh)))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// How a car drives on a way; `None` where it does not.
    pub fn way(&self, tags: &Tags<'_>) -> Option<Drive> {
        let highway = tags.get("highway")?;
        let class = *self.0.get(highway)?;
        if tags.get("area") == Some("yes") {
            return None;
        }
        let private = match access(tags) {
            Access::Open => false,
            Access::Private => true,
            Access::Closed => return None,
        };
        let signed = tags.get("maxspeed").and_then(kmh).map(|signed| signed * DRIVEN);
        let kmh = signed.unwrap_or(class * DRIVEN) * if private { PRIVATE } else { 1.0 };
        let (forward, backward) = directions(tags, highway)?;
        Some(Drive { speed: kmh / 3.6, forward, backward })
    }
}

enum Access {
    Open,
    Private,
    Closed,
}

/// The tag that says most about a car decides. What stands open to emergency vehicles is open.
fn access(tags: &Tags<'_>) -> Access {
    if matches!(tags.get("emergency"), Some("yes" | "designated" | "official")) {
        return Access::Open;
    }
    let said = ["motorcar", "motor_vehicle", "vehicle", "access"].iter().find_map(|key| tags.get(key));
    match said {
        Some("no" | "agricultural" | "forestry" | "military") => Access::Closed,
        Some("private" | "destination" | "delivery" | "customers" | "permit" | "residents") => {
            Access::Private
        }
        _ => Access::Open,
    }
}

/// Forward and backward; `None` for a lane whose direction changes with the hour.
fn directions(tags: &Tags<'_>, highway: &str) -> Option<(bool, bool)> {
    let said = tags.get("oneway:motor_vehicle").or_else(|| tags.get("oneway"));
    match said {
        Some("yes" | "true" | "1") => Some((true, false)),
        Some("-1" | "reverse") => Some((false, true)),
        Some("reversible" | "alternating") => None,
        Some("no" | "false" | "0") => Some((true, true)),
        _ => {
            let round = matches!(tags.get("junction"), Some("roundabout" | "circular"));
            Some((true, !(round || highway == "motorway")))
        }
    }
}

/// Kilometres an hour of a `maxspeed`; `None` of what is no number and no name that Latvia uses.
fn kmh(said: &str) -> Option<f64> {
    let number = match said.trim() {
        "LV:urban" => 50.0,
        "LV:rural" => 90.0,
        "LV:living_street" => 20.0,
        "walk" => 6.0,
        said => match said.strip_suffix("mph") {
            Some(miles) => miles.trim().parse::<f64>().ok()? * 1.609_344,
            None => said.parse().ok()?,
        },
    };
    (5.0..=150.0).contains(&number).then_some(number)
}

/// What a node does to a car.
pub fn node(tags: &Tags<'_>) -> Pass {
    if tags.is_empty() {
        return Pass::Free;
    }
    let opened = matches!(access(tags), Access::Open)
        && ["motorcar", "motor_vehicle", "vehicle", "access", "emergency"]
            .iter()
            .any(|key| tags.get(key).is_some());
    match tags.get("barrier") {
        Some(
            "gate" | "lift_gate" | "swing_gate" | "sliding_gate" | "chain" | "toll_booth" | "border_control",
        ) => {
            if matches!(access(tags), Access::Closed) {
                Pass::Closed
            } else {
                Pass::Slow(GATE)
            }
        }
        Some("entrance" | "cattle_grid" | "no" | "kerb" | "height_restrictor" | "sally_port") => Pass::Free,
        Some(_) if !opened => Pass::Closed,
        _ if tags.get("highway") == Some("traffic_signals") => Pass::Slow(LIGHTS),
        _ => Pass::Free,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roads::testing::with_tags;

    fn drive(text: &str) -> Option<(f64, bool, bool)> {
        let profile = Profile::packaged().unwrap();
        with_tags(text, |tags| profile.way(&tags))
            .map(|d| ((d.speed * 3.6 * 10.0).round() / 10.0, d.forward, d.backward))
    }

    #[test]
    fn a_car_drives_where_it_may_and_as_fast_as_signs_allow() {
        assert_eq!(drive("highway=residential"), Some((29.8, true, true)));
        assert_eq!(drive("highway=residential maxspeed=30"), Some((25.5, true, true)));
        assert_eq!(drive("highway=primary maxspeed=50mph oneway=yes"), Some((68.4, true, false)));
        assert_eq!(drive("highway=primary oneway=-1 maxspeed=LV:rural"), Some((76.5, false, true)));
        assert_eq!(drive("highway=tertiary junction=roundabout"), Some((51.0, true, false)));
        assert_eq!(drive("highway=motorway oneway=no"), Some((93.5, true, true)));
        assert_eq!(drive("highway=service access=private"), Some((6.4, true, true)));
        assert_eq!(drive("highway=service access=no emergency=yes"), Some((12.8, true, true)));
        for closed in [
            "highway=footway",
            "building=yes",
            "highway=service access=no",
            "highway=road motor_vehicle=no access=yes",
            "highway=primary oneway=reversible",
            "highway=service area=yes",
        ] {
            assert_eq!(drive(closed), None, "{closed}");
        }
    }

    #[test]
    fn a_gate_costs_time_and_a_bollard_stops() {
        let at = |text| with_tags(text, |tags| node(&tags));
        assert_eq!(at(""), Pass::Free);
        assert_eq!(at("barrier=gate"), Pass::Slow(GATE));
        assert_eq!(at("barrier=gate access=no"), Pass::Closed);
        assert_eq!(at("barrier=bollard"), Pass::Closed);
        assert_eq!(at("barrier=bollard emergency=yes"), Pass::Free);
        assert_eq!(at("highway=traffic_signals"), Pass::Slow(LIGHTS));
        assert_eq!(at("highway=crossing"), Pass::Free);
    }
}
