use super::*;
use crate::places::packaged;
use crate::places::search::search;
use crate::testdb::TestDb;
use proptest::prelude::*;

fn fixtures(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/places/import/fixtures").join(name)
}

fn now() -> DateTime {
    "2026-11-22T06:00:00Z".parse().unwrap()
}

/// A folder of this test's own.
fn scratch(db: &TestDb) -> PathBuf {
    let name = db.url().rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
    let folder = std::env::temp_dir().join(format!("import-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

async fn run(db: &TestDb, folder: &Path, report: &Path) -> Summary {
    addresses(db.pool(), folder, report, now(), &mut |_| {}).await.unwrap()
}

async fn found(db: &TestDb, text: &str) -> Vec<String> {
    let hits = search(db.pool(), text, None, 5).await.unwrap();
    hits.into_iter().map(|hit| hit.address).collect()
}

#[tokio::test]
async fn an_edition_is_found_under_what_people_type() {
    let db = TestDb::new().await;
    let folder = scratch(&db);
    let report = folder.join("report.csv");
    let summary = run(&db, &fixtures("new"), &report).await;
    assert_eq!((summary.files, summary.rows, summary.rejected), (6, 14, 3));
    assert_eq!(found(&db, "barona 1").await.first().unwrap(), "Krišjāņa Barona iela 1, Rīga, LV-1050");
    assert_eq!(found(&db, "berzu 19k1").await.first().unwrap(), "Bērzu iela 19 k-1, Liepāja, LV-3401");
    assert_eq!(found(&db, "rinni").await, ["\"Riņņi\", Vecates pag., Valmieras nov., LV-4211"]);
    assert_eq!(found(&db, "rinni vecates").await.len(), 1);
    assert_eq!(found(&db, "vecates").await, ["Vecates pag., Valmieras nov."]);
    assert_eq!(found(&db, "suvorova").await, ["Krišjāņa Barona iela, Rīga"], "by its former name");
    let three = found(&db, "barona 3").await;
    assert!(!three.iter().any(|a| a.contains("iela 3,")), "deleted: {three:?}");
    let report = std::fs::read_to_string(report).unwrap();
    for reason in ["KODS is not nine digits", "not written YYYY.MM.DD", "wrong number of fields"] {
        assert!(report.contains(reason), "{reason} in {report}");
    }
    for doubt in ["check digit", "not in Latvia"] {
        assert!(report.contains(doubt), "{doubt} in {report}");
    }
}

#[tokio::test]
async fn the_older_dialect_says_the_same() {
    let db = TestDb::new().await;
    let summary = run(&db, &fixtures("old"), &scratch(&db).join("report.csv")).await;
    assert_eq!((summary.rows, summary.rejected), (8, 0));
    assert_eq!(found(&db, "barona 1").await.first().unwrap(), "Krišjāņa Barona iela 1, Rīga, LV-1050");
    assert_eq!(found(&db, "rinni").await.len(), 1);
}

#[tokio::test]
async fn the_grid_is_northing_then_easting() {
    let db = TestDb::new().await;
    run(&db, &fixtures("new"), &scratch(&db).join("report.csv")).await;
    let (lat, lon): (f64, f64) = sqlx::query_as("select lat, lon from addresses where code = '101000034'")
        .fetch_one(db.pool())
        .await
        .unwrap();
    assert!((57.5..58.1).contains(&lat) && (24.9..25.2).contains(&lon), "{lat} {lon}");
}

#[tokio::test]
async fn an_edition_is_read_once_and_a_broken_off_one_is_gone_on_with() {
    let db = TestDb::new().await;
    let folder = scratch(&db);
    let report = folder.join("report.csv");
    run(&db, &fixtures("new"), &report).await;
    let again = run(&db, &fixtures("new"), &report).await;
    assert_eq!(again, Summary { files_known: 6, ..Summary::default() });
    sqlx::query("update import_checkpoints set rows_done = 2, finished_at = null where file = 'aw_eka.csv'")
        .execute(db.pool())
        .await
        .unwrap();
    let rest = run(&db, &fixtures("new"), &report).await;
    assert_eq!((rest.files, rest.rows, rest.rejected), (1, 5, 3));
}

#[tokio::test]
async fn the_register_takes_the_place_of_the_packaged_addresses() {
    let db = TestDb::new().await;
    packaged::load(db.pool()).await.unwrap();
    run(&db, &fixtures("new"), &scratch(&db).join("report.csv")).await;
    assert_eq!(found(&db, "barona 1").await.first().unwrap(), "Krišjāņa Barona iela 1, Rīga, LV-1050");
    assert_eq!(found(&db, "puku iela 14").await, Vec::<String>::new());
    let left: i64 =
        sqlx::query_scalar("select count(*) from addresses where source = 'packaged' and valid_to is null")
            .fetch_one(db.pool())
            .await
            .unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_folder_or_file_that_is_none_says_so() {
    let db = TestDb::new().await;
    let folder = scratch(&db).join("empty");
    std::fs::create_dir_all(&folder).unwrap();
    let report = folder.join("report.csv");
    let error = addresses(db.pool(), &folder, &report, now(), &mut |_| {}).await.unwrap_err();
    assert!(matches!(error, ImportError::NoFiles(_)), "{error}");
    std::fs::write(folder.join("aw_eka.csv"), "kods,tips_cd,nosaukums\n1,2,3\n").unwrap();
    let error = addresses(db.pool(), &folder, &report, now(), &mut |_| {}).await.unwrap_err();
    assert!(matches!(error, ImportError::Column { column: "STATUSS", .. }), "{error}");
}

#[test]
fn real_codes_fit_the_check_digit() {
    let rows = "kods,tips_cd,statuss,nosaukums\n".to_owned()
        + &["101844053", "100306223", "100003003", "106849064", "101000034", "100016647", "100000000"]
            .map(|code| format!("{code},107,EKS,x\n"))
            .concat();
    assert_eq!(check(rows.as_bytes()), Checked { rows: 7, rejected: 0, doubts: 0 });
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = check(&bytes);
    }

    #[test]
    fn no_fields_break_a_row(fields in proptest::collection::vec("[^\u{0}]{0,20}", 13)) {
        let mut file = csv::Writer::from_writer(Vec::new());
        file.write_record([
            "KODS", "TIPS_CD", "STATUSS", "NOSAUKUMS", "VKUR_CD", "STD", "ATRIB", "DAT_SAK", "DAT_BEIG", "KOORD_X",
            "KOORD_Y", "DD_N", "DD_E",
        ]).unwrap();
        file.write_record(&fields).unwrap();
        let mut sound = fields.clone();
        ["101844053", "108", "EKS", "1"].iter().enumerate().for_each(|(i, v)| sound[i] = (*v).to_owned());
        file.write_record(&sound).unwrap();
        let found = check(&file.into_inner().unwrap());
        prop_assert_eq!(found.rows + found.rejected, 2);
    }
}
