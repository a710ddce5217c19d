//! Times as people read them. Pure: the clock is passed in, so that server and browser write the same.

/// Seconds since 1970 of an RFC 3339 time in UTC (`2026-11-21T10:25:53Z`, fractions allowed).
pub fn parse_rfc3339(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// `21 Nov 2026, 10:25 UTC`.
pub fn exact(seconds: i64) -> String {
    let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
    let of_day = seconds.rem_euclid(86_400);
    format!("{day} {} {year}, {:02}:{:02} UTC", month_name(month), of_day / 3_600, of_day % 3_600 / 60)
}

/// `21 Nov`, with the year when it is not this one.
pub fn day(seconds: i64, now: i64) -> String {
    let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
    let (this_year, _, _) = civil_from_days(now.div_euclid(86_400));
    let name = month_name(month);
    if year == this_year { format!("{day} {name}") } else { format!("{day} {name} {year}") }
}

/// `just now`, `5 minutes ago`, `yesterday`, … and the day for what is older than a week.
pub fn relative(seconds: i64, now: i64) -> String {
    let age = now - seconds;
    match age {
        ..60 => "just now".to_owned(),
        60..120 => "a minute ago".to_owned(),
        120..3_600 => format!("{} minutes ago", age / 60),
        3_600..7_200 => "an hour ago".to_owned(),
        7_200..86_400 => format!("{} hours ago", age / 3_600),
        86_400..172_800 => "yesterday".to_owned(),
        172_800..604_800 => format!("{} days ago", age / 86_400),
        _ => day(seconds, now),
    }
}

/// `Sat 21 Nov` of a `YYYY-MM-DD`.
pub fn weekday_of(text: &str) -> Option<String> {
    let seconds = parse_rfc3339(&format!("{text}T00:00:00Z"))?;
    let days = seconds.div_euclid(86_400);
    let name = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        .get(usize::try_from(days.rem_euclid(7)).ok()?)
        .copied()?;
    let (_, month, day) = civil_from_days(days);
    Some(format!("{name} {day} {}", month_name(month)))
}

fn month_name(month: i64) -> &'static str {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(month - 1).ok().and_then(|index| NAMES.get(index)).copied().unwrap_or("")
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar; years are counted from March, so that
/// the leap day is the last of its year.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written() {
        let at = parse_rfc3339("2026-11-21T10:25:53.120Z").expect("a time");
        assert_eq!(at, 1_795_256_753);
        assert_eq!(exact(at), "21 Nov 2026, 10:25 UTC");
        assert_eq!(
            parse_rfc3339("2024-02-29T00:00:00Z").map(exact).as_deref(),
            Some("29 Feb 2024, 00:00 UTC")
        );
        assert_eq!(parse_rfc3339("yesterday"), None);
        assert_eq!(parse_rfc3339("2026-13-01T00:00:00Z"), None);
        assert_eq!(weekday_of("2026-11-21").as_deref(), Some("Sat 21 Nov"));
    }

    #[test]
    fn ages_are_said_in_words() {
        let now = 1_795_256_753;
        assert_eq!(relative(now + 5, now), "just now");
        assert_eq!(relative(now - 90, now), "a minute ago");
        assert_eq!(relative(now - 7_199, now), "an hour ago");
        assert_eq!(relative(now - 90_000, now), "yesterday");
        assert_eq!(relative(now - 20 * 86_400, now), "1 Nov");
        assert_eq!(relative(now - 400 * 86_400, now), "17 Oct 2025");
    }
}
