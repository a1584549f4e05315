-- The journal: one entry for every change and every reading of personal data. Append-only.
--
-- Two transactions may commit in the opposite order of their ids, so `id` is not what readers follow. The sealer takes
-- committed entries from `journal_pending`, numbers them without gaps in `journal_seal` and chains their hashes.
create table journal (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    actor uuid,
    actor_name text not null,
    institution uuid,
    device text not null,
    subject_kind text not null,
    subject_id uuid not null,
    kind text not null,
    payload jsonb not null,
    -- What lists and maps show of the subject afterwards. Live frames are cut from it as it stands.
    summary jsonb,
    -- Institutions that may see the subject afterwards.
    audience uuid[] not null default '{}',
    -- Whether a grant is needed, and the one user who needs none because the record is theirs.
    restricted boolean not null default false,
    exempt uuid,
    -- Audience, restriction and position before, where the change moved them: who must be told that it is gone.
    before jsonb,
    cause uuid
);
create index journal_subject on journal (subject_kind, subject_id, id);
create index journal_institution on journal (institution, at);

create table journal_pending (
    entry_id bigint primary key
);

create table journal_seal (
    position bigint primary key,
    entry_id bigint not null constraint journal_seal_entry_key unique references journal,
    hash bytea not null
);
