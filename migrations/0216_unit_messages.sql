-- Messages between consoles and units.
create table unit_messages (
    id uuid primary key,
    unit_id uuid not null references units,
    institution_id uuid not null references institutions,
    from_unit boolean not null,
    by_user uuid not null references users,
    by_name text not null,
    at timestamptz not null,
    text text not null,
    incident_id uuid references incidents,
    delivered_at timestamptz,
    read_at timestamptz,
    read_by text
);
create index unit_messages_unit on unit_messages (unit_id, at desc);
create index unit_messages_recent on unit_messages (institution_id, at desc);
