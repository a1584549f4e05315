-- Which institutions may see a unit, and why; written by the transaction that changes the unit.
create table unit_access (
    unit_id uuid not null references units,
    institution_id uuid not null references institutions,
    reason text not null,
    primary key (unit_id, institution_id)
);
create index unit_access_institution on unit_access (institution_id);

-- What institutions of one kind let those of another know of their units: a table of its own, because where an officer is at
-- this moment is not for everyone who may read an incident.
create table unit_sharing_rules (
    from_kind text not null,
    to_kind text not null,
    -- Only where the receiving institution works at the home of the unit.
    territory_bound boolean not null,
    source text not null,
    confirmed boolean not null default false,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (from_kind, to_kind, valid_from)
);
