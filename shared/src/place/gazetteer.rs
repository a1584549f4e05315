//! The gazetteer as a device holds it: searched by the rules of the server, and without it.

use std::collections::HashMap;

use super::{Named, PlaceHit, TerritoryClass, distance_m, houses, parse, places};
use crate::sync::LeasedPlace;
use crate::text::fold;

/// Farther than this from a house, in metres, a point is not described by it.
pub const NEAREST_MAX_M: f64 = 2_000.0;
/// Streets whose houses are looked at; as many as the server looks at.
const STREETS: usize = 60;
/// Parents of a place; deeper than any address of the register is.
const DEPTH: usize = 8;

/// What is nearest to a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// The house.
    pub hit: PlaceHit,
    /// Metres to it.
    pub distance_m: f64,
    /// Name of the innermost territory that its address names, and its class where the address tells it: a town within a
    /// municipality may be a state city by law, which is not to be seen from its address.
    pub territory: Option<(String, Option<TerritoryClass>)>,
}

struct House {
    row: LeasedPlace,
    /// Index of what it lies in.
    parent: Option<usize>,
    /// Its name folded, when it has one instead of a number.
    named: Option<String>,
}

/// The gazetteer.
#[derive(Default)]
pub struct Gazetteer {
    places: Vec<Named>,
    /// Words of the whole addresses of `places`, folded.
    words: Vec<String>,
    by_code: HashMap<String, usize>,
    houses: Vec<House>,
    /// Indices of the houses of each place.
    of_place: Vec<Vec<usize>>,
}

fn degrees(e5: i32) -> f64 {
    f64::from(e5) / 1e5
}

impl Gazetteer {
    /// Takes a row. Towns, villages and streets come before houses, as the server sends them.
    pub fn put(&mut self, row: LeasedPlace) {
        if matches!(row.1, 108 | 109) {
            let parent = row.3.as_ref().and_then(|code| self.by_code.get(code).copied());
            if let Some(list) = parent.and_then(|at| self.of_place.get_mut(at)) {
                list.push(self.houses.len());
            }
            let named = !row.2.starts_with(|c: char| c.is_ascii_digit());
            let named = named.then(|| fold(&row.2));
            self.houses.push(House { row, parent, named });
            return;
        }
        let LeasedPlace(code, kind, name, parent_code, lat, lon, text) = row;
        let full_text = text.unwrap_or_else(|| name.clone());
        self.by_code.insert(code.clone(), self.places.len());
        self.words.push(fold(&full_text));
        self.of_place.push(Vec::new());
        let (name_folded, lat, lon) = (fold(&name), degrees(lat), degrees(lon));
        self.places.push(Named { code, kind, name, name_folded, parent_code, full_text, lat, lon });
    }

