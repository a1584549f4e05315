-- That an incident was found to be the same as another. Nothing moves: every caller stays a report of the incident under which
-- it was filed, and is read with the one it was merged into. A split ends the row; history stays.
create table incident_merges (
    id uuid primary key,
    source_id uuid not null references incidents,
    target_id uuid not null references incidents,
    -- Where the source stood before, to which a split returns it.
    status_before text not null,
    -- The link that says so on both cards.
    link_id uuid not null references incident_links,
    by_user uuid not null references users,
    at timestamptz not null,
    split_by uuid references users,
    split_at timestamptz,
    constraint incident_merges_not_itself check (source_id <> target_id)
);
create unique index incident_merges_once on incident_merges (source_id) where split_at is null;
create index incident_merges_target on incident_merges (target_id) where split_at is null;
