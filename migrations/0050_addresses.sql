-- The gazetteer, in the shape of the state address register (VARIS): nine-digit codes, a type, a parent.
create table addresses (
    code text primary key,
    -- 101 state, 104 town, 105 parish, 106 village, 107 street, 108 building, 109 premises, 113 municipality.
    kind smallint not null,
    name text not null,
    parent_code text,
    -- The whole address as the register writes it.
    full_text text not null,
    -- Folded words of the whole address, for search as one types.
    folded text not null,
    postcode text not null default '',
    atvk text not null default '',
    lat double precision,
    lon double precision,
    valid_from date,
    valid_to date,
    -- Where the row comes from: 'varis' or 'packaged'.
    source text not null
);
create index addresses_folded on addresses using gin (folded gin_trgm_ops);
create index addresses_parent on addresses (parent_code);
create index addresses_position on addresses using gist (point(lon, lat)) where lat is not null and valid_to is null;
