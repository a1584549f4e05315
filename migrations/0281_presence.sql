-- Who has which record open. Lasts seconds, so it is not written to disk and is empty after a crash.
create unlogged table presence (
    session_id uuid not null,
    subject_kind text not null,
    subject_id uuid not null,
    user_id uuid not null,
    name text not null,
    institution_id uuid not null,
    field text,
    since timestamptz not null,
    seen_at timestamptz not null,
    primary key (session_id, subject_kind, subject_id)
);
create index presence_subject on presence (subject_kind, subject_id);
create index presence_seen on presence (seen_at);
