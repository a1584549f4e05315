//! `docs/COMMANDS.md`, written from the table of verbs, so that the page cannot say anything else than the program does.

use std::fmt::Write;
use std::path::Path;

use super::*;
use crate::incident::{LinkKind, Step};
use crate::lang::Lang;
use crate::unit::UnitStatus;

const HEAD: &str = "# The command line

One line does everything a button does, and every button shows its line. Written by the test `the_page_of_commands_is_the_table`
of `shared/src/line` from the table of verbs; run it with `VNR_WRITE=1` after a change.

A line is a verb and its parts. Latvian and English words may be mixed; capitals and diacritics do not matter; a verb may be
shortened to any beginning that no other verb has.

- **Parts stand in any order** when they are named (`uz:451`, `kat:A`), and a small word such as `uz` names the next one without
  a colon. Without names they are told apart by what they are.
- **Units** are their call sign, the number at its end, its beginning, or the call sign with one slip in its letters (never in a
  digit). Of equal ones those of the own institution are meant; `RPP/12` names another's. Several are joined by commas or `un`.
- **Incidents** are the last digits of their number: three are enough to be sure, fewer when nothing else can be meant, or after
  `#`; `VP-451` and `VP-2026-000451` name one exactly. Open ones go before closed ones, own before others'.
- **The selected row** stands in for an incident or a unit that is not typed.
- **Free text** begins at the first word that can be nothing else; in quotation marks it may hold anything (`\\\"` and `\\\\` for the
  marks themselves).
- **A line that may mean several things is never done**: the readings are offered. A line that is wrong is answered with the
  nearest one that is right.

In the table a part in ⟨angle brackets⟩ must be given, *in italics* the selected row stands in for it, and [in square brackets]
it may be left out. Small words that may stand before a part are written with it.
";

fn code(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ")
}

fn part(part: &Part) -> String {
    let mark = part.marks.join("/");
    let label = part.slot.label(Lang::En);
    let many = if part.many { " …" } else { "" };
    let name =
        if part.named && part.marks.is_empty() { format!("{}:", part.slot.names(Lang::Lv)[0]) } else { mark };
    let text = if name.is_empty() { format!("{label}{many}") } else { format!("{name} {label}{many}") };
    match part.need {
        Need::Must => format!("⟨{text}⟩"),
        Need::Chosen | Need::Else => format!("*{text}*"),
        Need::May => format!("[{text}]"),
    }
}

fn words<T: Words>(out: &mut String, title: &str) {
    let _ = writeln!(out, "\n### {title}\n\n| Latvian | English |\n| --- | --- |");
    for word in T::ALL {
        let _ = writeln!(out, "| {} | {} |", code(word.names(Lang::Lv)), code(word.names(Lang::En)));
    }
}

fn page() -> String {
    let mut out = HEAD.to_owned();
    out.push_str("\n## Verbs\n\n| Latvian | English | what it does | parts |\n| --- | --- | --- | --- |\n");
    for verb in Verb::ALL {
        let parts: Vec<String> = verb.parts().iter().map(part).collect();
        let (lv, en) = (code(verb.names(Lang::Lv)), code(verb.names(Lang::En)));
        let what = format!("{}. {}.", verb.what(Lang::Lv), verb.what(Lang::En));
        let _ = writeln!(out, "| {lv} | {en} | {what} | {} |", parts.join(" "));
    }
    out.push_str("\n## Examples\n\n```\n");
    for verb in Verb::ALL {
        for example in verb.examples() {
            let _ = writeln!(out, "{example}");
        }
    }
    out.push_str("```\n\n## Names of parts\n\n| part | Latvian | English |\n| --- | --- | --- |\n");
    for slot in Slot::ALL {
        let (lv, en) = (code(slot.names(Lang::Lv)), code(slot.names(Lang::En)));
        let _ = writeln!(out, "| {} | {lv} | {en} |", slot.label(Lang::En));
    }
    out.push_str("\n## Words\n\nA beginning of at least two letters is enough where it is the only one.\n");
    words::<UnitStatus>(&mut out, "Status of a unit");
    words::<Step>(&mut out, "Steps of an incident");
    words::<LinkKind>(&mut out, "Kinds of link");
    words::<Screen>(&mut out, "Screens");
    out.push_str(
        "\n### Spans of time\n\n`15m`, `15 min`, `1h30`, `2st`, `1d`; a bare number is minutes. At most a week.\n",
    );
    out
}

#[test]
fn the_page_of_commands_is_the_table() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/COMMANDS.md");
    let page = page();
    if std::env::var_os("VNR_WRITE").is_some() {
        std::fs::write(&file, &page).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == page, "docs/COMMANDS.md is not what the table says; run this test with VNR_WRITE=1");
}
