-- Named layouts of the console. They belong to a person and are nobody else's concern.
create table layouts (
    id uuid primary key,
    user_id uuid not null references users,
    name text not null,
    active boolean not null,
    arrangement jsonb not null,
    version bigint not null default 1,
    updated_at timestamptz not null,
    constraint layouts_name_key unique (user_id, name)
);
-- One layout is in use.
create unique index layouts_active_key on layouts (user_id) where active;
