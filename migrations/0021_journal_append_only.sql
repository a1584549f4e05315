-- Nobody changes the journal: the server's role may not, and a trigger stops those who could.
revoke update, delete, truncate on journal, journal_seal from vnr_app;

create function journal_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the journal is append-only' using errcode = 'insufficient_privilege';
end $$;

create trigger journal_append_only before update or delete or truncate on journal
    for each statement execute function journal_is_append_only();
create trigger journal_seal_append_only before update or delete or truncate on journal_seal
    for each statement execute function journal_is_append_only();
