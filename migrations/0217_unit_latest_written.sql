-- When the row was written, by the one clock that all nodes share: by it they find what the others have written.
alter table unit_latest add column written_at timestamptz not null default clock_timestamp();
