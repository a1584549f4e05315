-- What a split needs to return the source to exactly where it was: whether the link was made by the merge, and when the source had
-- been closed before.
alter table incident_merges add link_made boolean not null default true;
alter table incident_merges add closed_at_before timestamptz;
