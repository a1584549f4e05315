//! The crash test, shortened: the real server and the real database die while calls come in, a storm rages and units drive.

use std::process::Command;

#[test]
fn nothing_acknowledged_is_lost_or_doubled_when_server_and_database_are_killed() {
    let mut test = Command::new(env!("CARGO_BIN_EXE_vnr"));
    test.args([
        "crash-test",
        "--made-up",
        "200",
        "--kills",
        "3",
        "--pause",
        "2000",
        "--sockets",
        "40",
        "--storm",
        "200",
    ]);
    let done = test.output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}\n{}", String::from_utf8_lossy(&done.stderr));
    assert!(said.contains("nothing lost, nothing doubled"), "{said}");
}
