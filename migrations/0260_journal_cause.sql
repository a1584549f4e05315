-- What a command did: undo finds its entries by it, and so does whoever asks why something changed.
create index journal_cause on journal (cause) where cause is not null;
