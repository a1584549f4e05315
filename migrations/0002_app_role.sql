-- The server works as this role. It owns nothing, so what it may not do it cannot do: above all it has neither update nor
-- delete on the journal. Roles belong to the cluster, so another database may have made it already.
do $$
begin
    create role vnr_app nologin;
exception when duplicate_object or unique_violation then
    null;
end $$;

do $$
begin
    execute format('grant vnr_app to %I', current_user);
exception when others then
    -- A superuser needs no membership, and PostgreSQL refuses a circular one.
    null;
end $$;

grant usage on schema public to vnr_app;
alter default privileges in schema public grant select, insert, update, delete on tables to vnr_app;
alter default privileges in schema public grant usage, select on sequences to vnr_app;
