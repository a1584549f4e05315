//! What a query asks, as conditions of SQL.

use sqlx::{Postgres, QueryBuilder};
use vnr_shared::access::GrantKind;
use vnr_shared::incident::{ClockState, IncidentQuery, Status};

use super::common::Shares;
use crate::access::Actor;
use crate::persons::store::push_names;
use crate::register::cursor::Cursor;
use crate::register::words::{Term, registration_number, terms};
use crate::sql::as_word;

/// The newest rows of the institution's list.
pub(super) fn push_walk(
    sql: &mut QueryBuilder<Postgres>,
    query: &IncidentQuery,
    after: Option<Cursor>,
    rows: i64,
) {
    sql.push("select a.incident_id, a.received_at from incident_access a where a.institution_id = $1");
    push_bounds(sql, query, after, &OF_LIST);
    sql.push(" order by a.received_at desc, a.incident_id desc limit ").push_bind(rows);
}

/// Names of the columns by which lists are ordered and bounded.
pub(super) struct Bounds {
    received_at: &'static str,
    id: &'static str,
    open: &'static str,
}

/// Of the institution's list, `incident_access a`.
pub(super) const OF_LIST: Bounds =
    Bounds { received_at: "a.received_at", id: "a.incident_id", open: "a.open" };
/// Of `incidents i` themselves.
pub(super) const OF_INCIDENT: Bounds =
    Bounds { received_at: "i.received_at", id: "i.id", open: "(i.status <> 'closed')" };

/// Conditions that the list itself answers.
pub(super) fn push_bounds(
    sql: &mut QueryBuilder<Postgres>,
    query: &IncidentQuery,
    after: Option<Cursor>,
    of: &Bounds,
) {
    let Bounds { received_at, id, open } = of;
    if let Some(from) = query.from {
        sql.push(format!(" and {received_at} >= ")).push_bind(from);
    }
    if let Some(to) = query.to {
        sql.push(format!(" and {received_at} < ")).push_bind(to);
    }
    if let Some(wanted) = query.open.or(query.status.map(|status| status != Status::Closed)) {
        sql.push(if wanted { " and " } else { " and not " }).push(open);
    }
    if let Some(cursor) = after {
        sql.push(format!(" and ({received_at}, {id}) < (")).push_bind(cursor.received_at);
        sql.push(", ").push_bind(cursor.id).push(")");
    }
}

