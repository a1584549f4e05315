//! SQL of reference data.

use sqlx::PgConnection;
use vnr_shared::incident::Category;
use vnr_shared::time::DateTime;

use super::{NormLine, PromptLine, RetentionLine, SharingLine, TypeLine, WordsLine};
use crate::sql::as_word;

/// The advisory lock held while loading, so that only one node does.
const LOCK: i64 = 0x766e_725f_7265;

/// A table of reference data.
#[derive(Debug, Clone, Copy)]
pub enum Table {
    /// Incident types.
    Types,
    /// Response times.
    Norms,
    /// Rules of sharing incidents.
    Sharing,
    /// Rules of sharing units.
    UnitSharing,
    /// Retention policies.
    Retention,
    /// Words that propose types.
    Words,
    /// Questions and instructions.
    Prompts,
}

/// Waits for other nodes that load.
pub async fn lock(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock($1)").bind(LOCK).execute(conn).await.map(drop)
}

impl Table {
    const fn name(self) -> &'static str {
        match self {
            Self::Types => "incident_types",
            Self::Norms => "response_norms",
            Self::Sharing => "sharing_rules",
            Self::UnitSharing => "unit_sharing_rules",
            Self::Words => "type_words",
            Self::Prompts => "type_prompts",
            Self::Retention => "retention_policies",
        }
    }
}

/// Whether a table has no row.
pub async fn is_empty(conn: &mut PgConnection, table: Table) -> Result<bool, sqlx::Error> {
    let sql = format!("select not exists (select from {})", table.name());
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(conn).await
}

/// Writes incident types. A heading has no category of its own; C stands for it.
pub async fn types(conn: &mut PgConnection, lines: &[TypeLine], since: DateTime) -> Result<(), sqlx::Error> {
    for line in lines {
        sqlx::query(
            "insert into incident_types (code, parent, name_lv, name_en, default_category, law, keywords, selectable,
                                         valid_from)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&line.code)
        .bind(line.parent())
        .bind(&line.name_lv)
        .bind(&line.name_en)
        .bind(as_word(&line.category.unwrap_or(Category::C)))
        .bind(&line.law)
        .bind(line.folded_keywords())
        .bind(line.category.is_some())
        .bind(since)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Writes response times.
pub async fn norms(conn: &mut PgConnection, lines: &[NormLine], since: DateTime) -> Result<(), sqlx::Error> {
    for line in lines {
        sqlx::query(
            "insert into response_norms (category, territory_class, institution_kind, minutes, source, valid_from)
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(as_word(&line.category))
        .bind(as_word(&line.territory_class))
        .bind(as_word(&line.institution_kind))
        .bind(line.minutes)
        .bind(&line.source)
        .bind(since)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Writes rules of sharing into one of the two tables that have such rules.
pub async fn sharing(
    conn: &mut PgConnection,
    table: Table,
    lines: &[SharingLine],
    since: DateTime,
) -> Result<(), sqlx::Error> {
    let sql = format!(
        "insert into {} (from_kind, to_kind, territory_bound, source, valid_from) values ($1, $2, $3, $4, $5)",
        table.name()
    );
    for line in lines {
        sqlx::query(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(as_word(&line.from_kind))
            .bind(as_word(&line.to_kind))
            .bind(line.territory_bound)
            .bind(&line.source)
            .bind(since)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Writes retention policies.
pub async fn retention(conn: &mut PgConnection, lines: &[RetentionLine]) -> Result<(), sqlx::Error> {
    for line in lines {
        sqlx::query(
            "insert into retention_policies (code, name_lv, name_en, source) values ($1, $2, $3, $4)",
        )
        .bind(&line.code)
        .bind(&line.name_lv)
        .bind(&line.name_en)
        .bind(&line.source)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Where the packaged words and prompts come from.
const OWN: &str = "Pašu sastādīts; apstiprina katra izvietojuma pārzinis";

/// Writes words that propose types.
pub async fn words(conn: &mut PgConnection, lines: &[WordsLine], since: DateTime) -> Result<(), sqlx::Error> {
    for line in lines {
        let (phrases, weights): (Vec<String>, Vec<i32>) = line.phrases().into_iter().unzip();
        sqlx::query(
            "insert into type_words (type_code, phrase, weight, source, valid_from)
             select $1, phrase, weight, $4, $5 from unnest($2::text[], $3::int[]) as given (phrase, weight)
             on conflict do nothing",
        )
        .bind(&line.type_code)
        .bind(phrases)
        .bind(weights)
        .bind(OWN)
        .bind(since)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Writes questions and instructions, in the order of the file.
pub async fn prompts(
    conn: &mut PgConnection,
    lines: &[PromptLine],
    since: DateTime,
) -> Result<(), sqlx::Error> {
    for (line, ordinal) in lines.iter().zip(1_i32..) {
        sqlx::query(
            "insert into type_prompts (type_code, kind, ordinal, text_lv, text_en, source, valid_from)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&line.type_code)
        .bind(as_word(&line.kind))
        .bind(ordinal)
        .bind(&line.text_lv)
        .bind(&line.text_en)
        .bind(OWN)
        .bind(since)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
