//! Slows guesses down, for each account and for each address.
//!
//! An attempt is counted before it is judged, under a lock of its subject, so that a hundred guesses at once are a hundred
//! guesses; a success takes its own count back and clears the account's. The counts lie in the database, so that all nodes
//! share them. Unknown accounts count like known ones: the answer tells nothing. What is counted is a hash of the login,
//! because people type passwords into the wrong field.

use chrono::Duration;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use vnr_shared::time::DateTime;

use super::store::throttle as store;
use crate::app::App;
use crate::error::ApiError;

/// How long a failure counts.
const WINDOW: Duration = Duration::hours(1);
/// Failures of one account that cost nothing.
const ACCOUNT_FREE: i64 = 4;
/// Failures of one address that cost nothing: a whole police station may sit behind one.
const ADDRESS_FREE: i64 = 30;
/// Longest wait. Longer would let anybody lock anybody out for good.
const WAIT_MAX: i64 = 900;

/// An attempt that was let through and counted as a failure until it succeeds.
#[derive(Debug)]
pub struct Attempt {
    account: String,
    address: Option<String>,
    at: DateTime,
}

/// Counts an attempt, or refuses it with the seconds to wait.
pub async fn begin(app: &App, account: &str, address: &str) -> Result<Attempt, ApiError> {
    let at = app.now();
    let account = format!("account:{}", hex::encode(Sha256::digest(account.as_bytes())));
    let address = (!address.is_empty()).then(|| format!("address:{address}"));
    let mut tx = app.pool.begin().await?;
    let mut longest = 0;
    for (subject, free) in [(Some(&account), ACCOUNT_FREE), (address.as_ref(), ADDRESS_FREE)] {
        let Some(subject) = subject else { continue };
        let (failures, last) = store::lock(&mut tx, subject, at - WINDOW).await?;
        longest = longest.max(wait(failures, last, free, at));
        store::add(&mut tx, subject, at).await?;
    }
    if longest > 0 {
        metrics::counter!("vnr_logins_throttled").increment(1);
        return Err(ApiError::TooMany { retry_after: longest.unsigned_abs() });
    }
    tx.commit().await?;
    Ok(Attempt { account, address, at })
}

impl Attempt {
    /// It was right: forgets the account's failures, and that the address made one.
    pub async fn succeeded(&self, conn: &mut PgConnection) -> Result<(), ApiError> {
        store::clear(conn, &self.account).await?;
        if let Some(address) = &self.address {
            store::take_back(conn, address, self.at).await?;
        }
        Ok(())
    }

    /// It was neither right nor wrong: forgets this attempt alone.
    pub async fn take_back(&self, conn: &mut PgConnection) -> Result<(), ApiError> {
        for subject in [Some(&self.account), self.address.as_ref()].into_iter().flatten() {
            store::take_back(conn, subject, self.at).await?;
        }
        Ok(())
    }
}

/// Seconds until the next attempt is taken: doubling with each failure beyond the free ones.
fn wait(failures: i64, last: Option<DateTime>, free: i64, now: DateTime) -> i64 {
    let (Some(last), beyond) = (last, failures - free) else { return 0 };
    if beyond <= 0 {
        return 0;
    }
    let delay = 1_i64.checked_shl(u32::try_from(beyond).unwrap_or(u32::MAX)).unwrap_or(i64::MAX);
    let until = last + Duration::seconds(delay.clamp(1, WAIT_MAX));
    // Rounded up, so that whoever waits as told is not told again.
    ((until - now).num_milliseconds() + 999) / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let now: DateTime = "2026-11-22T10:00:00Z".parse().unwrap();
        let waits: Vec<i64> = (0..20).map(|n| wait(n, Some(now), ACCOUNT_FREE, now)).collect();
        assert_eq!(&waits[..8], [0, 0, 0, 0, 0, 2, 4, 8]);
        assert_eq!(waits[19], WAIT_MAX);
        assert_eq!(wait(1000, Some(now), ACCOUNT_FREE, now), WAIT_MAX);
        assert!(wait(6, Some(now), ACCOUNT_FREE, now + Duration::seconds(4)) <= 0);
        assert_eq!(wait(6, Some(now), ACCOUNT_FREE, now + Duration::milliseconds(3001)), 1);
    }
}
