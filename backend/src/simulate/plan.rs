//! What will be filed: for each call of the log one command, the same in every run of the same seed.

use std::path::Path;
use std::time::Duration;

use sha2::{Digest, Sha256};
use uuid::Uuid;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{Channel, NewIncident, NewPlace, Occurred, Sensitivity};
use vnr_shared::place::{PlaceHit, PlaceSource};

use super::calls::{self, Call};
use super::kinds::{Kind, Kinds};

/// One call, ready to be filed.
#[derive(Debug, Clone)]
pub struct Planned {
    /// When it comes, counted from the first, at the log's own speed.
    pub arrives: Duration,
    /// Kind, as the log has it.
    pub kind: String,
    /// Key of the command.
    pub key: Uuid,
    /// The command.
    pub command: NewIncident,
}

/// A log with the type of each of its calls.
#[derive(Debug)]
pub struct Log {
    calls: Vec<Call>,
    kinds: Vec<Kind>,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The log.
    #[error(transparent)]
    Calls(#[from] calls::CallsError),
    /// The table of kinds.
    #[error("the packaged table of kinds cannot be read")]
    Table(#[from] csv::Error),
    /// Kinds without a row.
    #[error(transparent)]
    Kinds(#[from] super::kinds::UnknownKinds),
}

impl Log {
    /// Reads a log and finds the type of each call.
    pub fn read(path: &Path) -> Result<Self, PlanError> {
        let calls = calls::read(path)?;
        let table = Kinds::packaged()?;
        let kinds = table.of(&calls)?.into_iter().cloned().collect();
        Ok(Self { calls, kinds })
    }

    /// The commands. Ids and keys follow from the seed, the number of the line and the line itself, so that a run that
    /// is repeated, after whatever happened to the first, files nothing twice. Calls from one place in the log come
    /// from one address here. The time of receipt is left to the server: a call is received when it comes, also in a
    /// replay, and its legal clock begins to run then.
    pub fn plan(&self, seed: u64, houses: &[PlaceHit]) -> Vec<Planned> {
        let arrivals = calls::arrivals(&self.calls);
        let rows = self.calls.iter().zip(&self.kinds).zip(arrivals).zip(1_u64..);
        rows.filter_map(|(((call, kind), arrives), row)| {
            let house = houses.get(pick(seed, &call.place, houses.len()))?;
            let digest = |what: &str| digest(seed, &[what, &row.to_string(), &call.line]);
            let command = NewIncident {
                id: IncidentId(id(digest("incident"))),
                channel: Channel::E112,
                received_at: None,
                occurred: Occurred::default(),
                place: NewPlace {
                    lat: house.lat,
                    lon: house.lon,
                    radius_m: None,
                    source: PlaceSource::Address,
                    address: house.address.clone(),
                    address_code: Some(house.code.clone()),
                    note: String::new(),
                },
                type_code: kind.type_code.clone(),
                category: None,
                description: kind.description.clone(),
                sensitivity: Sensitivity::Normal,
                department: None,
                persons: Vec::new(),
                vehicles: Vec::new(),
                objects: Vec::new(),
                notes: Vec::new(),
                call: None,
                advised: false,
            };
            Some(Planned { arrives, kind: call.kind.clone(), key: id(digest("key")), command })
        })
        .collect()
    }
}

fn digest(seed: u64, parts: &[&str]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(seed.to_be_bytes());
    for part in parts {
        hasher.update([0]);
        hasher.update(part.as_bytes());
    }
    hasher.finalize().into()
}

/// An id made of a digest (version 8: made in a way of our own).
fn id(digest: [u8; 32]) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Picks one of `count` by a digest.
fn pick(seed: u64, what: &str, count: usize) -> usize {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest(seed, &["place", what])[..8]);
    let count = u64::try_from(count).unwrap_or(u64::MAX).max(1);
    usize::try_from(u64::from_be_bytes(bytes) % count).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use vnr_shared::place::PlaceKind;

    use super::*;

    fn log() -> Log {
        let call = |place: &str| Call {
            kind: "EMS: FALL VICTIM".to_owned(),
            at: chrono::NaiveDateTime::default(),
            place: place.to_owned(),
            line: place.to_owned(),
        };
        let kind = Kind {
            name: "EMS: FALL VICTIM".to_owned(),
            type_code: "medical.injury".to_owned(),
            description: "Cilvēks nokritis.".to_owned(),
            calls: 1,
        };
        Log { calls: vec![call("a"), call("b"), call("a")], kinds: vec![kind; 3] }
    }

    fn houses() -> Vec<PlaceHit> {
        (0..100)
            .map(|n| PlaceHit {
                code: n.to_string(),
                address: format!("Brīvības iela {n}, Rīga"),
                kind: PlaceKind::Building,
                lat: 56.95,
                lon: 24.11,
            })
            .collect()
    }

    #[test]
    fn the_same_seed_makes_the_same_commands_and_another_seed_others() {
        let plan = |seed| log().plan(seed, &houses());
        let ids = |seed| plan(seed).iter().flat_map(|p| [p.key, p.command.id.0]).collect::<HashSet<_>>();
        assert_eq!(plan(1)[2].command, plan(1)[2].command);
        assert_eq!(ids(1), ids(1));
        assert_eq!(ids(1).len(), 6, "keys and ids differ from each other");
        assert!(ids(1).is_disjoint(&ids(2)));
    }

    #[test]
    fn a_place_of_the_log_is_one_address() {
        let plan = log().plan(1, &houses());
        assert_eq!(plan[0].command.place, plan[2].command.place);
        assert_ne!(plan[0].command.place, plan[1].command.place);
    }
}
