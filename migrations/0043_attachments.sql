-- Files of incidents. The content lies on disk under its hash; the same file twice is stored once.
create table attachments (
    id uuid primary key,
    incident_id uuid not null references incidents,
    name text not null,
    media_type text not null,
    size bigint not null,
    sha256 text not null,
    by_user uuid not null references users,
    at timestamptz not null,
    struck_by uuid references users,
    struck_at timestamptz,
    struck_reason text
);
create index attachments_incident on attachments (incident_id);
create index attachments_sha256 on attachments (sha256);
