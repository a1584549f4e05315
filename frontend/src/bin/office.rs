//! Administration and account.

fn main() {
    vnr_frontend::office();
}
