-- Search as one types goes in two steps: first the few ten thousand places and streets by the beginnings of their words, then
-- the houses of those streets by number. So 600 000 houses need no word index of their own, except those that have a name
-- instead of a number (farmsteads). Word beginnings are looked up in a tsvector made of the folded words as they are; the
-- text search parser would take "1e5" for a number and "a/b" for a file.
alter table addresses add column name_folded text not null default '';

create index addresses_place_words on addresses
    using gin (array_to_tsvector(string_to_array(folded, ' ')))
    where kind not in (108, 109) and valid_to is null;

create index addresses_named_houses on addresses
    using gin (array_to_tsvector(string_to_array(name_folded, ' ')))
    where kind = 108 and valid_to is null and name_folded ~ '[a-z]{3}';

-- Nothing reads it, and it is most of the time an import of the whole register takes.
drop index addresses_folded;
