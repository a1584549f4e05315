-- Field reports (dienesta ziņojumi): written by one, checked by another, locked, and then only added to.
create table field_reports (
    id uuid primary key,
    institution_id uuid not null references institutions,
    author_id uuid not null references users,
    written_at timestamptz not null,
    title text not null,
    text text not null,
    occurred_at timestamptz,
    lat double precision,
    lon double precision,
    address text not null default '',
    incident_id uuid references incidents,
    state text not null default 'draft',
    checked_by uuid references users,
    checked_at timestamptz,
    locked_by uuid references users,
    locked_at timestamptz,
    -- Why it was last given back, until it is checked.
    returned text,
    version bigint not null default 1,
    updated_at timestamptz not null,
    constraint field_reports_place check ((lat is null) = (lon is null)),
    constraint field_reports_checked check ((state = 'draft') = (checked_by is null)),
    constraint field_reports_by_two check (checked_by <> author_id),
    constraint field_reports_locked check ((state = 'locked') = (locked_by is not null))
);
create index field_reports_list on field_reports (institution_id, updated_at desc);
create index field_reports_incident on field_reports (incident_id) where incident_id is not null;

create table field_report_supplements (
    id uuid primary key,
    report_id uuid not null references field_reports,
    number integer not null,
    text text not null,
    by_user uuid not null references users,
    at timestamptz not null,
    constraint field_report_supplements_number unique (report_id, number)
);
-- What was added is never changed, and what is locked says what it said: not by the server's role, and not by its owner.
revoke update, delete, truncate on field_report_supplements from vnr_app;

create function field_report_stays() returns trigger language plpgsql as $$
begin
    if old.state = 'locked' and (new.title, new.text, new.state, new.author_id, new.checked_by, new.locked_by,
            new.occurred_at, new.lat, new.lon, new.address)
        is distinct from (old.title, old.text, old.state, old.author_id, old.checked_by, old.locked_by,
            old.occurred_at, old.lat, old.lon, old.address) then
        raise exception 'a locked report is not changed' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger field_report_stays before update on field_reports for each row execute function field_report_stays();
