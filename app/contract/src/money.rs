//! Money as whole micro-units (millionths) of the currency in which a workspace enters its prices, and as people
//! write it. No fractions in binary: an amount is what was entered.

/// Micro-units of one unit of money.
pub const UNIT: i64 = 1_000_000;

/// Decimals of a micro-unit.
const DECIMALS: usize = 6;

/// The micro-units of an amount as people write it: digits, with a point or a comma before at most six decimals.
/// `None` for anything else, negative amounts among it, and for what is too large to be money.
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && decimals.is_empty()
        || decimals.len() > DECIMALS
        || !only_digits(whole)
        || !only_digits(decimals)
    {
        return None;
    }
    let number = |part: &str| if part.is_empty() { Some(0) } else { part.parse::<i64>().ok() };
    let micros = number(&format!("{decimals:0<DECIMALS$}"))?;
    number(whole)?.checked_mul(UNIT)?.checked_add(micros)
}

/// An amount with no more decimals than it has, for editing: `0.15`, `3`.
pub fn exact(micros: i64) -> String {
    let (sign, micros) = (if micros < 0 { "-" } else { "" }, micros.unsigned_abs());
    let unit = UNIT.unsigned_abs();
    let decimals = format!("{:0DECIMALS$}", micros % unit);
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{decimals}", micros / unit)
}

/// An amount for reading: `1,204.50`. Below one hundredth as many decimals as it takes to say something: `0.0042`.
pub fn shown(micros: i64) -> String {
    let unit = UNIT.unsigned_abs();
    let (sign, micros) = (if micros < 0 { "−" } else { "" }, micros.unsigned_abs());
    if micros != 0 && micros < unit / 100 {
        return format!("{sign}{}", exact(i64::try_from(micros).unwrap_or(i64::MAX)));
    }
    let hundredths = (micros + unit / 200) / (unit / 100);
    let whole = (hundredths / 100).to_string();
    let mut grouped = String::with_capacity(whole.len() + whole.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{:02}", hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_last_micro_unit_and_written_back() {
        for (text, micros) in [
            ("0", 0),
            ("0.15", 150_000),
            ("3", 3_000_000),
            (" 2,5 ", 2_500_000),
            (".000001", 1),
            ("0.1", 100_000),
            ("12.", 12_000_000),
            ("9223372036854.775807", i64::MAX),
        ] {
            assert_eq!(parse(text), Some(micros), "{text}");
            assert_eq!(parse(&exact(micros)), Some(micros), "{text}");
        }
        assert_eq!(exact(150_000), "0.15");
        assert_eq!(exact(3_000_000), "3");
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in
            ["", ".", "-1", "+1", "1e3", "0.0000001", "1.2.3", "1 000", "9223372036854.775808", "½", "٣"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn shown_amounts_have_two_decimals_or_as_many_as_they_need() {
        for (micros, text) in [
            (0, "0.00"),
            (4_200, "0.0042"),
            (1, "0.000001"),
            (10_000, "0.01"),
            (1_204_495_000, "1,204.50"),
            (999_999, "1.00"),
            (1_234_567_000_000, "1,234,567.00"),
            (-2_500_000, "−2.50"),
        ] {
            assert_eq!(shown(micros), text);
        }
    }
}
