//! Carries the built page into the binary (feature `ui`), and tells cargo which folders macros read, so that a new file
//! in them is noticed and nothing else rebuilds.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../migrations");
    println!("cargo::rerun-if-env-changed=VNR_UI_DIST");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("page.rs");
    let mut files = Vec::new();
    if env::var_os("CARGO_FEATURE_UI").is_some() {
        let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
        let dist = env::var_os("VNR_UI_DIST").map_or_else(|| here.join("../frontend/dist"), PathBuf::from);
        println!("cargo::rerun-if-changed={}", dist.display());
        if dist.join("index.html").is_file() {
            let dist = dist.canonicalize()?;
            collect(&dist, &dist, &mut files)?;
            files.sort();
        } else {
            println!("cargo::error=there is no built page in {}: run `make page` first", dist.display());
        }
    }
    let mut code = String::from("pub(super) static FILES: &[(&str, &[u8])] = &[\n");
    for (name, path) in files {
        let path = path.to_string_lossy();
        writeln!(code, "    ({name:?}, include_bytes!({path:?})),").map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    fs::write(out, code)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            files.push((format!("/{}", name.to_string_lossy().replace('\\', "/")), path));
        }
    }
    Ok(())
}
