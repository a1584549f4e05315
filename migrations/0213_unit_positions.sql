-- Where units were (tracks), by day, and where they were last. No journal: they come by the thousand and are kept for a term.
create table unit_positions (
    mark integer not null,
    at timestamptz not null,
    lat_e7 integer not null,
    lon_e7 integer not null,
    accuracy_m real,
    speed_mps real,
    heading_deg real,
    received_at timestamptz not null,
    -- The device's time lay in the future and was replaced by that of receipt.
    ahead boolean not null,
    primary key (mark, at)
) partition by range (at);

-- Half of each page stays free, so that a new position is written beside the old one and no index is touched.
create table unit_latest (
    mark integer primary key,
    at timestamptz not null,
    lat_e7 integer not null,
    lon_e7 integer not null,
    accuracy_m real,
    speed_mps real,
    heading_deg real,
    received_at timestamptz not null
) with (fillfactor = 50);

-- Numbers of dispatch that no law we have read gives.
create table unit_settings (
    code text primary key,
    value integer not null,
    source text not null,
    confirmed boolean not null default false
);

-- Makes the partitions of the days around today and drops those past their term; returns how many it dropped. With the rights of
-- its owner, because the server's role may not make tables.
create function unit_positions_keep(today date, keep_days integer) returns integer language plpgsql security definer
    set search_path = public as $$
declare
    day date;
    part record;
    dropped integer := 0;
begin
    perform pg_advisory_xact_lock(hashtext('vnr.unit_positions'));
    for day in select generate_series(today - 8, today + 2, interval '1 day')::date loop
        if to_regclass('unit_positions_' || to_char(day, 'YYYYMMDD')) is null then
            execute format('create table %I partition of unit_positions for values from (%L) to (%L)',
                'unit_positions_' || to_char(day, 'YYYYMMDD'),
                day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
        end if;
    end loop;
    for part in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'unit_positions'::regclass
          and c.relname < 'unit_positions_' || to_char(today - greatest(keep_days, 8), 'YYYYMMDD')
    loop
        execute format('drop table %I', part.relname);
        dropped := dropped + 1;
    end loop;
    return dropped;
end $$;
revoke execute on function unit_positions_keep from public;
grant execute on function unit_positions_keep to vnr_app;
