//! The demonstration: institutions, an account for each role, and a day of incidents. Everything in it is invented.

pub mod cast;
mod day;
mod floor;
mod script;
mod seed;
mod units;

use crate::access;
use crate::clock::{Clock, SystemClock, SystemIds};
use crate::config::Settings;
use crate::serve::{Database, ServeError};

pub use cast::PASSWORD;
pub use day::play;
pub use seed::{DemoError, load};

/// What the person who started the server is told: who can log in, and how.
pub fn accounts() -> String {
    let line = |institution: &cast::DemoInstitution| {
        let logins: Vec<String> =
            institution.roles.iter().map(|role| cast::login(institution, *role)).collect();
        format!("  {:<5} {}", institution.code, logins.join("  "))
    };
    let lines: Vec<String> = cast::INSTITUTIONS.iter().map(line).collect();
    format!("Demo accounts, all with the password {PASSWORD}:\n{}", lines.join("\n"))
}

/// Fills an empty database, and tells whether the demo accounts are there to log in with.
pub async fn prepare(database: &Database, settings: &Settings) -> Result<bool, ServeError> {
    let pool = database.pool(4).await?;
    let now = SystemClock.now();
    let fresh = load(&pool, &SystemIds, now - chrono::Duration::days(2)).await?;
    if fresh {
        play(pool.clone(), settings.clone(), now).await?;
        return Ok(true);
    }
    let there = access::store::accounts::by_login(&pool, "vp.dispecers").await.map_err(DemoError::from)?;
    pool.close().await;
    Ok(there.is_some())
}
