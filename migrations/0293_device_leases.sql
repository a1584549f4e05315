-- What a device may hold without a network, and until when (noma). The server remembers what area and unit it last lent for:
-- when that changes, or the lease has run out, the device is given the picture anew.
alter table devices add column leased_until timestamptz;
alter table devices add column lease_of text not null default '';

-- Numbers of work without a network that no law we have read gives.
create table device_numbers (
    code text not null,
    value integer not null,
    source text not null,
    confirmed boolean not null default false,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (code, valid_from)
);
insert into device_numbers (code, value, source, valid_from)
select code, value, source, '2012-03-22T22:00:00Z'
from (values
    ('lease_minutes', 720, 'Pieņēmums: viena divpadsmit stundu maiņa'),
    ('upload_keep_hours', 168, 'Pieņēmums: nedēļa, kurā ierīce var atgriezties un pabeigt sūtīt'),
    ('uploads_open_max', 200, 'Pieņēmums: tik datņu viens lietotājs sūta vienlaikus')
) as numbers (code, value, source);
