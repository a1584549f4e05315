-- Panic alarms (trauksmes).
create table alarms (
    id uuid primary key,
    unit_id uuid not null references units,
    institution_id uuid not null references institutions,
    incident_id uuid references incidents,
    raised_by text not null,
    at timestamptz not null,
    lat double precision not null,
    lon double precision not null,
    position_at timestamptz,
    state text not null,
    acknowledged_by text,
    acknowledged_at timestamptz,
    closed_by text,
    closed_at timestamptz,
    reason text not null default '',
    version bigint not null default 1
);
create index alarms_open on alarms (institution_id) where state <> 'closed';
create index alarms_unit on alarms (unit_id, at desc);
