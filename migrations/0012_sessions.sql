-- Sessions live in the database, so that every node knows them and a revocation holds at once everywhere.
create table sessions (
    id uuid primary key,
    -- SHA-256 of the token in the cookie; the token itself is never stored.
    token_hash bytea not null constraint sessions_token_key unique,
    user_id uuid not null references users,
    csrf text not null,
    device text not null,
    user_agent text not null,
    address text not null,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index sessions_user on sessions (user_id);

-- Failed guesses per account and per address, to slow them down.
create table login_failures (
    subject text not null,
    at timestamptz not null
);
create index login_failures_subject on login_failures (subject, at);

-- State of a log-in that takes several requests (passkey, OIDC).
create table login_challenges (
    id uuid primary key,
    kind text not null,
    state jsonb not null,
    expires_at timestamptz not null
);
