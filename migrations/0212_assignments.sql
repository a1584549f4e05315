-- Units sent to incidents (norīkojumi). Several units to an incident, several incidents to a unit in its order.
create table assignments (
    id uuid primary key,
    incident_id uuid not null references incidents,
    unit_id uuid not null references units,
    -- Place in the unit's order; the least of those not released is the one worked now.
    place integer not null,
    assigned_at timestamptz not null,
    assigned_by uuid not null references users,
    en_route_at timestamptz,
    at_scene_at timestamptz,
    transporting_at timestamptz,
    released_at timestamptz,
    released_by uuid references users,
    reason text not null default ''
);
create unique index assignments_open_key on assignments (unit_id, incident_id) where released_at is null;
create index assignments_open_incident on assignments (incident_id) where released_at is null;
create index assignments_incident on assignments (incident_id, assigned_at);
create index assignments_unit on assignments (unit_id, assigned_at desc);
