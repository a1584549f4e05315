//! The situation as a commander sees it: the whole picture, now and at any past moment.

mod replay;

pub use replay::{
    FRAMES_ENTRIES, FRAMES_ENTRIES_MAX, Frames, FramesQuery, Situation, SituationQuery, SituationSpan,
};
