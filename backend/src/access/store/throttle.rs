//! SQL of failed guesses.

use sqlx::PgConnection;
use vnr_shared::time::DateTime;

/// Locks a subject until the transaction ends, and counts its failures since an instant, with the last of them.
pub async fn lock(
    conn: &mut PgConnection,
    subject: &str,
    since: DateTime,
) -> Result<(i64, Option<DateTime>), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind(subject)
        .execute(&mut *conn)
        .await?;
    sqlx::query_as("select count(*), max(at) from login_failures where subject = $1 and at > $2")
        .bind(subject)
        .bind(since)
        .fetch_one(conn)
        .await
}

/// Counts a failure.
pub async fn add(conn: &mut PgConnection, subject: &str, at: DateTime) -> Result<(), sqlx::Error> {
    sqlx::query("insert into login_failures (subject, at) values ($1, $2)")
        .bind(subject)
        .bind(at)
        .execute(conn)
        .await
        .map(drop)
}

/// Forgets one failure.
pub async fn take_back(conn: &mut PgConnection, subject: &str, at: DateTime) -> Result<(), sqlx::Error> {
    sqlx::query(
        "delete from login_failures where ctid =
             (select ctid from login_failures where subject = $1 and at = $2 limit 1)",
    )
    .bind(subject)
    .bind(at)
    .execute(conn)
    .await
    .map(drop)
}

/// Forgets every failure of a subject.
pub async fn clear(conn: &mut PgConnection, subject: &str) -> Result<(), sqlx::Error> {
    sqlx::query("delete from login_failures where subject = $1").bind(subject).execute(conn).await.map(drop)
}
