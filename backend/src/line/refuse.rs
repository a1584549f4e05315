//! What a line is refused with: always something to go on with.

use vnr_shared::lang::Lang;
use vnr_shared::line::{Action, LineReading, Slot, Tense, Verb, Vocabulary};
use vnr_shared::problem::ProblemCode;

use crate::error::{ApiError, LineRefusal};

/// The readings among which the sender must choose.
pub fn ambiguous(lang: Lang, known: &Vocabulary, actions: &[Action]) -> ApiError {
    let reading = |action: &Action| LineReading {
        line: action.line(lang, known),
        said: action.said(lang, Tense::Will, known),
    };
    let readings = actions.iter().map(reading).collect();
    refusal(ProblemCode::LineAmbiguous, String::new(), None, readings)
}

/// The parts that are missing.
pub fn missing(lang: Lang, verb: Verb, slots: &[Slot]) -> ApiError {
    let labels: Vec<&str> = slots.iter().map(|slot| slot.label(lang)).collect();
    let detail = format!("{}: {}.", lang.pick("Trūkst", "Missing"), labels.join(", "));
    let example = verb.examples().get(usize::from(lang == Lang::En)).map(|line| (*line).to_owned());
    refusal(ProblemCode::LineNotUnderstood, detail, example, Vec::new())
}

/// What is wrong, and what was probably meant.
pub fn wrong(detail: String, proposal: Option<String>) -> ApiError {
    refusal(ProblemCode::LineNotUnderstood, detail, proposal, Vec::new())
}

fn refusal(
    code: ProblemCode,
    detail: String,
    proposal: Option<String>,
    readings: Vec<LineReading>,
) -> ApiError {
    ApiError::Line(Box::new(LineRefusal { code, detail, proposal, readings }))
}
