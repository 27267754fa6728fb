//! How far a scan is, on stderr where that is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The bar. Elsewhere than on a terminal nothing is shown.
pub struct Progress {
    bar: ProgressBar,
    files: std::sync::atomic::AtomicU64,
    all: u64,
}

impl Progress {
    /// For so many files with so many bytes.
    pub fn new(files: u64, bytes: u64) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr());
        let style = "{bar:24} {msg} files, {decimal_bytes_per_sec}, {eta} left";
        // The pattern is fixed; with another the bar would only look otherwise.
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        let progress = Progress { bar, files: 0.into(), all: files };
        progress.say(0);
        progress
    }

    /// A file is done.
    pub fn file(&self) {
        self.say(self.files.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1);
    }

    /// So many bytes more were read.
    pub fn bytes(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }

    fn say(&self, done: u64) {
        self.bar.set_message(format!("{done}/{}", self.all));
    }
}
