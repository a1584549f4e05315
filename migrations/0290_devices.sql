-- Tablets and telephones that work without a network. `next_seq` is the least number of the device's commands that has no
-- final answer; the clock is what was last measured, to be added to the device's own.
create table devices (
    id uuid primary key,
    user_id uuid not null references users,
    institution_id uuid not null references institutions,
    name text not null,
    registered_at timestamptz not null,
    seen_at timestamptz not null,
    next_seq bigint not null default 1,
    clock_add_ms bigint not null default 0,
    revoked_at timestamptz,
    revoked_by uuid references users,
    -- When the device was told to erase what it has.
    erased_at timestamptz
);
create index devices_user on devices (user_id);
create index devices_institution on devices (institution_id);
