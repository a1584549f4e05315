//! Writing incidents.

use sqlx::PgConnection;
use vnr_shared::id::{DepartmentId, IncidentId, InstitutionId};
use vnr_shared::incident::{ShareIncident, Standing, Step};
use vnr_shared::text::fold;
use vnr_shared::time::{DateTime, riga_year};

use super::held::Stand;
use super::reference::Derived;
use crate::access::Actor;
use crate::register::editable::Editable;
use crate::sql::as_word;

/// Inserts an incident under the next registration number of its institution, which it returns.
///
/// Numbers have no gaps: the counter's row stays locked until the command commits or is undone, and everybody else of the
/// institution who files waits for that. So it is counted by the very statement that writes the incident, after all that
/// could be looked up before.
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    id: IncidentId,
    department: Option<DepartmentId>,
    fields: &Editable,
    derived: &Derived,
    now: DateTime,
) -> Result<String, sqlx::Error> {
    let Editable {
        channel,
        received_at,
        occurred,
        place,
        type_code,
        category,
        description,
        disposition: _,
        sensitivity,
        legal_hold,
    } = fields;
    sqlx::query_scalar(
        "with counted as (
             insert into incident_numbers as n (institution_id, year, last) values ($3, $2, 1)
             on conflict (institution_id, year) do update set last = n.last + 1 returning year, last)
         insert into incidents (id, number, owner_id, registrar_id, department_id, registered_by, device, registered_at,
             channel, received_at, occurred_from, occurred_to, occurred_uncertain, lat, lon, radius_m, place_source,
             address, address_code, place_note, territory_id, type_code, category, description, sensitivity, legal_hold,
             status, due_at, due_confirmed, updated_at, words)
         select $1, format('%s-%s-%s', o.code, c.year, lpad(c.last::text, greatest(6, length(c.last::text)), '0')),
             $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
             'registered', $26, $27, $7, vnr_incident_words($17, $28, $23 || ' ' || $19, $29)
         from counted c, institutions o where o.id = $3
         returning number",
    )
    .bind(id.0)
    .bind(riga_year(now))
    .bind(actor.institution.0)
    .bind(department.map(|d| d.0))
    .bind(actor.user.0)
    .bind(&actor.device)
    .bind(now)
    .bind(as_word(channel))
    .bind(received_at)
    .bind(occurred.from)
    .bind(occurred.to)
    .bind(occurred.uncertain)
    .bind(place.lat)
    .bind(place.lon)
    .bind(place.radius_m)
    .bind(as_word(&place.source))
    .bind(&place.address)
    .bind(&place.address_code)
    .bind(&place.note)
    .bind(derived.territory)
    .bind(type_code)
    .bind(as_word(category))
    .bind(description)
    .bind(as_word(sensitivity))
    .bind(legal_hold)
    .bind(derived.clock.map(|c| c.due_at))
    .bind(derived.clock.is_some_and(|c| c.confirmed))
    .bind(fold(&place.address))
    .bind(fold(&format!("{description} {}", place.note)))
    .fetch_one(conn)
    .await
}

