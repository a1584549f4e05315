-- Law and catalogues as data: every row dated, with its source and whether anybody confirmed it.
create table incident_types (
    code text not null,
    parent text,
    name_lv text not null,
    name_en text not null,
    default_category text not null,
    law text not null default '',
    keywords text not null default '',
    selectable boolean not null default true,
    valid_from timestamptz not null,
    valid_to timestamptz,
    version bigint not null default 1,
    primary key (code, valid_from),
    constraint incident_types_one_at_a_time
        exclude using gist (code with =, tstzrange(valid_from, valid_to) with &&)
);

create table response_norms (
    category text not null,
    territory_class text not null,
    institution_kind text not null,
    minutes integer not null constraint response_norms_minutes check (minutes > 0),
    source text not null,
    confirmed boolean not null default false,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (category, territory_class, institution_kind, valid_from)
);

-- Terms of storage. MK 190 leaves them to be read in full text that nobody here has confirmed, so a policy may have no term.
create table retention_policies (
    code text primary key,
    name_lv text not null,
    name_en text not null,
    months integer,
    source text not null,
    confirmed boolean not null default false
);

-- What institutions of one kind let those of another kind see.
create table sharing_rules (
    from_kind text not null,
    to_kind text not null,
    -- Only where the receiving institution works at the place of the incident.
    territory_bound boolean not null,
    source text not null,
    confirmed boolean not null default false,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (from_kind, to_kind, valid_from)
);
