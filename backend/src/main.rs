//! Entry point of the one binary.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    vnr::cli::main().await
}
