//! What the server knows of the names in a line: what the actor may see.

use vnr_shared::access::{Action, Resource};
use vnr_shared::lang::Lang;
use vnr_shared::line::{LineContext, TypeWord, Vocabulary};

use super::store;
use crate::command::Tx;
use crate::error::ApiError;

/// Loads what a line may speak of.
pub async fn load(
    tx: &mut Tx<'_>,
    line: &str,
    context: LineContext,
    lang: Lang,
) -> Result<Vocabulary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let institutions = store::institutions(tx.conn(), lang).await?;
    let home = store::code_of(&institutions, actor.institution);
    let types = crate::catalogue::types_at(tx.conn(), Some(now)).await?;
    let mut known = Vocabulary { home, ..Vocabulary::default() };
    if actor.may(Resource::Incident, Action::Read) {
        let numbers = numbers(line);
        let rows = store::incidents(tx.conn(), actor, context.incident, &numbers, now).await?;
        known.incidents = rows.into_iter().map(|row| row.word(&types, lang)).collect();
    }
    if actor.may(Resource::Unit, Action::Read) {
        known.units = store::units(tx.conn(), actor).await?;
    }
    known.types = types.iter().filter(|t| t.selectable).map(TypeWord::new).collect();
    known.institutions = institutions;
    Ok(known)
}

/// Whole registration numbers in a line: those are found however old the incident is.
fn numbers(line: &str) -> Vec<String> {
    line.split(|c: char| c.is_whitespace() || matches!(c, ':' | '"' | ',' | '#'))
        .filter(|word| word.len() <= 40 && word.split('-').count() == 3)
        .map(str::to_uppercase)
        .collect()
}
