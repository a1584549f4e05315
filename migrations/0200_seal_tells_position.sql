-- The notification of a seal says how far it goes, so that a node which has read as far already need not ask.
create or replace function journal_seal_pending(batch integer) returns integer language plpgsql security definer
    set search_path = public as $$
declare
    last bigint;
    chain bytea;
    entry record;
    done integer := 0;
begin
    select position, hash into last, chain from journal_seal order by position desc limit 1;
    last := coalesce(last, 0);
    chain := coalesce(chain, '');
    for entry in
        with taken as (
            delete from journal_pending
            where entry_id in (select entry_id from journal_pending order by entry_id limit batch)
            returning entry_id)
        select j.id, journal_content(j) as content from journal j join taken t on t.entry_id = j.id order by j.id
    loop
        last := last + 1;
        chain := sha256(chain || convert_to(entry.content, 'UTF8'));
        insert into journal_seal (position, entry_id, hash) values (last, entry.id, chain);
        done := done + 1;
    end loop;
    if done > 0 then
        perform pg_notify('vnr_sealed', last::text);
    end if;
    return done;
end $$;
