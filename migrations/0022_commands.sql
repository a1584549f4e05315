-- Commands by their idempotency key: the same key twice gives the same answer and one change, also after a crash between.
create table commands (
    actor uuid not null,
    key uuid not null,
    -- SHA-256 of method, path and body: a key with another body is a mistake of the client.
    request_hash bytea not null,
    status smallint,
    answer jsonb,
    at timestamptz not null,
    primary key (actor, key)
);
create index commands_at on commands (at);
