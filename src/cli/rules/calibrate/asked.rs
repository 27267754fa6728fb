//! What is asked for on the command line.

use std::str::FromStr;

use layers::rules::Pack;

use crate::cli::{Outcome, packs, say};

/// How common layers are said to be: of one, or of all.
#[derive(Debug, Clone, PartialEq)]
pub struct Prevalence {
    layer: Option<String>,
    share: f64,
}

impl FromStr for Prevalence {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (layer, share) = text.split_once('=').map_or((None, text), |(layer, share)| (Some(layer), share));
        match share.trim().parse::<f64>() {
            Ok(share) if share > 0.0 && share < 1.0 => {
                Ok(Prevalence { layer: layer.map(|layer| layer.trim().to_owned()), share })
            }
            _ => Err("not a share between 0 and 1, such as 0.05 or transference=0.05".to_owned()),
        }
    }
}

/// The share of each layer; what is said of one goes before what is said of all, and later before earlier.
pub fn by_layer(asked: &[Prevalence], pack: &Pack) -> Result<Vec<f64>, Outcome> {
    const USUAL: f64 = 0.05;
    let all = asked.iter().rfind(|one| one.layer.is_none()).map_or(USUAL, |one| one.share);
    let mut shares = vec![all; pack.layers.len()];
    for one in asked {
        let Some(id) = &one.layer else { continue };
        match pack.layers.iter().position(|layer| layer.id == *id) {
            Some(at) => shares[at] = one.share,
            None => return Err(say::usage("--prevalence", &packs::unknown_layer(id, pack))),
        }
    }
    Ok(shares)
}

/// A whole number that is not 0.
pub fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&number| number > 0).ok_or_else(|| "not a whole number from 1".to_owned())
}
