-- How far an import of each file has come, written in the transaction that writes its rows: an import that was killed goes on
-- behind the last row that is in.
create table import_checkpoints (
    import text not null,
    file text not null,
    -- Of the file's beginning and length: another edition begins anew.
    fingerprint text not null,
    rows_done bigint not null,
    rows_rejected bigint not null,
    finished_at timestamptz,
    primary key (import, file)
);
