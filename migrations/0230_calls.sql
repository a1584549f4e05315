-- Calls (izsaukumi): what waits for a dispatcher before it is an incident. A card of the 112 platform that concerns several
-- institutions is a call of each: each answers for itself.
create table calls (
    id uuid primary key,
    institution_id uuid not null references institutions,
    state text not null,
    channel text not null,
    received_at timestamptz not null,
    -- Who called. The number is normalised; both are empty when nothing is known.
    caller_number text not null default '',
    caller_name text not null default '',
    language text not null default '',
    -- The best of the positions, with its circle.
    lat double precision,
    lon double precision,
    position jsonb,
    -- Every position, in the order in which it was learned.
    positions jsonb not null default '[]',
    address text not null default '',
    text text not null default '',
    type_code text,
    -- What the vehicle sent, read.
    ecall jsonb,
    warnings jsonb not null default '[]',
    platform text,
    card_number text,
    card_version integer,
    withdrawn_at timestamptz,
    claimed_by uuid references users,
    claimed_at timestamptz,
    incident_id uuid references incidents,
    -- Whether the incident was filed from this call; otherwise the call was attached to it later.
    filed boolean not null default false,
    scheduled_for timestamptz,
    close_reason text,
    close_note text not null default '',
    closed_by uuid references users,
    closed_at timestamptz,
    entered_by uuid not null references users,
    version bigint not null default 1,
    updated_at timestamptz not null,
    constraint calls_position check (lat is null or (lat between -90 and 90 and lon between -180 and 180))
);
create unique index calls_card on calls (platform, card_number, institution_id) where card_number is not null;
create index calls_open on calls (institution_id, received_at) where state in ('waiting', 'claimed', 'withdrawn');
create index calls_claimed on calls (claimed_at) where state = 'claimed';
create index calls_incident on calls (incident_id) where incident_id is not null;
create index calls_caller on calls (caller_number, received_at desc) where caller_number <> '';
create index calls_near on calls using gist (point(lon, lat)) where lat is not null;

-- Every version of every card as it came, also those that came late and are not shown.
create table call_cards (
    platform text not null,
    number text not null,
    version integer not null,
    withdrawn boolean not null,
    body jsonb not null,
    received_at timestamptz not null,
    by_user uuid not null references users,
    primary key (platform, number, version)
);
