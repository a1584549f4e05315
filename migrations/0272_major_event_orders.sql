-- The journal of orders and the situation reports of a major event: given once, numbered, never changed.
create table major_event_orders (
    id uuid constraint major_event_orders_pkey primary key,
    event_id uuid not null references major_events,
    number integer not null,
    at timestamptz not null,
    by_user uuid not null references users,
    institution_id uuid not null references institutions,
    addressee text not null,
    text text not null,
    constraint major_event_orders_number unique (event_id, number)
);

create table major_event_reports (
    id uuid constraint major_event_reports_pkey primary key,
    event_id uuid not null references major_events,
    number integer not null,
    at timestamptz not null,
    by_user uuid not null references users,
    institution_id uuid not null references institutions,
    text text not null,
    constraint major_event_reports_number unique (event_id, number)
);

revoke update, delete, truncate on major_event_orders, major_event_reports from vnr_app;

create function major_event_journal_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'orders and reports are append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger major_event_orders_append_only before update or delete or truncate on major_event_orders
    for each statement execute function major_event_journal_is_append_only();
create trigger major_event_reports_append_only before update or delete or truncate on major_event_reports
    for each statement execute function major_event_journal_is_append_only();
