//! The two languages of the interface and of every sentence the server sends.

use serde::{Deserialize, Serialize};

/// Language of the interface. Latvian is the state language and the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Lang {
    /// Latvian.
    #[default]
    Lv,
    /// English.
    En,
}

impl Lang {
    /// Picks the one of two texts that is in this language.
    pub const fn pick<'a>(self, lv: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Lv => lv,
            Self::En => en,
        }
    }

    /// The first supported language of an `Accept-Language` header; Latvian when none is.
    ///
    /// Quality values are not weighed: browsers list languages in falling order of preference.
    pub fn from_accept_language(header: &str) -> Self {
        header
            .split(',')
            .map(|part| part.trim().to_ascii_lowercase())
            .find_map(|tag| match tag.get(..2) {
                Some("lv") => Some(Self::Lv),
                Some("en") => Some(Self::En),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        self.pick("lv", "en")
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn first_supported_language_wins_and_latvian_is_the_default() {
        assert_eq!(Lang::from_accept_language("de-DE, en-GB;q=0.8, lv;q=0.5"), Lang::En);
        assert_eq!(Lang::from_accept_language("lv-LV,lv;q=0.9,en;q=0.8"), Lang::Lv);
        assert_eq!(Lang::from_accept_language("ž"), Lang::Lv);
    }
}