/// Writes the editable fields and moves the version on. The words of the log stay among those it is found by.
pub async fn update(
    conn: &mut PgConnection,
    id: IncidentId,
    fields: &Editable,
    derived: &Derived,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    let Editable {
        channel,
        received_at,
        occurred,
        place,
        type_code,
        category,
        description,
        disposition,
        sensitivity,
        legal_hold,
    } = fields;
    sqlx::query(
        "update incidents set channel = $2, received_at = $3, occurred_from = $4, occurred_to = $5,
             occurred_uncertain = $6, lat = $7, lon = $8, radius_m = $9, place_source = $10, address = $11,
             address_code = $12, place_note = $13, territory_id = $14, type_code = $15, category = $16, description = $17,
             disposition = $18, case_number = $19, sensitivity = $20, legal_hold = $21, due_at = $22, due_confirmed = $23,
             updated_at = $24, version = version + 1,
             words = vnr_join_words(vnr_incident_words($11, $25, $17 || ' ' || $13, $26), ts_filter(words, '{b}'))
         where id = $1",
    )
    .bind(id.0)
    .bind(as_word(channel))
    .bind(received_at)
    .bind(occurred.from)
    .bind(occurred.to)
    .bind(occurred.uncertain)
    .bind(place.lat)
    .bind(place.lon)
    .bind(place.radius_m)
    .bind(as_word(&place.source))
    .bind(&place.address)
    .bind(&place.address_code)
    .bind(&place.note)
    .bind(derived.territory)
    .bind(type_code)
    .bind(as_word(category))
    .bind(description)
    .bind(disposition.as_ref().map(|d| as_word(&d.kind)))
    .bind(disposition.as_ref().and_then(|d| d.case_number.as_ref()))
    .bind(as_word(sensitivity))
    .bind(legal_hold)
    .bind(derived.clock.map(|c| c.due_at))
    .bind(derived.clock.is_some_and(|c| c.confirmed))
    .bind(now)
    .bind(fold(&place.address))
    .bind(fold(&format!("{description} {}", place.note)))
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a status. The first start is the arrival that stops the legal clock; `at` is when the step was taken, which a
/// device without a network tells later than `now`.
pub async fn set_status(
    conn: &mut PgConnection,
    id: IncidentId,
    standing: Standing,
    step: Step,
    at: DateTime,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update incidents set status = $2, status_before = $3, updated_at = $4, version = version + 1,
             arrived_at = case when $5 then coalesce(arrived_at, $6) else arrived_at end,
             closed_at = case when $2 = 'closed' then $4 else closed_at end
         where id = $1",
    )
    .bind(id.0)
    .bind(as_word(&standing.status))
    .bind(standing.before.map(|s| as_word(&s)))
    .bind(now)
    .bind(step == Step::Start)
    .bind(at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Closes an incident at once for which advice was all that was needed.
pub async fn close_advised(
    conn: &mut PgConnection,
    id: IncidentId,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update incidents set status = 'closed', closed_at = $2, disposition = 'assisted' where id = $1",
    )
    .bind(id.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes where an incident stands, as it stood before.
pub async fn set_stand(
    conn: &mut PgConnection,
    id: IncidentId,
    stand: &Stand,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update incidents set status = $2, status_before = $3, passed_to = $4, arrived_at = $5, updated_at = $6,
             version = version + 1, closed_at = case when $2 = 'closed' then coalesce(closed_at, $6) else closed_at end
         where id = $1",
    )
    .bind(id.0)
    .bind(as_word(&stand.status))
    .bind(stand.before.map(|s| as_word(&s)))
    .bind(stand.passed_to.map(|to| to.0))
    .bind(stand.arrived_at)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes who is asked to take over.
pub async fn set_passed_to(
    conn: &mut PgConnection,
    id: IncidentId,
    to: Option<InstitutionId>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update incidents set passed_to = $2 where id = $1")
        .bind(id.0)
        .bind(to.map(|to| to.0))
        .execute(conn)
        .await?;
    Ok(())
}

/// Makes an institution responsible, with the legal clock that binds it.
pub async fn set_owner(
    conn: &mut PgConnection,
    id: IncidentId,
    owner: InstitutionId,
    derived: &Derived,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update incidents set owner_id = $2, passed_to = null, due_at = $3, due_confirmed = $4 where id = $1",
    )
    .bind(id.0)
    .bind(owner.0)
    .bind(derived.clock.map(|c| c.due_at))
    .bind(derived.clock.is_some_and(|c| c.confirmed))
    .execute(conn)
    .await?;
    Ok(())
}

/// Shares an incident by hand.
pub async fn share(
    conn: &mut PgConnection,
    actor: &Actor,
    id: IncidentId,
    share: &ShareIncident,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into incident_shares (incident_id, institution_id, reason, by_user, at) values ($1, $2, $3, $4, $5)
         on conflict (incident_id, institution_id) do nothing",
    )
    .bind(id.0)
    .bind(share.institution.0)
    .bind(&share.reason)
    .bind(actor.user.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}
