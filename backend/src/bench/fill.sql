-- A register of :rows incidents to search in; for measuring only.
set session_replication_role = replica;
set synchronous_commit = off;

create function bench_fold(t text) returns text language sql immutable parallel safe as
$$ select translate(lower(t), 'āčēģīķļņōŗšūž', 'acegiklnorsuz') $$;

create table bench_body as
select row_number() over () as n, b.type_code, b.category, b.text || ' ' || d.text as text,
       vnr_incident_words('', '', b.text || ' ' || d.text, bench_fold(b.text || ' ' || d.text)) as words
from (values
    ('traffic.collision', 'C', 'Sadūrušās divas automašīnas'), ('traffic.injured', 'B', 'Avārijā cietis gājējs'),
    ('traffic.parking', 'C', 'Automašīna novietota uz ietves'), ('traffic.drunk_driver', 'A', 'Vadītājs brauc reibumā'),
    ('crime.theft', 'B', 'Nozagts mobilais telefons'), ('crime.theft_bicycle', 'C', 'Nozagts velosipēds no kāpņu telpas'),
    ('crime.burglary', 'B', 'Uzlauztas dzīvokļa durvis, pazudušas rotaslietas'), ('crime.robbery', 'A', 'Uzbrukums uz ielas, atņemta soma'),
    ('crime.fraud_phone', 'C', 'Krāpnieki izvilinājuši bankas datus'), ('crime.injury', 'B', 'Piekauts vīrietis'),
    ('order.noise', 'C', 'Kaimiņi skaļi klausās mūziku'), ('order.drunk', 'C', 'Iereibis vīrietis guļ uz soliņa'),
    ('order.fight', 'A', 'Kautiņš pie bāra'), ('order.domestic', 'B', 'Strīds starp vīru un sievu'),
    ('fire.building', 'A', 'Deg dzīvokļa virtuve'), ('fire.grass', 'B', 'Deg kūla pļavā'),
    ('fire.gas_leak', 'A', 'Kāpņu telpā jūtama gāzes smaka'), ('missing.adult', 'B', 'Pazudusi sieviete, neatbild uz zvaniem'),
    ('missing.child', 'A', 'Pazudis zēns, valkā sarkanu jaku'), ('medical.unconscious', 'A', 'Cilvēks bez samaņas pieturā'),
    ('municipal.waste', 'C', 'Izgāzti būvgruži mežmalā'), ('municipal.graffiti', 'C', 'Apzīmēta mājas siena'),
    ('animal.stray', 'C', 'Klaiņo liels melns suns'), ('other.suspicious_object', 'B', 'Pieturā atstāta soma')
) b (type_code, category, text)
cross join (values
    (''), ('Zvanītājs gaida notikuma vietā.'), ('Ir liecinieki.'), ('Videokamera ierakstījusi notikušo.'),
    ('Aizdomās turamais aizbēga pa pagalmu.'), ('Cietušais slimnīcā.'), ('Nepieciešama otra ekipāža.'),
    ('Zvanītājs nezina precīzu adresi.'), ('Atkārtots izsaukums.'), ('Notikums pie veikala ieejas.'),
    ('Notikums skolas tuvumā.'), ('Satiksme apgrūtināta.'), ('Zvanītājs runā krieviski.'), ('Bērni nav cietuši.'),
    ('Ierocis nav redzēts.'), ('Iespējams, lietots nazis.'), ('Vaininieks apreibis.'), ('Lūdz atzvanīt.'),
    ('Zudumi ap tūkstoti eiro.'), ('Durvis atvērtas.')
) d (text);

create table bench_address as
select row_number() over (order by md5(code)) as n, code, full_text, lat, lon,
       vnr_incident_words(full_text, bench_fold(full_text), '', '') as words
from addresses where kind = 108 and lat is not null and valid_to is null order by md5(code) limit 20000;
create unique index on bench_address (n);
create unique index on bench_body (n);

create table bench_owner as
select row_number() over (order by u.login) as n, i.id, i.code, u.id as by_user
from institutions i join users u on u.institution_id = i.id
where u.login in ('vp.dispecers', 'rpp.dispecers', 'k112.dispecers');

