-- The journal is read by an institution (which has its index), by an actor, by a subject of any kind, and whole; each in the
-- order of time, one page at a time, however long it has grown.
create index journal_at on journal (at);
create index journal_actor on journal (actor, at);
drop index journal_subject;
create index journal_subject on journal (subject_id, subject_kind, id);
