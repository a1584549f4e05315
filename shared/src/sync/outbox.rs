//! The device's side: what was done here and is not yet in the register.

use serde::{Deserialize, Serialize};

use super::{Answered, Item, Outcome};
use crate::id::CommandId;
use crate::time::DateTime;

/// Commands of a device in the order in which they were made. It is stored before a command is shown as done; what is not
/// stored has not happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outbox<A> {
    /// The number of the next command.
    next: u64,
    /// Commands that are not settled, in order: without a final answer, or with one that a person has not seen.
    entries: Vec<Entry<A>>,
}

/// One command with what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry<A> {
    /// The command.
    pub item: Item<A>,
    /// What the server last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

impl<A> Default for Outbox<A> {
    fn default() -> Self {
        Self { next: 1, entries: Vec::new() }
    }
}

impl<A> Outbox<A> {
    /// Adds a command. The caller stores the outbox before it tells anybody.
    pub fn put(&mut self, key: CommandId, made_at: DateTime, needs: Vec<CommandId>, act: A) -> &Item<A> {
        let item = Item { key, seq: self.next, made_at, needs, act };
        self.next += 1;
        self.entries.push(Entry { item, outcome: None });
        &self.entries[self.entries.len() - 1].item
    }

    /// An outbox as it was stored, a command a record. Whatever order they were read in, they are sent in their own.
    pub fn restore(next: u64, mut entries: Vec<Entry<A>>) -> Self {
        entries.sort_by_key(|entry| entry.item.seq);
        // A number that was given is never given again, even if the record of the next one was lost.
        let after = entries.last().map_or(1, |entry| entry.item.seq + 1);
        Self { next: next.max(after), entries }
    }

    /// The number of the next command.
    pub const fn next(&self) -> u64 {
        self.next
    }

    /// Everything that is not settled, in order.
    pub fn entries(&self) -> &[Entry<A>] {
        &self.entries
    }

    /// What to send now, in order: all that has no final answer, what is held too, because the server may have lost it.
    pub fn batch(&self, most: usize) -> Vec<&Item<A>> {
        self.unanswered().map(|entry| &entry.item).take(most).collect()
    }

    /// Commands of which the server has not said the last word. While there are any, nothing of them may be erased unasked.
    pub fn unsent(&self) -> usize {
        self.unanswered().count()
    }

    fn unanswered(&self) -> impl Iterator<Item = &Entry<A>> {
        self.entries.iter().filter(|entry| !entry.outcome.as_ref().is_some_and(Outcome::is_final))
    }

    /// Takes answers in. A command that is done leaves; one that a person has to look at stays until [`settle`](Self::settle).
    /// An answer that comes late or twice never undoes a final one.
    pub fn take(&mut self, answers: &[Answered]) {
        for Answered { key, outcome } in answers {
            let entry = self.entries.iter_mut().find(|entry| entry.item.key == *key);
            if let Some(entry) = entry.filter(|entry| !entry.outcome.as_ref().is_some_and(Outcome::is_final))
            {
                entry.outcome = Some(outcome.clone());
            }
        }
        self.entries.retain(|entry| {
            entry.outcome.as_ref().is_none_or(|outcome| !outcome.is_final() || outcome.wants_a_person())
        });
    }

    /// A person has seen what became of a command that was set aside or conflicted.
    pub fn settle(&mut self, key: CommandId) {
        self.entries
            .retain(|entry| entry.item.key != key || !entry.outcome.as_ref().is_some_and(Outcome::is_final));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_outbox_comes_back_in_order_and_gives_no_number_twice() {
        let mut made = Outbox::default();
        for n in 1..=3 {
            made.put(CommandId(uuid::Uuid::from_u128(n)), DateTime::UNIX_EPOCH, Vec::new(), n);
        }
        let mut entries = made.entries().to_vec();
        entries.reverse();
        let mut back = Outbox::restore(1, entries);
        assert_eq!(back, made);
        assert_eq!(back.put(CommandId(uuid::Uuid::from_u128(9)), DateTime::UNIX_EPOCH, Vec::new(), 9).seq, 4);
        assert_eq!(Outbox::<u8>::restore(7, Vec::new()).next(), 7);
    }
}
