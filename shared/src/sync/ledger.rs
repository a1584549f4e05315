//! The server's side of order: which of a device's commands may be done now.

use std::collections::BTreeMap;

use crate::id::CommandId;

/// What the server knows of one device's numbers. It is read, used and written within the transaction that does a command.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ledger {
    /// The least number that has no final answer.
    pub next: u64,
    /// Numbers that arrived and wait, with the key of each.
    pub held: BTreeMap<u64, CommandId>,
}

/// What an arriving command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// Its number was answered before. Whoever holds the answers finds it by the key, or finds that the key is another.
    Before,
    /// It is kept, and done as soon as its turn comes.
    Kept,
    /// Another command waits under its number.
    Taken,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { next: 1, held: BTreeMap::new() }
    }
}

impl Ledger {
    /// Takes a command in.
    pub fn arrive(&mut self, seq: u64, key: CommandId) -> Arrival {
        if seq < self.next {
            return Arrival::Before;
        }
        match self.held.get(&seq) {
            Some(waiting) if *waiting != key => Arrival::Taken,
            _ => {
                self.held.insert(seq, key);
                Arrival::Kept
            }
        }
    }

    /// The command whose turn it is, when it is here.
    pub fn due(&self) -> Option<CommandId> {
        self.held.get(&self.next).copied()
    }

    /// The command whose turn it was has its final answer, whatever that is.
    pub fn answered(&mut self) {
        self.held.remove(&self.next);
        self.next += 1;
    }
}
