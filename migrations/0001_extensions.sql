-- PostGIS answers which territory a point is in; trigrams find names and addresses by any part; btree_gist lets a
-- constraint say that two validity periods of one thing do not overlap.
create extension if not exists postgis;
create extension if not exists pg_trgm;
create extension if not exists btree_gist;
