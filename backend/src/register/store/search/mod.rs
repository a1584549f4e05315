//! Searching incidents.
//!
//! The order is always newest receipt first, and the best way to answer depends on how common the wanted thing is, which
//! the planner cannot know for the beginning of a word, a map extent or a name. So the newest incidents that the actor may
//! see are walked first: a common thing fills the page there, and an institution that sees little is searched whole. Where
//! that does not fill the page, the share of hits among those walked says what is cheapest next: to walk on, to ask the
//! indexes for the hits of a span of time long enough to fill it, or for all hits there are. A short span of time that the
//! query itself names is asked of the indexes at once.
//!
//! What an index finds is sorted by receipt first, and who may see it is asked in that order, only until the page is full.

mod common;
mod conditions;

use chrono::Duration;
use sqlx::{FromRow, PgPool, Postgres, QueryBuilder};
use uuid::Uuid;
use vnr_shared::incident::{IncidentQuery, Summary};
use vnr_shared::time::DateTime;

use common::Shares;
use conditions::{OF_INCIDENT, OF_LIST, push_bounds, push_conditions, push_walk};

pub use common::KnownShares;

use super::{ALLOWED, SUMMARY_COLUMNS, SummaryRow, VISIBLE, seen_by};
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::register::cursor::Cursor;
use crate::register::words::{registration_number, terms};

/// Rows of the first walk: some 5 ms.
const FIRST_WALK: i64 = 1_000;
/// Most rows that the second step looks over.
const SECOND_STEP: f64 = 100_000.0;
/// What an incident costs that an index leads to, in incidents walked: its page lies anywhere.
const BY_INDEX: f64 = 1.5;
/// What an incident costs that only its receipt's index entry is read of, in incidents walked.
const BY_RECEIPT: f64 = 0.02;
/// What an incident costs that only an index's list of hits names, in incidents walked: the list is read whole, however short
/// the span of time.
const BY_POSTING: f64 = 0.1;
/// Incidents in a span of time, or with some words, that are few enough to be looked at one by one.
const FEW: f64 = 5_000.0;

/// The whole register.
#[derive(Debug, FromRow)]
struct Register {
    /// The planner's count of all incidents; -1 when it has none.
    total: f32,
    /// First and last receipt; none in an empty register.
    first: Option<DateTime>,
    last: Option<DateTime>,
}

/// How far a walk came.
#[derive(Debug, FromRow)]
struct Reach {
    received_at: DateTime,
    incident_id: Uuid,
    /// Where it began.
    newest: DateTime,
    walked: i64,
}

/// What to do after a first walk.
#[derive(Debug, PartialEq)]
enum Next {
    /// Walk so many rows more.
    Walk(i64),
    /// Ask the indexes for what was received since then.
    Since(DateTime),
    /// Ask the indexes for everything.
    All,
}

/// Incidents that answer a query, newest receipt first, after a cursor.
pub async fn find(
    app: &App,
    actor: &Actor,
    query: &IncidentQuery,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<Summary>, ApiError> {
    let shares = app.word_shares.get(&app.pool, app.now()).await?;
    Search { pool: &app.pool, actor, shares: &shares }.find(query, after, limit).await
}

/// A search of one actor.
struct Search<'a> {
    pool: &'a PgPool,
    actor: &'a Actor,
    shares: &'a Shares,
}

impl Search<'_> {
    async fn find(
        &self,
        query: &IncidentQuery,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Vec<Summary>, ApiError> {
        let register = register(self.pool).await?;
        let rare = |address| register.all() * self.shares.of_all(&terms(address)) <= FEW;
        if is_sharp(query)
            || query.address.as_deref().is_some_and(rare)
            || (query.from.is_some() && register.between(query) <= FEW)
        {
            return self.by_index(query, after, limit).await;
        }
        let hits = self.walk(query, after, limit, FIRST_WALK).await?;
        if hits.len() >= limit {
            return Ok(hits);
        }
        let Some(reach) = self.reach(query, after).await? else { return Ok(hits) };
        if reach.walked < FIRST_WALK {
            return Ok(hits);
        }
        let missing = limit - hits.len();
        let from = Cursor { received_at: reach.received_at, id: reach.incident_id };
        let found = match reach.next(&register, hits.len(), missing) {
            Next::Walk(rows) => self.walk(query, Some(from), missing, rows).await?,
            Next::Since(at) => {
                let span =
                    IncidentQuery { from: Some(query.from.map_or(at, |f| f.max(at))), ..query.clone() };
                self.by_index(&span, Some(from), missing).await?
            }
            Next::All => Vec::new(),
        };
        if found.len() >= missing {
            return Ok([hits, found].concat());
        }
        self.by_index(query, after, limit).await
    }

    /// Hits among the newest `rows` incidents that the actor's institution may see, after a cursor.
    async fn walk(
        &self,
        query: &IncidentQuery,
        after: Option<Cursor>,
        limit: usize,
        rows: i64,
    ) -> Result<Vec<Summary>, ApiError> {
        let seen = seen_by(self.actor)?;
        let mut sql = QueryBuilder::with_arguments(format!("select {SUMMARY_COLUMNS} from ("), seen);
        push_walk(&mut sql, query, after, rows);
        sql.push(format!(") a join incidents i on i.id = a.incident_id and {ALLOWED} where true"));
        push_conditions(&mut sql, self.actor, query, self.shares);
        fetch(self.pool, sql, limit).await
    }

    /// Where the first walk ends; none when it has nothing to walk.
    async fn reach(&self, query: &IncidentQuery, after: Option<Cursor>) -> Result<Option<Reach>, ApiError> {
        let mut sql = QueryBuilder::with_arguments(
            "select a.received_at, a.incident_id, max(a.received_at) over () as newest, count(*) over () as walked from (",
            seen_by(self.actor)?,
        );
        push_walk(&mut sql, query, after, FIRST_WALK);
        sql.push(") a order by a.received_at, a.incident_id limit 1");
        Ok(sql.build_query_as().persistent(false).fetch_optional(self.pool).await?)
    }

    /// Hits by whatever indexes serve best.
    async fn by_index(
        &self,
        query: &IncidentQuery,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Vec<Summary>, ApiError> {
        let seen = seen_by(self.actor)?;
        let mut sql = QueryBuilder::with_arguments(format!("select {SUMMARY_COLUMNS} from "), seen);
        if is_guessed(query) {
            // `offset 0` keeps the order of the list out of how the hits are found.
            sql.push(
                "(select i.id as incident_id, i.received_at
                  from (select i.id, i.received_at, i.sensitivity, i.registered_by from incidents i where true",
            );
            push_conditions(&mut sql, self.actor, query, self.shares);
            push_bounds(&mut sql, query, after, &OF_INCIDENT);
            sql.push(" order by i.received_at desc, i.id desc offset 0) i ").push(VISIBLE);
            sql.push(" order by i.received_at desc, i.id desc limit ");
            sql.push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
            sql.push(") a join incidents i on i.id = a.incident_id");
        } else {
            sql.push("incidents i ").push(VISIBLE).push(" where true");
            push_conditions(&mut sql, self.actor, query, self.shares);
            push_bounds(&mut sql, query, after, &OF_LIST);
        }
        fetch(self.pool, sql, limit).await
    }
}

fn seconds(span: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "an estimate of bounded numbers")]
    let seconds = span.num_seconds().max(1) as f64;
    seconds
}

