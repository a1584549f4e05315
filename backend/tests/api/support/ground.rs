//! Three territories, as rectangles: enough to be inside, outside and at the border of.

use sqlx::PgPool;

/// Rīga and Jūrmala as state cities, Ropažu novads beside them.
pub async fn load(pool: &PgPool) {
    for (atvk, name, class, west, south, east, north) in [
        ("0001000", "Rīga", "state_city", 23.93, 56.85, 24.33, 57.09),
        ("0004000", "Jūrmala", "state_city", 23.50, 56.90, 23.93, 57.05),
        ("0044000", "Ropažu novads", "municipality", 24.33, 56.80, 24.90, 57.10),
    ] {
        sqlx::query(
            "insert into territories (id, atvk, name, class, valid_from, border)
             values ($1, $2, $3, $4, '2021-07-01', st_multi(st_makeenvelope($5, $6, $7, $8, 4326)))",
        )
        .bind(super::uuid())
        .bind(atvk)
        .bind(name)
        .bind(class)
        .bind(west)
        .bind(south)
        .bind(east)
        .bind(north)
        .execute(pool)
        .await
        .unwrap();
    }
}
