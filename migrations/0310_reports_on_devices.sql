-- A report that was given back and then changed by its author waits to be checked again; its remarks stay readable meanwhile.
alter table field_reports add column revised boolean not null default false;

-- What a device is lent of its officer's own reports.
create index field_reports_author on field_reports (author_id, updated_at desc);
insert into device_numbers (code, value, source, valid_from)
values ('report_days', 30, 'Pieņēmums: mēnesis, kurā slēgtu ziņojumu vēl papildina no planšetes', '2012-03-22T22:00:00Z');
