//! Ctrl-C and its like: no half-written file stays, and the exit code is 130.

use std::process::exit;

use layers::output::file::Abandon;

/// The exit code of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// From now on an interruption gives up these files and ends the program.
#[cfg(unix)]
pub fn abandons(files: Vec<Abandon>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    // Who was started with a signal ignored, as nohup and shells' background jobs are, goes on ignoring it.
    let ignored = ignored();
    let heard = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0);
    // Where signals cannot be heard, the program ends on them all the same, only less tidily.
    let Ok(mut signals) = signal_hook::iterator::Signals::new(heard) else {
        return;
    };
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            stop(&files);
        }
    });
}

/// From now on an interruption gives up these files and ends the program.
#[cfg(not(unix))]
pub fn abandons(files: Vec<Abandon>) {
    // Where it cannot be heard, the program ends all the same, only less tidily.
    let _ = ctrlc::set_handler(move || stop(&files));
}

fn stop(files: &[Abandon]) {
    match files.split_first() {
        // Each stays held while the next is given up, so that none is written on.
        Some((file, others)) => file.then(|| stop(others)),
        None => exit(INTERRUPTED),
    }
}

/// The ignored signals as a bit set; Linux tells, elsewhere only the hang-up that nohup ignores is taken to be.
#[cfg(unix)]
fn ignored() -> u64 {
    if cfg!(not(target_os = "linux")) {
        return 1 << (signal_hook::consts::SIGHUP - 1);
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
