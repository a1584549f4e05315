-- Incidents (notikumi).
create table incident_numbers (
    institution_id uuid not null references institutions,
    year integer not null,
    last bigint not null,
    primary key (institution_id, year)
);

create table incidents (
    id uuid primary key,
    number text not null constraint incidents_number_key unique,
    owner_id uuid not null references institutions,
    registrar_id uuid not null references institutions,
    department_id uuid references departments,
    registered_by uuid not null references users,
    device text not null,
    registered_at timestamptz not null,
    channel text not null,
    received_at timestamptz not null,
    occurred_from timestamptz,
    occurred_to timestamptz,
    occurred_uncertain boolean not null default false,
    lat double precision not null,
    lon double precision not null,
    radius_m double precision,
    place_source text not null,
    address text not null,
    address_code text,
    place_note text not null,
    territory_id uuid references territories,
    type_code text not null,
    category text not null,
    description text not null,
    disposition text,
    case_number text,
    sensitivity text not null default 'normal',
    retention_policy text references retention_policies,
    legal_hold boolean not null default false,
    status text not null,
    status_before text,
    passed_to uuid references institutions,
    arrived_at timestamptz,
    closed_at timestamptz,
    due_at timestamptz,
    due_confirmed boolean not null default false,
    version bigint not null default 1,
    updated_at timestamptz not null,
    -- Words of description, address and notes: base forms and folded forms.
    words tsvector not null default '',
    constraint incidents_occurred check (occurred_to is null or occurred_from is null or occurred_from <= occurred_to),
    constraint incidents_position check (lat between -90 and 90 and lon between -180 and 180)
);
create index incidents_received on incidents (received_at desc, id desc);
create index incidents_words on incidents using gin (words);
create index incidents_type on incidents (type_code, received_at desc);
create index incidents_territory on incidents (territory_id, received_at desc);
create index incidents_position on incidents using gist (point(lon, lat));

-- Which institutions may see an incident, and why. Written by the same transaction as the incident; every list, search,
-- count and live frame is filtered by it.
create table incident_access (
    incident_id uuid not null references incidents,
    institution_id uuid not null references institutions,
    reason text not null,
    -- Copies that let one index serve an institution's list in order.
    received_at timestamptz not null,
    open boolean not null,
    primary key (incident_id, institution_id)
);
create index incident_access_list on incident_access (institution_id, received_at desc, incident_id desc);
create index incident_access_open on incident_access (institution_id) where open;

create table incident_shares (
    incident_id uuid not null references incidents,
    institution_id uuid not null references institutions,
    reason text not null,
    by_user uuid not null references users,
    at timestamptz not null,
    primary key (incident_id, institution_id)
);

create table incident_notes (
    id uuid primary key,
    incident_id uuid not null references incidents,
    text text not null,
    by_user uuid not null references users,
    at timestamptz not null,
    struck_by uuid references users,
    struck_at timestamptz,
    struck_reason text
);
create index incident_notes_incident on incident_notes (incident_id, at);

create table incident_links (
    id uuid primary key,
    kind text not null,
    incident_id uuid not null references incidents,
    other_id uuid not null references incidents,
    by_user uuid not null references users,
    at timestamptz not null,
    struck_by uuid references users,
    struck_at timestamptz,
    struck_reason text,
    constraint incident_links_not_itself check (incident_id <> other_id)
);
create unique index incident_links_once on incident_links (incident_id, other_id, kind) where struck_at is null;
create index incident_links_other on incident_links (other_id);
