//! The units of the demonstration. Call signs, plates and people are invented; stations stand near where such stations are.

use chrono::Duration;
use serde::Deserialize;
use sqlx::PgConnection;
use vnr_shared::id::{InstitutionId, UnitId};
use vnr_shared::time::DateTime;
use vnr_shared::unit::{Capability, CrewMember, PutUnit, Station, UnitKind, UnitStatus};

use super::DemoError;
use crate::access::store as accounts;
use crate::clock::Ids;
use crate::error::ApiError;
use crate::sql::word;
use crate::{journal, units};

const UNITS: &str = include_str!("../../../data/demo/units.csv");

/// The demonstration begins two days before it is looked at; the shift is the one that is on then.
const SHIFT_FROM: Duration = Duration::hours(48 - 4);
const SHIFT_TO: Duration = Duration::hours(48 + 8);

/// Surnames of crews, by turns.
const CREWS: &[&str] = &[
    "A. Bērzs",
    "M. Ozols",
    "K. Kalns",
    "J. Liepiņš",
    "R. Zariņš",
    "E. Krūmiņš",
    "D. Eglītis",
    "S. Grava",
    "I. Vītoliņa",
    "L. Dzērve",
    "G. Irbe",
    "V. Stārks",
    "N. Cīrulis",
    "P. Lakstīgala",
    "T. Sproģis",
    "U. Rudzītis",
    "O. Mieze",
    "B. Kviesis",
    "Z. Āboliņa",
    "H. Ķirsis",
    "F. Bumbiere",
    "Ē. Paeglis",
    "Ā. Kārkls",
    "Š. Blīgzna",
    "Ž. Apsītis",
    "Ņ. Kadiķis",
    "Č. Alksnis",
];

#[derive(Debug, Deserialize)]
struct Line {
    institution: String,
    call_sign: String,
    kind: UnitKind,
    vehicle: String,
    capabilities: String,
    station: String,
    lat: f64,
    lon: f64,
    crew: usize,
    status: UnitStatus,
    login: String,
}

/// Writes the units of one institution with their crews and statuses.
pub async fn load(
    conn: &mut PgConnection,
    ids: &dyn Ids,
    (code, institution): (&str, InstitutionId),
    at: DateTime,
) -> Result<(), DemoError> {
    let lines: Vec<Line> =
        csv::Reader::from_reader(UNITS.as_bytes()).deserialize().collect::<Result<_, _>>()?;
    let mut names = CREWS.iter().cycle();
    for line in lines {
        let mut crew = crew(&line, &mut names);
        if line.institution != code {
            continue;
        }
        if let Some(leader) = crew.first_mut().filter(|_| !line.login.is_empty()) {
            let account = accounts::accounts::by_login(&mut *conn, &line.login).await?;
            leader.user = account.map(|account| account.user);
            leader.name.clear();
        }
        unit(conn, ids, institution, line, &crew, at).await?;
    }
    Ok(())
}

fn crew<'a>(line: &Line, names: &mut impl Iterator<Item = &'a &'a str>) -> Vec<CrewMember> {
    let member =
        |(i, name): (usize, &&str)| CrewMember { user: None, name: (*name).to_owned(), leader: i == 0 };
    names.take(line.crew).enumerate().map(member).collect()
}

async fn unit(
    conn: &mut PgConnection,
    ids: &dyn Ids,
    institution: InstitutionId,
    line: Line,
    crew: &[CrewMember],
    at: DateTime,
) -> Result<(), DemoError> {
    let id = UnitId(ids.id());
    let capabilities: Vec<Capability> = line
        .capabilities
        .split_whitespace()
        .map(|c| word("demo units", c))
        .collect::<Result<_, ApiError>>()?;
    let put = PutUnit {
        version: 0,
        institution: None,
        call_sign: line.call_sign,
        department: None,
        kind: line.kind,
        vehicle: line.vehicle,
        capabilities,
        station: Station { name: line.station, lat: line.lat, lon: line.lon },
        active: true,
    };
    let since = at + SHIFT_FROM;
    units::store::write::insert(conn, id, institution, &put, "VNR", at).await?;
    if line.status != UnitStatus::OffDuty {
        units::store::write::set_shift(conn, id, since, at + SHIFT_TO, crew).await?;
        units::store::write::begin_as(conn, id, line.status, since).await?;
    }
    let (_, entry) =
        units::entry(conn, id, None, "unit.put", serde_json::json!({ "after": put }), at).await?;
    journal::append(conn, None, at, None, entry).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn call_signs_are_unique_within_an_institution_and_capabilities_are_known() {
        let lines: Vec<Line> =
            csv::Reader::from_reader(UNITS.as_bytes()).deserialize().collect::<Result<_, _>>().unwrap();
        let mut signs: Vec<_> = lines.iter().map(|l| (&l.institution, &l.call_sign)).collect();
        signs.sort();
        signs.dedup();
        assert_eq!(signs.len(), lines.len());
        assert!(lines.len() >= 60);
        for line in &lines {
            assert!(vnr_shared::place::near_latvia(line.lat, line.lon), "{}", line.call_sign);
            for capability in line.capabilities.split_whitespace() {
                assert!(word::<Capability>("", capability).is_ok(), "{capability}");
            }
        }
    }
}
