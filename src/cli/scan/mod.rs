//! `layers scan`: folders of notes and transcripts in, a table of who has which layers out.

mod progress;
mod since;
mod work;

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use clap::ValueEnum;
use layers::input::{Failure, Notice};
use layers::output::json::Json;
use layers::output::rows::{RowsCsv, RowsJsonl};
use layers::output::text::scan::ScanText;
use layers::program::Rules;
use layers::report::{self, Report, Settings, Sort, Table, Writer, rows};
use layers::rules::Pack;
use layers::summary::group::By as Grouping;

use self::progress::Progress;
use self::since::Earlier;
use self::work::{Done, Work};
use super::kept::Chosen;
use super::options::{self, Color};
use super::out::{self, Out, to_terminal};
use super::walk::{self, Found, Job, kinds};
use super::{Outcome, interrupt, say};

/// What `layers scan` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Folders, gone through with all that is in them, and files
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,

    /// What a row of the table is
    #[arg(long, value_name = "WHAT", default_value = "file", help_heading = "What comes out")]
    by: By,

    /// The order of the rows: name, passages, date (latest first) or a layer's id (greatest share first)
    #[arg(long, value_name = "WHAT", default_value = "name", help_heading = "What comes out")]
    sort: String,

    /// Compare each client's sessions: where a layer rises, falls or stays away
    #[arg(long, help_heading = "What comes out")]
    trend: bool,

    /// The form of the output
    #[arg(long, default_value = "text", help_heading = "What comes out")]
    format: Format,

    /// Write to a file, which appears whole or not at all and which only you may read
    #[arg(short, long, value_name = "FILE", help_heading = "What comes out")]
    output: Option<PathBuf>,

    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "What comes out")]
    color: Color,

    /// Read only what is new or changed since this report (--format json); the rest is taken from there
    #[arg(long, value_name = "REPORT")]
    changed_since: Option<PathBuf>,

    /// How many files are read at a time [default: as many as the computer can]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,

    #[command(flatten)]
    chosen: Chosen,

    /// Names of files, clients and therapists become hashes; no word of a text is ever in a scan
    #[arg(long, help_heading = "What is kept")]
    no_text: bool,

    #[command(flatten)]
    input: options::Input,
}

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// A file
    File,
    /// A session, also where several files have it
    Session,
    /// A client
    Client,
    /// A therapist
    Therapist,
    /// A role: therapist, client, nobody known
    Speaker,
}

/// A form of output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// The whole report
    Json,
    /// One JSON object a row
    Jsonl,
    /// One line a row and layer
    Csv,
}

