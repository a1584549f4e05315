//! Words to the person at the terminal: results on standard output, progress and remarks on standard error.

use std::io::{IsTerminal, Write};

/// A result, which may be piped.
#[expect(clippy::print_stdout, reason = "the result of the command, which may be piped")]
pub fn out(text: &str) {
    println!("{text}");
}

/// A remark.
#[expect(clippy::print_stderr, reason = "the terminal of the person who started the command")]
pub fn say(text: &str) {
    eprintln!("{text}");
}

/// A line that replaces itself on a terminal, and is written as an ordinary line to a file.
#[derive(Debug, Default)]
pub struct Progress {
    width: usize,
}

impl Progress {
    /// Shows how far it is.
    pub fn show(&mut self, text: &str) {
        let mut to = std::io::stderr();
        let end = if to.is_terminal() { "\r" } else { "\n" };
        let text = format!("{text:<width$}", width = self.width);
        self.width = text.chars().count();
        // A terminal that is gone is no reason to stop the work.
        let _ = write!(to, "{text}{end}").and_then(|()| to.flush());
    }

    /// Leaves the last line standing.
    pub fn done(&self) {
        if self.width > 0 && std::io::stderr().is_terminal() {
            say("");
        }
    }
}