    /// Rows that it has.
    pub fn len(&self) -> usize {
        self.places.len() + self.houses.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Finds what was typed, best first; of equal names the one nearer to `near` (latitude, longitude) comes first.
    pub fn search(&self, text: &str, near: Option<(f64, f64)>, limit: usize) -> Vec<PlaceHit> {
        let wanted = parse(text);
        if wanted.words.is_empty() {
            return Vec::new();
        }
        let mut streets = places(self.with_words(&wanted.words), &wanted.words, near);
        let mut found = Vec::new();
        if let Some(number) = &wanted.house {
            // A place whose own name has the number in it: the "11" of "11. novembra krastmala" is not a house.
            let mut words = wanted.words.clone();
            words.push(number.clone());
            let mut own = self.with_words(&words);
            own.retain(|row| row.name_folded.split(' ').any(|word| word == number));
            found = places(own, &words, near);
            streets.truncate(STREETS);
            let codes: Vec<&str> = streets.iter().map(|street| street.code.as_str()).collect();
            found.extend(houses(self.numbered(&codes, number), &codes, number));
        }
        if found.len() < limit {
            let farms = places(self.farmsteads(&wanted.words), &wanted.words, near);
            found.extend(streets);
            found.extend(farms);
        }
        let mut seen = std::collections::HashSet::new();
        found.retain(|row| seen.insert(row.code.clone()));
        found.truncate(limit);
        found.into_iter().filter_map(Named::hit).collect()
    }

    /// The house nearest to a point, when one is near.
    pub fn nearest(&self, lat: f64, lon: f64) -> Option<Nearest> {
        let east = lat.to_radians().cos();
        let off = |house: &House| {
            let (north, east) = (degrees(house.row.4) - lat, (degrees(house.row.5) - lon) * east);
            north * north + east * east
        };
        let house = self.houses.iter().min_by(|a, b| off(a).total_cmp(&off(b)))?;
        let distance_m = distance_m(lat, lon, degrees(house.row.4), degrees(house.row.5));
        if distance_m > NEAREST_MAX_M {
            return None;
        }
        Some(Nearest { territory: self.territory(house.parent), hit: self.named(house).hit()?, distance_m })
    }

    /// The innermost territory around a place.
    fn territory(&self, mut at: Option<usize>) -> Option<(String, Option<TerritoryClass>)> {
        for _ in 0..DEPTH {
            let place = self.places.get(at?)?;
            let class = match place.kind {
                104 if place.full_text == place.name => Some(TerritoryClass::StateCity),
                104 => None,
                105 => Some(TerritoryClass::Parish),
                113 => Some(TerritoryClass::Municipality),
                _ => {
                    at = place.parent_code.as_ref().and_then(|code| self.by_code.get(code).copied());
                    continue;
                }
            };
            return Some((place.name.clone(), class));
        }
        None
    }

    /// Places whose address has a word that begins so, for each of the words.
    fn with_words(&self, wanted: &[String]) -> Vec<Named> {
        let fits =
            |words: &str| wanted.iter().all(|w| words.split(' ').any(|own| own.starts_with(w.as_str())));
        let found = self.places.iter().zip(&self.words).filter(|(_, words)| fits(words));
        found.map(|(place, _)| place.clone()).collect()
    }

    /// Houses in the places whose number begins so.
    fn numbered(&self, codes: &[&str], number: &str) -> Vec<Named> {
        let lists = codes.iter().filter_map(|code| self.of_place.get(*self.by_code.get(*code)?));
        let all = lists.flatten().filter_map(|at| self.houses.get(*at));
        all.filter(|house| super::house_key(&house.row.2).starts_with(number))
            .map(|house| self.named(house))
            .collect()
    }

    /// Houses with a name that begins with the first word, and with the others in their address.
    fn farmsteads(&self, wanted: &[String]) -> Vec<Named> {
        let Some((first, others)) = wanted.split_first() else { return Vec::new() };
        // One or two letters would fit a good part of all farmsteads.
        if first.chars().count() < 3 {
            return Vec::new();
        }
        let begins = |words: &str, wanted: &str| words.split(' ').any(|own| own.starts_with(wanted));
        let fits = |house: &&House| {
            house.named.as_ref().is_some_and(|name| {
                let around = house.parent.and_then(|at| self.words.get(at)).map_or("", String::as_str);
                begins(name, first) && others.iter().all(|w| begins(name, w) || begins(around, w))
            })
        };
        self.houses.iter().filter(fits).map(|house| self.named(house)).collect()
    }

    fn named(&self, house: &House) -> Named {
        let LeasedPlace(code, kind, name, parent_code, lat, lon, text) = house.row.clone();
        let parent = house.parent.and_then(|at| self.places.get(at));
        let full_text = text.unwrap_or_else(|| whole(&name, parent));
        let name_folded = house.named.clone().unwrap_or_else(|| fold(&name));
        Named { code, kind, name, name_folded, parent_code, full_text, lat: degrees(lat), lon: degrees(lon) }
    }
}

/// The address of a house as the register writes it: the number stands behind its street, a name before its village.
fn whole(name: &str, parent: Option<&Named>) -> String {
    let Some(parent) = parent else { return name.to_owned() };
    match parent.full_text.strip_prefix(&parent.name).filter(|_| parent.kind == 107) {
        Some(rest) => format!("{} {name}{rest}", parent.name),
        None => format!("{name}, {}", parent.full_text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(
        code: &str,
        kind: i16,
        name: &str,
        parent: Option<&str>,
        at: (i32, i32),
        text: Option<&str>,
    ) -> LeasedPlace {
        LeasedPlace(code.into(), kind, name.into(), parent.map(Into::into), at.0, at.1, text.map(Into::into))
    }

    fn riga() -> Gazetteer {
        let at = (5_695_000, 2_411_000);
        let mut held = Gazetteer::default();
        for row in [
            row("r", 104, "Rīga", None, at, Some("Rīga")),
            row("n", 113, "Cēsu novads", None, (5_731_000, 2_527_000), Some("Cēsu novads")),
            row(
                "p",
                105,
                "Vaives pagasts",
                Some("n"),
                (5_730_000, 2_530_000),
                Some("Vaives pag., Cēsu nov."),
            ),
            row("b", 107, "Krišjāņa Barona iela", Some("r"), at, Some("Krišjāņa Barona iela, Rīga")),
            row("k", 107, "11. novembra krastmala", Some("r"), at, Some("11. novembra krastmala, Rīga")),
            row("b12", 108, "12", Some("b"), (5_695_500, 2_412_000), None),
            row("b1", 108, "1", Some("b"), (5_695_100, 2_411_500), None),
            row("b1a", 108, "1A", Some("b"), (5_695_120, 2_411_520), None),
            row("o", 108, "\"Ozoli\"", Some("p"), (5_730_100, 2_530_100), None),
            row("x", 108, "7", Some("gone"), (5_690_000, 2_400_000), Some("Tāla iela 7, Babīte")),
        ] {
            held.put(row);
        }
        held
    }

    #[test]
    fn what_people_type_finds_what_they_mean_without_a_network() {
        let held = riga();
        let first = |typed: &str| held.search(typed, None, 5).first().map(|hit| hit.address.clone());
        for (typed, meant) in [
            ("barona 1", "Krišjāņa Barona iela 1, Rīga"),
            ("1 barona", "Krišjāņa Barona iela 1, Rīga"),
            ("kr bar 12", "Krišjāņa Barona iela 12, Rīga"),
            ("KRIŠJĀŅA BARONA 1a", "Krišjāņa Barona iela 1A, Rīga"),
            ("11 novembra", "11. novembra krastmala, Rīga"),
            ("rig", "Rīga"),
            ("ozoli", "\"Ozoli\", Vaives pag., Cēsu nov."),
            ("ozoli vaives", "\"Ozoli\", Vaives pag., Cēsu nov."),
        ] {
            assert_eq!(first(typed).as_deref(), Some(meant), "{typed}");
        }
        let numbers: Vec<_> = held.search("barona 1", None, 9).into_iter().map(|hit| hit.code).collect();
        assert_eq!(numbers, ["b1", "b1a", "b12", "b"]);
        assert!(held.search("", None, 5).is_empty() && held.search("qqqq 3", None, 5).is_empty());
        assert_eq!((held.len(), held.is_empty()), (10, false));
    }

    #[test]
    fn the_nearest_house_tells_the_territory_that_its_address_names() {
        let held = riga();
        let near = held.nearest(56.9511, 24.1151).unwrap();
        assert_eq!((near.hit.code.as_str(), near.distance_m < 20.0), ("b1", true));
        assert_eq!(near.territory, Some(("Rīga".to_owned(), Some(TerritoryClass::StateCity))));
        let farm = held.nearest(57.301, 25.301).unwrap();
        assert_eq!(farm.territory, Some(("Vaives pagasts".to_owned(), Some(TerritoryClass::Parish))));
        let orphan = held.nearest(56.9, 24.0).unwrap();
        assert_eq!((orphan.hit.address.as_str(), orphan.territory), ("Tāla iela 7, Babīte", None));
        assert_eq!(held.nearest(55.0, 21.0), None);
    }
}
