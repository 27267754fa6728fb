//! Where a report goes: stdout, or a file that appears whole or not at all.

use std::cell::RefCell;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anstream::{AutoStream, ColorChoice};
use layers::output::file::{Abandon, Whole};
use layers::output::text::Layout;

use super::options::Color;
use super::{Outcome, say};

/// An output, shared by the writer that fills it and the reader that flushes it before it waits for more.
#[derive(Clone)]
pub struct Out(Rc<RefCell<State>>);

struct State {
    to: Option<BufWriter<To>>,
    failed: Option<io::ErrorKind>,
    abandon: Option<Abandon>,
}

enum To {
    Stdout(io::Stdout),
    Styled(Box<AutoStream<io::Stdout>>),
    File(Whole),
}

impl Out {
    /// The standard output; `color` only where the text has some.
    pub fn stdout(color: Option<ColorChoice>) -> Self {
        Out::new(match color {
            Some(choice) => To::Styled(Box::new(AutoStream::new(io::stdout(), choice))),
            None => To::Stdout(io::stdout()),
        })
    }

    /// A file, seen only once it is complete.
    pub fn file(path: &Path) -> io::Result<Self> {
        Ok(Out::new(To::File(Whole::create(path)?)))
    }

    fn new(to: To) -> Self {
        let abandon = match &to {
            To::File(file) => Some(file.abandon()),
            To::Stdout(_) | To::Styled(_) => None,
        };
        Out(Rc::new(RefCell::new(State { to: Some(BufWriter::with_capacity(64 * 1024, to)), failed: None, abandon })))
    }

    /// What an interruption has to take away.
    pub fn abandon(&self) -> Option<Abandon> {
        self.0.borrow().abandon.clone()
    }

    /// Whether nothing can be written any more.
    pub fn failed(&self) -> bool {
        self.0.borrow().failed.is_some()
    }

    /// Lets a file appear; flushes stdout.
    pub fn commit(&self) -> io::Result<()> {
        let Some(to) = self.0.borrow_mut().to.take() else {
            return Ok(());
        };
        let to = to.into_inner().map_err(|error| error.into_error())?;
        match to {
            To::Stdout(mut stdout) => stdout.flush(),
            To::Styled(mut stdout) => stdout.flush(),
            To::File(file) => file.commit(),
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut BufWriter<To>) -> io::Result<T>) -> io::Result<T> {
        let mut state = self.0.borrow_mut();
        let to = state.to.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        let done = act(to);
        if let Err(error) = &done {
            state.failed = Some(error.kind());
        }
        done
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|to| to.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.with(|to| to.flush())
    }
}

impl Write for To {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            To::Stdout(to) => to.write(bytes),
            To::Styled(to) => to.write(bytes),
            To::File(to) => to.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            To::Stdout(to) => to.flush(),
            To::Styled(to) => to.flush(),
            To::File(to) => to.flush(),
        }
    }
}

/// An input that lets go of all output before it waits for more, so that a passage is out as soon as it is complete,
/// without a system call a passage.
pub struct Tied<R> {
    input: R,
    out: Out,
}

impl<R: Read> Tied<R> {
    /// Ties `input` to `out`.
    pub fn new(input: R, out: Out) -> Self {
        Tied { input, out }
    }
}

impl<R: Read> Read for Tied<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        // Whoever reads on is told by the next write; with nobody to write to, the input is over.
        if self.out.flush().is_err() {
            return Ok(0);
        }
        self.input.read(bytes)
    }
}

/// The file that `-o` names; none for stdout, which `-` names too.
pub fn file(output: &Option<PathBuf>) -> Option<&Path> {
    output.as_deref().filter(|path| path.as_os_str() != "-")
}

/// Opens the output that `-o` asks for, stdout where it asks for none or `-`; `styled` where the text has colour. `read` gives the
/// input that a path is, which writing there would destroy.
pub fn open<'a>(
    path: Option<&Path>,
    styled: Option<ColorChoice>,
    read: impl Fn(&Path) -> Option<&'a str>,
) -> Result<Out, Outcome> {
    let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
        return Ok(Out::stdout(styled));
    };
    let name = path.to_string_lossy();
    if let Some(source) = read(path) {
        let message = format!("would replace the input {source}; choose another name");
        return Err(say::usage(&format!("-o {name}"), &message));
    }
    Out::file(path).map_err(|error| {
        let message = match error.kind() {
            io::ErrorKind::IsADirectory => "is a folder; add a file name".to_owned(),
            io::ErrorKind::NotFound => "its folder does not exist; make it first".to_owned(),
            io::ErrorKind::PermissionDenied => "you may not write there; choose another folder".to_owned(),
            _ => format!("cannot be written: {error}"),
        };
        say::about(&name, None, &message);
        Outcome::SomeFailed
    })
}

/// When stdout has colour.
pub fn choice(color: Color) -> ColorChoice {
    match color {
        Color::Auto => AutoStream::choice(&io::stdout()),
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    }
}

/// How text is laid out, on stdout or in a file.
pub fn layout(stdout: bool, color: Color, only_summary: bool) -> Layout {
    Layout {
        width: if stdout { width() } else { USUAL },
        color: match color {
            Color::Auto => stdout && choice(Color::Auto) != ColorChoice::Never,
            Color::Always => true,
            Color::Never => false,
        },
        only_summary,
    }
}

/// Whether stdout is a terminal.
pub fn to_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Columns where nobody says how many there are.
const USUAL: usize = 100;

/// Columns to wrap at: the terminal's, within reason; elsewhere always the same.
pub fn width() -> usize {
    match terminal_size::terminal_size_of(io::stdout()) {
        Some((width, _)) => usize::from(width.0).clamp(40, USUAL),
        None => USUAL,
    }
}
