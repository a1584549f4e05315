-- Values that a device's edit wanted and somebody else had set meanwhile (pretrunas): both are kept until a person decides.
create table conflict_cards (
    id uuid primary key,
    incident_id uuid not null references incidents,
    device_id uuid not null references devices,
    by_user uuid not null references users,
    base_version bigint not null,
    fields jsonb not null,
    -- When the edit was made, by the device's clock and corrected.
    made_at timestamptz not null,
    at timestamptz not null,
    decided_by uuid references users,
    decided_at timestamptz,
    taken text[]
);
create index conflict_cards_open on conflict_cards (incident_id) where decided_at is null;
