-- Persons and their part in incidents. What is known of a person is one document, because it grows by lists (names, codes,
-- documents over time) and is always read whole; what is searched has its own columns.
create table persons (
    id uuid primary key,
    detail jsonb not null,
    names text not null,
    codes text[] not null,
    version bigint not null default 1,
    created_by uuid not null references users,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index persons_names on persons using gin (names gin_trgm_ops);
create index persons_codes on persons using gin (codes);

create table incident_persons (
    id uuid primary key,
    incident_id uuid not null references incidents,
    person_id uuid not null references persons,
    role text not null,
    note text not null,
    protected boolean not null,
    struck_by uuid references users,
    struck_at timestamptz,
    struck_reason text
);
create index incident_persons_incident on incident_persons (incident_id);
create index incident_persons_person on incident_persons (person_id);
