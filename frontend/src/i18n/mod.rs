//! Latvian and English, complete by construction: a message cannot be declared in one language only.
//!
//! Messages live beside the screen that says them (`text.rs` of each module) in enums made by [`messages!`].
//! The language is one signal for the page; a view that reads a message follows a switch at once.

mod labels;
mod units;

pub use labels::*;
use leptos::prelude::*;
pub use vnr_shared::lang::Lang;

use crate::edge;
pub use units::*;

const KEY: &str = "vnr.lang";

thread_local! {
    static LANG: ArcRwSignal<Lang> = ArcRwSignal::new(Lang::Lv);
}

/// The language now; reading it in a view makes the view follow a switch.
pub fn lang() -> Lang {
    LANG.with(ArcRwSignal::get)
}

/// The language now, without following it.
pub fn lang_now() -> Lang {
    LANG.with(ArcRwSignal::get_untracked)
}

/// Switches the language and remembers it.
pub fn set_lang(lang: Lang) {
    edge::save(KEY, lang.tag());
    apply(lang);
}

/// Applies the remembered language. Latvian is the first language whatever the browser prefers: the register is kept in it.
pub fn apply_saved() {
    apply(if edge::load(KEY).as_deref() == Some("en") { Lang::En } else { Lang::Lv });
}

/// Whether somebody chose a language in this browser; otherwise the account's counts.
pub fn is_chosen() -> bool {
    edge::load(KEY).is_some()
}

/// Shows the page in a language without remembering it.
pub fn apply(lang: Lang) {
    if let Some(root) = edge::document().document_element() {
        let _ = root.set_attribute("lang", lang.tag());
    }
    LANG.with(|l| l.set(lang));
}

/// A sentence in both languages.
pub trait Message: Copy + Send + Sync + 'static {
    /// Latvian and English.
    fn pair(self) -> [&'static str; 2];

    /// In one language.
    fn in_lang(self, lang: Lang) -> &'static str {
        let [lv, en] = self.pair();
        lang.pick(lv, en)
    }

    /// In the language of the page; reactive.
    fn text(self) -> &'static str {
        self.in_lang(lang())
    }

    /// With `{}` replaced; reactive.
    fn with(self, value: &str) -> String {
        self.text().replacen("{}", value, 1)
    }

    /// The form that goes with a number, of `zero|one|other`, with `{}` replaced by the number; reactive.
    fn count(self, n: usize) -> String {
        let lang = lang();
        let form = self.in_lang(lang).split('|').nth(plural(lang, n) as usize).unwrap_or_default();
        form.replacen("{}", &n.to_string(), 1)
    }
}

/// A message as a view that follows the language.
pub fn t<M: Message>(message: M) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    move || message.text()
}

/// Plural category, as the Unicode rules have it for Latvian and English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plural {
    Zero,
    One,
    Other,
}

const fn plural(lang: Lang, n: usize) -> Plural {
    match (lang, n % 10, n % 100) {
        (Lang::Lv, 0, _) | (Lang::Lv, _, 11..=19) => Plural::Zero,
        (Lang::Lv, 1, _) => Plural::One,
        (Lang::En, ..) if n == 1 => Plural::One,
        _ => Plural::Other,
    }
}

/// Declares the messages of a screen: `Name { Key: "latviski", "in English"; }`.
#[macro_export]
macro_rules! messages {
    ($(#[$doc:meta])* $name:ident { $($key:ident: $lv:literal, $en:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($key,)* }

        impl $name {
            const TABLE: &'static [[&'static str; 2]] = &[$([$lv, $en],)*];
        }

        impl $crate::i18n::Message for $name {
            fn pair(self) -> [&'static str; 2] {
                Self::TABLE[self as usize]
            }
        }

        #[cfg(test)]
        mod message_tests {
            #[test]
            fn both_languages_have_the_same_parts() {
                $crate::i18n::check(super::$name::TABLE);
            }
        }
    };
}

/// Thousandths as a share of a hundred, with the decimal mark of the language.
pub fn percent(permille: u16) -> String {
    format!("{}{}{} %", permille / 10, lang().pick(",", "."), permille % 10)
}

/// Both sides say something, with the same number of places to fill and of plural forms.
#[cfg(test)]
pub fn check(table: &[[&str; 2]]) {
    for [lv, en] in table {
        assert!(!lv.trim().is_empty() && !en.trim().is_empty(), "{lv} / {en}");
        for part in ["{}", "|"] {
            assert_eq!(lv.matches(part).count(), en.matches(part).count(), "{lv} / {en}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latvian_counts_in_three_forms() {
        let form = |n| plural(Lang::Lv, n);
        assert!([0, 10, 11, 19, 20, 111, 1000].into_iter().all(|n| form(n) == Plural::Zero));
        assert!([1, 21, 101].into_iter().all(|n| form(n) == Plural::One));
        assert!([2, 9, 22, 102].into_iter().all(|n| form(n) == Plural::Other));
        assert_eq!(plural(Lang::En, 21), Plural::Other);
        assert_eq!(plural(Lang::En, 1), Plural::One);
    }
}
