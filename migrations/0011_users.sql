-- People who use the register, what they may do and until when.
create table users (
    id uuid primary key,
    login text not null constraint users_login_key unique,
    name text not null,
    institution_id uuid not null references institutions,
    department_id uuid references departments,
    -- Argon2id in PHC form; null for accounts that log in elsewhere (OIDC).
    password_hash text,
    totp_secret bytea,
    -- The last time step accepted, so that a code serves once.
    totp_last_step bigint not null default 0,
    oidc_subject text constraint users_oidc_subject_key unique,
    lang text not null default 'lv',
    active boolean not null default true,
    -- Machine accounts (the 112 platform, municipal journals) never log in with a browser.
    machine boolean not null default false,
    version bigint not null default 1
);
create index users_institution on users (institution_id);

create table user_roles (
    user_id uuid not null references users,
    role text not null,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (user_id, role, valid_from)
);

create table grants (
    id uuid primary key,
    user_id uuid not null references users,
    kind text not null,
    reason text not null,
    given_by uuid references users,
    valid_from timestamptz not null,
    valid_to timestamptz not null
);
create index grants_user on grants (user_id);

create table passkeys (
    id uuid primary key,
    user_id uuid not null references users,
    credential_id bytea not null constraint passkeys_credential_key unique,
    credential jsonb not null,
    name text not null,
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index passkeys_user on passkeys (user_id);