insert into incidents (id, number, owner_id, registrar_id, registered_by, device, registered_at, channel, received_at, lat,
    lon, place_source, address, address_code, place_note, type_code, category, description, sensitivity, status, closed_at,
    updated_at, words)
select gen_random_uuid(), o.code || '-' || extract(year from t.at) || '-' || lpad(g.n::text, 7, '0'), o.id, o.id, o.by_user, '',
    t.at, case when g.n % 3 = 0 then 'telephone' else 'e112' end, t.at, a.lat, a.lon, 'address', a.full_text, a.code, '',
    b.type_code, b.category, b.text, case when g.n % 200 = 0 then 'restricted' else 'normal' end,
    case when g.n < 200 then 'registered' else 'closed' end, case when g.n < 200 then null else t.at end, t.at,
    a.words || b.words
from generate_series(1, :rows) g (n)
cross join lateral (select now() - g.n * interval '10 years' / :rows as at) t
join bench_address a on a.n = 1 + abs(hashint8(g.n)) % (select count(*) from bench_address)
join bench_body b on b.n = 1 + abs(hashint8(g.n + 77)) % (select count(*) from bench_body)
join bench_owner o on o.n = 1 + g.n % (select count(*) from bench_owner);

insert into incident_access (incident_id, institution_id, reason, received_at, open)
select i.id, o.id, case when o.id = i.owner_id then 'own' else 'rule' end, i.received_at, i.status <> 'closed'
from incidents i cross join bench_owner o
where i.number like '%-_______' and (o.id = i.owner_id or o.code <> 'K112' or hashtext(i.number) % 2 = 0)
on conflict do nothing;

insert into persons (id, detail, names, codes, created_by, created_at, updated_at)
select gen_random_uuid(), '{}', g.name || ' ' || s.name, array[lpad((n % 310000 + 10000)::text, 6, '0') || lpad(n::text, 5, '0')],
    (select by_user from bench_owner limit 1), now(), now()
from generate_series(1, greatest(:rows / 3, 1)) n
join lateral (select (array['janis', 'andris', 'juris', 'edgars', 'martins', 'aivars', 'guntis', 'raivis', 'anna', 'inese',
    'kristine', 'ilze', 'liga', 'zane', 'dace', 'sanita', 'olga', 'irina', 'sergejs', 'aleksandrs'])[1 + n % 20] as name) g on true
join lateral (select (array['berzins', 'kalnins', 'ozols', 'jansons', 'liepins', 'krumins', 'balodis', 'eglitis', 'zarins',
    'petersons', 'vitols', 'klavins', 'karklins', 'vanags', 'ivanovs', 'smirnovs'])[1 + abs(hashint8(n)) % 16]
    || case when n % 4 = 0 then '' else (array['a', 's', 'e', 'is', 'ne', 'te'])[1 + n % 6] || (n % 300)::text end as name) s on true;

create table bench_person as select row_number() over () as n, id from persons;
create unique index on bench_person (n);
create table bench_incident as select row_number() over (order by number) as n, id from incidents;

insert into incident_persons (id, incident_id, person_id, role, note, protected)
select gen_random_uuid(), i.id, p.id, 'victim', '', false
from bench_incident i join bench_person p on p.n = 1 + abs(hashint8(i.n)) % (select count(*) from bench_person)
where i.n % 2 = 0;

insert into vehicles (id, detail, plate, country, vin)
select gen_random_uuid(), '{}', chr((65 + n / 260000 % 26)::int) || chr((65 + n / 10000 % 26)::int) || (n % 9999 + 1), 'LV', ''
from generate_series(1, greatest(:rows / 8, 1)) n on conflict do nothing;
create table bench_vehicle as select row_number() over () as n, id from vehicles;
create unique index on bench_vehicle (n);

insert into incident_vehicles (id, incident_id, vehicle_id, role, note)
select gen_random_uuid(), i.id, v.id, 'involved', ''
from bench_incident i join bench_vehicle v on v.n = 1 + abs(hashint8(i.n + 5)) % (select count(*) from bench_vehicle)
where i.n % 4 = 0;

reset session_replication_role;