const EXAMPLES: &str =
    "Client, session and date come from front matter, the first lines, dated entries, names of files and \
folders (2024-03-01_anna_s07.txt), or from a file layers-folder.toml in the folder:
  therapist = [\"Kim\"]                          speakers who are therapists
  client = [\"Anna\"]                            the client of all that is there
  file_name = [\"{date}_{client}_s{session}\"]   how files are named
  leave_out = [\"drafts/\"]                      what is not read; .layersignore works as .gitignore does

Examples:
  layers scan notes                            a row a file, then by client and all together
  layers scan --by session --sort date notes
  layers scan --by client --sort transference notes
  layers scan --trend notes/anna               how each layer goes from session to session
  layers scan --format csv -o layers.csv notes
  layers scan --format json -o report.json notes
  layers scan --changed-since report.json --format json -o report-2.json notes";

/// Does it.
pub fn run(args: &Args) -> Outcome {
    match prepare(args) {
        Ok(prepared) => scan(args, prepared),
        Err(outcome) => outcome,
    }
}

struct Prepared {
    rules: Rules,
    settings: Settings,
    table: Table,
    earlier: Option<Earlier>,
    found: Found,
    out: Out,
}

/// Checks everything that can be checked before a word is read.
fn prepare(args: &Args) -> Result<Prepared, Outcome> {
    let (rules, mut settings) = args.chosen.settings(&args.input)?;
    settings.no_text = args.no_text;
    let by = match args.by {
        By::File => Grouping::File,
        By::Session => Grouping::Session,
        By::Client => Grouping::Client,
        By::Therapist => Grouping::Therapist,
        By::Speaker => Grouping::Speaker,
    };
    let table = Table { by, sort: sort(&args.sort, &rules.pack)?, trend: args.trend };
    let said = serde_json::to_value(report::header(&rules.pack, &settings).settings).unwrap_or_default();
    let earlier = args.changed_since.as_ref().map(|path| Earlier::read(path, &rules.pack, &said)).transpose()?;
    let found = walk::walk(&args.paths)?;
    let styled = (args.format == Format::Text).then(|| out::choice(args.color));
    let out = out::open(args.output.as_deref(), styled, |path| {
        let path = path.canonicalize().ok()?;
        let same = |job: &&Job| job.path.canonicalize().is_ok_and(|job| job == path) && !written_here(&path);
        found.jobs.iter().find(same).map(|job| &*job.name)
    })?;
    Ok(Prepared { rules, settings, table, earlier, found, out })
}

/// Whether a file is an earlier output, which may be written anew.
fn written_here(path: &std::path::Path) -> bool {
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(1 << 10).read_to_end(&mut head));
    read.is_ok() && kinds::own(&head)
}

fn sort(text: &str, pack: &Pack) -> Result<Sort, Outcome> {
    match text {
        "name" => Ok(Sort::Usual),
        "passages" => Ok(Sort::Passages),
        "date" => Ok(Sort::Latest),
        id => match pack.layers.iter().position(|layer| layer.id == id) {
            Some(place) => Ok(Sort::Layer(place)),
            None => {
                let ids: Vec<&str> = pack.layers.iter().map(|layer| layer.id.as_str()).collect();
                let known = [&["name", "passages", "date"][..], &ids].concat();
                let hint = layers::rules::fault::allowed(id, &known);
                Err(say::usage(&format!("--sort {id}"), &format!("no such order{hint}")))
            }
        },
    }
}

fn scan(args: &Args, prepared: Prepared) -> Outcome {
    let Prepared { rules, settings, table, earlier, mut found, out } = prepared;
    let stop = interrupt::asks(out.abandon().into_iter().collect());
    let progress = Progress::new(found.jobs.len() as u64, found.jobs.iter().map(|job| job.bytes).sum());
    let work = Work { rules: &rules, settings: &settings, earlier: earlier.as_ref(), progress: &progress, stop };
    let usual = || std::thread::available_parallelism().map_or(1, usize::from);
    let done = work.all(&found.jobs, args.threads.map_or_else(usual, usize::from));
    progress.end();
    let done = match done {
        Ok(done) => done,
        Err(error) => return say::usage("--threads", &format!("no thread can be started: {error}")),
    };
    let name = args.output.as_ref().map_or("stdout".into(), |path| path.to_string_lossy());
    let interrupted = stop.load(Ordering::Relaxed);
    let whole = out::file(&args.output).is_some();
    let all = found.jobs.len();
    let mut told = Told { failures: std::mem::take(&mut found.failures), notices: Vec::new() };
    let writer = writer(args, &rules.pack, out.clone());
    let read = done.iter().flatten().count();
    if interrupted && whole {
        // What stands there is whole; what would take its place is not.
        let told = format!("interrupted: {read} of {all} files were done; {name} was not written");
        say::about("scan", None, &told);
        return Outcome::Interrupted;
    }
    let written = Report::begin(&rules.pack, &settings, writer)
        .and_then(|report| write(report, table, earlier.as_ref(), found, done, interrupted, &mut told));
    let written = written.and_then(|()| out.commit());
    told.tell();
    let outcome = say::written(&name, written);
    if interrupted {
        say::about("scan", None, &format!("interrupted: {read} of {all} files were done"));
        return Outcome::Interrupted;
    }
    if outcome == Outcome::Done && !told.failures.is_empty() { Outcome::SomeFailed } else { outcome }
}

fn writer<'a>(args: &Args, pack: &'a Pack, out: Out) -> Box<dyn Writer + 'a> {
    let stdout = out::file(&args.output).is_none();
    match args.format {
        Format::Json => Box::new(Json::new(out, true)),
        Format::Jsonl => Box::new(RowsJsonl::new(out)),
        Format::Csv => Box::new(RowsCsv::new(out, stdout && to_terminal())),
        Format::Text => Box::new(ScanText::new(out, pack, out::layout(stdout, args.color, true))),
    }
}

/// What is said on stderr in the end.
struct Told {
    failures: Vec<Failure>,
    notices: Vec<Notice>,
}

impl Told {
    /// Failures one by one; what holds of several files once.
    fn tell(&self) {
        let mut notices: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        self.notices.iter().for_each(|notice| notices.entry(&notice.message).or_default().push(&notice.source));
        for (message, sources) in notices {
            match sources[..] {
                [source] => say::about(source, None, message),
                _ => say::about(&format!("{} files, the first is {}", sources.len(), sources[0]), None, message),
            }
        }
        for failure in &self.failures {
            say::about(&failure.source, failure.line, &failure.message);
        }
    }
}

/// Puts together what came of the files, in their order.
fn write(
    mut report: Report,
    table: Table,
    earlier: Option<&Earlier>,
    mut found: Found,
    done: Vec<Option<Done>>,
    interrupted: bool,
    told: &mut Told,
) -> io::Result<()> {
    let mut scan = rows::Scan { found: found.jobs.len() as u64, interrupted, ..rows::Scan::default() };
    scan.gone = earlier.map_or(0, |earlier| earlier.gone(found.jobs.iter().map(|job| &*job.name)));
    for job in std::mem::take(&mut found.jobs).into_iter().zip(done) {
        let (job, Some(done)) = job else { continue };
        let file = |sha256| rows::File { source: job.name.to_string(), bytes: job.bytes, sha256 };
        match done {
            Done::LeftOut(reason) => {
                scan.found -= 1;
                found.leave_out(reason, job.unsure.filter(|_| reason == "format"));
            }
            Done::Unchanged(hash) => {
                let Some(earlier) = earlier else { continue };
                scan.files.push(file(hash));
                scan.unchanged += 1;
                report.source(&job.name);
                earlier.parts(&job.name).iter().for_each(|part| report.part(part));
                let notice = |message: &String| Notice { source: job.name.clone(), message: message.clone() };
                told.notices.extend(earlier.notices(&job.name).iter().map(notice));
            }
            Done::Read { parts, failures, notices, sha256 } => {
                if !parts.is_empty() || failures.is_empty() {
                    scan.files.push(file(sha256));
                    report.source(&job.name);
                }
                parts.iter().for_each(|part| report.part(part));
                told.failures.extend(failures);
                told.notices.extend(notices);
            }
        }
    }
    let left_out = |((reason, ending), files)| rows::LeftOut { reason, ending, files };
    scan.left_out = found.left_out.into_iter().map(left_out).collect();
    told.notices.iter().try_for_each(|notice| report.notice(notice))?;
    told.failures.iter().try_for_each(|failure| report.failure(failure))?;
    report.scanned(scan, table);
    report.finish()
}
