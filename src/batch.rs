//! Passages tagged by several threads, handed on in their order.
//!
//! A passage is context for the next: its words for conditions, its evidence for rules that go on, its voice for the next voice.
//! So a batch comes with the two passages before it, which are read again, and with what was known of the voice before those; where
//! that turns out to have been wrong, the batch is done again.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::evidence::Carried;
use crate::input::Item;
use crate::passage::{Before, Genre, Passage};
use crate::tag::{Tagged, Tagger};

/// Bytes of text that make a batch.
pub const BATCH: usize = 256 * 1024;

/// So many passages back a passage depends on others, but for the voice.
const LEAD: usize = 2;

/// Passages that one thread tags in one go.
#[derive(Debug, Default)]
struct Batch {
    number: u64,
    lead: Vec<Passage>,
    /// What is taken to be known before the lead.
    carried: Carried,
    passages: Vec<Passage>,
    /// What is no passage, each with the number of passages of the batch before it.
    others: Vec<(usize, Item)>,
    bytes: usize,
}

/// What is handed on, in the order in which it came.
pub enum Ready {
    /// A passage, tagged.
    Tagged(Tagged),
    /// What was read between passages.
    Other(Item),
}

impl Batch {
    /// Whether what is known before the lead makes a difference.
    fn depends(&self) -> bool {
        self.lead.first().is_some_and(|first| first.before == Before::Previous && first.genre != Genre::Transcript)
    }
}

/// A batch that was tagged.
struct Done {
    batch: Batch,
    tagged: Vec<Tagged>,
    /// What is known before its last passages, which are the next one's lead.
    carried: Carried,
}

/// The batches on their way, shared by all threads.
#[derive(Default)]
pub struct Queue {
    state: Mutex<State>,
    /// There is something to tag, or nothing more will come.
    work: Condvar,
    /// Something was tagged.
    done: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Batch>,
    done: Vec<Done>,
    closed: bool,
    /// A thread ended in the middle of its work.
    failed: bool,
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tags batches until there will be no more: what each further thread does.
    pub fn work(&self, mut tagger: Tagger) {
        let _watch = Watch(self);
        let mut state = self.state();
        loop {
            if let Some(batch) = state.waiting.pop_front() {
                drop(state);
                let done = tag(batch, &mut tagger);
                state = self.state();
                state.done.push(done);
                self.done.notify_all();
            } else if state.closed {
                return;
            } else {
                state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// Nothing more will come: the other threads end.
    fn close(&self) {
        self.state().closed = true;
        self.work.notify_all();
    }
}

/// Tells the others when its thread panics, who would else wait for it.
struct Watch<'a>(&'a Queue);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.state().failed = true;
            self.0.done.notify_all();
        }
    }
}

/// Gathers passages into batches and hands them on tagged; the thread that has it tags as well.
pub struct Batches<'a> {
    queue: &'a Queue,
    tagger: Tagger<'a>,
    /// Bytes that make a batch.
    size: usize,
    /// Batches that may be on their way: more would only take memory.
    most: u64,
    next: Batch,
    /// The number of the batch that is handed on next.
    out: u64,
    /// What is known before the lead of that one.
    carried: Carried,
}

impl<'a> Batches<'a> {
    /// Batches for so many threads in all, of which the others [`work`](Queue::work) on the queue.
    pub fn new(queue: &'a Queue, tagger: Tagger<'a>, threads: usize) -> Batches<'a> {
        let (next, carried) = (Batch::default(), Carried::default());
        Batches { queue, tagger, size: BATCH, most: threads as u64 * 2, next, out: 0, carried }
    }

    /// Takes the next passage; hands on what is ready.
    pub fn push<E>(&mut self, passage: Passage, each: &mut impl FnMut(Ready) -> Result<(), E>) -> Result<(), E> {
        self.next.bytes += passage.text.len();
        self.next.passages.push(passage);
        if self.next.bytes >= self.size && self.next.passages.len() >= LEAD {
            self.send();
            while self.next.number - self.out >= self.most {
                self.hand_on(each)?;
            }
        }
        Ok(())
    }

    /// Takes what is no passage; it is handed on after those that came before it.
    pub fn push_other(&mut self, item: Item) {
        self.next.others.push((self.next.passages.len(), item));
    }

    /// Tags all that has come so far and hands it on. The passage that comes next has to begin a source.
    pub fn finish<E>(&mut self, each: &mut impl FnMut(Ready) -> Result<(), E>) -> Result<(), E> {
        self.send();
        while self.out < self.next.number {
            self.hand_on(each)?;
        }
        Ok(())
    }

    /// Queues the batch at hand and begins the next.
    fn send(&mut self) {
        let passages = &self.next.passages;
        let lead = passages[passages.len().saturating_sub(LEAD)..].to_vec();
        let number = self.next.number + 1;
        let next = Batch { number, lead, carried: self.carried, ..Batch::default() };
        let batch = std::mem::replace(&mut self.next, next);
        self.queue.state().waiting.push_back(batch);
        self.queue.work.notify_one();
    }

    /// Hands on the next batch when it is ready; tags others until then.
    fn hand_on<E>(&mut self, each: &mut impl FnMut(Ready) -> Result<(), E>) -> Result<(), E> {
        let mut done = self.ready();
        if done.batch.depends() && done.batch.carried != self.carried {
            done.batch.carried = self.carried;
            done.batch.passages = done.tagged.into_iter().map(|tagged| tagged.passage).collect();
            done = tag(done.batch, &mut self.tagger);
        }
        self.carried = done.carried;
        self.out += 1;
        let mut others = done.batch.others.into_iter().peekable();
        for (at, tagged) in done.tagged.into_iter().enumerate() {
            while let Some((_, item)) = others.next_if(|(before, _)| *before <= at) {
                each(Ready::Other(item))?;
            }
            each(Ready::Tagged(tagged))?;
        }
        others.try_for_each(|(_, item)| each(Ready::Other(item)))
    }

    fn ready(&mut self) -> Done {
        let mut state = self.queue.state();
        loop {
            assert!(!state.failed, "a thread that tags has panicked");
            if let Some(at) = state.done.iter().position(|done| done.batch.number == self.out) {
                return state.done.swap_remove(at);
            }
            if let Some(batch) = state.waiting.pop_front() {
                drop(state);
                let done = tag(batch, &mut self.tagger);
                state = self.queue.state();
                state.done.push(done);
            } else {
                state = self.queue.done.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }
}

impl Drop for Batches<'_> {
    /// The other threads end, however this one does.
    fn drop(&mut self) {
        self.queue.close();
    }
}