/// Conditions on `incidents i`.
pub(super) fn push_conditions(
    sql: &mut QueryBuilder<Postgres>,
    actor: &Actor,
    query: &IncidentQuery,
    shares: &Shares,
) {
    push_words(sql, query, shares);
    if let Some(number) = &query.number {
        sql.push(" and i.number like ").push_bind(format!("{}%", escaped(&number.to_uppercase())));
    }
    if let Some(territory) = &query.territory {
        sql.push(
            " and i.territory_id = any(array(
                with recursive below as (
                    select id from territories where atvk = ",
        )
        .push_bind(territory.clone())
        .push(
            " union select t.id from territories t join below on t.parent_id = below.id) select id from below))",
        );
    }
    if let Some(code) = &query.type_code {
        sql.push(" and i.type_code = any(array(select code from incident_types where code = ")
            .push_bind(code.clone());
        sql.push(" or code like ").push_bind(format!("{}.%", escaped(code))).push("))");
    }
    for (column, word) in [
        ("status", query.status.as_ref().map(as_word)),
        ("category", query.category.as_ref().map(as_word)),
        ("sensitivity", query.sensitivity.as_ref().map(as_word)),
    ] {
        if let Some(word) = word {
            sql.push(format!(" and i.{column} = ")).push_bind(word);
        }
    }
    if let Some(owner) = query.owner {
        sql.push(" and i.owner_id = ").push_bind(owner.0);
    }
    if let Some(extent) = &query.extent {
        sql.push(" and point(i.lon, i.lat) <@ box(point(").push_bind(extent.west).push(", ");
        sql.push_bind(extent.south).push("), point(").push_bind(extent.east).push(", ");
        sql.push_bind(extent.north).push("))");
    }
    if let Some(event) = query.event {
        sql.push(
            " and i.id in (select n.incident_id from major_event_incidents n join major_events e on e.id = n.event_id
              where n.released_at is null and (e.owner_id = $1 or $1 = any(e.participants)) and e.id = ",
        )
        .push_bind(event.0)
        .push(")");
    }
    push_clock(sql, query);
    push_person(sql, actor, query);
    push_vehicle(sql, query);
}

/// How the clock stands: the rule of `ClockState::of`, which a test holds this to.
fn push_clock(sql: &mut QueryBuilder<Postgres>, query: &IncidentQuery) {
    let (Some(state), Some(at)) = (query.clock, query.clock_at) else { return };
    match state {
        ClockState::Unbound => {
            sql.push(" and i.due_at is null");
        }
        ClockState::Met => {
            sql.push(" and i.arrived_at <= i.due_at");
        }
        ClockState::Missed => {
            sql.push(" and i.arrived_at > i.due_at");
        }
        ClockState::Overdue => {
            sql.push(" and i.arrived_at is null and i.due_at < ").push_bind(at);
        }
        ClockState::Pressing | ClockState::Running => {
            sql.push(" and i.arrived_at is null and i.due_at >= ").push_bind(at);
            sql.push(if state == ClockState::Pressing {
                " and (i.due_at - "
            } else {
                " and not (i.due_at - "
            });
            sql.push_bind(at).push(") * 4 <= i.due_at - i.received_at");
        }
    }
}

/// The column by which the index finds words, and the same in words that keep the index out.
const INDEXED: &str = "i.words";
const READ: &str = "coalesce(i.words, '')";

/// Words of the whole incident, and words of its address. Those that are too common are looked for in what the others find.
fn push_words(sql: &mut QueryBuilder<Postgres>, query: &IncidentQuery, shares: &Shares) {
    if let Some(q) = &query.q {
        let number = registration_number(q);
        if let Some(number) = &number {
            sql.push(" and (i.number = ").push_bind(number.clone()).push(" or ");
            push_whole(sql, INDEXED, &terms(q));
            sql.push(")");
        } else {
            let (asked, later) = shares.split(terms(q));
            for (column, terms) in [(INDEXED, asked), (READ, later)] {
                if !terms.is_empty() || column == INDEXED {
                    sql.push(" and ");
                    push_whole(sql, column, &terms);
                }
            }
        }
    }
    if let Some(address) = &query.address {
        let (asked, later) = shares.split(terms(address));
        for (column, terms) in [(INDEXED, asked), (READ, later)] {
            if !terms.is_empty() || column == INDEXED {
                let words: Vec<String> = terms.iter().map(|term| term.folded_query("A")).collect();
                sql.push(format!(" and {column} @@ ")).push_bind(words.join(" & ")).push("::text::tsquery");
            }
        }
    }
}

/// All of some words, in their base form or as they are written.
fn push_whole(sql: &mut QueryBuilder<Postgres>, column: &str, terms: &[Term]) {
    sql.push(format!("{column} @@ ("));
    for (i, term) in terms.iter().enumerate() {
        sql.push(if i == 0 { "" } else { " && " });
        sql.push("(plainto_tsquery('vnr', ").push_bind(term.written.clone());
        sql.push(") || ").push_bind(term.folded_query("")).push("::text::tsquery)");
    }
    sql.push(")");
}

/// One person on the incident, by all that is asked of the person. A code that is withheld from the actor is not
/// confirmed by a search for it either.
fn push_person(sql: &mut QueryBuilder<Postgres>, actor: &Actor, query: &IncidentQuery) {
    if !query.reads_persons() {
        return;
    }
    sql.push(
        " and i.id in (select ip.incident_id from incident_persons ip join persons p on p.id = ip.person_id
          where ip.struck_at is null",
    );
    if let Some(person) = query.person_id {
        sql.push(" and ip.person_id = ").push_bind(person.0);
    }
    if let Some(code) = &query.code {
        sql.push(" and p.codes @> array[").push_bind(code.clone()).push("]");
        if !actor.has(GrantKind::ProtectedFields) {
            sql.push(" and (not ip.protected or p.created_by = $3)");
        }
    }
    push_names(sql, &terms(query.person.as_deref().unwrap_or_default()));
    sql.push(")");
}

/// One vehicle on the incident.
fn push_vehicle(sql: &mut QueryBuilder<Postgres>, query: &IncidentQuery) {
    if query.plate.is_none() && query.vehicle_id.is_none() {
        return;
    }
    sql.push(
        " and i.id in (select iv.incident_id from incident_vehicles iv join vehicles v on v.id = iv.vehicle_id
          where iv.struck_at is null",
    );
    if let Some(vehicle) = query.vehicle_id {
        sql.push(" and iv.vehicle_id = ").push_bind(vehicle.0);
    }
    if let Some(plate) = &query.plate {
        // The second condition says what the first implies, in the words of the partial index.
        sql.push(" and v.plate like ").push_bind(format!("{plate}%")).push(" and v.plate <> ''");
    }
    sql.push(")");
}

/// A text in which `like` finds nothing but the text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '%' | '_') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
