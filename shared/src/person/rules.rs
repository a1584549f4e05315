//! What is asked of persons as they are entered, and what is left out for readers without a grant.

use super::{
    EditPerson, NameKind, NewInvolvement, PersonDetail, PersonKind, PersonQuery, normalise_code,
    recognise_code,
};
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX, NOTE_MAX};
use crate::time::DateTime;

/// Most names, codes, documents or contacts one person may carry.
const LIST_MAX: usize = 50;

impl PersonDetail {
    /// Checks and tidies. Doubts about codes are warnings, because people give wrong codes and the code on a
    /// valid document may fail the published check.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        for (field, len) in [
            ("names", self.names.len()),
            ("codes", self.codes.len()),
            ("documents", self.documents.len()),
            ("contacts", self.contacts.len()),
        ] {
            if len > LIST_MAX {
                found.fault(field, FaultCode::TooLong);
            }
        }
        for (i, name) in self.names.iter_mut().enumerate() {
            name.given = found.take(&format!("names.{i}.given"), text::clean_line(&name.given, LINE_MAX));
            name.surname =
                found.take(&format!("names.{i}.surname"), text::clean_line(&name.surname, LINE_MAX));
        }
        self.names.retain(|n| !n.given.is_empty() || !n.surname.is_empty());
        for (i, code) in self.codes.iter_mut().enumerate() {
            let field = format!("codes.{i}.code");
            code.code = normalise_code(&found.take(&field, text::clean_line(&code.code, 64)));
            if code.code.is_empty() {
                found.fault(&field, FaultCode::Required);
            } else if code.country == "LV"
                && self.kind == PersonKind::Natural
                && let Err(doubt) = recognise_code(&code.code)
            {
                found.warning(&field, doubt);
            }
        }
        for (i, document) in self.documents.iter_mut().enumerate() {
            document.kind =
                found.take(&format!("documents.{i}.kind"), text::clean_line(&document.kind, LINE_MAX));
            document.number =
                found.take(&format!("documents.{i}.number"), text::clean_line(&document.number, 64));
        }
        for (i, contact) in self.contacts.iter_mut().enumerate() {
            contact.value =
                found.take(&format!("contacts.{i}.value"), text::clean_line(&contact.value, LINE_MAX));
        }
        self.address = found.take("address", text::clean_line(&self.address, LINE_MAX));
        self.description = found.take("description", text::clean(&self.description, NOTE_MAX));
        if let Some(born) = self.born {
            if !born.exists() {
                found.fault("born", FaultCode::WrongForm);
            } else if born.year > crate::time::riga_year(now) {
                found.fault("born", FaultCode::InFuture);
            }
        }
        if self.names.is_empty()
            && self.codes.is_empty()
            && self.description.is_empty()
            && found.faults.is_empty()
        {
            found.fault("names", FaultCode::NothingKnown);
        }
        found
    }

    /// The name to show: the one in use, or the first there is.
    pub fn display_name(&self) -> Option<String> {
        let name = self.names.iter().find(|n| n.kind == NameKind::Current).or(self.names.first())?;
        Some(format!("{} {}", name.given, name.surname).trim().to_owned())
    }

    /// All names folded, as the search compares them.
    pub fn folded_names(&self) -> String {
        let all: Vec<String> =
            self.names.iter().map(|n| text::fold(&format!("{} {}", n.given, n.surname))).collect();
        all.join(" | ")
    }

    /// Codes and document numbers in the form in which they are compared.
    pub fn search_codes(&self) -> Vec<String> {
        let documents = self.documents.iter().map(|document| normalise_code(&document.number));
        let mut all: Vec<String> = self.codes.iter().map(|code| code.code.clone()).chain(documents).collect();
        all.retain(|code| !code.is_empty());
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Takes over from what the register holds the fields that were withheld from the editor: an empty field is not an
    /// order to clear what the editor could not see, and entries of lists are added to those there are.
    pub fn keep_withheld(&mut self, held: &Self) {
        if self.address.is_empty() {
            self.address.clone_from(&held.address);
        }
        keep(&mut self.codes, &held.codes);
        keep(&mut self.documents, &held.documents);
        keep(&mut self.contacts, &held.contacts);
    }

    /// Leaves out what a reader without a grant may not see, and says what was left out.
    pub fn withhold(&mut self) -> Vec<String> {
        let mut withheld = Vec::new();
        let mut note = |name: &str, had: bool| {
            if had {
                withheld.push(name.to_owned());
            }
        };
        note("address", !self.address.is_empty());
        note("contacts", !self.contacts.is_empty());
        note("codes", !self.codes.is_empty());
        note("documents", !self.documents.is_empty());
        self.address.clear();
        self.contacts.clear();
        self.codes.clear();
        self.documents.clear();
        withheld
    }
}

