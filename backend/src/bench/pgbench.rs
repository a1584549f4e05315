//! The same rows written by `pgbench`: what the database alone can do.

use reqwest::Method;
use vnr_shared::incident::IncidentAnswer;

use super::create::CLIENTS;
use super::ground::{Ground, sample};
use super::table::Line;
use super::{BenchError, Size, store};
use crate::clock::{Ids, SystemIds};

/// A random id, made in the database.
const ID: &str = "(lpad(to_hex(:a::bigint), 16, '0') || lpad(to_hex(:b::bigint), 16, '0'))::uuid";

/// Stops the server, lets `pgbench` write, and prints it beside what the server reached. The rows and the locks are those
/// of filing an incident: the claimed key, the counter, the incident, who may see it, the journal and its queue, the answer.
/// The seal is not among them; the server writes it for many entries at once.
pub async fn run(ground: &mut Ground, size: Size, reached: f64) -> Result<(), BenchError> {
    let mut scripts = Vec::new();
    let mut conn = ground.connect().await?;
    for (n, api) in ground.dispatchers.iter().take(4).enumerate() {
        let answer: IncidentAnswer =
            api.command(Method::POST, "/api/incidents", SystemIds.id(), &sample(n)).await?;
        let path = ground.folder.path().join(format!("file-{n}.sql"));
        tokio::fs::write(&path, script(&mut conn, answer.incident.id.0).await?).await?;
        scripts.push(path);
    }
    drop(conn);
    ground.server.kill().await?;
    let mut rates = Vec::new();
    for _ in 0..size.runs {
        let mut command = tokio::process::Command::new(ground.cluster.program("pgbench"));
        command.args(["--no-vacuum", "--protocol=prepared", "--jobs=2"]);
        command.arg(format!("--client={CLIENTS}")).arg(format!("--time={}", size.seconds));
        for script in &scripts {
            command.arg("--file").arg(script);
        }
        command.arg(ground.cluster.url("vnr")).env("PGOPTIONS", "-c role=vnr_app");
        let done = command.output().await?;
        let said = String::from_utf8_lossy(&done.stdout);
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        rates.push(rate.ok_or_else(|| BenchError::Odd(String::from_utf8_lossy(&done.stderr).into_owned()))?);
    }
    let line = Line::new(format!("  pgbench writing the same rows with {CLIENTS} clients"), "", "/s", rates);
    line.print();
    let share = 100.0 * reached / line.median().max(1.0);
    Line::new("  server compared with pgbench", "≥ 50 %", "%", vec![share]).print();
    let address = ground.server.address();
    ground.server = crate::client::Child::start(&ground.program, ground.folder.path(), address, None)?;
    ground.server.ready().await?;
    Ok(())
}

/// The statements that filed an incident, with fresh ids and numbers.
async fn script(conn: &mut sqlx::PgConnection, incident: uuid::Uuid) -> Result<String, BenchError> {
    let command = store::literals(conn, "commands", "answer -> 'incident' ->> 'id'", incident).await?;
    let counter =
        "(select i.id::text from incidents i where i.registrar_id = institution_id and i.id::text = $1)";
    let counter = store::literals(conn, "incident_numbers", counter, incident).await?;
    let filed = store::literals(conn, "incidents", "id::text", incident).await?;
    let access = store::literals(conn, "incident_access", "incident_id::text", incident).await?;
    let entry = store::literals(conn, "journal", "subject_id::text", incident).await?;
    let answer = command.first().and_then(|row| value(row, "answer")).unwrap_or("null").to_owned();
    let actor = command.first().and_then(|row| value(row, "actor")).unwrap_or("null").to_owned();

    let mut statements = vec!["begin".to_owned()];
    for row in &command {
        let claim = insert("commands", row, &[("key", ID), ("answer", "null"), ("status", "null")]);
        statements.push(format!("{claim} on conflict do nothing"));
    }
    for row in &counter {
        let first = insert("incident_numbers as n", row, &[("last", "1")]);
        let next = "on conflict (institution_id, year) do update set last = n.last + 1 returning last";
        statements.push(format!("{first} {next}"));
    }
    for row in &filed {
        statements.push(insert("incidents", row, &[("id", ID), ("number", &format!("{ID}::text"))]));
    }
    let seen: Vec<String> = access.iter().map(|row| tuple(row, &[("incident_id", ID)])).collect();
    let names = access.first().map(columns).unwrap_or_default();
    statements.push(format!("insert into incident_access ({names}) values {}", seen.join(", ")));
    for row in &entry {
        let entry = insert("journal", row, &[("subject_id", ID), ("cause", ID)]);
        let queue = "insert into journal_pending select id from e";
        statements.push(format!("with e as ({entry} returning id) {queue}"));
    }
    let answered = format!("set status = 201, answer = {answer} where actor = {actor} and key = {ID}");
    statements.push(format!("update commands {answered}"));
    statements.push("commit".to_owned());
    let variables = ["a", "b"].map(|name| format!("\\set {name} random(1, 9000000000000000000)\n")).concat();
    Ok(format!("{variables}{};\n", statements.join(";\n")))
}

/// One row: columns with the literals of their values.
type Row = Vec<(String, String)>;

fn value<'a>(row: &'a Row, column: &str) -> Option<&'a str> {
    row.iter().find(|(name, _)| name == column).map(|(_, literal)| literal.as_str())
}

fn columns(row: &Row) -> String {
    row.iter().map(|(column, _)| column.as_str()).collect::<Vec<_>>().join(", ")
}

/// The values of a row, some of them others than they were.
fn tuple(row: &Row, fresh: &[(&str, &str)]) -> String {
    let value = |(column, literal): &(String, String)| {
        fresh
            .iter()
            .find(|(name, _)| name == column)
            .map_or_else(|| literal.clone(), |(_, v)| (*v).to_owned())
    };
    format!("({})", row.iter().map(value).collect::<Vec<_>>().join(", "))
}

fn insert(table: &str, row: &Row, fresh: &[(&str, &str)]) -> String {
    format!("insert into {table} ({}) values {}", columns(row), tuple(row, fresh))
}
