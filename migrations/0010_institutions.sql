-- Institutions, their departments, and the territories they work in. A police authority is not a municipality: one may serve
-- several and several may serve one, from a day to a day (law "Par policiju", three forms since 2024).
create table institutions (
    id uuid primary key,
    code text not null constraint institutions_code_key unique,
    kind text not null,
    name_lv text not null,
    name_en text not null,
    active boolean not null default true,
    version bigint not null default 1
);

create table departments (
    id uuid primary key,
    institution_id uuid not null references institutions,
    name text not null
);
create index departments_institution on departments (institution_id);

create table territories (
    id uuid primary key,
    atvk text not null,
    name text not null,
    class text not null,
    parent_id uuid references territories,
    valid_from timestamptz not null,
    valid_to timestamptz,
    successor_id uuid references territories,
    -- Whether the border is official; the packaged ones are simplified.
    confirmed boolean not null default false,
    source text not null default '',
    border geometry (multipolygon, 4326),
    constraint territories_period check (valid_to is null or valid_from < valid_to)
);
create index territories_border on territories using gist (border);
create index territories_atvk on territories (atvk);
create index territories_parent on territories (parent_id);

create table institution_territories (
    institution_id uuid not null references institutions,
    territory_id uuid not null references territories,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (institution_id, territory_id, valid_from)
);
create index institution_territories_territory on institution_territories (territory_id);
