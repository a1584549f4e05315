//! What a file is, by its content.

use vnr_shared::problem::ProblemCode;

/// Bytes from the beginning of a file that decide what it is.
pub const HEAD: usize = 8 << 10;

const TEXT: &str = "text/plain";
const ZIP: &str = "application/zip";

/// Office documents since 2007 and OpenDocument are zip archives, those before are OLE; how much of that shows in the first
/// bytes depends on the program that wrote them.
const IN_ZIP: [&str; 8] = [
    ZIP,
    "application/x-zip-compressed",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
];
const IN_OLE: [&str; 4] = [
    "application/x-ole-storage",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
];
/// What senders call texts. XML, HTML and scripts are not among them.
const AS_TEXT: [&str; 4] = [TEXT, "text/csv", "text/markdown", "application/json"];
/// Names of one type.
const ALIASES: [(&str, &str); 8] = [
    ("image/jpg", "image/jpeg"),
    ("image/heic", "image/heif"),
    ("audio/wav", "audio/x-wav"),
    ("audio/mp3", "audio/mpeg"),
    ("audio/x-m4a", "audio/m4a"),
    ("audio/mp4", "audio/m4a"),
    ("video/avi", "video/x-msvideo"),
    ("video/x-m4v", "video/mp4"),
];

/// Images that browsers draw without running anything in them.
pub fn is_plain_image(media_type: &str) -> bool {
    matches!(media_type, "image/png" | "image/jpeg" | "image/webp" | "image/gif")
}

/// The type of a file from its beginning. Refuses what the register does not take (programs, pages, scripts), and a file
/// whose content is not what its sender says it is.
pub fn recognise(head: &[u8], declared: &str) -> Result<&'static str, ProblemCode> {
    let declared = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let found = infer::get(head).map(|kind| sound_in(head, kind.mime_type()));
    let found = match found {
        Some(found) if is_taken(found) => found,
        None if is_text(head) => TEXT,
        _ => return Err(ProblemCode::UnsupportedMediaType),
    };
    let unsaid = declared.is_empty() || declared == "application/octet-stream";
    if unsaid || is_same(&declared, found) { Ok(found) } else { Err(ProblemCode::FileTypeMismatch) }
}

/// With this a piece of the recording itself begins in a `WebM` file (element Cluster of Matroska, RFC 9559).
const CLUSTER: &[u8] = b"\x1f\x43\xb6\x75";

/// What browsers record of sound alone lies in the same containers as video: a `WebM` file or an MP4 file without a picture track
/// is sound. Both name their tracks in their beginnings, because they are written while they are recorded.
fn sound_in(head: &[u8], found: &'static str) -> &'static str {
    // The tracks are named before the first piece of sound, in which any two letters come up by chance.
    let sound = head.windows(CLUSTER.len()).position(|at| at == CLUSTER);
    let tracks = sound.and_then(|at| head.get(..at)).unwrap_or(head);
    let has = |name: &[u8]| tracks.windows(name.len()).any(|at| at == name);
    match found {
        "video/webm" if has(b"A_OPUS") && !has(b"V_") => "audio/webm",
        "video/mp4" if has(b"soun") && !has(b"vide") => "audio/m4a",
        found => found,
    }
}

fn is_taken(found: &str) -> bool {
    // An SVG is a page that looks like an image; infer calls it XML, which is not taken.
    (found.starts_with("image/") && found != "image/svg+xml")
        || found.starts_with("audio/")
        || found.starts_with("video/")
        || found == "application/pdf"
        || IN_ZIP.contains(&found)
        || IN_OLE.contains(&found)
}

fn is_same(declared: &str, found: &str) -> bool {
    let name = |t: &str| {
        ALIASES.iter().find(|(alias, _)| *alias == t).map_or(t.to_owned(), |(_, of)| (*of).to_owned())
    };
    let both = |family: &[&str]| family.contains(&declared) && family.contains(&found);
    name(declared) == name(found) || both(&IN_ZIP) || both(&IN_OLE) || both(&AS_TEXT)
}

/// Whether it reads as text: UTF-8 without control characters. The last character may be cut.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            head.get(..error.valid_up_to()).and_then(|cut| std::str::from_utf8(cut).ok()).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let begins = text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    !text.is_empty()
        && !begins.starts_with('<')
        && !text.chars().any(|c| c.is_control() && !"\t\r\n\u{c}".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    #[test]
    fn a_file_is_what_its_content_says() {
        assert_eq!(recognise(PNG, "image/png"), Ok("image/png"));
        assert_eq!(recognise(PNG, ""), Ok("image/png"));
        assert_eq!(recognise(b"%PDF-1.7 x", "application/pdf"), Ok("application/pdf"));
        assert_eq!(recognise("Liecība: ā".as_bytes(), "text/csv; charset=utf-8"), Ok(TEXT));
        assert_eq!(recognise(&"ā".as_bytes()[..1], ""), Err(ProblemCode::UnsupportedMediaType));
        assert_eq!(recognise(b"\xff\xd8\xff\xe0 jfif", "image/jpg"), Ok("image/jpeg"));
    }

    #[test]
    fn what_a_browser_records_is_sound_when_it_has_no_picture() {
        let webm = |tracks: &[u8]| {
            [b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" as &[u8], tracks].concat()
        };
        assert_eq!(recognise(&webm(b"\x86\x86A_OPUS"), "audio/webm;codecs=opus"), Ok("audio/webm"));
        let chance = webm(b"\x86\x86A_OPUS\x1f\x43\xb6\x75\x01\x02V_\x03");
        assert_eq!(recognise(&chance, "audio/webm"), Ok("audio/webm"));
        let film = webm(b"\x86\x85V_VP8 \x86\x86A_OPUS");
        assert_eq!(recognise(&film, "video/webm"), Ok("video/webm"));
        assert_eq!(recognise(&film, "audio/webm"), Err(ProblemCode::FileTypeMismatch));
        let mp4 = |handler: &[u8]| [b"\0\0\0\x1cftypiso5\0\0\x02\0iso5iso6mp41" as &[u8], handler].concat();
        assert_eq!(recognise(&mp4(b"hdlrsoun"), "audio/mp4"), Ok("audio/m4a"));
        assert_eq!(recognise(&mp4(b"hdlrvide hdlrsoun"), "audio/mp4"), Err(ProblemCode::FileTypeMismatch));
        assert_eq!(recognise(b"OggS\0\x02 OpusHead", "audio/ogg; codecs=opus"), Ok("audio/ogg"));
    }

    #[test]
    fn a_file_that_lies_is_refused() {
        for (head, declared) in
            [(PNG, "image/jpeg"), (b"%PDF-1.7 x" as &[u8], "text/plain"), (b"text", "image/png")]
        {
            assert_eq!(recognise(head, declared), Err(ProblemCode::FileTypeMismatch), "{declared}");
        }
    }

    #[test]
    fn programs_pages_and_scripts_are_not_taken_whatever_they_are_called() {
        for head in [
            b"\x7fELF\x02\x01\x01\0 program" as &[u8],
            b"MZ\x90\0 program",
            b"<!DOCTYPE html><script>1</script>",
            b"  <svg xmlns='http://www.w3.org/2000/svg'>",
            b"<?xml version='1.0'?><a/>",
            b"#!/bin/sh\nrm",
            b"\0\x01\x02\x03",
            b"",
        ] {
            assert!(recognise(head, "image/png").is_err(), "{head:?}");
            assert_eq!(recognise(head, ""), Err(ProblemCode::UnsupportedMediaType), "{head:?}");
        }
    }
}
