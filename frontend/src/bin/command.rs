//! The commander's screens.

fn main() {
    vnr_frontend::command();
}
