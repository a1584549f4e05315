-- Former names of what has a code in the address register: an old letter or a caller's memory names a street as it was.
create table address_names (
    code text not null,
    kind smallint not null,
    name text not null,
    full_text text not null,
    folded text not null,
    valid_from date,
    valid_to date,
    constraint address_names_once unique nulls not distinct (code, full_text, valid_from, valid_to)
);
create index address_names_words on address_names
    using gin (array_to_tsvector(string_to_array(folded, ' ')))
    where kind not in (108, 109);
