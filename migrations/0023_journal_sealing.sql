-- What the hash of an entry covers, as one JSON text that PostgreSQL writes the same way every time. The time is written as
-- microseconds since 1970, so that no session setting changes the text.
create function journal_content(j journal) returns text language sql stable as $$
    select jsonb_build_array(j.id, (extract(epoch from j.at) * 1000000)::bigint, j.actor, j.actor_name, j.institution,
        j.device, j.subject_kind, j.subject_id, j.kind, j.payload, j.summary, j.audience, j.restricted, j.exempt,
        j.before, j.cause)::text
$$;

-- Takes committed entries from the queue, numbers them, and chains each hash onto the one before. One statement: one way to the
-- server and back, and one flush to disk, between a commit and the screens. Only one session at a time may call it (see the
-- sealer); should two ever do so, the second fails on the position and nothing is lost.
--
-- It runs with the rights of its owner, because the server's role may not write seals by itself.
create function journal_seal_pending(batch integer) returns integer language plpgsql security definer
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
        perform pg_notify('vnr_sealed', '');
    end if;
    return done;
end $$;

revoke insert on journal_seal from vnr_app;
revoke execute on function journal_seal_pending from public;
grant execute on function journal_seal_pending to vnr_app;
