-- What the form of a type must have, and the text to begin its description with. Dated like all catalogues. The longest beginning of
-- a type's code counts, cut at a dot; the empty one is for all others. A part that is missing is asked for and never stops a filing.
create table type_forms (
    type_code text not null,
    parts text[] not null
        constraint type_forms_parts check (parts <@ array['address', 'description', 'occurred', 'person', 'vehicle', 'object', 'attachment']),
    template_lv text not null default '',
    template_en text not null default '',
    source text not null,
    confirmed boolean not null default false,
    valid_from timestamptz not null,
    valid_to timestamptz,
    version bigint not null default 1,
    primary key (type_code, valid_from),
    constraint type_forms_one_at_a_time
        exclude using gist (type_code with =, tstzrange(valid_from, valid_to) with &&)
);
insert into type_forms (type_code, parts, template_lv, template_en, source, valid_from)
select type_code, string_to_array(parts, ' '), template_lv, template_en, 'Pieņēmums; nosaka katra izvietojuma pārzinis', '2012-03-22T22:00:00Z'
from (values
    ('', 'description', '', ''),
    ('order.fight', 'description person', E'Iesaistītie:\nIemesls:\nMiesas bojājumi:\nRīcība:', E'Involved:\nReason:\nInjuries:\nAction taken:'),
    ('order.domestic', 'address description person',
        E'Kas un ar ko konfliktē:\nBērni klāt:\nMiesas bojājumi:\nIeroči:\nRīcība:',
        E'Who and with whom:\nChildren present:\nInjuries:\nWeapons:\nAction taken:'),
    ('traffic.collision', 'occurred description person vehicle attachment',
        E'Norise:\nBojājumi:\nCietušie:\nCeļa apstākļi:\nRīcība:', E'Course:\nDamage:\nInjured:\nRoad conditions:\nAction taken:'),
    ('traffic.injured', 'occurred description person vehicle attachment',
        E'Norise:\nBojājumi:\nCietušie:\nCeļa apstākļi:\nRīcība:', E'Course:\nDamage:\nInjured:\nRoad conditions:\nAction taken:'),
    ('traffic.fatal', 'occurred description person vehicle attachment',
        E'Norise:\nBojājumi:\nCietušie:\nCeļa apstākļi:\nRīcība:', E'Course:\nDamage:\nInjured:\nRoad conditions:\nAction taken:'),
    ('traffic.pedestrian', 'occurred description person vehicle', E'Norise:\nCietušie:\nCeļa apstākļi:\nRīcība:', E'Course:\nInjured:\nRoad conditions:\nAction taken:'),
    ('traffic.hit_and_run', 'occurred description vehicle', '', ''),
    ('traffic.drunk_driver', 'description person vehicle', E'Pārbaudes rezultāts:\nRīcība:', E'Test result:\nAction taken:'),
    ('traffic.parking', 'address vehicle attachment', '', ''),
    ('traffic.abandoned', 'address vehicle attachment', '', ''),
    ('crime', 'occurred description person', E'Norise:\nNodarījuma izdarītājs:\nZaudējumi:\nPierādījumi:', E'Course:\nOffender:\nLoss:\nEvidence:'),
    ('crime.theft', 'occurred description person object', E'Norise:\nNozagts:\nZaudējumi:\nPierādījumi:', E'Course:\nStolen:\nLoss:\nEvidence:'),
    ('crime.theft_bicycle', 'occurred description person object', E'Norise:\nVelosipēds (rāmja numurs):\nZaudējumi:', E'Course:\nBicycle (frame number):\nLoss:'),
    ('crime.theft_vehicle', 'occurred description person vehicle', '', ''),
    ('crime.burglary', 'address occurred description person attachment',
        E'Iekļūšanas veids:\nNozagts:\nZaudējumi:\nPierādījumi:', E'Way of entry:\nStolen:\nLoss:\nEvidence:'),
    ('crime.damage', 'occurred description attachment', '', ''),
    ('missing', 'occurred description person',
        E'Pazīmes:\nApģērbs:\nPēdējo reizi redzēts:\nVeselība:\nKur varētu būt:', E'Features:\nClothing:\nLast seen:\nHealth:\nWhere to look:'),
    ('municipal.graffiti', 'address description attachment', '', ''),
    ('municipal.waste', 'address description attachment', '', ''),
    ('medical', 'description person', '', '')
) as rows (type_code, parts, template_lv, template_en);
