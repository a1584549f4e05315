use super::*;
use crate::places::territory_at;
use crate::testdb::TestDb;
use vnr_shared::place::TerritoryClass;
use vnr_shared::time::DateTime;

fn noon(day: &str) -> DateTime {
    format!("{day}T12:00:00Z").parse().unwrap()
}

#[tokio::test]
async fn the_packaged_places_are_loaded_once() {
    let db = TestDb::new().await;
    let loaded = load(db.pool()).await.unwrap();
    assert_eq!((loaded.territories, loaded.houses), (118, 48_076));
    assert!(loaded.places > 1_900, "{loaded:?}");
    assert_eq!(load(db.pool()).await.unwrap(), Loaded::default());
}

#[tokio::test]
async fn a_point_lies_in_the_innermost_territory_of_its_day() {
    let db = TestDb::new().await;
    load(db.pool()).await.unwrap();
    let at = async |lat, lon, day| {
        let found = territory_at(db.pool(), lat, lon, noon(day)).await.unwrap();
        found.map(|t| (t.atvk, t.name, t.class))
    };
    let known = |atvk: &str, name: &str, class| Some((atvk.to_owned(), name.to_owned(), class));
    let riga = known("0001000", "Rīga", TerritoryClass::StateCity);
    assert_eq!(at(56.9497, 24.1176, "2026-11-22").await, riga);
    assert_eq!(at(57.07, 24.0, "2026-11-22").await, riga, "a kilometre out at sea");
    let jekabpils = known("0031010", "Jēkabpils", TerritoryClass::StateCity);
    assert_eq!(at(56.5006, 25.8711, "2026-11-22").await, jekabpils);
    assert_eq!(at(57.312, 25.275, "2026-11-22").await, known("", "Cēsis", TerritoryClass::Town));
    let countryside = |atvk, name| known(atvk, name, TerritoryClass::Municipality);
    assert_eq!(at(56.58, 26.65, "2025-06-30").await, countryside("0055000", "Varakļānu novads"));
    assert_eq!(at(56.58, 26.65, "2025-07-01").await, countryside("0038001", "Madonas novads"));
    assert_eq!(at(59.4, 24.75, "2026-11-22").await, None, "Tallinn");
}

#[tokio::test]
async fn municipalities_cover_the_land_without_gaps_or_overlaps() {
    let db = TestDb::new().await;
    load(db.pool()).await.unwrap();
    let overlap: f64 = sqlx::query_scalar(
        "select coalesce(sum(st_area(st_intersection(a.border, b.border)::geography)), 0)
         from territories a join territories b on a.id < b.id and st_intersects(a.border, b.border)
         where a.parent_id is null and b.parent_id is null and a.valid_to is null and b.valid_to is null",
    )
    .fetch_one(db.pool())
    .await
    .unwrap();
    assert!(overlap < 10_000.0, "{overlap} square metres");
    let holes: i64 = sqlx::query_scalar(
        "select sum(st_numinteriorrings(part.geom))::bigint from
             (select st_union(border) as land from territories where parent_id is null and valid_to is null) whole,
             st_dump(land) part",
    )
    .fetch_one(db.pool())
    .await
    .unwrap();
    assert_eq!(holes, 0);
}
