//! Numbers as a reader of the sheet sees them: dates, shares, and no noise behind the fifteenth digit.

use crate::xml::Element;

/// Days from the beginning of Excel's calendar to that of ours (1970-01-01).
const EPOCH_1900: i64 = 25_569;
const EPOCH_1904: i64 = 24_107;
/// 9999-12-31.
const LAST_DAY: f64 = 2_958_465.0;

/// What the styles of cells make of numbers.
pub(super) struct Formats {
    by_style: Vec<Format>,
    is_1904: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Plain,
    /// With so many decimals.
    Fixed(usize),
    Percent(usize),
    Date,
    DateTime,
    Time,
}

impl Formats {
    pub(super) const fn none() -> Self {
        Self { by_style: Vec::new(), is_1904: false }
    }

    pub(super) fn of(styles: Option<&Element>, is_1904: bool) -> Self {
        let Some(styles) = styles else { return Self { is_1904, ..Self::none() } };
        let own: Vec<(&str, &str)> = styles
            .child("numFmts")
            .into_iter()
            .flat_map(Element::elements)
            .filter_map(|format| Some((format.attribute("numFmtId")?, format.attribute("formatCode")?)))
            .collect();
        let styles = styles.child("cellXfs").into_iter().flat_map(Element::elements);
        let by_style = styles.map(|style| {
            let id = style.attribute("numFmtId").unwrap_or("0");
            match own.iter().find(|(own_id, _)| *own_id == id) {
                Some((_, code)) => of_code(code),
                None => built_in(id.parse().unwrap_or(0)),
            }
        });
        Self { by_style: by_style.collect(), is_1904 }
    }

    /// A number as its style shows it.
    pub(super) fn shown(&self, value: &str, style: usize) -> String {
        let Ok(number) = value.parse::<f64>() else { return value.to_owned() };
        if !number.is_finite() {
            return value.to_owned();
        }
        match self.by_style.get(style).copied().unwrap_or(Format::Plain) {
            Format::Plain => plain(number),
            Format::Fixed(decimals) => format!("{number:.decimals$}"),
            Format::Percent(decimals) => format!("{:.decimals$} %", number * 100.0),
            format if (0.0..=LAST_DAY).contains(&number) => self.date(number, format),
            _ => plain(number),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "within a few million days, checked by the caller")]
    fn date(&self, number: f64, format: Format) -> String {
        let (mut day, mut seconds) = (number.floor() as i64, (number.fract() * 86_400.0).round() as i64);
        if seconds == 86_400 {
            (day, seconds) = (day + 1, 0);
        }
        let time = match seconds % 60 {
            0 => format!("{:02}:{:02}", seconds / 3_600, seconds / 60 % 60),
            rest => format!("{:02}:{:02}:{rest:02}", seconds / 3_600, seconds / 60 % 60),
        };
        // Excel believes that 1900 was a leap year.
        let leap = i64::from(!self.is_1904 && day < 60);
        let epoch = if self.is_1904 { EPOCH_1904 } else { EPOCH_1900 };
        let (year, month, of_month) = civil(day - epoch + leap);
        let date = format!("{year:04}-{month:02}-{of_month:02}");
        match format {
            Format::Time if day == 0 => time,
            Format::Date if seconds == 0 => date,
            Format::DateTime if seconds == 0 => date,
            _ => format!("{date} {time}"),
        }
    }
}

/// The fifteen digits that Excel itself works with: 0.1 + 0.2 is 0.3.
fn plain(number: f64) -> String {
    if number == number.trunc() && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// The day so many days after 1970-01-01, in the Gregorian calendar (the method of Howard Hinnant's
/// "chrono-Compatible Low-Level Date Algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The formats that have numbers and no code.
fn built_in(id: u32) -> Format {
    match id {
        1 | 3 => Format::Fixed(0),
        2 | 4 | 39 | 40 => Format::Fixed(2),
        9 => Format::Percent(0),
        10 => Format::Percent(2),
        14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Format::Date,
        18..=21 | 32..=35 | 45..=47 | 55 | 56 => Format::Time,
        22 => Format::DateTime,
        _ => Format::Plain,
    }
}

fn of_code(code: &str) -> Format {
    let first = code.split(';').next().unwrap_or_default();
    let mut bare = String::new();
    let mut characters = first.chars();
    let (mut quoted, mut bracketed) = (false, false);
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted = !quoted,
            '\\' | '_' | '*' if !quoted => {
                characters.next();
            }
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            other if !quoted && !bracketed => bare.push(other.to_ascii_lowercase()),
            _ => {}
        }
    }
    // `[h]:mm` counts hours beyond a day; the letters in brackets then are the format.
    let counts_hours =
        ["[h]", "[hh]", "[m]", "[mm]", "[s]"].iter().any(|own| first.to_lowercase().contains(own));
    if bare.contains("general") || bare.contains('@') {
        return Format::Plain;
    }
    let has_day = bare.contains(['y', 'd']) || (bare.contains('m') && !bare.contains(['h', 's', '0', '#']));
    let has_time = bare.contains(['h', 's']) || counts_hours;
    let decimals = || {
        let digits = bare.split('.').nth(1).unwrap_or_default();
        digits.chars().take_while(|digit| matches!(digit, '0' | '#' | '?')).count().min(10)
    };
    match (has_day, has_time) {
        (true, true) => Format::DateTime,
        (true, false) => Format::Date,
        (false, true) => Format::Time,
        _ if bare.contains('%') => Format::Percent(decimals()),
        _ if bare.contains('e') || bare.contains('/') => Format::Plain,
        _ if bare.contains('0') => Format::Fixed(decimals()),
        _ => Format::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Formats, of_code};

    fn formats(codes: &[&str]) -> Formats {
        Formats { by_style: codes.iter().map(|code| of_code(code)).collect(), is_1904: false }
    }

    #[test]
    fn numbers_are_shown_as_people_see_them() {
        let formats =
            formats(&["General", "0.0%", "yyyy-mm-dd", "dd/mm/yyyy hh:mm", "#,##0.00 \"days\"", "h:mm"]);
        let shown = |value: &str, style| formats.shown(value, style);
        assert_eq!(shown("0.30000000000000004", 0), "0.3");
        assert_eq!(shown("1200", 0), "1200");
        assert_eq!(shown("0.255", 1), "25.5 %");
        assert_eq!(shown("45292", 2), "2024-01-01");
        assert_eq!(shown("45292.75", 3), "2024-01-01 18:00");
        assert_eq!(shown("1", 2), "1900-01-01");
        assert_eq!(shown("61", 2), "1900-03-01");
        assert_eq!(shown("1234.5", 4), "1234.50");
        assert_eq!(shown("0.5", 5), "12:00");
        assert_eq!(shown("1e300", 2), "1e300".parse::<f64>().unwrap().to_string());
        assert_eq!(shown("nonsense", 0), "nonsense");
    }

    #[test]
    fn codes_are_told_apart() {
        assert_eq!(of_code("[Red]0.00;-0.00"), Format::Fixed(2));
        assert_eq!(of_code("mmm yy"), Format::Date);
        assert_eq!(of_code("[h]:mm:ss"), Format::Time);
        assert_eq!(of_code("0.00E+00"), Format::Plain);
        assert_eq!(of_code("\"due\" 0"), Format::Fixed(0));
        assert_eq!(of_code("@"), Format::Plain);
    }
}
