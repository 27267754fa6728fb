//! Archives, of which only what is asked for is unpacked, into memory, and no more than may be.

use std::io::{Cursor, ErrorKind, Read};

use ::zip::ZipArchive;
use ::zip::result::ZipError;

use super::limits::Limits;
use super::refusal::{Looks, Refusal};

/// Below this many bytes it does not matter how well a part was packed.
const SMALL: u64 = 1 << 20;

/// A zip archive.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    limits: Limits,
    /// Bytes that may still be unpacked.
    left: u64,
    /// What it is to be.
    kind: &'static str,
}

impl<'a> Archive<'a> {
    /// Opens a file that is to be an archive of this kind.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits, kind: &'static str) -> Result<Self, Refusal> {
        if !bytes.starts_with(b"PK") {
            return Err(not(kind, bytes));
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| refused(error, kind))?;
        if zip.len() > limits.entries {
            return Err(Refusal::Entries(limits.entries));
        }
        Ok(Archive { zip, limits: *limits, left: limits.unpacked, kind })
    }

    /// The names of its files, in the archive's order; those that are no text are left out.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.zip.file_names_raw().filter_map(|name| std::str::from_utf8(name).ok())
    }

    /// The bytes of a file in it; none where there is no such file. Large and small letters are the same.
    pub(super) fn file(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let found = |own: &str| own.trim_start_matches('/').eq_ignore_ascii_case(name.trim_start_matches('/'));
        let Some(exact) = self.names().find(|own| found(own)).map(str::to_owned) else { return Ok(None) };
        let Some(index) = self.zip.index_for_name(&exact) else { return Ok(None) };
        let kind = self.kind;
        let file = self.zip.by_index(index).map_err(|error| refused(error, kind))?;
        let by_ratio = file.compressed_size().saturating_mul(self.limits.ratio).max(SMALL);
        let most = by_ratio.min(self.left);
        let mut bytes = Vec::new();
        file.take(most + 1).read_to_end(&mut bytes).map_err(|error| match error.kind() {
            ErrorKind::OutOfMemory => Refusal::Broke(self.limits.memory),
            _ => Refusal::Damaged(kind.to_owned()),
        })?;
        let length = bytes.len() as u64;
        // What is refused was unpacked all the same, and may be asked for again.
        let left = self.left;
        self.left = left.saturating_sub(length);
        if length > left {
            return Err(Refusal::Large(self.limits.unpacked));
        }
        if length > most {
            return Err(Refusal::Ratio(self.limits.ratio));
        }
        Ok(Some(bytes))
    }

    /// The same, where it must be there.
    pub(super) fn needed(&mut self, name: &str) -> Result<Vec<u8>, Refusal> {
        self.file(name)?.ok_or_else(|| Refusal::Without(name.to_owned()))
    }

    /// What the archive is, by what it holds.
    pub(super) fn looks(&mut self) -> Looks {
        let holds = |name: &str| self.names().any(|own| own.eq_ignore_ascii_case(name));
        let under = |folder: &str| self.names().any(|own| own.starts_with(folder));
        if holds("[Content_Types].xml") {
            return match () {
                _ if under("xl/") => Looks::Workbook,
                _ if under("ppt/") => Looks::Slides,
                _ => Looks::Docx,
            };
        }
        if self.names().any(|own| !own.contains('/') && own.to_ascii_lowercase().ends_with(".qde")) {
            return Looks::Qdpx;
        }
        let mimetype = self.file("mimetype").ok().flatten().unwrap_or_default();
        let mimetype = String::from_utf8_lossy(&mimetype);
        match mimetype.trim().strip_prefix("application/vnd.oasis.opendocument.") {
            Some(text) if text.starts_with("text") => Looks::Odt,
            Some(sheet) if sheet.starts_with("spreadsheet") => Looks::Workbook,
            Some(slides) if slides.starts_with("presentation") => Looks::Slides,
            _ => Looks::Zip,
        }
    }

    /// Refuses an archive that is of another kind.
    pub(super) fn must_be(&mut self, wanted: Looks) -> Result<(), Refusal> {
        let is = self.looks();
        if is == wanted { Ok(()) } else { Err(Refusal::Other { is, not: self.kind.to_owned() }) }
    }
}

/// What Word and others before 2007 wrote, and what protected documents of today are wrapped in.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Why bytes are nothing of this kind.
pub(super) fn not(kind: &str, bytes: &[u8]) -> Refusal {
    if bytes.starts_with(OLE) {
        // Names in its folder are UTF-16; the folder may stand anywhere.
        let wide: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
        let protected = memchr::memmem::find(bytes, &wide).is_some();
        return if protected { Refusal::Protected } else { Refusal::OldWord };
    }
    let begin = &bytes[..bytes.len().min(1024)];
    let text = begin.trim_ascii_start().to_ascii_lowercase();
    let is = match () {
        _ if begin.starts_with(b"PK\x03\x04") => Looks::Zip,
        _ if begin.starts_with(b"%PDF-") => Looks::Pdf,
        _ if text.starts_with(b"{\\rtf") => Looks::Rtf,
        _ if text.starts_with(b"<!doctype html") || text.starts_with(b"<html") => Looks::Html,
        _ if !text.is_empty() && !begin.contains(&0) && std::str::from_utf8(&begin[..begin.len().min(512)]).is_ok() => {
            Looks::Text
        }
        _ => return Refusal::Damaged(kind.to_owned()),
    };
    Refusal::Other { is, not: kind.to_owned() }
}

fn refused(error: ZipError, kind: &str) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => Refusal::Protected,
        ZipError::InvalidPassword => Refusal::Protected,
        _ => Refusal::Damaged(kind.to_owned()),
    }
}
