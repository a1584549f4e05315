//! Tells cargo about folders that macros read, so that a new file in them is noticed and nothing else rebuilds.

fn main() {
    println!("cargo::rerun-if-changed=../migrations");
}
