//! Plain text and Markdown: decoded, then cut into passages.

use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::decode::{Decoder, Fault};
use super::{Failure, Item, Notice, Options};
use crate::passage::split::{Sink, Splitter};

/// Reads a text to its end.
pub(super) fn read(source: &Arc<str>, bytes: impl Read, options: &Options, each: Sink) -> ControlFlow<()> {
    let mut decoder = Decoder::new(bytes, options.live);
    let mut splitter = Splitter::new(source, options);
    let mut said = false;
    let fault = loop {
        let text = match decoder.next() {
            Ok(Some(text)) => text,
            Ok(None) => break None,
            Err(fault) => break Some(fault),
        };
        splitter.push(text, each)?;
        if decoder.guessed() && !std::mem::replace(&mut said, true) {
            each(Item::Notice(guessed(source)))?;
        }
    };
    splitter.finish(each)?;
    if decoder.guessed() && !said {
        each(Item::Notice(guessed(source)))?;
    }
    if let Some(notice) = replaced(source, decoder.replaced()) {
        each(Item::Notice(notice))?;
    }
    fault.map_or(ControlFlow::Continue(()), |fault| each(Item::Failure(failure(source, &fault))))
}

pub(super) fn guessed(source: &Arc<str>) -> Notice {
    let message = "not UTF-8: read as Windows-1252".to_string();
    Notice { source: source.clone(), message }
}

pub(super) fn replaced(source: &Arc<str>, times: u64) -> Option<Notice> {
    let message = match times {
        0 => return None,
        1 => "bytes in 1 place mean nothing and were read as U+FFFD".to_string(),
        _ => format!("bytes in {times} places mean nothing and were read as U+FFFD"),
    };
    Some(Notice { source: source.clone(), message })
}

pub(super) fn failure(source: &Arc<str>, fault: &Fault) -> Failure {
    let (code, message) = match fault {
        Fault::Io(error) => ("unreadable", error.to_string()),
        Fault::Binary(at) => {
            ("binary", format!("binary data, not text (a NUL byte after {at} bytes): convert it to text first"))
        }
    };
    Failure { source: source.clone(), line: None, code, message }
}