/// Tags a batch, after its lead.
fn tag(mut batch: Batch, tagger: &mut Tagger) -> Done {
    let passages = std::mem::take(&mut batch.passages);
    if passages.first().is_some_and(|first| first.before == Before::Previous) {
        tagger.resume(batch.carried);
        for passage in &batch.lead {
            tagger.tag(passage.clone());
        }
    }
    let last = passages.len().saturating_sub(LEAD);
    let mut carried = tagger.carried();
    let mut tagged = Vec::with_capacity(passages.len());
    for (at, passage) in passages.into_iter().enumerate() {
        if at == last {
            carried = tagger.carried();
        }
        tagged.push(tagger.tag(passage));
    }
    Done { batch, tagged, carried }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Failure, Item};
    use crate::program::Rules;

    /// Paragraphs in which the voice changes now and then, and what comes before matters.
    fn passages(genre: Genre) -> Vec<Passage> {
        let texts = [
            "I felt so close to my therapist today.",
            "She said nothing. I was angry with her.",
            "My client prayed with me and we agreed to meet weekly.",
            "He was like a father.",
            "And then? I do not know.",
            "You were there for me, just like my mother never was.",
        ];
        let one = |number: usize| {
            // A pattern that does not come again soon.
            let text = texts[number * number / 7 % texts.len()];
            let mut passage = crate::examples::passage(text);
            let speaker = [Some(crate::layer::Role::Client), None, Some(crate::layer::Role::Therapist)][number % 3];
            passage.number = number as u64;
            passage.genre = genre;
            passage.speaker = speaker.filter(|_| genre == Genre::Transcript);
            passage.before = if number.is_multiple_of(41) { Before::Nothing } else { Before::Previous };
            passage
        };
        (0..300).map(one).collect()
    }

    fn in_batches(rules: &Rules, passages: &[Passage], size: usize) -> Vec<String> {
        let queue = Queue::default();
        let mut out = Vec::new();
        std::thread::scope(|scope| {
            let mut batches = Batches::new(&queue, Tagger::new(rules), 3);
            batches.size = size;
            scope.spawn(|| queue.work(Tagger::new(rules)));
            scope.spawn(|| queue.work(Tagger::new(rules)));
            let mut each = |ready: Ready| -> Result<(), ()> {
                out.push(match ready {
                    Ready::Tagged(tagged) => format!("{tagged:?}"),
                    Ready::Other(item) => format!("{item:?}"),
                });
                Ok(())
            };
            for passage in passages {
                if passage.number % 50 == 7 {
                    batches.push_other(failure());
                }
                batches.push(passage.clone(), &mut each).unwrap();
            }
            batches.finish(&mut each).unwrap();
        });
        out
    }

    fn failure() -> Item {
        Item::Failure(Failure { source: "s".into(), line: None, code: "test", message: String::new() })
    }

    #[test]
    fn several_threads_say_what_one_says_in_the_same_order() {
        let rules = crate::builtin::rules();
        for genre in [Genre::Note, Genre::Letter, Genre::Transcript] {
            let passages = passages(genre);
            let mut tagger = Tagger::new(&rules);
            let one: Vec<String> = passages
                .iter()
                .flat_map(|passage| {
                    let other = (passage.number % 50 == 7).then(|| format!("{:?}", failure()));
                    other.into_iter().chain([format!("{:?}", tagger.tag(passage.clone()))])
                })
                .collect();
            for size in [1, 100, 1000, 1 << 20] {
                assert_eq!(in_batches(&rules, &passages, size), one, "{genre:?} in batches of {size} bytes");
            }
        }
    }
}
