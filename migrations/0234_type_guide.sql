-- Words that propose a type while somebody types, and what to ask and say for a type. Dated like all catalogues.
create table type_words (
    type_code text not null,
    -- Stems, folded, in order.
    phrase text not null,
    weight integer not null constraint type_words_weight check (weight <> 0),
    source text not null,
    confirmed boolean not null default false,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (type_code, phrase, valid_from)
);

create table type_prompts (
    type_code text not null,
    kind text not null constraint type_prompts_kind check (kind in ('question', 'instruction')),
    ordinal integer not null,
    text_lv text not null,
    text_en text not null,
    source text not null,
    confirmed boolean not null default false,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (type_code, kind, ordinal, valid_from)
);

-- How far back and how far around a type is looked back for: of the caller, and at the place. The longest beginning of a type's code
-- counts; the empty one is for all others.
create table look_backs (
    type_code text not null,
    days integer not null constraint look_backs_days check (days > 0),
    radius_m integer not null constraint look_backs_radius check (radius_m > 0),
    source text not null,
    confirmed boolean not null default false,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (type_code, valid_from)
);
insert into look_backs (type_code, days, radius_m, source, valid_from)
select type_code, days, radius_m, 'Pieņēmums; nosaka katra izvietojuma pārzinis', '2012-03-22T22:00:00Z'
from (values ('', 30, 100), ('order.domestic', 365, 50), ('crime.domestic_violence', 365, 50), ('crime', 90, 100),
             ('traffic', 7, 150), ('fire', 90, 100), ('medical.suicide', 365, 50), ('missing', 365, 500), ('other.alarm', 90, 50)
) as rows (type_code, days, radius_m);
