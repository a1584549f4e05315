//! The dispatcher's screens.

fn main() {
    vnr_frontend::console();
}
