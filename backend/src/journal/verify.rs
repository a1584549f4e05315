//! Proves that the sealed journal was not changed: recomputes the chain of hashes from the first entry.

use sha2::{Digest, Sha256};
use sqlx::PgConnection;

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

/// The chain, computed here and not where it was written, so that the one checks the other.
#[derive(Debug, Default)]
struct Chain {
    position: i64,
    hash: Vec<u8>,
}

impl Chain {
    /// Adds a link for an entry's content.
    fn link(&mut self, content: &str) {
        let mut hasher = Sha256::new();
        hasher.update(&self.hash);
        hasher.update(content.as_bytes());
        self.position += 1;
        self.hash = hasher.finalize().to_vec();
    }
}

/// Recomputes the chain. Reads every sealed entry once.
pub async fn verify(conn: &mut PgConnection) -> Result<Verdict, sqlx::Error> {
    let mut chain = Chain::default();
    loop {
        let batch = store::sealed_content(conn, chain.position, BATCH).await?;
        if batch.is_empty() {
            return Ok(Verdict::Intact { entries: chain.position, head: hex::encode(chain.hash) });
        }
        for sealed in batch {
            chain.link(&sealed.content);
            if chain.hash != sealed.hash || chain.position != sealed.position {
                return Ok(Verdict::Broken { position: sealed.position });
            }
        }
    }
}
