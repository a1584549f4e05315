-- Commands of devices as they arrived, with what became of them. A command waits here until its predecessors have come.
create table device_commands (
    device_id uuid not null references devices,
    seq bigint not null,
    key uuid not null,
    item jsonb not null,
    arrived_at timestamptz not null,
    outcome jsonb,
    answered_at timestamptz,
    primary key (device_id, seq),
    constraint device_commands_key unique (device_id, key)
);
