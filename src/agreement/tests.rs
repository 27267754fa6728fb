//! Figures that other implementations gave.

use super::alpha::{alpha, masi};
use super::*;

const W: Set = 1;
const T: Set = 2;
const P: Set = 4;
const R: Set = 8;
const S: Set = 16;

/// Ten passages coded twice; NLTK, scikit-learn and krippendorff gave the figures.
fn fixture() -> Vec<Unit> {
    let a = [W, 0, T, P | R, 0, S, W | P, 0, R, T | P];
    let b = [W, 0, T | P, P, W, S, W, 0, T, T | P];
    let unit = |(at, (coded, tagged))| Unit { coded, tagged, session: at / 2 };
    a.into_iter().zip(b).enumerate().map(unit).collect()
}

fn four(value: Value) -> String {
    value.map_or_else(|why| why.to_string(), |value| format!("{value:.4}"))
}

#[test]
fn layers_agree_as_scikit_learn_says() {
    let agreement = Agreement::of(&fixture(), 5);
    let figures = |layer: &Layer| ["kappa", "ac1", "pabak", "f1"].map(|name| four(named(&layer.figures, name).value));
    let expected = [
        ["0.7368", "0.8400", "0.8000", "0.8000"],
        ["0.7368", "0.8400", "0.8000", "0.8000"],
        ["0.5238", "0.6552", "0.6000", "0.6667"],
        ["0.0000", "0.7561", "0.6000", "0.0000"],
        ["1.0000", "1.0000", "1.0000", "1.0000"],
    ];
    assert_eq!(agreement.layers.iter().map(figures).collect::<Vec<_>>(), expected);
    assert_eq!((agreement.n, agreement.sessions), (10, 5));
}

#[test]
fn sets_agree_as_nltk_says() {
    let agreement = Agreement::of(&fixture(), 5);
    assert_eq!(four(named(&agreement.sets, "alpha_masi").value), "0.5334");
    assert_eq!(four(named(&agreement.sets, "exact").value), "0.5000");
    let pairs = fixture().into_iter().map(|unit| [unit.coded, unit.tagged]);
    assert_eq!(four(alpha(pairs, |a, b| f64::from(a != b))), "0.4379");
    assert_eq!(format!("{:.4}", masi(0b11, 0b1111)), "0.6667");
    assert_eq!((masi(0, 0), masi(0, W), masi(W, T)), (0.0, 1.0, 1.0));
}

#[test]
fn nominal_alpha_is_krippendorffs() {
    let apart = |a: u8, b: u8| f64::from(a != b);
    let two = "0100000010".bytes().zip("1110010000".bytes()).map(|(a, b)| [a, b]);
    assert_eq!(four(alpha(two, apart)), "0.0952");
    // Krippendorff's four coders; a dot is a gap.
    let coders = ["1233214 12...", "1233224125.3", ".33323422 51.", "1233244125 1."];
    let coders = coders.map(|coder| coder.replace(' ', ""));
    let unit = |at| coders.iter().map(|c| c.as_bytes()[at]).filter(|&c| c != b'.').collect::<Vec<u8>>();
    assert_eq!(four(alpha((0..12).map(unit), apart)), "0.7434");
}

#[test]
fn what_is_undefined_says_why() {
    let none = Agreement::of(&[], 1);
    assert!(none.layers[0].figures.iter().all(|figure| figure.value.is_err()));
    assert_eq!(four(named(&none.sets, "alpha_masi").value), "there is no passage");
    let empty = Agreement::of(&[Unit { coded: 0, tagged: 0, session: 0 }], 1);
    let said = |name| four(named(&empty.layers[0].figures, name).value);
    assert_eq!(said("precision"), "nothing was tagged");
    assert_eq!(said("recall"), "nothing was coded");
    assert_eq!(said("f1"), "nothing was tagged and nothing coded");
    assert_eq!(said("kappa"), "there is only one value, so chance agrees as fully");
    assert_eq!((said("ac1"), said("pabak")), ("1.0000".into(), "1.0000".into()));
    assert_eq!(four(named(&empty.means, "f1").value), "it is undefined in every layer");
    assert_eq!(four(named(&empty.sets, "exact").value), "1.0000");
}

#[test]
fn intervals_hold_the_figure_and_are_the_same_each_time() {
    let agreement = Agreement::of(&fixture(), 5);
    assert_eq!(agreement, Agreement::of(&fixture(), 5));
    for figure in agreement.figures() {
        let (low, high) = figure.interval.unwrap_or((f64::MIN, f64::MAX));
        assert!(figure.value.is_err() || figure.value.is_ok_and(|value| low <= value && value <= high), "{figure:?}");
    }
    let one: Vec<Unit> = fixture().into_iter().map(|unit| Unit { session: 0, ..unit }).collect();
    assert!(Agreement::of(&one, 5).figures().all(|figure| figure.interval.is_none()));
}

/// Invented codings and what scikit-learn, irrCAC and krippendorff make of them; `tests/agreement/reference.py` wrote it.
#[derive(serde::Deserialize)]
struct Reference {
    coders: Vec<Vec<Option<Set>>>,
    coded: Vec<Set>,
    tagged: Vec<Set>,
    layers: Vec<std::collections::BTreeMap<String, f64>>,
    alpha_masi: f64,
    alpha_masi_three_with_gaps: f64,
}

#[test]
fn figures_are_those_of_independent_programs() {
    let reference: Reference = serde_json::from_str(include_str!("../../tests/agreement/reference.json")).unwrap();
    let pairs = reference.coded.iter().zip(&reference.tagged);
    let units: Vec<Unit> = pairs.map(|(&coded, &tagged)| Unit { coded, tagged, session: 0 }).collect();
    let agreement = Agreement::of(&units, 5);
    let near = |value: Value, expected: f64| (value.unwrap() - expected).abs() < 1e-9;
    for (layer, expected) in agreement.layers.iter().zip(&reference.layers) {
        assert_eq!(expected.len(), 5);
        for (name, &value) in expected {
            assert!(near(named(&layer.figures, name).value, value), "{name}: {layer:?} is not {value}");
        }
    }
    assert!(near(named(&agreement.sets, "alpha_masi").value, reference.alpha_masi));
    let unit = |at| reference.coders.iter().filter_map(|coder| coder[at]).collect::<Vec<Set>>();
    assert!(near(alpha((0..units.len()).map(unit), masi), reference.alpha_masi_three_with_gaps));
}
