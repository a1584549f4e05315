//! Proves that the sealed journal was not changed: recomputes the chain of hashes from the first entry.

use sqlx::PgConnection;

use super::sealer::Chain;
use super::store;

/// Entries read at a time.
const BATCH: i64 = 5000;

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every hash fits; so many entries, ending with this hash in hexadecimal.
    Intact {
        /// Number of sealed entries.
        entries: i64,
        /// Hash of the last one. Kept elsewhere, it proves later that nothing was cut off at the end either.
        head: String,
    },
    /// The entry at this position, or the one before it, is not what was sealed.
    Broken {
        /// First position that does not fit.
        position: i64,
    },
}

/// Recomputes the chain. Reads every sealed entry once.
pub async fn verify(conn: &mut PgConnection) -> Result<Verdict, sqlx::Error> {
    let mut chain = Chain::start();
    let mut head = Vec::new();
    loop {
        let batch = store::sealed_content(conn, chain.position(), BATCH).await?;
        if batch.is_empty() {
            return Ok(Verdict::Intact { entries: chain.position(), head: hex::encode(head) });
        }
        for sealed in batch {
            let fits = chain.link(&sealed.content) == sealed.hash;
            if !fits || chain.position() != sealed.position {
                return Ok(Verdict::Broken { position: sealed.position });
            }
            head = sealed.hash;
        }
    }
}
