-- Units (norīkojamās vienības): who can be sent. `mark` is the small number that stands for a unit in packed positions.
create table units (
    id uuid primary key,
    mark integer generated always as identity constraint units_mark_key unique,
    institution_id uuid not null references institutions,
    department_id uuid references departments,
    call_sign text not null,
    kind text not null,
    vehicle text not null,
    capabilities text[] not null,
    station_name text not null,
    lat double precision not null,
    lon double precision not null,
    -- Territory of the home: by it the rules of sharing that are bound to territory decide.
    territory_id uuid references territories,
    status text not null,
    status_since timestamptz not null,
    status_by text not null,
    shift_from timestamptz,
    shift_to timestamptz,
    -- The combined unit of which it is a part for now.
    part_of uuid references units,
    active boolean not null default true,
    version bigint not null default 1,
    constraint units_position check (lat between -90 and 90 and lon between -180 and 180)
);
create unique index units_call_sign_key on units (institution_id, call_sign) where active;
create index units_part_of on units (part_of) where part_of is not null;

-- The crew of the present shift. Earlier crews are in the journal.
create table unit_crew (
    unit_id uuid not null references units,
    place integer not null,
    user_id uuid references users,
    name text not null,
    leader boolean not null,
    primary key (unit_id, place)
);
create index unit_crew_user on unit_crew (user_id) where user_id is not null;
