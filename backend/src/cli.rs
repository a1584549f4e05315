//! The command line: `vnr serve | migrate | demo | import | simulate | verify | openapi | …`.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::access::first;
use crate::bench::Bench;
use crate::clock::{Clock, SystemClock, SystemIds};
use crate::config::Config;
use crate::crash::CrashTest;
use crate::demo;
use crate::journal::verify::{Verdict, verify};
use crate::measure::Measure;
use crate::places::import::verb as import;
use crate::places::packaged;
use crate::roads;
use crate::serve::{Database, serve};
use crate::simulate::Simulate;
use crate::terminal::{out, say};

/// VNR, the Unified Event Register of Latvia.
#[derive(Debug, Parser)]
#[command(name = "vnr", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Serve the page and the API; with a private database where DATABASE_URL is not set.
    Serve,
    /// Bring the database's schema up to date.
    Migrate,
    /// Import official data.
    Import {
        /// What.
        #[command(subcommand)]
        what: Import,
    },
    /// Make the first account, an administrator of the register's manager; the password is read from standard input.
    Administrator {
        /// Login name.
        login: String,
    },
    /// Load the demonstration into a database that has no users yet.
    Demo,
    /// Prove that the journal was not changed since it was written.
    Verify,
    /// Print the OpenAPI description.
    Openapi,
    /// Play a shift against a running server with demo data: calls, and units that obey; or replay a log and compare at the end.
    Simulate(Simulate),
    /// Measure how well a rule does what it is for, on data whose truth is known.
    Measure {
        /// What.
        #[command(subcommand)]
        what: Measure,
    },
    /// Measure this machine against the goals, with a server and a database of its own.
    Bench(Bench),
    /// Kill server and database during a replay and show that nothing is lost or doubled.
    #[command(hide = true)]
    CrashTest(CrashTest),
}

/// What to import.
#[derive(Debug, Subcommand)]
enum Import {
    /// The state address register's open data: a folder with its `aw_*.csv` files. May be broken off and run again.
    Addresses(import::Addresses),
    /// The roads of an OpenStreetMap extract (`.osm.pbf`), for travel times. Servers read them at their next start.
    Roads(roads::verb::Args),
}

/// Any failure of a verb.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command line and says on the terminal what went wrong, with every cause.
pub async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(
            EnvFilter::try_from_env("VNR_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    match run(Cli::parse().command).await {
        Ok(code) => code,
        Err(error) => {
            say(&format!("vnr: {}", chain(&*error)));
            ExitCode::FAILURE
        }
    }
}

async fn run(verb: Verb) -> Result<ExitCode, Failure> {
    // Verbs that need no database of their own.
    match &verb {
        Verb::Openapi => {
            out(&serde_json::to_string_pretty(&crate::server::openapi())?);
            return Ok(ExitCode::SUCCESS);
        }
        Verb::Import { what: Import::Roads(args) } => {
            let config = Config::from_env()?;
            roads::verb::run(args, &config.settings.roads, SystemClock.now())?;
            return Ok(ExitCode::SUCCESS);
        }
        Verb::Simulate(args) => return Ok(code(crate::simulate::run(args).await?)),
        Verb::Bench(args) => {
            crate::bench::run(args).await?;
            return Ok(ExitCode::SUCCESS);
        }
        Verb::Measure { what } => {
            crate::measure::run(what)?;
            return Ok(ExitCode::SUCCESS);
        }
        Verb::CrashTest(args) => return Ok(code(crate::crash::run(args).await?)),
        _ => {}
    }
    let config = Config::from_env()?;
    let database = Database::open(&config).await?;
    let done = with_database(verb, &config, &database).await;
    database.close().await?;
    done
}

async fn with_database(verb: Verb, config: &Config, database: &Database) -> Result<ExitCode, Failure> {
    database.migrate().await?;
    match verb {
        Verb::Serve => {
            // A register without places could file nothing: until official ones are imported it has those it came with.
            packaged::load(&database.pool(1).await?).await?;
            let address = config.listen;
            let shown =
                config.demo && (database.is_private() && demo::prepare(database, &config.settings).await?);
            let ready = || {
                say(&format!("VNR is served on http://{address}"));
                let origin = config.settings.origin.as_str().trim_end_matches('/');
                if origin != format!("http://{address}") {
                    say(&format!(
                        "Open {origin} in a browser: passkeys and single sign-on are bound to this address"
                    ));
                }
                if shown {
                    say(&demo::accounts());
                }
            };
            serve(config, database, ready).await?;
        }
        Verb::Administrator { login } => {
            let mut secret = String::new();
            std::io::stdin().read_line(&mut secret)?;
            let secret = secret.trim_end_matches(['\r', '\n']);
            let pool = database.pool(1).await?;
            if !first::administrator(&pool, &SystemIds, &login, secret, SystemClock.now()).await? {
                return Err("there are users already; an administrator adds the others".into());
            }
            say(&format!("{login} may log in and add institutions and users"));
        }
        Verb::Demo => {
            packaged::load(&database.pool(1).await?).await?;
            demo::prepare(database, &config.settings).await?;
            say(&demo::accounts());
        }
        Verb::Migrate => say("the database is up to date"),
        Verb::Import { what: Import::Addresses(what) } => {
            import::run(&what, &database.pool(2).await?, SystemClock.now(), &mut |line| say(line)).await?;
        }
        Verb::Verify => {
            let pool = database.pool(2).await?;
            let mut conn = pool.acquire().await?;
            match verify(&mut conn).await? {
                Verdict::Intact { entries, head } => out(&format!("intact: {entries} entries, head {head}")),
                Verdict::Broken { position } => {
                    out(&format!("broken: the entry at position {position} is not what was sealed"));
                    return Ok(ExitCode::from(2));
                }
            }
        }
        Verb::Import { what: Import::Roads(_) }
        | Verb::Openapi
        | Verb::Simulate(_)
        | Verb::Bench(_)
        | Verb::Measure { .. }
        | Verb::CrashTest(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// The exit code of a verb that judges.
fn code(well: bool) -> ExitCode {
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// An error with all its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
