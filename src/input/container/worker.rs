//! Workers: this program started again, several times where several threads read, to take containers apart.

use std::io;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::limits::Limits;
use super::refusal::Refusal;
use super::serve::{Answer, Order, give, take};
use super::{Kind, Part};

/// How many times the seconds of processor time a file may take by the clock.
const PATIENCE: u64 = 4;

/// Worker processes, which are started when they are needed and used again. A clone shares them.
#[derive(Debug, Clone)]
pub struct Workers(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    program: PathBuf,
    argument: &'static str,
    idle: Mutex<Vec<Worker>>,
}

impl PartialEq for Workers {
    fn eq(&self, other: &Workers) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Workers {}

impl Workers {
    /// Workers that are `program`, which calls [`super::serve`] when its only argument is `argument`.
    pub fn new(program: PathBuf, argument: &'static str) -> Self {
        Workers(Arc::new(Pool { program, argument, idle: Mutex::default() }))
    }

    /// Has a worker take a file apart.
    pub(super) fn extract(&self, kind: &Kind, bytes: &[u8], limits: &Limits) -> Result<Vec<Part>, Refusal> {
        let idle = self.idle().pop();
        if let Some(worker) = idle {
            match self.ask(worker, kind, bytes, limits) {
                // What came before in its life may be to blame: only a fresh one decides.
                Err(Refusal::Broke(_)) => {}
                answer => return answer,
            }
        }
        let worker = Worker::start(&self.0).map_err(|error| Refusal::NoWorker(error.to_string()))?;
        self.ask(worker, kind, bytes, limits)
    }

    fn ask(&self, mut worker: Worker, kind: &Kind, bytes: &[u8], limits: &Limits) -> Answer {
        let order = Order { kind: kind.name.to_owned(), limits: *limits };
        let answer = worker.ask(&order, bytes)?;
        self.idle().push(worker);
        answer
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Worker>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A worker process, which ends with this.
#[derive(Debug)]
struct Worker {
    process: Child,
    orders: Option<ChildStdin>,
    answers: Receiver<Vec<u8>>,
}

impl Worker {
    fn start(pool: &Pool) -> io::Result<Worker> {
        let mut command = Command::new(&pool.program);
        command.arg(pool.argument).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // Without it, programs do not start on Windows.
        command.envs(std::env::vars_os().filter(|(name, _)| name == "SystemRoot"));
        let mut process = command.spawn()?;
        let orders = process.stdin.take();
        let mut from = process.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let (sender, answers) = channel();
        // Reading has no time limit of its own; waiting for what another thread reads has.
        thread::spawn(move || {
            while let Ok(Some(answer)) = take(&mut from, u64::MAX) {
                if sender.send(answer).is_err() {
                    break;
                }
            }
        });
        Ok(Worker { process, orders, answers })
    }

    /// The answer, or why there will be none.
    fn ask(&mut self, order: &Order, bytes: &[u8]) -> Result<Answer, Refusal> {
        let limits = &order.limits;
        let broke = Refusal::Broke(limits.memory);
        let order = postcard::to_allocvec(order).map_err(|_| broke.clone())?;
        let orders = self.orders.as_mut().ok_or_else(|| broke.clone())?;
        // One that does not listen is gone, and what it left is found below.
        let _ = give(orders, &order).and_then(|()| give(orders, bytes));
        let patience = limits.seconds.saturating_mul(PATIENCE);
        match self.answers.recv_timeout(Duration::from_secs(patience)) {
            Ok(answer) => postcard::from_bytes(&answer).map_err(|_| broke),
            Err(RecvTimeoutError::Timeout) => Err(Refusal::Stuck(patience)),
            Err(RecvTimeoutError::Disconnected) => match self.process.wait() {
                Ok(status) if out_of_time(status) => Err(Refusal::Slow(limits.seconds)),
                _ => Err(broke),
            },
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.orders = None;
        // It may be within a loop; and it has nothing to lose.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(unix)]
fn out_of_time(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(rustix::process::Signal::XCPU.as_raw())
}

#[cfg(not(unix))]
fn out_of_time(_: ExitStatus) -> bool {
    false
}
