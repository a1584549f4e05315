//! The packaged files as rows.

use std::collections::{BTreeMap, HashSet};
use std::io::Read;

use chrono::{NaiveDate, NaiveTime};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use vnr_shared::id::TerritoryId;
use vnr_shared::text::fold;
use vnr_shared::time::{DateTime, from_riga};

use super::{Entry, PackagedError};

static ADDRESSES: &[u8] = include_bytes!("../../../../data/addresses-riga.csv.br");
static PLACES: &[u8] = include_bytes!("../../../../data/places.csv.br");
static TERRITORIES: &[u8] = include_bytes!("../../../../data/territories.geojson.br");

/// Rīga in the state address register; the same code keeps its row when the register is imported.
const RIGA: &str = "100003003";

/// A territory with its border as GeoJSON.
#[derive(Debug)]
pub struct PackagedTerritory {
    /// The same in every installation, so that exchanged records agree.
    pub id: TerritoryId,
    /// ATVK code; empty for a town, whose code the sources do not give.
    pub atvk: String,
    /// Name.
    pub name: String,
    /// Class.
    pub class: String,
    /// The municipality it lies in.
    pub parent: Option<TerritoryId>,
    /// What took its place.
    pub successor: Option<TerritoryId>,
    /// First instant.
    pub valid_from: DateTime,
    /// First instant at which it no longer exists.
    pub valid_to: Option<DateTime>,
    /// Border.
    pub border: String,
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    properties: Properties,
    geometry: Box<serde_json::value::RawValue>,
}

#[derive(Deserialize)]
struct Properties {
    code: Option<String>,
    name: String,
    class: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    successor: Option<String>,
    parent: Option<String>,
}

#[derive(Deserialize)]
struct AddressRow {
    street: String,
    number: String,
    neighbourhood: String,
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
struct PlaceRow {
    name: String,
    class: String,
    municipality: String,
    lat: f64,
    lon: f64,
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>, std::io::Error> {
    let mut plain = Vec::new();
    brotli_decompressor::Decompressor::new(packed, 64 * 1024).read_to_end(&mut plain)?;
    Ok(plain)
}

fn table<T: for<'de> Deserialize<'de>>(packed: &[u8]) -> Result<Vec<T>, PackagedError> {
    let plain = unpack(packed)?;
    let rows: Result<Vec<T>, csv::Error> = csv::Reader::from_reader(&*plain).into_deserialize().collect();
    Ok(rows?)
}

/// Twelve hex digits that depend on the words alone.
fn code_of(words: &str) -> String {
    format!("P{}", hex::encode(Sha256::digest(words).get(..6).unwrap_or_default()))
}

fn id_of(code: &str) -> TerritoryId {
    let digest = Sha256::digest(format!("territory {code}"));
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().into()
}

fn midnight(day: NaiveDate) -> DateTime {
    from_riga(day.and_time(NaiveTime::MIN))
}

/// Every territory, those that others refer to first.
pub fn territories() -> Result<Vec<PackagedTerritory>, PackagedError> {
    let collection: Collection = serde_json::from_slice(&unpack(TERRITORIES)?)?;
    let mut found: Vec<PackagedTerritory> = collection.features.into_iter().map(territory).collect();
    found.sort_by_key(|t| (t.parent.is_some(), t.successor.is_some()));
    Ok(found)
}

fn territory(feature: Feature) -> PackagedTerritory {
    let Properties { code, name, class, valid_from, valid_to, successor, parent } = feature.properties;
    PackagedTerritory {
        id: id_of(code.as_deref().unwrap_or(&name)),
        atvk: code.unwrap_or_default(),
        name,
        class,
        parent: parent.as_deref().map(id_of),
        successor: successor.as_deref().map(id_of),
        valid_from: midnight(valid_from),
        valid_to: valid_to.map(midnight),
        border: feature.geometry.get().to_owned(),
    }
}

fn entry(code: String, kind: i16, name: &str, parent: Option<&str>, full: String, at: (f64, f64)) -> Entry {
    Entry {
        code,
        kind,
        name: name.to_owned(),
        parent_code: parent.map(str::to_owned),
        folded: fold(&full),
        full_text: full,
        postcode: String::new(),
        atvk: String::new(),
        position: Some(at),
        valid_from: None,
        valid_to: None,
    }
}

/// Every place, street and house.
pub fn entries(territories: &[PackagedTerritory]) -> Result<Vec<Entry>, PackagedError> {
    let addresses: Vec<AddressRow> = table(ADDRESSES)?;
    let mut areas: BTreeMap<&str, Middle> = BTreeMap::new();
    let mut streets: BTreeMap<&str, Middle> = BTreeMap::new();
    for row in &addresses {
        areas.entry(&row.neighbourhood).or_default().add(row);
        streets.entry(&row.street).or_default().add(row);
    }
    let mut found = towns_and_villages(territories, |name| areas.contains_key(name))?;
    for (name, middle) in &areas {
        let full = format!("{name}, Rīga");
        found.push(entry(code_of(&full), 106, name, Some(RIGA), full, middle.at()));
    }
    for (name, middle) in &streets {
        found.push(entry(street_code(name), 107, name, Some(RIGA), format!("{name}, Rīga"), middle.at()));
    }
    found.extend(addresses.iter().map(house));
    // The register has one row per address; where a source gives two points, the second is the same address.
    let mut seen = HashSet::new();
    found.retain(|entry| seen.insert(entry.code.clone()));
    Ok(found)
}

fn street_code(name: &str) -> String {
    code_of(&format!("Rīga, {name}, street"))
}

fn house(row: &AddressRow) -> Entry {
    let full = format!("{} {}, Rīga", row.street, row.number);
    let street = street_code(&row.street);
    let mut house = entry(code_of(&full), 108, &row.number, Some(&street), full, (row.lat, row.lon));
    house.folded = format!("{} {}", house.folded, fold(&row.neighbourhood));
    house
}

fn towns_and_villages(
    territories: &[PackagedTerritory],
    neighbourhood: impl Fn(&str) -> bool,
) -> Result<Vec<Entry>, PackagedError> {
    let rows: Vec<PlaceRow> = table(PLACES)?;
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.class != "part" || !neighbourhood(&row.name)) {
        let PlaceRow { name, class, municipality, lat, lon } = row;
        let around = territories.iter().find(|t| &t.atvk == municipality).filter(|t| &t.name != name);
        let full = around.map_or_else(|| name.clone(), |t| format!("{name}, {}", short(&t.name)));
        let code = if name == "Rīga" { RIGA.to_owned() } else { code_of(&full) };
        let kind = if class == "state_city" || class == "town" { 104 } else { 106 };
        let mut place = entry(code, kind, name, None, full, (*lat, *lon));
        if class == "state_city" {
            place.atvk =
                territories.iter().find(|t| &t.name == name).map_or_else(String::new, |t| t.atvk.clone());
        }
        found.push(place);
    }
    Ok(found)
}

/// As the register shortens it: "Cēsu novads" is "Cēsu nov.".
fn short(name: &str) -> String {
    name.strip_suffix("novads").map_or_else(|| name.to_owned(), |start| format!("{start}nov."))
}

/// The middle of points.
#[derive(Default)]
struct Middle {
    lat: f64,
    lon: f64,
    count: u32,
}

impl Middle {
    fn add(&mut self, row: &AddressRow) {
        self.lat += row.lat;
        self.lon += row.lon;
        self.count += 1;
    }

    fn at(&self) -> (f64, f64) {
        let count = f64::from(self.count.max(1));
        (self.lat / count, self.lon / count)
    }
}
