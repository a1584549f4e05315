-- Vehicles, items and documents, and their part in incidents.
create table vehicles (
    id uuid primary key,
    detail jsonb not null,
    plate text not null,
    country text not null,
    vin text not null,
    version bigint not null default 1
);
create index vehicles_plate on vehicles (plate text_pattern_ops) where plate <> '';
create unique index vehicles_plate_key on vehicles (plate, country) where plate <> '';

create table incident_vehicles (
    id uuid primary key,
    incident_id uuid not null references incidents,
    vehicle_id uuid not null references vehicles,
    role text not null,
    note text not null,
    struck_by uuid references users,
    struck_at timestamptz,
    struck_reason text
);
create index incident_vehicles_incident on incident_vehicles (incident_id);
create index incident_vehicles_vehicle on incident_vehicles (vehicle_id);

create table objects (
    id uuid primary key,
    detail jsonb not null,
    identifier text not null
);
create index objects_identifier on objects (identifier text_pattern_ops) where identifier <> '';

create table incident_objects (
    id uuid primary key,
    incident_id uuid not null references incidents,
    object_id uuid not null references objects,
    note text not null,
    struck_by uuid references users,
    struck_at timestamptz,
    struck_reason text
);
create index incident_objects_incident on incident_objects (incident_id);
create index incident_objects_object on incident_objects (object_id);
