//! One-time codes (RFC 6238): six digits, thirty seconds, SHA-1, as every authenticator app does them.

use totp_rs::{Algorithm, TOTP};
use vnr_shared::time::DateTime;

use crate::error::ApiError;

/// Seconds one code is good for.
const STEP: u64 = 30;

/// A secret as the library wants it. The account's name only serves the app's list.
pub fn totp(secret: &[u8], login: &str) -> Result<TOTP, ApiError> {
    let issuer = Some("VNR".to_owned());
    TOTP::new(Algorithm::SHA1, 6, 1, STEP, secret.to_vec(), issuer, login.replace(':', "."))
        .map_err(|error| ApiError::internal(error.to_string()))
}

/// The time step a code belongs to: this one, the one before or the next, for clocks that differ. None for a wrong code.
pub fn step_of(secret: &[u8], code: &str, now: DateTime) -> Result<Option<i64>, ApiError> {
    let totp = totp(secret, "")?;
    let current = u64::try_from(now.timestamp()).unwrap_or_default() / STEP;
    let fits = |step: &u64| totp.generate(step * STEP) == code;
    let steps = [current.saturating_sub(1), current, current + 1];
    Ok(steps.iter().find(|step| fits(step)).and_then(|step| i64::try_from(*step).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, last six digits.
        let at = |t: i64| chrono::DateTime::from_timestamp(t, 0).unwrap();
        let secret = b"12345678901234567890";
        assert_eq!(step_of(secret, "287082", at(59)).unwrap(), Some(1));
        assert_eq!(step_of(secret, "081804", at(1_111_111_109)).unwrap(), Some(37_037_036));
        assert_eq!(step_of(secret, "081804", at(1_111_111_109 + 30)).unwrap(), Some(37_037_036));
        assert_eq!(step_of(secret, "081804", at(1_111_111_109 + 90)).unwrap(), None);
        assert_eq!(step_of(secret, "000000", at(59)).unwrap(), None);
    }
}
