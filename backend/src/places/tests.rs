use crate::testdb::TestDb;
use vnr_shared::place::to_lks92;

#[tokio::test]
async fn the_grid_agrees_with_postgis_to_a_millimetre() {
    let db = TestDb::new().await;
    let points: Vec<(f64, f64, f64, f64)> = sqlx::query_as(
        "select lat::float8, lon::float8, st_y(p), st_x(p)
         from generate_series(55.6, 58.1, 0.25) lat, generate_series(20.9, 28.3, 0.37) lon,
              st_transform(st_setsrid(st_makepoint(lon::float8, lat::float8), 4258), 3059) p",
    )
    .fetch_all(db.pool())
    .await
    .unwrap();
    assert!(points.len() > 200);
    for (lat, lon, northing, easting) in points {
        let ours = to_lks92(lat, lon);
        let off = (ours.northing - northing).hypot(ours.easting - easting);
        assert!(off < 0.001, "{lat} {lon}: {off} m");
    }
}
