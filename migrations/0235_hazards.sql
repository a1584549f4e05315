-- Dangers and cautions tied to places (bīstamība objektā): what whoever goes there must know beforehand. Seen by every institution.
create table hazards (
    id uuid primary key,
    institution_id uuid not null references institutions,
    lat double precision not null,
    lon double precision not null,
    radius_m double precision not null,
    address text not null,
    kind text not null,
    text text not null,
    valid_from timestamptz not null,
    valid_to timestamptz,
    by_user uuid not null references users,
    at timestamptz not null,
    struck_by uuid references users,
    struck_at timestamptz,
    struck_reason text,
    constraint hazards_position check (lat between -90 and 90 and lon between -180 and 180),
    constraint hazards_radius check (radius_m between 0 and 5000)
);
create index hazards_near on hazards using gist (point(lon, lat)) where struck_at is null;
