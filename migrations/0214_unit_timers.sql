-- Checks of a status: a unit that stays so long in it is asked whether all is well. By the beginning of the incident's type.
create table status_timers (
    status text not null,
    type_code text not null,
    minutes integer not null constraint status_timers_minutes check (minutes > 0),
    escalate_minutes integer not null constraint status_timers_escalate check (escalate_minutes >= 0),
    source text not null,
    confirmed boolean not null default false,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (status, type_code, valid_from)
);

-- Timers attached to units, incidents and tasks.
create table timers (
    id uuid primary key,
    institution_id uuid not null references institutions,
    subject_kind text not null,
    subject_id uuid not null,
    label text not null,
    -- The status whose check it is; null for one that somebody set.
    status text,
    set_at timestamptz not null,
    set_by text not null,
    due_at timestamptz not null,
    escalate_minutes integer not null,
    state text not null,
    level smallint not null default 0,
    -- When the level changes next.
    next_at timestamptz,
    ended_by text,
    version bigint not null default 1
);
create index timers_next on timers (next_at) where state <> 'ended' and next_at is not null;
create index timers_subject on timers (subject_kind, subject_id) where state <> 'ended';
create index timers_open on timers (institution_id) where state <> 'ended';
