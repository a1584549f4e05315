//! The Latvian personal code (personas kods).
//!
//! Old form, given until 30 June 2017: `DDMMYY-CNNNK`, where C is the century and K a control digit. New form:
//! eleven digits of which the first is 3 and the second 2 to 9; it says nothing about its holder and has no
//! control digit. A day of the month never exceeds 31, so the two forms cannot be confused.

use chrono::NaiveDate;

use crate::problem::FaultCode;

/// Form of a personal code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeForm {
    /// With a date of birth and a control digit.
    Old,
    /// Random.
    New,
}

const WEIGHTS: [u32; 10] = [1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Letters and digits only, upper case: the form in which codes are stored and compared.
pub fn normalise_code(code: &str) -> String {
    code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Recognises a normalised Latvian personal code, or says what is doubtful about it. A doubt never refuses a
/// code: published sources disagree on one remainder of the check, and documents with such codes exist.
pub fn recognise_code(normalised: &str) -> Result<CodeForm, FaultCode> {
    let digits: Option<Vec<u32>> = normalised.chars().map(|c| c.to_digit(10)).collect();
    let Some(&[d0, d1, d2, d3, d4, d5, century, _, _, _, check]) = digits.as_deref() else {
        return Err(FaultCode::PersonalCodeForm);
    };
    if d0 == 3 && d1 >= 2 {
        return Ok(CodeForm::New);
    }
    let century = i32::try_from(century).map_err(|_| FaultCode::PersonalCodeForm)?;
    let year = 1800 + century * 100 + i32::try_from(d4 * 10 + d5).map_err(|_| FaultCode::PersonalCodeForm)?;
    if century > 2 || NaiveDate::from_ymd_opt(year, d2 * 10 + d3, d0 * 10 + d1).is_none() {
        return Err(FaultCode::PersonalCodeDate);
    }
    let sum: u32 = digits.iter().flatten().zip(WEIGHTS).map(|(d, w)| d * w).sum();
    if (1101 - sum) % 11 % 10 == check { Ok(CodeForm::Old) } else { Err(FaultCode::PersonalCodeCheck) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_published_as_examples_are_recognised() {
        for code in
            ["161175-19997", "180565-05610", "061193-06460", "280638-19406", "290212-29381", "211244-14874"]
        {
            let normalised = normalise_code(code);
            let form = recognise_code(&normalised);
            // 1965 with century digit 0 would be 1865, and so on: the date exists, only the check matters here.
            assert_eq!(form, Ok(CodeForm::Old), "{code}");
        }
    }

    #[test]
    fn the_new_form_begins_with_32_to_39() {
        assert_eq!(recognise_code("32123456789"), Ok(CodeForm::New));
        assert_eq!(recognise_code("39999999999"), Ok(CodeForm::New));
        assert_eq!(recognise_code("31123456789"), Err(FaultCode::PersonalCodeDate));
    }

    #[test]
    fn wrong_digits_are_doubts_with_a_name() {
        assert_eq!(recognise_code("16117519998"), Err(FaultCode::PersonalCodeCheck));
        assert_eq!(recognise_code("31027519998"), Err(FaultCode::PersonalCodeDate));
        assert_eq!(recognise_code("1611751999"), Err(FaultCode::PersonalCodeForm));
        assert_eq!(recognise_code(""), Err(FaultCode::PersonalCodeForm));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_found(i in 0usize..10, add in 1u32..10) {
            let mut digits: Vec<u32> = "16117519997".chars().filter_map(|c| c.to_digit(10)).collect();
            digits[i] = (digits[i] + add) % 10;
            let text: String = digits.iter().filter_map(|d| char::from_digit(*d, 10)).collect();
            prop_assert_ne!(recognise_code(&text), Ok(CodeForm::Old));
        }

        #[test]
        fn no_text_breaks_it(s in any::<String>()) {
            let _ = recognise_code(&normalise_code(&s));
        }
    }
}
