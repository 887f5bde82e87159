//! Numbers as a person reads them: as many digits as their interval supports, thousands set apart.

/// Decimals that show a half-width with two significant digits (0 to 6).
#[must_use]
pub fn decimals(half_width: f64) -> usize {
    if !(half_width > 0.0 && half_width.is_finite()) {
        return 0;
    }
    let places = 1.0 - half_width.log10().floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=6 before the cast")]
    let places = places.clamp(0.0, 6.0) as usize;
    places
}

/// Decimals for a number without an interval: four significant digits, none for a whole number.
#[must_use]
pub fn plain_decimals(value: f64) -> usize {
    if value.fract() == 0.0 || !value.is_finite() {
        return 0;
    }
    let places = 3.0 - value.abs().log10().floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=6 before the cast")]
    let places = places.clamp(0.0, 6.0) as usize;
    places
}

/// Decimals that write a size of at most `largest` with three significant digits, 0 to 4.
#[must_use]
pub fn significant_places(largest: f64) -> u8 {
    match largest {
        _ if largest >= 100.0 => 0,
        _ if largest >= 10.0 => 1,
        _ if largest >= 1.0 || largest == 0.0 => 2,
        _ if largest >= 0.1 => 3,
        _ => 4,
    }
}

/// `value` with `decimals` decimals and thousands set apart by commas: `102,215.4`.
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let is_zero = !text.bytes().any(|byte| byte.is_ascii_digit() && byte != b'0');
    let mut shown = if value < 0.0 && !is_zero { "-".to_owned() } else { String::new() };
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(fraction) = fraction {
        shown.push('.');
        shown.push_str(fraction);
    }
    shown
}

/// A whole number with thousands set apart.
#[must_use]
pub fn count(value: u64) -> String {
    number(value as f64, 0)
}

#[cfg(test)]
mod tests {
    use crate::output::language::number::*;

    #[test]
    fn a_size_has_three_significant_digits() {
        assert_eq!([250.0, 57.6, 2.4, 0.31, 0.02, 0.0].map(significant_places), [0, 1, 2, 3, 4, 2]);
    }

    #[test]
    fn a_half_width_is_shown_with_two_significant_digits() {
        assert_eq!([0.0123, 0.5, 1.2, 12.0, 123.0, 0.0, 1e-12].map(decimals), [3, 2, 1, 0, 0, 0, 6]);
    }

    #[test]
    fn thousands_are_set_apart_and_a_rounded_zero_has_no_sign() {
        assert_eq!(number(102_215.44, 1), "102,215.4");
        assert_eq!(number(-1_234.0, 0), "-1,234");
        assert_eq!(number(999.0, 0), "999");
        assert_eq!(number(-0.001, 2), "0.00");
        assert_eq!(count(1_000_000), "1,000,000");
    }

    #[test]
    fn a_number_without_an_interval_keeps_four_digits() {
        assert_eq!([3.0, 0.66873, 12.3456, 123_456.7].map(plain_decimals), [0, 4, 2, 0]);
    }
}
