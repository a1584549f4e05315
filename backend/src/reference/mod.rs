//! The reference data a new register begins with: incident types, response times, rules of sharing, retention policies.
//!
//! Loaded into empty tables and never again: from then on the tables are the truth, and administrators keep them. Every
//! row is marked as unconfirmed, because nobody responsible has checked it against the law.

mod store;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sqlx::PgPool;
use vnr_shared::access::InstitutionKind;
use vnr_shared::call::PromptKind;
use vnr_shared::incident::Category;
use vnr_shared::place::TerritoryClass;
use vnr_shared::text::fold;
use vnr_shared::time::DateTime;

use crate::error::ApiError;
use crate::{recommend, units};

const TYPES: &str = include_str!("../../../data/reference/incident_types.csv");
const NORMS: &str = include_str!("../../../data/reference/response_norms.csv");
const SHARING: &str = include_str!("../../../data/reference/sharing_rules.csv");
const UNIT_SHARING: &str = include_str!("../../../data/reference/unit_sharing_rules.csv");
const WORDS: &str = include_str!("../../../data/reference/type_words.csv");
const PROMPTS: &str = include_str!("../../../data/reference/type_prompts.csv");
const RETENTION: &str = include_str!("../../../data/reference/retention_policies.csv");

/// Day from which the packaged rows are valid: Cabinet Regulation No. 190 came into force on 23 March 2012.
const SINCE: &str = "2012-03-22T22:00:00Z";

