-- Major events (liela mēroga notikumi): the head of each.
create table major_events (
    id uuid primary key,
    name text not null,
    owner_id uuid not null references institutions,
    participants uuid[] not null,
    began_at timestamptz not null,
    began_by uuid not null references users,
    ended_at timestamptz,
    ended_by text,
    ended_reason text,
    lat double precision not null,
    lon double precision not null,
    address text not null,
    description text not null,
    report_every_min integer,
    report_due_at timestamptz,
    -- Of the whole, and of what an edit of the head is based on.
    version bigint not null,
    head_version bigint not null,
    updated_at timestamptz not null,
    constraint major_events_position check (lat between -90 and 90 and lon between -180 and 180),
    constraint major_events_ended check ((ended_at is null) = (ended_reason is null))
);
create index major_events_open on major_events (began_at) where ended_at is null;

-- Sections, posts, tasks and drawings: each a document with a version, because an event is always read whole.
create table major_event_parts (
    id uuid primary key,
    event_id uuid not null references major_events,
    kind text not null,
    part jsonb not null,
    version bigint not null,
    added_at timestamptz not null,
    by_user uuid not null references users,
    at timestamptz not null,
    struck_by uuid references users,
    struck_at timestamptz,
    struck_reason text
);
create index major_event_parts_event on major_event_parts (event_id, added_at, id);

create table major_event_incidents (
    event_id uuid not null references major_events,
    incident_id uuid not null references incidents,
    section_id uuid,
    attached_at timestamptz not null,
    attached_by uuid not null references users,
    released_at timestamptz,
    released_by uuid references users,
    released_reason text,
    primary key (event_id, incident_id)
);
create index major_event_incidents_incident on major_event_incidents (incident_id) where released_at is null;
