use super::*;
use crate::places::packaged;
use crate::testdb::TestDb;

async fn first(db: &TestDb, text: &str) -> String {
    let found = search(db.pool(), text, None, 5).await.unwrap();
    found.first().map(|hit| hit.address.clone()).unwrap_or_default()
}

#[tokio::test]
async fn what_people_type_finds_what_they_mean() {
    let db = TestDb::new().await;
    packaged::load(db.pool()).await.unwrap();
    let mut wrong = Vec::new();
    for (typed, meant) in [
        ("barona 1", "Krišjāņa Barona iela 1, Rīga"),
        ("1 barona", "Krišjāņa Barona iela 1, Rīga"),
        ("Krišjāņa Barona iela 1-12", "Krišjāņa Barona iela 1, Rīga"),
        ("kr barona iela 126 k-1", "Krišjāņa Barona iela 126 k-1, Rīga"),
        ("eksporta 15 k42", "Eksporta iela 15 k-42, Rīga"),
        ("sterstu 33 b", "Stērstu iela 33B, Rīga"),
        ("11 novembra", "11. novembra krastmala, Rīga"),
        ("rig", "Rīga"),
        ("riga", "Rīga"),
        ("cesis", "Cēsis, Cēsu nov."),
        ("agenskalns", "Āgenskalns, Rīga"),
        ("jekabpils nov", "Jēkabpils novads"),
        ("brivibas g", "Brīvības gatve, Rīga"),
    ] {
        let found = first(&db, typed).await;
        if found != meant {
            wrong.push(format!("{typed}: {found} instead of {meant}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for nothing in ["", " , ", "''", "\\", "☃", "qqqqq", "'; drop table addresses"] {
        assert!(search(db.pool(), nothing, None, 5).await.unwrap().is_empty(), "{nothing}");
    }
}

#[tokio::test]
async fn longer_numbers_come_after_the_very_number() {
    let db = TestDb::new().await;
    packaged::load(db.pool()).await.unwrap();
    let found = search(db.pool(), "barona 1", None, 50).await.unwrap();
    let numbers: Vec<_> = found
        .iter()
        .filter_map(|hit| hit.address.strip_prefix("Krišjāņa Barona iela "))
        .filter_map(|rest| rest.strip_suffix(", Rīga"))
        .collect();
    assert_eq!(numbers.first(), Some(&"1"));
    let at = |n: &str| numbers.iter().position(|x| *x == n).unwrap();
    assert!(at("10") < at("100"), "{numbers:?}");
}

#[tokio::test]
async fn a_device_without_a_network_finds_what_the_server_finds() {
    let db = TestDb::new().await;
    packaged::load(db.pool()).await.unwrap();
    let mut conn = db.pool().acquire().await.unwrap();
    let mut held = vnr_shared::place::Gazetteer::default();
    let everything = crate::sync::leased_places(&mut conn, None, (false, ""), 1_000_000).await.unwrap();
    for row in everything {
        held.put(row);
    }
    for typed in [
        "barona 1",
        "kr barona iela 126 k-1",
        "eksporta 15 k42",
        "sterstu 33 b",
        "11 novembra",
        "cesis",
        "brivibas g",
    ] {
        let there = search(db.pool(), typed, None, 5).await.unwrap();
        let here = held.search(typed, None, 5);
        let addresses = |found: &[PlaceHit]| found.iter().map(|hit| hit.address.clone()).collect::<Vec<_>>();
        assert_eq!(addresses(&here), addresses(&there), "{typed}");
    }
}
