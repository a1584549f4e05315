-- The numbers that recommendations go by. No law we have read gives them: each deployment sets its own, and the packaged ones are
-- assumptions.
create table dispatch_numbers (
    code text not null,
    value bigint not null constraint dispatch_numbers_value check (value >= 0),
    source text not null,
    confirmed boolean not null default false,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (code, valid_from)
);
insert into dispatch_numbers (code, value, source, valid_from)
select code, value, source, '2012-03-22T22:00:00Z'
from (values
    ('weight_a', 100, 'Pieņēmums: viena A kategorijas sekunde sver kā desmit B kategorijas sekundes'),
    ('weight_b', 10, 'Pieņēmums: viena B kategorijas sekunde sver kā desmit C kategorijas sekundes'),
    ('weight_c', 1, 'Pieņēmums'),
    ('position_age', 600, 'Pieņēmums: pēc desmit minūtēm vienība var būt jebkur pilsētā'),
    ('shift_margin', 900, 'Pieņēmums: ceturtdaļstunda darba notikuma vietā ir mazākais, ko vērts sākt'),
    ('rest', 600, 'Pieņēmums: desmit minūtes starp izsaukumiem, ja nav A kategorijas'),
    ('rest_price', 120, 'Pieņēmums: atpūta ir divu ceļa minūšu vērta'),
    ('load_price', 45, 'Pieņēmums: viens izsaukums mazāk maiņā ir 45 ceļa sekunžu vērts'),
    ('work', 2700, 'Pieņēmums: parasts darbs notikuma vietā ilgst trīs ceturtdaļstundas'),
    ('nearer', 180, 'Pieņēmums: maiņa ceļā atmaksājas no trim minūtēm'),
    ('cover', 900, 'Pieņēmums tur, kur reaģēšanas laiks nav noteikts: 15 minūtes')
) as numbers (code, value, source);

-- Speed of coming closer as the crow flies, where no road map covers the place.
create table travel_speeds (
    territory_class text not null,
    kmh double precision not null constraint travel_speeds_kmh check (kmh > 0),
    detour double precision not null constraint travel_speeds_detour check (detour >= 1),
    source text not null,
    confirmed boolean not null default false,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (territory_class, valid_from)
);
insert into travel_speeds (territory_class, kmh, detour, source, valid_from)
select class, kmh, detour, 'Pieņēmums: vidējais ātrums satiksmē bez bākugunīm un ceļa garums pret taisni', '2012-03-22T22:00:00Z'
from (values
    ('country', 60, 1.3),
    ('state_city', 30, 1.35),
    ('town', 35, 1.3),
    ('municipality', 60, 1.3),
    ('parish', 60, 1.3)
) as speeds (class, kmh, detour);
