//! SQL of vehicles, items and documents.

use sqlx::types::Json;
use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::id::{IncidentId, ObjectId, VehicleId};
use vnr_shared::incident::{LinkedObject, LinkedVehicle};
use vnr_shared::object::{NewLinkedObject, Object, ObjectDetail};
use vnr_shared::vehicle::{NewLinkedVehicle, Vehicle, VehicleDetail};

use crate::access::Actor;
use crate::error::ApiError;
use crate::register::store::{StrikeColumns, VISIBLE, seen_by};
use crate::sql::{as_word, word};

/// Inserts a vehicle unless its plate is known in its country; returns the vehicle that has the plate.
pub async fn put_vehicle(
    conn: &mut PgConnection,
    id: VehicleId,
    detail: &VehicleDetail,
) -> Result<VehicleId, sqlx::Error> {
    // The update writes what is there already: it makes the statement return the row, and waits for whoever inserts it.
    let id: Uuid = sqlx::query_scalar(
        "insert into vehicles as v (id, detail, plate, country, vin) values ($1, $2, $3, $4, $5)
         on conflict (plate, country) where plate <> '' do update set plate = v.plate returning v.id",
    )
    .bind(id.0)
    .bind(Json(detail))
    .bind(&detail.plate)
    .bind(&detail.country)
    .bind(&detail.vin)
    .fetch_one(conn)
    .await?;
    Ok(id.into())
}

/// Inserts an object.
pub async fn insert_object(
    conn: &mut PgConnection,
    id: ObjectId,
    detail: &ObjectDetail,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into objects (id, detail, identifier) values ($1, $2, $3)")
        .bind(id.0)
        .bind(Json(detail))
        .bind(&detail.identifier)
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether a vehicle stands on an incident that the actor may see.
pub async fn sees_vehicle(conn: &mut PgConnection, actor: &Actor, id: VehicleId) -> Result<bool, ApiError> {
    let sql = format!(
        "select exists (select 1 from incident_vehicles iv join incidents i on i.id = iv.incident_id {VISIBLE}
         where iv.vehicle_id = $4 and iv.struck_at is null)"
    );
    let query = sqlx::query_scalar_with(AssertSqlSafe(sql), seen_by(actor)?);
    Ok(query.bind(id.0).fetch_one(conn).await?)
}

/// Whether an object stands on an incident that the actor may see.
pub async fn sees_object(conn: &mut PgConnection, actor: &Actor, id: ObjectId) -> Result<bool, ApiError> {
    let sql = format!(
        "select exists (select 1 from incident_objects io join incidents i on i.id = io.incident_id {VISIBLE}
         where io.object_id = $4 and io.struck_at is null)"
    );
    let query = sqlx::query_scalar_with(AssertSqlSafe(sql), seen_by(actor)?);
    Ok(query.bind(id.0).fetch_one(conn).await?)
}

/// Ties a vehicle to an incident.
pub async fn tie_vehicle(
    conn: &mut PgConnection,
    incident: IncidentId,
    vehicle: VehicleId,
    body: &NewLinkedVehicle,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into incident_vehicles (id, incident_id, vehicle_id, role, note) values ($1, $2, $3, $4, $5)",
    )
    .bind(body.id.0)
    .bind(incident.0)
    .bind(vehicle.0)
    .bind(as_word(&body.role))
    .bind(&body.note)
    .execute(conn)
    .await?;
    Ok(())
}

/// Ties an object to an incident.
pub async fn tie_object(
    conn: &mut PgConnection,
    incident: IncidentId,
    body: &NewLinkedObject,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into incident_objects (id, incident_id, object_id, note) values ($1, $2, $3, $4)")
        .bind(body.id.0)
        .bind(incident.0)
        .bind(body.object_id.0)
        .bind(&body.note)
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(Debug, FromRow)]
struct VehicleRow {
    vehicle_id: Uuid,
    version: i64,
    detail: Json<VehicleDetail>,
}

impl From<VehicleRow> for Vehicle {
    fn from(row: VehicleRow) -> Self {
        Self { id: row.vehicle_id.into(), version: row.version, detail: row.detail.0 }
    }
}

