//! What the trainer types while a shift runs. Reading it is pure; doing it is the floor's.

use vnr_shared::text;

/// Greatest rate that may be asked for: beyond it the arrivals say nothing any more.
const RATE_MAX: f64 = 10_000.0;

/// One line, understood.
#[derive(Debug, Clone, PartialEq)]
pub enum Control {
    /// Nothing happens until `resume`: no calls come and no unit moves.
    Pause,
    /// Goes on.
    Resume,
    /// How many times as often as in Latvia events come.
    Rate(f64),
    /// A call of the trainer's own.
    Inject(Injected),
    /// Tells how it stands.
    Status,
    /// Lists these words.
    Help,
    /// Ends the shift.
    Quit,
}

/// A call that a trainer has thought of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Injected {
    /// Codes of the institutions that are to answer; the simulator's choice, when empty.
    pub services: Vec<String>,
    /// What is said.
    pub text: String,
    /// Where, in words that the address search understands.
    pub address: String,
}

/// Why a line is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misread {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Empty,
    /// The first word is none of ours.
    #[error("unknown word {0:?}; help lists what there is")]
    Unknown(String),
    /// The rate is no number that makes sense.
    #[error("a rate is a number above 0 and at most 10000, such as: rate 5")]
    Rate,
    /// A call needs words and a place.
    #[error("a call is injected so: inject <text> @ <address>, or inject VP,VUGD: <text> @ <address>")]
    Inject,
    /// A word that takes nothing after it was given something.
    #[error("{0} takes nothing after it")]
    Surplus(&'static str),
}

/// What can be typed.
pub const HELP: &str =
    "pause · resume · rate <times Latvia> · inject [VP,VUGD:] <text> @ <address> · status · quit";

/// Reads a line.
pub fn read(line: &str) -> Result<Control, Misread> {
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    let alone =
        |word: &'static str, control| if rest.is_empty() { Ok(control) } else { Err(Misread::Surplus(word)) };
    match word.to_lowercase().as_str() {
        "" => Err(Misread::Empty),
        "pause" => alone("pause", Control::Pause),
        "resume" => alone("resume", Control::Resume),
        "status" => alone("status", Control::Status),
        "help" | "?" => alone("help", Control::Help),
        "quit" => alone("quit", Control::Quit),
        "rate" => rest
            .replace(',', ".")
            .parse()
            .ok()
            .filter(|rate: &f64| *rate > 0.0 && *rate <= RATE_MAX)
            .map(Control::Rate)
            .ok_or(Misread::Rate),
        "inject" => inject(rest).map(Control::Inject),
        _ => Err(Misread::Unknown(word.chars().take(20).collect())),
    }
}

fn inject(rest: &str) -> Result<Injected, Misread> {
    // The last @ parts text and place, because what is said may have one and an address has none.
    let (said, address) = rest.rsplit_once('@').ok_or(Misread::Inject)?;
    let (services, said) = match said.split_once(':') {
        Some((codes, said)) if is_codes(codes) => {
            (codes.split(',').map(|code| code.trim().to_owned()).collect(), said)
        }
        _ => (Vec::new(), said),
    };
    let clean = |part: &str, most| text::clean_line(part, most).ok().filter(|part| !part.is_empty());
    let text = clean(said, text::DESCRIPTION_MAX).ok_or(Misread::Inject)?;
    let address = clean(address, text::LINE_MAX).ok_or(Misread::Inject)?;
    Ok(Injected { services, text, address })
}

/// Whether a word before a colon is a list of institutions' codes, which are written in capitals.
fn is_codes(text: &str) -> bool {
    text.split(',').all(|code| {
        let code = code.trim();
        !code.is_empty()
            && code.len() <= 8
            && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_word_is_read_and_nothing_else() {
        for (line, meant) in [
            ("pause", Control::Pause),
            ("  RESUME ", Control::Resume),
            ("rate 5", Control::Rate(5.0)),
            ("rate 0,5", Control::Rate(0.5)),
            ("status", Control::Status),
            ("?", Control::Help),
            ("quit", Control::Quit),
        ] {
            assert_eq!(read(line), Ok(meant), "{line}");
        }
        assert_eq!(read(" "), Err(Misread::Empty));
        assert_eq!(read("quit now"), Err(Misread::Surplus("quit")));
        assert_eq!(read("paus"), Err(Misread::Unknown("paus".to_owned())));
        for line in ["rate", "rate 0", "rate -1", "rate NaN", "rate inf", "rate 1e9"] {
            assert_eq!(read(line), Err(Misread::Rate), "{line}");
        }
    }

    #[test]
    fn an_injected_call_has_a_text_a_place_and_perhaps_institutions() {
        let injected = |services: &[&str], text: &str, address: &str| {
            let services = services.iter().map(|&code| code.to_owned()).collect();
            Ok(Control::Inject(Injected { services, text: text.to_owned(), address: address.to_owned() }))
        };
        assert_eq!(
            read("inject Kautiņš pie veikala @ Barona iela 1, Rīga"),
            injected(&[], "Kautiņš pie veikala", "Barona iela 1, Rīga")
        );
        assert_eq!(
            read("inject VP, VUGD: Deg māja: liesmas @ Tērbatas iela 2"),
            injected(&["VP", "VUGD"], "Deg māja: liesmas", "Tērbatas iela 2")
        );
        assert_eq!(
            read("inject Saka: raksti uz a@b.lv @ Barona iela 1"),
            injected(&[], "Saka: raksti uz a@b.lv", "Barona iela 1")
        );
        for line in ["inject", "inject deg", "inject @ iela", "inject deg @ ", "inject VP: @ iela"] {
            assert_eq!(read(line), Err(Misread::Inject), "{line}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused(line in any::<String>()) {
            if let Ok(Control::Inject(call)) = read(&line) {
                prop_assert!(!call.text.is_empty() && !call.address.is_empty());
                prop_assert!(!call.address.contains('@'));
            }
        }

        #[test]
        fn a_call_that_was_written_is_read_back(text in "[a-zāčē ]{0,30}[a-zāčē]", address in "[A-ZĀ][a-zā]{1,20} [0-9]{1,3}") {
            let line = format!("inject VP: {text} @ {address}");
            let services = vec!["VP".to_owned()];
            let meant = Injected { services, text: text.trim().to_owned(), address };
            prop_assert_eq!(read(&line), Ok(Control::Inject(meant)));
        }
    }
}
