-- Response plans (reaģēšanas plāni): what an incident of a type, at a place and an hour, needs. Each row is a plan in one of its
-- validity periods; a change ends the row that is valid and begins the next, so that it can be told by which plan was gone.
create table response_plans (
    id uuid not null,
    -- The institution that goes by it; every one of the kind, when there is none.
    institution_id uuid references institutions,
    institution_kind text not null,
    -- Names, types, categories, territories, polygon, hours, alarm levels: always read whole.
    plan jsonb not null,
    source text not null,
    confirmed boolean not null default false,
    valid_from timestamptz not null,
    valid_to timestamptz,
    version bigint not null default 1,
    primary key (id, valid_from),
    constraint response_plans_one_at_a_time exclude using gist (id with =, tstzrange(valid_from, valid_to) with &&)
);
create index response_plans_institution on response_plans (institution_id, institution_kind);