fn keep<T: Clone + PartialEq>(list: &mut Vec<T>, held: &[T]) {
    let added: Vec<T> = list.drain(..).filter(|entry| !held.contains(entry)).collect();
    list.extend(held.iter().cloned().chain(added));
}

impl PersonQuery {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.q = found.take("q", text::clean_line(&self.q, LINE_MAX));
        if text::fold(&self.q).is_empty() && found.faults.is_empty() {
            found.fault("q", FaultCode::Required);
        }
        let purpose = self.purpose.take().unwrap_or_default();
        self.purpose = Some(found.take("purpose", text::clean_line(&purpose, LINE_MAX)));
        self.purpose = self.purpose.take().filter(|purpose| !purpose.is_empty());
        found
    }
}

impl NewInvolvement {
    /// Checks and tidies.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        self.note = found.take("note", text::clean(&self.note, NOTE_MAX));
        if let Some(detail) = &mut self.detail {
            found.nest("detail", detail.check(now));
        }
        found
    }
}

impl EditPerson {
    /// Checks and tidies.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        found.nest("detail", self.detail.check(now));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PartialDate, PersonCode};
    use super::*;

    fn now() -> DateTime {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_unknown_person_needs_at_least_a_description() {
        let mut nobody = PersonDetail::default();
        assert_eq!(nobody.check(now()).faults[0].code, FaultCode::NothingKnown);
        let mut seen =
            PersonDetail { description: "Vīrietis melnā jakā".into(), ..PersonDetail::default() };
        assert!(seen.check(now()).faults.is_empty());
    }

    #[test]
    fn a_doubtful_code_is_a_warning_and_is_kept() {
        let mut person = PersonDetail {
            codes: vec![PersonCode { code: "161175-19998".into(), country: "LV".into(), former: false }],
            ..PersonDetail::default()
        };
        let found = person.check(now());
        assert!(found.faults.is_empty());
        assert_eq!(found.warnings[0].code, FaultCode::PersonalCodeCheck);
        assert_eq!(person.codes[0].code, "16117519998");
    }

    #[test]
    fn withholding_says_what_was_left_out() {
        let mut person = PersonDetail { address: "Brīvības iela 1".into(), ..PersonDetail::default() };
        assert_eq!(person.withhold(), ["address"]);
        assert!(person.address.is_empty());
    }

    #[test]
    fn an_editor_does_not_clear_what_was_withheld() {
        let code = |code: &str| PersonCode { code: code.into(), country: "LV".into(), former: false };
        let held = PersonDetail {
            address: "Brīvības iela 1".into(),
            codes: vec![code("1")],
            ..PersonDetail::default()
        };
        let mut edit = PersonDetail { codes: vec![code("2")], ..PersonDetail::default() };
        edit.keep_withheld(&held);
        assert_eq!(edit.address, held.address);
        assert_eq!(edit.codes, [code("1"), code("2")]);
    }

    #[test]
    fn partial_dates_exist_or_not() {
        let date = |year, month, day| PartialDate { year, month, day };
        assert!(date(1980, None, None).exists());
        assert!(date(1980, Some(2), Some(29)).exists());
        assert!(!date(1981, Some(2), Some(29)).exists());
        assert!(!date(1981, None, Some(3)).exists());
    }
}