/// Why reference data could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// The database.
    #[error("the reference data could not be written")]
    Database(#[from] sqlx::Error),
    /// The packaged files.
    #[error("the packaged reference data could not be read")]
    Csv(#[from] csv::Error),
    /// The packaged plans.
    #[error("the packaged response plans could not be read")]
    Json(#[from] serde_json::Error),
    /// A row.
    #[error("a packaged row could not be written")]
    Row(#[from] ApiError),
    /// The packaged day.
    #[error("the packaged reference data has no day")]
    Day(#[from] chrono::ParseError),
}

#[derive(Debug, Deserialize)]
struct TypeLine {
    code: String,
    name_lv: String,
    name_en: String,
    category: Option<Category>,
    law: String,
    keywords: String,
}

#[derive(Debug, Deserialize)]
struct NormLine {
    category: Category,
    territory_class: TerritoryClass,
    institution_kind: InstitutionKind,
    minutes: i32,
    source: String,
}

/// A rule by which institutions of one kind are shown the incidents, or the units, of those of another.
#[derive(Debug, Deserialize)]
struct SharingLine {
    from_kind: InstitutionKind,
    to_kind: InstitutionKind,
    territory_bound: bool,
    source: String,
}

#[derive(Debug, Deserialize)]
struct RetentionLine {
    code: String,
    name_lv: String,
    name_en: String,
    source: String,
}

#[derive(Debug, Deserialize)]
struct WordsLine {
    type_code: String,
    /// Phrases joined by `|`, each with its weight after `^`.
    phrases: String,
}

#[derive(Debug, Deserialize)]
struct PromptLine {
    type_code: String,
    kind: PromptKind,
    text_lv: String,
    text_en: String,
}

impl WordsLine {
    /// The phrases, folded, with their weights; 1 where none is written.
    fn phrases(&self) -> Vec<(String, i32)> {
        let phrase = |written: &str| {
            let (phrase, weight) = written.split_once('^').unwrap_or((written, "1"));
            (fold(phrase), weight.trim().parse().unwrap_or(1))
        };
        self.phrases.split('|').map(phrase).filter(|(phrase, _)| !phrase.is_empty()).collect()
    }
}

impl TypeLine {
    fn parent(&self) -> Option<&str> {
        self.code.rsplit_once('.').map(|(parent, _)| parent)
    }

    fn folded_keywords(&self) -> String {
        fold(&self.keywords)
    }
}

/// The rows of a packaged table.
pub fn lines<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, csv::Error> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect()
}

/// Fills those of the tables that are empty. Safe to call at every start, and by several nodes at once.
pub async fn load(pool: &PgPool) -> Result<(), ReferenceError> {
    let since: DateTime = SINCE.parse()?;
    let mut tx = pool.begin().await?;
    store::lock(&mut tx).await?;
    if store::is_empty(&mut tx, store::Table::Types).await? {
        store::types(&mut tx, &lines::<TypeLine>(TYPES)?, since).await?;
    }
    if store::is_empty(&mut tx, store::Table::Norms).await? {
        store::norms(&mut tx, &lines::<NormLine>(NORMS)?, since).await?;
    }
    for (table, packaged) in [(store::Table::Sharing, SHARING), (store::Table::UnitSharing, UNIT_SHARING)] {
        if store::is_empty(&mut tx, table).await? {
            store::sharing(&mut tx, table, &lines::<SharingLine>(packaged)?, since).await?;
        }
    }
    if store::is_empty(&mut tx, store::Table::Retention).await? {
        store::retention(&mut tx, &lines::<RetentionLine>(RETENTION)?).await?;
    }
    units::reference::load(&mut tx, since).await?;
    if store::is_empty(&mut tx, store::Table::Words).await? {
        store::words(&mut tx, &lines::<WordsLine>(WORDS)?, since).await?;
    }
    if store::is_empty(&mut tx, store::Table::Prompts).await? {
        store::prompts(&mut tx, &lines::<PromptLine>(PROMPTS)?, since).await?;
    }
    recommend::reference::load(&mut tx, since).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use vnr_shared::call::{Guide, TypeWords};
    use vnr_shared::catalogue::is_type_code;

    #[test]
    fn the_packaged_catalogue_is_a_tree_of_valid_types() {
        let types: Vec<TypeLine> = lines(TYPES).unwrap();
        let codes: BTreeSet<_> = types.iter().map(|t| t.code.as_str()).collect();
        assert_eq!(codes.len(), types.len(), "a code appears twice");
        assert!(types.iter().filter(|t| t.category.is_some()).count() >= 60);
        for t in &types {
            assert!(is_type_code(&t.code), "{}", t.code);
            assert!(t.parent().is_none_or(|p| codes.contains(p)), "{} has no parent", t.code);
            assert!(!t.name_lv.is_empty() && !t.name_en.is_empty(), "{}", t.code);
            let heading = types.iter().any(|c| c.parent() == Some(t.code.as_str()));
            assert_eq!(heading, t.category.is_none(), "{}", t.code);
        }
    }

    #[test]
    fn the_words_of_callers_propose_the_type_a_dispatcher_would_choose() {
        let words = lines::<WordsLine>(WORDS).unwrap();
        let codes: BTreeSet<_> = lines::<TypeLine>(TYPES).unwrap().into_iter().map(|t| t.code).collect();
        assert!(words.len() >= 60 && words.iter().all(|w| codes.contains(&w.type_code)));
        let row = |line: &WordsLine| {
            let code = line.type_code.clone();
            line.phrases().into_iter().map(move |(phrase, weight)| TypeWords {
                type_code: code.clone(),
                phrase,
                weight,
            })
        };
        let guide = Guide { words: words.iter().flat_map(row).collect(), prompts: Vec::new() };
        for (said, expected) in [
            ("Pie bāra kaujas vairāki vīrieši", "order.fight"),
            ("pie bara kaujas viri", "order.fight"),
            ("Vīrs sit sievu, bērni raud", "crime.domestic_violence"),
            ("Kaimiņi trokšņo, skaļa mūzika, nevar gulēt", "order.noise"),
            ("Cilvēks ar nazi draud pie veikala", "order.weapon"),
            ("Avārija krustojumā, sadūrušās divas mašīnas", "traffic.collision"),
            ("Avārija ar cietušajiem uz šosejas", "traffic.injured"),
            ("Notriekts gājējs uz pārejas", "traffic.pedestrian"),
            ("Uz ceļa nokritis koks", "traffic.obstacle"),
            ("Nestrādā luksofors", "traffic.lights"),
            ("Mašīna aizparkota, nevar izbraukt no pagalma", "traffic.parking"),
            ("Deg māja, liesmas no jumta", "fire.building"),
            ("Deg konteiners pagalmā", "fire.waste"),
            ("deg kula", "fire.grass"),
            ("Jūtama gāzes smaka kāpņutelpā", "fire.gas_leak"),
            ("Pagrabā ūdens, applūdis", "fire.flood"),
            ("Pazudis bērns, neatnāca no skolas", "missing.child"),
            ("Apmaldījos mežā ar sēnēm", "missing.forest"),
            ("Nozagts velosipēds no kāpņutelpas", "crime.theft_bicycle"),
            ("Nozagta mašīna no stāvvietas", "crime.theft_vehicle"),
            ("Zvanīja krāpnieki no bankas, iedevu Smart ID", "crime.fraud_phone"),
            ("Veikalā aizturēts zaglis", "crime.theft_shop"),
            ("Cilvēks bezsamaņā, neelpo", "medical.unconscious"),
            ("Grib nolēkt no tilta", "medical.suicide"),
            ("Suns sakoda bērnu", "animal.attack"),
            ("Sadursme ar alni", "animal.collision"),
            ("Kauc apsardzes signalizācija veikalā", "other.alarm"),
            ("Norauts vads, dzirksteļo", "other.utility"),
        ] {
            let proposed = guide.propose(said);
            assert_eq!(
                proposed.first().map(|p| p.type_code.as_str()),
                Some(expected),
                "{said}: {proposed:?}"
            );
        }
    }

    #[test]
    fn prompts_stand_at_types_or_headings_in_both_languages() {
        let codes: BTreeSet<_> = lines::<TypeLine>(TYPES).unwrap().into_iter().map(|t| t.code).collect();
        for prompt in lines::<PromptLine>(PROMPTS).unwrap() {
            assert!(codes.contains(&prompt.type_code), "{}", prompt.type_code);
            assert!(!prompt.text_lv.is_empty() && !prompt.text_en.is_empty());
        }
    }

    #[test]
    fn norms_bind_the_state_police_alone() {
        let norms: Vec<NormLine> = lines(NORMS).unwrap();
        assert_eq!(norms.len(), 12);
        assert!(norms.iter().all(|n| n.institution_kind == InstitutionKind::StatePolice && n.minutes > 0));
    }

    #[test]
    fn the_emergency_centre_sees_the_units_of_all_who_are_sent() {
        let rules: Vec<SharingLine> = lines(UNIT_SHARING).unwrap();
        for kind in
            [InstitutionKind::StatePolice, InstitutionKind::MunicipalPolice, InstitutionKind::FireRescue]
        {
            let seen =
                |r: &&SharingLine| r.from_kind == kind && r.to_kind == InstitutionKind::EmergencyCentre;
            assert!(rules.iter().find(seen).is_some_and(|r| !r.territory_bound), "{kind:?}");
        }
    }

    #[tokio::test]
    async fn loading_again_changes_nothing() {
        let db = crate::testdb::TestDb::new().await;
        for _ in 0..2 {
            load(db.pool()).await.unwrap();
        }
        let counts: (i64, i64, i64, i64) = sqlx::query_as(
            "select (select count(*) from incident_types), (select count(*) from response_norms),
                    (select count(*) from sharing_rules), (select count(*) from retention_policies)",
        )
        .fetch_one(db.pool())
        .await
        .unwrap();
        let types: Vec<TypeLine> = lines(TYPES).unwrap();
        assert_eq!(counts, (i64::try_from(types.len()).unwrap(), 12, 12, 3));
    }
}
