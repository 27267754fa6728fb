//! The interval of a share (Wilson 1927): it stays between 0 and 1, and says something also where the share is 0 or 1.

/// The quantile of the normal distribution that leaves 2.5 % on each side.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % interval of the share `some` of `all`; none of nothing.
pub fn interval(some: u64, all: u64) -> Option<(f64, f64)> {
    if all == 0 {
        return None;
    }
    let (n, share) = (all as f64, some as f64 / all as f64);
    let spread = Z * Z / n;
    let middle = share + spread / 2.0;
    let half = Z * (share * (1.0 - share) / n + spread / (4.0 * n)).sqrt();
    let bound = |value: f64| (value / (1.0 + spread)).clamp(0.0, 1.0);
    Some((bound(middle - half), bound(middle + half)))
}

#[cfg(test)]
mod tests {
    use super::interval;

    /// As R's `prop.test(some, all, correct = FALSE)$conf.int` has it.
    #[test]
    fn it_is_what_other_programs_say() {
        for (some, all, low, high) in [
            (8, 10, 0.490_162, 0.943_318),
            (0, 10, 0.0, 0.277_533),
            (10, 10, 0.722_467, 1.0),
            (50, 100, 0.403_832, 0.596_168),
        ] {
            let (found_low, found_high) = interval(some, all).unwrap();
            assert!(
                (found_low - low).abs() < 1e-5 && (found_high - high).abs() < 1e-5,
                "{some}/{all}: {found_low} {found_high}"
            );
        }
        assert_eq!(interval(0, 0), None);
    }
}
