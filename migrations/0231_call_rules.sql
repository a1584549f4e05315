-- Times of call taking. None of them is law; each deployment sets its own.
create table call_times (
    name text not null,
    seconds integer not null constraint call_times_seconds check (seconds > 0),
    source text not null,
    confirmed boolean not null default false,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (name, valid_from)
);
insert into call_times (name, seconds, source, valid_from) values
    ('claim_stale', 180, 'Pieņēmums: ilgāk par trim minūtēm neatjaunota pieteikšanās ir aizmirsta', '2012-03-22T22:00:00Z');

-- Reasons for which a call needs no incident.
create table call_close_reasons (
    code text not null,
    -- The key that closes a call with it in one stroke.
    key text not null,
    name_lv text not null,
    name_en text not null,
    ordinal integer not null,
    source text not null,
    confirmed boolean not null default false,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (code, valid_from)
);
insert into call_close_reasons (code, key, name_lv, name_en, ordinal, source, valid_from)
select code, key, name_lv, name_en, ordinal, 'Pieņēmums; 112 publiski min tikai to, ka daļa zvanu nav ārkārtas zvani', '2012-03-22T22:00:00Z'
from (values
    ('not_emergency', 'n', 'Nav ārkārtas gadījums', 'Not an emergency', 1),
    ('accidental', 'a', 'Nejaušs zvans', 'Dialled by accident', 2),
    ('silent', 'k', 'Klusums klausulē', 'Silent call', 3),
    ('advice', 'p', 'Sniegts padoms', 'Advice given', 4),
    ('other_service', 'c', 'Nodots citam dienestam', 'Passed to another service', 5),
    ('malicious', 'l', 'Ļaunprātīgs zvans', 'Malicious call', 6),
    ('test', 't', 'Pārbaudes zvans', 'Test call', 7),
    ('repeated', 'd', 'Atkārtots zvans par jau zināmo', 'Repeated call about what is known', 8)
) as reasons (code, key, name_lv, name_en, ordinal);
