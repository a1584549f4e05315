//! SQL of where incidents lie, and of whose units are whose.

use std::collections::HashMap;

use sqlx::{FromRow, PgExecutor};
use uuid::Uuid;
use vnr_shared::access::InstitutionKind;
use vnr_shared::id::{IncidentId, InstitutionId};
use vnr_shared::place::TerritoryClass;

use crate::error::ApiError;
use crate::sql::word;

/// The territories that hold the place of an incident.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// Class of the innermost.
    pub class: Option<TerritoryClass>,
    /// ATVK codes, innermost first.
    pub codes: Vec<String>,
}

/// The territories around incidents that the caller may see.
pub async fn around(
    db: impl PgExecutor<'_>,
    incidents: &[IncidentId],
) -> Result<HashMap<IncidentId, Around>, ApiError> {
    #[derive(FromRow)]
    struct Row {
        incident: Uuid,
        atvk: String,
        class: String,
    }
    let ids: Vec<Uuid> = incidents.iter().map(|id| id.0).collect();
    let rows: Vec<Row> = sqlx::query_as(
        "with recursive around (incident, depth, atvk, class, parent_id) as (
             select i.id, 0, t.atvk, t.class, t.parent_id from incidents i join territories t on t.id = i.territory_id
             where i.id = any($1)
             union all
             select a.incident, a.depth + 1, t.atvk, t.class, t.parent_id
             from around a join territories t on t.id = a.parent_id)
         select incident, atvk, class from around order by incident, depth",
    )
    .bind(ids)
    .fetch_all(db)
    .await?;
    let mut found: HashMap<IncidentId, Around> = HashMap::new();
    for row in rows {
        let around = found.entry(row.incident.into()).or_default();
        if around.codes.is_empty() {
            around.class = Some(word("territories.class", &row.class)?);
        }
        around.codes.push(row.atvk);
    }
    Ok(found)
}

/// An institution as recommendations name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Kind.
    pub kind: InstitutionKind,
    /// Code.
    pub code: String,
}

/// Kind and code of every institution.
pub async fn institutions(db: impl PgExecutor<'_>) -> Result<HashMap<InstitutionId, Named>, ApiError> {
    let rows: Vec<(Uuid, String, String)> =
        sqlx::query_as("select id, kind, code from institutions").fetch_all(db).await?;
    let named = |(id, kind, code): (Uuid, String, String)| {
        Ok((id.into(), Named { kind: word("institutions.kind", &kind)?, code }))
    };
    rows.into_iter().map(named).collect()
}
