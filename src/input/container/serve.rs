//! A worker: takes containers apart, one after the other, with nothing but its own memory at hand.
//!
//! A request is two frames, an answer is one; a frame is a length in eight bytes, lowest first, and so many bytes. The first frame
//! of a request is an [`Order`], the second the file; the answer is what came of it. Both are written with postcard.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::refusal::Refusal;
use super::{KINDS, Part};

/// What is to be done with the file that follows.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    pub kind: String,
    pub limits: Limits,
}

/// What came of it.
pub(super) type Answer = Result<Vec<Part>, Refusal>;

/// Takes requests until there are no more: what the program does when it is started as a worker.
///
/// # Errors
///
/// What reading or writing gives, or a request that is none.
pub fn serve(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<()> {
    while let Some(order) = take(from, u64::MAX)? {
        let order: Order = postcard::from_bytes(&order).map_err(io::Error::other)?;
        confine(&order.limits);
        let file = take(from, u64::MAX)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let kind = KINDS.into_iter().find(|kind| kind.name == order.kind).ok_or(io::ErrorKind::InvalidInput)?;
        let answer: Answer = (kind.extract)(&file, &order.limits);
        give(to, &postcard::to_allocvec(&answer).map_err(io::Error::other)?)?;
    }
    Ok(())
}

/// The next frame, of at most so many bytes; none at the end.
pub(super) fn take(from: &mut (impl Read + ?Sized), most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    let got = from.read(&mut length)?;
    if got == 0 {
        return Ok(None);
    }
    from.read_exact(&mut length[got..])?;
    let length = u64::from_le_bytes(length);
    if length > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    // Room is made as bytes come, whatever the length says.
    let mut frame = Vec::new();
    from.take(length).read_to_end(&mut frame)?;
    if (frame.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(frame))
}

/// Writes a frame.
pub(super) fn give(to: &mut (impl Write + ?Sized), frame: &[u8]) -> io::Result<()> {
    to.write_all(&(frame.len() as u64).to_le_bytes())?;
    to.write_all(frame)?;
    to.flush()
}

/// Limits this process. A limit that is lower already stays.
#[cfg(unix)]
fn confine(limits: &Limits) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};
    let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0);
    let most = |number: u64| Rlimit { current: Some(number), maximum: Some(number) };
    // No file can be opened, and none with words of a session is left where it dies.
    let _ = setrlimit(Resource::Nofile, most(3));
    let _ = setrlimit(Resource::Core, most(0));
    // Its own number only, for it is raised again for the next file.
    let maximum = getrlimit(Resource::Cpu).maximum;
    let _ = setrlimit(Resource::Cpu, Rlimit { current: Some(used + 1 + limits.seconds), maximum });
    #[cfg(target_os = "linux")]
    let _ = setrlimit(Resource::As, most(limits.memory));
}

#[cfg(not(unix))]
fn confine(_: &Limits) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_whole_or_not_at_all() {
        let mut wire = Vec::new();
        give(&mut wire, b"one").unwrap();
        give(&mut wire, b"").unwrap();
        let mut from = &wire[..];
        assert_eq!(take(&mut from, 3).unwrap().unwrap(), b"one");
        assert_eq!(take(&mut from, 3).unwrap().unwrap(), b"");
        assert!(take(&mut from, 3).unwrap().is_none());
        assert!(take(&mut &wire[..], 2).is_err());
        assert!(take(&mut &wire[..9], 3).is_err());
        assert!(take(&mut &wire[..4], 3).is_err());
    }
}