/// Vehicles on incidents that the actor may see, by the beginning of a normalised plate.
pub async fn vehicles_by_plate(
    conn: &mut PgConnection,
    actor: &Actor,
    plate: &str,
) -> Result<Vec<Vehicle>, ApiError> {
    // `plate <> ''` says what `like` implies, in the words of the partial index.
    let sql = format!(
        "select v.id as vehicle_id, v.version, v.detail from vehicles v
         where v.plate like $4 and v.plate <> '' and exists (
             select 1 from incident_vehicles iv join incidents i on i.id = iv.incident_id {VISIBLE}
             where iv.vehicle_id = v.id and iv.struck_at is null)
         order by v.plate, v.country limit 20"
    );
    let query = sqlx::query_as_with(AssertSqlSafe(sql), seen_by(actor)?).persistent(false);
    let rows: Vec<VehicleRow> = query.bind(format!("{plate}%")).fetch_all(conn).await?;
    Ok(rows.into_iter().map(Vehicle::from).collect())
}

/// Objects on incidents that the actor may see, by their whole normalised number.
pub async fn objects_by_identifier(
    conn: &mut PgConnection,
    actor: &Actor,
    identifier: &str,
) -> Result<Vec<Object>, ApiError> {
    let sql = format!(
        "select o.id, o.detail from objects o
         where o.identifier = $4 and o.identifier <> '' and exists (
             select 1 from incident_objects io join incidents i on i.id = io.incident_id {VISIBLE}
             where io.object_id = o.id and io.struck_at is null)
         order by o.id limit 20"
    );
    let query = sqlx::query_as_with(AssertSqlSafe(sql), seen_by(actor)?);
    let rows: Vec<(Uuid, Json<ObjectDetail>)> = query.bind(identifier).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|(id, detail)| Object { id: id.into(), detail: detail.0 }).collect())
}

/// Vehicles of an incident. The caller has checked that the reader may see it.
pub async fn vehicles_of_incident(
    conn: &mut PgConnection,
    id: IncidentId,
) -> Result<Vec<LinkedVehicle>, ApiError> {
    #[derive(FromRow)]
    struct Row {
        id: Uuid,
        role: String,
        note: String,
        #[sqlx(flatten)]
        strike: StrikeColumns,
        #[sqlx(flatten)]
        vehicle: VehicleRow,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select iv.id, iv.role, iv.note, iv.struck_by, iv.struck_at, iv.struck_reason, iv.vehicle_id, v.version, v.detail
         from incident_vehicles iv join vehicles v on v.id = iv.vehicle_id where iv.incident_id = $1 order by iv.id",
    )
    .bind(id.0)
    .fetch_all(conn)
    .await?;
    let linked = |row: Row| {
        Ok(LinkedVehicle {
            id: row.id.into(),
            vehicle: row.vehicle.into(),
            role: word("incident_vehicles.role", &row.role)?,
            note: row.note,
            struck: row.strike.into(),
        })
    };
    rows.into_iter().map(linked).collect()
}

/// Objects of an incident. The caller has checked that the reader may see it.
pub async fn objects_of_incident(
    conn: &mut PgConnection,
    id: IncidentId,
) -> Result<Vec<LinkedObject>, sqlx::Error> {
    #[derive(FromRow)]
    struct Row {
        id: Uuid,
        note: String,
        #[sqlx(flatten)]
        strike: StrikeColumns,
        object_id: Uuid,
        detail: Json<ObjectDetail>,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select io.id, io.note, io.struck_by, io.struck_at, io.struck_reason, io.object_id, o.detail
         from incident_objects io join objects o on o.id = io.object_id where io.incident_id = $1 order by io.id",
    )
    .bind(id.0)
    .fetch_all(conn)
    .await?;
    let linked = |row: Row| LinkedObject {
        id: row.id.into(),
        object: Object { id: row.object_id.into(), detail: row.detail.0 },
        note: row.note,
        struck: row.strike.into(),
    };
    Ok(rows.into_iter().map(linked).collect())
}
