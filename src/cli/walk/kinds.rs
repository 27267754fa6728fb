//! Which files of a folder are read, told by their names.

use std::path::Path;

use layers::input::Format;
use layers::output::markdown;
use memchr::memmem::find;

/// What a file's name says.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// A format that is read.
    Read,
    /// Something that is not: the ending.
    Other(String),
    /// Nothing sure: its content is looked at. The ending.
    Unsure(String),
}

/// Endings of formats that are not read: pictures, sound, moving pictures, archives, office files, code, data. Sorted.
#[rustfmt::skip]
const OTHER: &[&str] = &[
    "7z", "aac", "accdb", "aif", "aiff", "amr", "app", "atlproj", "avi", "bak", "bat", "bib", "bin", "bmp", "bz2", "c",
    "caf", "cfg", "class", "cpp", "css", "csv", "dat", "db", "dll", "dmg", "doc", "docm", "docx", "dotx", "dvi", "eml",
    "epub", "exe", "flac", "gif", "gz", "h", "heic", "heif", "htm", "html", "ico", "ics", "ini", "iso", "jar", "java",
    "jpeg", "jpg", "js", "json", "key", "latex", "lnk", "lock", "m4a", "m4v", "mdb", "mid", "mka", "mkv", "mov", "mp3",
    "mp4", "mpeg", "mpg", "msg", "msi", "mts", "mx20", "mx22", "mx24", "numbers", "nvp", "nvpx", "o", "odp", "ods",
    "odt", "oga", "ogg", "one", "opus", "otf", "pages", "part", "pdf", "php", "pl", "png", "pps", "ppt", "pptx", "ps",
    "psd", "pst", "py", "pyc", "qda", "qdpx", "r", "rar", "rb", "rdata", "rds", "rs", "rtf", "sav", "sh", "so",
    "sqlite", "sqlite3", "srt", "svg", "tar", "tex", "tgz", "tif", "tiff", "toml", "torrent", "ts", "tsv", "ttf",
    "url", "vsd", "vtt", "wav", "webm", "webp", "wma", "wmv", "woff", "woff2", "xcf", "xls", "xlsm", "xlsx", "xml",
    "xps", "xz", "yaml", "yml", "zip", "zst",
];

/// Tells by the name. What `layers` has a format for is read, whatever stands in the list above.
pub fn of(path: &Path) -> Kind {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if Format::of_name(path).is_some() || ending == "txt" {
        return Kind::Read;
    }
    if OTHER.binary_search(&ending.as_str()).is_ok() { Kind::Other(ending) } else { Kind::Unsure(ending) }
}

/// Whether a name is a program's or the system's own file and not a note.
pub fn temporary(name: &str) -> bool {
    let low = name.to_lowercase();
    name.starts_with("~$")
        || name.starts_with(".~lock.")
        || name.ends_with('~')
        || low.starts_with("._")
        || [".tmp", ".temp", ".swp", ".crdownload", ".part"].iter().any(|end| low.ends_with(end))
        || [".ds_store", "thumbs.db", "desktop.ini", "icon\r"].contains(&low.as_str())
}

/// Whether the beginning of a file is no text: a NUL byte, but for UTF-16 with its mark.
pub fn binary(head: &[u8]) -> bool {
    let marked = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    !marked && head.contains(&0)
}

/// Whether the beginning of a file shows that `layers` wrote it: its reports hold the words of notes that are there already.
pub fn own(head: &[u8]) -> bool {
    // Later versions add columns after these.
    let columns = layers::output::csv::COLUMNS[..17].join(",");
    let rows = layers::output::rows::COLUMNS.join(",");
    // A title alone may be that of an essay.
    let summary = head.starts_with(markdown::TITLE.as_bytes()) && find(head, markdown::COUNTED.as_bytes()).is_some();
    summary
        || head.starts_with(b"{\"schema\":\"layers-report/")
        || head.starts_with(columns.as_bytes())
        || head.starts_with(rows.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_sorted() {
        assert!(OTHER.is_sorted());
    }

    #[test]
    fn names_tell() {
        assert_eq!(of(Path::new("a/Notes.TXT")), Kind::Read);
        assert_eq!(of(Path::new("a.md")), Kind::Read);
        assert_eq!(of(Path::new("a.JPG")), Kind::Other("jpg".into()));
        assert_eq!(of(Path::new("Session 7 - A.B")), Kind::Unsure("b".into()));
        assert_eq!(of(Path::new("notes")), Kind::Unsure(String::new()));
        assert!(temporary("~$Session 7.docx") && temporary(".DS_Store") && temporary("a.txt~"));
        assert!(!temporary("a.txt") && !temporary(".hidden"));
    }

    #[test]
    fn beginnings_tell() {
        assert!(own(b"# Layers of the therapeutic relationship\n\nIn 3 passages, counted by the words in them."));
        assert!(!own(b"# Layers of the therapeutic relationship\n\nAn essay."));
        assert!(binary(b"PK\0\x01") && !binary(b"text") && !binary(b"\xFF\xFEa\0"));
        assert!(own(b"{\"schema\":\"layers-report/1\",") && !own(b"{\"text\":\"a\"}"));
    }
}
