//! The journal under concurrency, under tampering, and across nodes.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use sqlx::{PgConnection, PgPool};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::verify::{Verdict, verify};
use super::{Entry, after, append, head};
use super::{sealer, store};
use crate::db;
use crate::testdb::TestDb;

const SUBJECT: Uuid = Uuid::from_u128(7);

fn at() -> vnr_shared::time::DateTime {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

fn entry(n: u32) -> Entry {
    Entry::quiet("test", SUBJECT, "test.written", json!({ "n": n }))
}

async fn write(conn: &mut PgConnection, n: u32) {
    append(conn, None, at(), None, entry(n)).await.unwrap();
}

async fn app_pool(database: &TestDb, connections: u32) -> PgPool {
    db::connect(database.options(), connections).await.unwrap()
}

/// Follows the journal from a position until `total` entries were seen, dropping what it knows at random moments and
/// resuming from the last position alone. Returns what it saw, in order.
async fn follow(pool: PgPool, total: usize, start: u64) -> Vec<(i64, i64)> {
    let mut seen = Vec::new();
    let mut random = start;
    while seen.len() < total {
        let position = seen.last().map_or(0, |(position, _)| *position);
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let limit = i64::try_from(1 + (random >> 33) % 40).unwrap();
        let batch = after(&pool, position, limit).await.unwrap();
        if batch.is_empty() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        for sealed in batch {
            let n: i64 = sqlx::query_scalar(
                "select (payload ->> 'n')::bigint from journal j join journal_seal s on s.entry_id = j.id where position = $1",
            )
            .bind(sealed.position)
            .fetch_one(&pool)
            .await
            .unwrap();
            seen.push((sealed.position, n));
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_that_resumes_at_random_misses_nothing_and_sees_nothing_twice() {
    const WRITERS: u32 = 300;
    const EACH: u32 = 5;
    let database = TestDb::new().await;
    let pool = app_pool(&database, 24).await;
    let (committed, stop) = (Arc::new(Notify::new()), CancellationToken::new());
    let sealer =
        tokio::spawn(sealer::run(pool.clone(), committed.clone(), Arc::new(Notify::new()), stop.clone()));
    let total = usize::try_from(WRITERS * EACH).unwrap();
    let reader = tokio::spawn(follow(app_pool(&database, 2).await, total, 42));

    let writers = (0..WRITERS).map(|w| {
        let (pool, committed) = (pool.clone(), committed.clone());
        tokio::spawn(async move {
            for i in 0..EACH {
                let n = w * EACH + i;
                let mut tx = loop {
                    // Hundreds of writers share a small pool: waiting for a connection is part of the test.
                    if let Ok(tx) = pool.begin().await {
                        break tx;
                    }
                };
                write(&mut tx, n).await;
                // Transactions stay open for different times, so that commits overtake each other; some come to nothing.
                tokio::time::sleep(Duration::from_micros(u64::from(n % 7) * 400)).await;
                if n.is_multiple_of(11) {
                    tx.rollback().await.unwrap();
                    let mut again = loop {
                        if let Ok(tx) = pool.begin().await {
                            break tx;
                        }
                    };
                    write(&mut again, n).await;
                    again.commit().await.unwrap();
                } else {
                    tx.commit().await.unwrap();
                }
                committed.notify_one();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let seen = tokio::time::timeout(Duration::from_mins(1), reader).await.unwrap().unwrap();

    let positions: Vec<i64> = seen.iter().map(|(position, _)| *position).collect();
    let expected: Vec<i64> = (1..=i64::try_from(total).unwrap()).collect();
    assert_eq!(positions, expected, "positions are contiguous and in order");
    let entries: HashSet<i64> = seen.iter().map(|(_, n)| *n).collect();
    assert_eq!(entries.len(), total, "every entry once");
    stop.cancel();
    sealer.await.unwrap();
}

#[tokio::test]
async fn an_entry_that_commits_late_is_sealed_after_those_that_overtook_it() {
    let database = TestDb::new().await;
    let pool = app_pool(&database, 4).await;
    let mut sealing = pool.acquire().await.unwrap();

    let mut slow = pool.begin().await.unwrap();
    write(&mut slow, 1).await;
    let mut fast = pool.begin().await.unwrap();
    write(&mut fast, 2).await;
    fast.commit().await.unwrap();
    assert_eq!(store::seal_pending(&mut sealing, 10).await.unwrap(), 1);
    assert_eq!(head(&pool).await.unwrap(), 1);
    slow.commit().await.unwrap();
    assert_eq!(store::seal_pending(&mut sealing, 10).await.unwrap(), 1);

    let seen = follow(pool, 2, 1).await;
    assert_eq!(seen, [(1, 2), (2, 1)]);
}

#[tokio::test]
async fn when_the_sealing_node_dies_another_goes_on_with_the_same_chain() {
    let database = TestDb::new().await;
    let pool = app_pool(&database, 4).await;
    let mut sealed_total = 0;
    for round in 0..2u32 {
        let stop = CancellationToken::new();
        let nodes: Vec<_> = (0..2)
            .map(|_| {
                let (rung, sealed) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
                tokio::spawn(sealer::run(pool.clone(), rung, sealed, stop.clone()))
            })
            .collect();
        for n in 0..5 {
            let mut tx = pool.begin().await.unwrap();
            write(&mut tx, round * 5 + n).await;
            tx.commit().await.unwrap();
        }
        sealed_total += 5;
        while head(&pool).await.unwrap() < sealed_total {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // The first to stop may be the one that seals or not; what matters is that the next round still seals.
        stop.cancel();
        for node in nodes {
            node.await.unwrap();
        }
    }
    let mut conn = pool.acquire().await.unwrap();
    assert!(matches!(verify(&mut conn).await.unwrap(), Verdict::Intact { entries: 10, .. }));
}

#[tokio::test]
async fn the_servers_role_cannot_change_the_journal_and_its_owner_is_stopped() {
    let database = TestDb::new().await;
    let pool = app_pool(&database, 2).await;
    let mut conn = pool.acquire().await.unwrap();
    write(&mut conn, 1).await;
    for sql in [
        "update journal set payload = '{}'",
        "delete from journal",
        "truncate journal cascade",
        "update journal_seal set hash = ''",
    ] {
        let error = sqlx::query(sql).execute(&mut *conn).await.unwrap_err();
        assert!(error.to_string().contains("permission denied"), "{sql}: {error}");
        let error = sqlx::query(sql).execute(database.pool()).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{sql}: {error}");
    }
    let forged =
        sqlx::query("insert into journal_seal values (1, 1, '')").execute(&mut *conn).await.unwrap_err();
    assert!(forged.to_string().contains("permission denied"), "{forged}");
}

#[tokio::test]
async fn a_changed_entry_is_found_at_its_position() {
    let database = TestDb::new().await;
    let pool = app_pool(&database, 2).await;
    let mut conn = pool.acquire().await.unwrap();
    for n in 0..5 {
        write(&mut conn, n).await;
    }
    store::seal_pending(&mut conn, 10).await.unwrap();
    let Verdict::Intact { entries: 5, head } = verify(&mut conn).await.unwrap() else {
        panic!("must be intact")
    };
    assert_eq!(head.len(), 64);

    // What somebody with the rights of the database's owner could do.
    for sql in [
        "alter table journal disable trigger user",
        "update journal set payload = '{\"n\": 99}' where id = (select entry_id from journal_seal where position = 3)",
    ] {
        sqlx::query(sql).execute(database.pool()).await.unwrap();
    }
    assert_eq!(verify(&mut conn).await.unwrap(), Verdict::Broken { position: 3 });
}
