//! How long an endpoint asks to be left alone.
//!
//! `Retry-After` is RFC 9110, section 10.2.3: seconds, or a date. A date is taken against the `Date` of the
//! same response, not against our clock, which may be wrong. Google says it in the body instead: as
//! `retryDelay` of a `google.rpc.RetryInfo` among the error's `details`, a number of seconds with an `s`.

use std::time::Duration;

use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use serde_json::Value;

/// Longer pauses are not believed.
const MAX_PAUSE: Duration = Duration::from_secs(60 * 60);

/// The pause that a response's headers ask for.
pub(super) fn from_headers(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok().map(str::trim);
    let wanted = text(RETRY_AFTER)?;
    let pause = seconds(wanted).or_else(|| {
        let until = httpdate::parse_http_date(wanted).ok()?;
        let now = httpdate::parse_http_date(text(DATE)?).ok()?;
        Some(until.duration_since(now).unwrap_or_default())
    });
    pause.map(|pause| pause.min(MAX_PAUSE))
}

/// The pause that the error in a response's body asks for.
pub(super) fn from_error(error: &Value) -> Option<Duration> {
    let details = error.get("details")?.as_array()?;
    let delay = details.iter().find_map(|detail| detail.get("retryDelay")?.as_str())?;
    seconds(delay.strip_suffix('s')?).map(|pause| pause.min(MAX_PAUSE))
}

/// Seconds with or without a fraction.
fn seconds(text: &str) -> Option<Duration> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    // What does not fit is far beyond the cap.
    Some(text.parse().ok().and_then(|n| Duration::try_from_secs_f64(n).ok()).unwrap_or(MAX_PAUSE))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;
    use serde_json::json;

    use super::*;

    fn pause(retry_after: &str, date: Option<&str>) -> Option<u128> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(retry_after).unwrap());
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_str(date).unwrap());
        }
        from_headers(&headers).map(|pause| pause.as_millis())
    }

    #[test]
    fn seconds_and_dates_are_understood_and_capped() {
        for (retry_after, ms) in [
            ("20", Some(20_000)),
            (" 0 ", Some(0)),
            ("1.5", Some(1_500)),
            ("3601", Some(3_600_000)),
            ("99999999999999999999999999", Some(3_600_000)),
            ("-1", None),
            ("1e3", None),
            ("inf", None),
            ("soon", None),
            ("", None),
            (".", None),
        ] {
            assert_eq!(pause(retry_after, None), ms, "{retry_after}");
        }
        let now = Some("Wed, 21 Oct 2026 07:28:00 GMT");
        assert_eq!(pause("Wed, 21 Oct 2026 07:28:30 GMT", now), Some(30_000));
        assert_eq!(pause("Thu, 22 Oct 2026 07:28:30 GMT", now), Some(3_600_000));
        assert_eq!(pause("Wed, 21 Oct 2026 07:00:00 GMT", now), Some(0), "the past is now");
        assert_eq!(pause("Wed, 21 Oct 2026 07:28:30 GMT", None), None, "no date to take it against");
        assert_eq!(pause("Wed, 21 Oct 2026 07:28:30 GMT", Some("today")), None);
        assert_eq!(from_headers(&HeaderMap::new()), None);
    }

    #[test]
    fn google_says_it_in_the_body() {
        let error = |delay: &str| json!({"details": [{"@type": "x"}, {"retryDelay": delay}]});
        assert_eq!(from_error(&error("34s")), Some(Duration::from_secs(34)));
        assert_eq!(from_error(&error("0.25s")), Some(Duration::from_millis(250)));
        assert_eq!(from_error(&error("34")), None);
        assert_eq!(from_error(&json!({"details": "34s"})), None);
        assert_eq!(from_error(&json!("34s")), None);
    }
}