impl Register {
    /// About how many incidents there are.
    fn all(&self) -> f64 {
        f64::from(self.total.max(0.0))
    }

    /// About how many incidents were received in so many seconds.
    fn within(&self, span: f64) -> f64 {
        let whole = self.last.zip(self.first).map_or(1.0, |(last, first)| seconds(last - first));
        self.all() * (span / whole).min(1.0)
    }

    /// About how many incidents were received in the time a query asks for.
    fn between(&self, query: &IncidentQuery) -> f64 {
        let from = query.from.max(self.first);
        let to = query.to.into_iter().chain(self.last).min();
        to.zip(from).map_or(0.0, |(to, from)| self.within(seconds(to - from)))
    }
}

impl Reach {
    /// The cheapest way to the hits that are missing, going by how many were found on the way here. Twice as far as they
    /// should take, because hits do not come evenly.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "an estimate of bounded numbers"
    )]
    fn next(&self, register: &Register, hits: usize, missing: usize) -> Next {
        let walked = self.walked as f64;
        let share = (hits.max(1)) as f64 / walked;
        let rows = (2.0 * missing as f64 / share).min(SECOND_STEP);
        let span = seconds(self.newest - self.received_at) * rows / walked;
        let all = register.all() * share * BY_INDEX;
        // Everybody's incidents in that span, not only those the actor may see.
        let since =
            register.within(span) * (share * BY_INDEX + BY_RECEIPT) + register.all() * share * BY_POSTING;
        if hits > 0 && rows <= since.min(all) {
            return Next::Walk(rows as i64);
        }
        let back = Duration::try_seconds(span as i64);
        match back.and_then(|back| self.received_at.checked_sub_signed(back)) {
            Some(at) if since < all => Next::Since(at),
            _ => Next::All,
        }
    }
}

/// Whether a query names one thing, or nearly so, and an index leads to it.
fn is_sharp(query: &IncidentQuery) -> bool {
    query.number.as_deref().and_then(registration_number).is_some()
        || query.code.is_some()
        || query.person_id.is_some()
        || query.vehicle_id.is_some()
        // Two names are those of few people, and a walk would look for them all as well.
        || query.person.as_deref().is_some_and(|names| terms(names).len() > 1)
        || query.plate.as_ref().is_some_and(|plate| plate.chars().count() >= 4)
        || query.q.as_deref().and_then(registration_number).is_some()
}

/// Whether the planner would guess the share of hits, and so must be kept from trusting the order of the list.
fn is_guessed(query: &IncidentQuery) -> bool {
    is_sharp(query)
        || query.q.is_some()
        || query.address.is_some()
        || query.person.is_some()
        || query.plate.is_some()
        || query.number.is_some()
        || query.extent.is_some()
}

/// How large the register is.
async fn register(pool: &PgPool) -> Result<Register, sqlx::Error> {
    sqlx::query_as(
        "select (select reltuples from pg_class where oid = 'incidents'::regclass) as total,
                (select min(received_at) from incidents) as first, (select max(received_at) from incidents) as last",
    )
    .fetch_one(pool)
    .await
}

async fn fetch(
    pool: &PgPool,
    mut sql: QueryBuilder<Postgres>,
    limit: usize,
) -> Result<Vec<Summary>, ApiError> {
    sql.push(" order by a.received_at desc, a.incident_id desc limit ");
    sql.push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
    // Searches are too many in kind to be kept prepared, and a plan must fit the words, not their number.
    let rows: Vec<SummaryRow> = sql.build_query_as().persistent(false).fetch_all(pool).await?;
    rows.into_iter().map(Summary::try_from).collect()
}
