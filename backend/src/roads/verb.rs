//! `vnr import roads …` on the command line.

use std::path::{Path, PathBuf};

use vnr_shared::time::DateTime;

use super::{RoadsError, import};
use crate::terminal::say;

/// Which extract.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The extract, such as `latvia-latest.osm.pbf`.
    file: PathBuf,
    /// Where to write the road map; where the server looks for it, when absent.
    #[arg(long)]
    to: Option<PathBuf>,
}

/// Imports, and says what came of it.
pub fn run(args: &Args, place: &Path, now: DateTime) -> Result<(), RoadsError> {
    let to = args.to.as_deref().unwrap_or(place);
    let done = import(&args.file, to, now, &mut say)?;
    let as_of = done.meta.as_of.map_or_else(|| "an unknown day".to_owned(), vnr_shared::time::date);
    say(&format!(
        "{} of {as_of}: read in {:.1} s, contracted in {:.1} s",
        done.meta.source,
        done.read.as_secs_f64(),
        done.contracted.as_secs_f64()
    ));
    say(&format!(
        "{} junctions, {} pieces of road, {} edges; {} pieces left out, because no road leads there and back",
        done.junctions, done.pieces, done.edges, done.meta.left_out
    ));
    say(&format!("{} KB in {}", done.bytes / 1024, to.display()));
    Ok(())
}
