//! The screens of the register.

fn main() {
    vnr_frontend::register();
}
