//! SQL of response plans.

use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;
use vnr_shared::access::InstitutionKind;
use vnr_shared::id::{InstitutionId, PlanId};
use vnr_shared::incident::Category;
use vnr_shared::recommend::{AlarmLevel, Corner, Hours, PutPlan, ResponsePlan};
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;
use crate::sql::{as_word, word};

/// The part of a plan that is always read whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Body {
    name_lv: String,
    name_en: String,
    types: Vec<String>,
    categories: Vec<Category>,
    territories: Vec<String>,
    area: Vec<Corner>,
    hours: Vec<Hours>,
    levels: Vec<AlarmLevel>,
}

#[derive(Debug, FromRow)]
struct Row {
    id: Uuid,
    institution_id: Option<Uuid>,
    institution_kind: String,
    plan: Json<Body>,
    source: String,
    confirmed: bool,
    valid_from: DateTime,
    valid_to: Option<DateTime>,
    version: i64,
}

impl TryFrom<Row> for ResponsePlan {
    type Error = ApiError;

    fn try_from(row: Row) -> Result<Self, ApiError> {
        let Row {
            id,
            institution_id,
            institution_kind,
            plan,
            source,
            confirmed,
            valid_from,
            valid_to,
            version,
        } = row;
        let Body { name_lv, name_en, types, categories, territories, area, hours, levels } = plan.0;
        Ok(Self {
            id: id.into(),
            institution: institution_id.map(Into::into),
            institution_kind: word("response_plans.institution_kind", &institution_kind)?,
            name_lv,
            name_en,
            types,
            categories,
            territories,
            area,
            hours,
            levels,
            source,
            confirmed,
            valid_from,
            valid_to,
            version,
        })
    }
}

/// The plans of the actor's institution and those for all of its kind, valid at an instant; every period there ever was,
/// without one. The register's manager, who keeps the plans of kinds, sees those of every kind.
pub async fn plans(
    db: impl PgExecutor<'_>,
    actor: &Actor,
    at: Option<DateTime>,
) -> Result<Vec<ResponsePlan>, ApiError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select * from response_plans
         where (institution_id = $1 or institution_id is null and (institution_kind = $2 or $3))
           and ($4::timestamptz is null or (valid_from <= $4 and (valid_to is null or $4 < valid_to)))
         order by institution_kind, plan ->> 'name_lv', id, valid_from",
    )
    .bind(actor.institution.0)
    .bind(as_word(&actor.institution_kind))
    .bind(actor.is_manager())
    .bind(at)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(ResponsePlan::try_from).collect()
}

/// The last period of a plan, whoever's it is. The id stays locked until the transaction ends, also when there is no row.
pub async fn lock(conn: &mut PgConnection, id: PlanId) -> Result<Option<ResponsePlan>, ApiError> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('response_plan ' || $1, 0))")
        .bind(id.to_string())
        .execute(&mut *conn)
        .await?;
    let row: Option<Row> =
        sqlx::query_as("select * from response_plans where id = $1 order by valid_from desc limit 1")
            .bind(id.0)
            .fetch_optional(conn)
            .await?;
    row.map(ResponsePlan::try_from).transpose()
}

/// Whose a plan is.
#[derive(Debug, Clone, Copy)]
pub struct Whose {
    /// The institution; none for all of the kind.
    pub institution: Option<InstitutionId>,
    /// The kind.
    pub kind: InstitutionKind,
}

/// Ends the period that is valid now, and begins the next one, unless the plan ends.
pub async fn replace(
    conn: &mut PgConnection,
    id: PlanId,
    whose: Whose,
    put: &PutPlan,
    now: DateTime,
) -> Result<ResponsePlan, ApiError> {
    let PutPlan {
        version,
        for_kind: _,
        name_lv,
        name_en,
        types,
        categories,
        territories,
        area,
        hours,
        levels,
        source,
        confirmed,
        ended,
    } = put.clone();
    // A second change of the same instant replaces the first: no period is without length.
    sqlx::query("delete from response_plans where id = $1 and valid_from = $2")
        .bind(id.0)
        .bind(now)
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "update response_plans set valid_to = $2 where id = $1 and (valid_to is null or $2 < valid_to)",
    )
    .bind(id.0)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    let body = Body { name_lv, name_en, types, categories, territories, area, hours, levels };
    let row: Row = sqlx::query_as(
        "insert into response_plans (id, institution_id, institution_kind, plan, source, confirmed, valid_from, valid_to, version)
         values ($1, $2, $3, $4, $5, $6, $7, case when $8 then $7 end, $9)
         returning *",
    )
    .bind(id.0)
    .bind(whose.institution.map(|institution| institution.0))
    .bind(as_word(&whose.kind))
    .bind(Json(body))
    .bind(source)
    .bind(confirmed)
    .bind(now)
    .bind(ended)
    .bind(version + 1)
    .fetch_one(conn)
    .await?;
    row.try_into()
}

/// Whether there is no plan at all.
pub async fn is_empty(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select not exists (select from response_plans)").fetch_one(conn).await
}
