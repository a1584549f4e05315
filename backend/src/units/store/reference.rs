//! SQL of the reference data of units.

use sqlx::PgConnection;
use vnr_shared::time::DateTime;

use crate::sql::as_word;
use crate::units::reference::{SettingLine, TimerLine};

/// A table of reference data.
#[derive(Debug, Clone, Copy)]
pub enum Table {
    /// Checks of a status.
    Timers,
    /// Settings.
    Settings,
}

/// Whether a table has no row.
pub async fn is_empty(conn: &mut PgConnection, table: Table) -> Result<bool, sqlx::Error> {
    let sql = match table {
        Table::Timers => "select not exists (select from status_timers)",
        Table::Settings => "select not exists (select from unit_settings)",
    };
    sqlx::query_scalar(sql).fetch_one(conn).await
}

/// Writes checks of a status.
pub async fn timers(
    conn: &mut PgConnection,
    lines: &[TimerLine],
    since: DateTime,
) -> Result<(), sqlx::Error> {
    for line in lines {
        sqlx::query(
            "insert into status_timers (status, type_code, minutes, escalate_minutes, source, valid_from)
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(as_word(&line.status))
        .bind(&line.type_code)
        .bind(line.minutes)
        .bind(line.escalate_minutes)
        .bind(&line.source)
        .bind(since)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Writes settings.
pub async fn settings(conn: &mut PgConnection, lines: &[SettingLine]) -> Result<(), sqlx::Error> {
    for line in lines {
        sqlx::query("insert into unit_settings (code, value, source) values ($1, $2, $3)")
            .bind(&line.code)
            .bind(line.value)
            .bind(&line.source)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// The value of a setting; none when there is no such row.
pub async fn setting(conn: &mut PgConnection, code: &str) -> Result<Option<i32>, sqlx::Error> {
    sqlx::query_scalar("select value from unit_settings where code = $1")
        .bind(code)
        .fetch_optional(conn)
        .await
}
