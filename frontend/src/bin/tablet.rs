//! The officer's screens.

fn main() {
    vnr_frontend::tablet();
}
