//! Writes made-up text for measuring: `corpus (transcript|notes|jsonl) MEGABYTES [SEED]`.

#[path = "../benches/corpus/mod.rs"]
#[allow(dead_code)]
mod corpus;

use std::io::Write;

use corpus::Kind;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let kind = match args.first().map(String::as_str) {
        Some("transcript") => Kind::Transcript,
        Some("notes") => Kind::Notes,
        Some("jsonl") => Kind::Jsonl,
        _ => return Err("usage: corpus (transcript|notes|jsonl) MEGABYTES [SEED]".into()),
    };
    let megabytes: usize = args.get(1).ok_or("how many megabytes?")?.parse()?;
    let seed = args.get(2).map_or(Ok(7), |seed| seed.parse())?;
    std::io::stdout().write_all(corpus::text(kind, megabytes * 1_000_000, seed).as_bytes())?;
    Ok(())
}
