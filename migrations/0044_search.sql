-- What makes search answer quickly.

-- The words of an incident: base forms and folded forms. Those of the address carry weight A, so that a search by address
-- asks for them alone; those of the log carry B, so that an edit of the rest can keep them.
create function vnr_incident_words(address text, address_folded text, body text, body_folded text) returns tsvector
    language sql stable parallel safe as $$
    select setweight(to_tsvector('vnr', address) || to_tsvector('simple', address_folded), 'A')
        || to_tsvector('vnr', body) || to_tsvector('simple', body_folded)
$$;

-- A tsvector holds at most 1 MB. A log that outgrows it is still written; its further words are found by reading, not by search.
create function vnr_join_words(words tsvector, more tsvector) returns tsvector
    language plpgsql immutable parallel safe as $$
begin
    return words || more;
exception when program_limit_exceeded then
    return words;
end $$;

-- Without the pending list a search never has to read one, and no single filing pays for merging it.
alter index incidents_words set (fastupdate = off);

create index incidents_number_prefix on incidents (number text_pattern_ops);
create index incidents_restricted on incidents (received_at desc) where sensitivity = 'restricted';

-- Status, clock and version change often and are in no index: with room on the page such a change touches none.
alter table incidents set (fillfactor = 85);
