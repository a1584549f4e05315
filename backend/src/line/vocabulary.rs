//! What the server knows of the names in a line: what the actor may see.

use uuid::Uuid;
use vnr_shared::access::{Action, Resource};
use vnr_shared::lang::Lang;
use vnr_shared::line::{LineContext, Meant, Slot, TypeWord, Verb, Vocabulary};

use super::store::{self, Named};
use crate::command::Tx;
use crate::error::ApiError;

/// Most numbers of one line that are looked for.
const NUMBERS_MAX: usize = 32;

/// How much is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What the line can mean.
    Meant,
    /// Everything that is open, to find what was probably meant.
    Open,
}

/// Loads what a line may speak of.
pub async fn load(
    tx: &mut Tx<'_>,
    line: &str,
    context: LineContext,
    lang: Lang,
    extent: Extent,
) -> Result<Vocabulary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let institutions = store::institutions(tx.conn(), lang).await?;
    let home = store::code_of(&institutions, actor.institution);
    let types = crate::catalogue::types_at(tx.conn(), Some(now)).await?;
    let mut known = Vocabulary { home, ..Vocabulary::default() };
    if actor.may(Resource::Incident, Action::Read) {
        let rows = store::incidents(tx.conn(), actor, &named(line, context, extent), now).await?;
        known.incidents = rows.into_iter().map(|row| row.word(&types, lang)).collect();
    }
    if actor.may(Resource::Unit, Action::Read) && (extent == Extent::Open || speaks_of_units(line)) {
        known.units = store::units(tx.conn(), actor).await?;
    }
    let speaks_of =
        |slot| extent == Extent::Open || verb_of(line).is_none_or(|verb| verb.part(slot).is_some());
    if actor.may(Resource::Call, Action::Read) && speaks_of(Slot::Call) {
        known.calls = store::calls(tx.conn(), actor, &types, lang).await?;
        known.reasons = crate::calls::close_reasons(tx.conn(), now).await?;
    }
    if actor.may(Resource::Unit, Action::Read) && speaks_of(Slot::Timer) {
        known.timers = store::timers(tx.conn(), actor).await?;
    }
    known.types = types.iter().filter(|t| t.selectable).map(TypeWord::new).collect();
    known.institutions = institutions;
    Ok(known)
}

/// The verb of a line; none while it may be several.
fn verb_of(line: &str) -> Option<Verb> {
    match Verb::meant(line.split_whitespace().next()?) {
        Meant::One(verb) => Some(verb),
        Meant::Several(_) | Meant::None(_) => None,
    }
}

fn speaks_of_units(line: &str) -> bool {
    let units = [Slot::Units, Slot::Subject, Slot::Target, Slot::Timer];
    verb_of(line).is_none_or(|verb| units.into_iter().any(|slot| verb.part(slot).is_some()))
}

/// The incidents a line can mean: an incident is always named by digits, or by its id.
fn named(line: &str, context: LineContext, extent: Extent) -> Named {
    let words = || line.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|word| word.len() <= 40);
    let mut ids: Vec<Uuid> = words().filter_map(|word| word.parse().ok()).take(NUMBERS_MAX).collect();
    ids.extend(context.incident.map(|id| id.0));
    let numbers = words().filter(|word| word.matches('-').count() >= 2).map(str::to_uppercase);
    let digits = line.split(|c: char| !c.is_ascii_digit()).filter(|digits| (1..=12).contains(&digits.len()));
    let endings = match extent {
        Extent::Meant => digits.map(|digits| format!("%{digits}")).take(NUMBERS_MAX).collect(),
        Extent::Open => vec!["%".to_owned()],
    };
    let verbs_of_the_open = [
        Verb::Create,
        Verb::Find,
        Verb::Take,
        Verb::PutBack,
        Verb::Attach,
        Verb::Dismiss,
        Verb::EndTimer,
        Verb::Read,
        Verb::TakeAlarm,
        Verb::EndAlarm,
        Verb::Assign,
        Verb::Release,
        Verb::Status,
        Verb::Type,
        Verb::Category,
        Verb::Step,
        Verb::Close,
        Verb::Timer,
        Verb::Message,
        Verb::Help,
        Verb::Undo,
    ];
    let closed =
        extent == Extent::Meant && verb_of(line).is_none_or(|verb| !verbs_of_the_open.contains(&verb));
    Named { ids, numbers: numbers.take(NUMBERS_MAX).collect(), endings, closed }
}
