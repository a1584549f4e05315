-- Files on their way, in pieces that may come days apart. The bytes lie in the folder of files; `received` says how many of them
-- are safe on its disk.
create table uploads (
    id uuid primary key,
    user_id uuid not null references users,
    incident_id uuid not null references incidents,
    name text not null,
    media_type text not null,
    size bigint not null constraint uploads_size check (size > 0),
    sha256 text not null,
    taken_at timestamptz,
    taken_lat double precision,
    taken_lon double precision,
    received bigint not null default 0,
    created_at timestamptz not null,
    touched_at timestamptz not null,
    -- The attachment that it became: itself, or an earlier file of the incident with the same content.
    attachment_id uuid,
    constraint uploads_received check (received between 0 and size)
);
create index uploads_user on uploads (user_id) where attachment_id is null;
create index uploads_touched on uploads (touched_at);

-- When and where a device recorded a file, which takes the file's own metadata out.
alter table attachments add column taken_at timestamptz;
alter table attachments add column taken_lat double precision;
alter table attachments add column taken_lon double precision;
