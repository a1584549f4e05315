use proptest::prelude::*;

use super::*;

/// The specimens of ICAO Doc 9303, parts 4 to 6: an invented citizen of an invented country.
const PASSPORT: &str =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
const CARD: &str =
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const LARGE_CARD: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn today() -> NaiveDate {
    day(2026, 11, 22)
}

#[test]
fn the_three_formats_say_the_same_of_the_same_holder() {
    for (text, format, number) in [
        (PASSPORT, MrzFormat::Td3, "L898902C3"),
        (CARD, MrzFormat::Td1, "D23145890"),
        (LARGE_CARD, MrzFormat::Td2, "D23145890"),
    ] {
        let read = Mrz::read(text, today()).unwrap();
        assert_eq!((read.format, read.number.as_str()), (format, number));
        assert_eq!((read.surname.as_str(), read.given.as_str()), ("Eriksson", "Anna Maria"));
        assert_eq!(read.birth, Some(PartialDate { year: 1974, month: Some(8), day: Some(12) }));
        assert_eq!((read.sex, read.expires), (Sex::Female, Some(day(2012, 4, 15))));
        assert_eq!((read.issuer.as_str(), read.nationality.as_str()), ("UTO", "UTO"));
        assert_eq!(read.doubts, []);
    }
    assert_eq!(Mrz::read(PASSPORT, today()).unwrap().optional, "ZE184226B");
}

#[test]
fn a_misread_character_is_a_doubt_about_its_field_and_the_rest_is_read() {
    let read = Mrz::read(&PASSPORT.replace("L898902C3", "L8989O2C3"), today()).unwrap();
    assert_eq!(read.doubts, [MrzField::Number, MrzField::Composite]);
    assert_eq!(read.surname, "Eriksson");
    let read = Mrz::read(&PASSPORT.replace("740812", "741312"), today()).unwrap();
    assert!(read.doubts.contains(&MrzField::Birth) && read.birth.is_none());
}

#[test]
fn spaces_lower_case_and_missing_line_ends_are_forgiven() {
    let run_on = PASSPORT.replace('\n', "  ").to_lowercase();
    assert_eq!(Mrz::read(&run_on, today()), Mrz::read(PASSPORT, today()));
}

#[test]
fn what_is_no_zone_is_refused_and_says_why() {
    assert_eq!(Mrz::read("", today()), Err(MrzError::Lines));
    assert_eq!(Mrz::read(&PASSPORT[1..], today()), Err(MrzError::Lines));
    assert_eq!(Mrz::read(&PASSPORT.replace("ANNA", "ĀNNA"), today()), Err(MrzError::Character));
}

#[test]
fn an_unknown_day_of_birth_leaves_the_year_and_month() {
    let mut zone = PASSPORT.replace("740812", "7408<<");
    let check = check_digit("7408<<");
    zone = zone.replace("7408<<2", &format!("7408<<{check}"));
    let read = Mrz::read(&zone, today()).unwrap();
    assert_eq!(read.birth, Some(PartialDate { year: 1974, month: Some(8), day: None }));
    assert!(!read.doubts.contains(&MrzField::Birth));
}

#[test]
fn a_number_longer_than_its_field_goes_on_in_the_optional_one() {
    // Part 5, appendix: the number D23145890734 on a card.
    let card =
        "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<<<<<<<<<<<<<<";
    let read = Mrz::read(card, today()).unwrap();
    assert_eq!(read.number, "D23145890734");
    assert_eq!(read.surname, "Stevenson");
    assert_eq!(read.doubts, []);
}

#[test]
fn a_latvian_card_carries_the_personal_code_and_others_do_not() {
    let code = |issuer: &str, optional: &str| {
        let text =
            CARD.replace("UTOD231458907<<<<<<<<<<<<<<<", &format!("{issuer}D231458907{optional:<<15}"));
        Mrz::read(&text, today()).unwrap().personal_code()
    };
    assert_eq!(code("LVA", "161175<19997"), Some(("16117519997".to_owned(), CodeForm::Old)));
    assert_eq!(code("LVA", "32123456789"), Some(("32123456789".to_owned(), CodeForm::New)));
    assert_eq!(code("LVA", "ABC"), None);
    assert_eq!(code("UTO", "32123456789"), None);
}

proptest! {
    #[test]
    fn nobody_is_born_after_today_and_no_document_ends_a_century_away(
        text in "[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])", days in 0i64..40_000
    ) {
        let today = day(1990, 1, 1) + chrono::Duration::days(days);
        let born = birth_date(&text, today).unwrap();
        let born = day(born.year, born.month.unwrap(), born.day.unwrap());
        prop_assert!(born <= today && today - born <= chrono::Duration::days(36_525));
        let expires = expiry_date(&text, today).unwrap();
        prop_assert!((expires - today).abs() <= chrono::Duration::days(51 * 366));
    }

    #[test]
    fn no_text_breaks_it(text in any::<String>(), zone in "[A-Z0-9<]{72}|[A-Z0-9<]{88}|[A-Z0-9<]{90}") {
        let _ = Mrz::read(&text, today());
        prop_assert!(Mrz::read(&zone, today()).is_ok());
    }

    #[test]
    fn one_wrong_digit_of_the_number_is_found(at in 0usize..9, with in 0u32..10) {
        let mut zone = PASSPORT.to_owned();
        let place = zone.find("L898902C3").unwrap() + at;
        let digit = char::from_digit(with, 10).unwrap().to_string();
        prop_assume!(zone[place..=place] != digit && zone[place..=place].parse::<u32>().is_ok());
        zone.replace_range(place..=place, &digit);
        prop_assert!(Mrz::read(&zone, today()).unwrap().doubts.contains(&MrzField::Number));
    }
}
