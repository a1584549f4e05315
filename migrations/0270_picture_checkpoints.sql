-- Marks along the journal from which the picture of any past moment is drawn quickly: at such a position these entries were
-- the last ones of everything then open. Holds nothing that the journal does not say; it may be emptied at any time.
create table picture_checkpoints (
    position bigint primary key,
    -- The latest time of any entry up to here; rises with the position, also where the clocks of two nodes differ.
    at timestamptz not null,
    -- Positions of the last shown entry of each thing that was open.
    positions bigint[] not null
);
create index picture_checkpoints_at on picture_checkpoints (at, position);
