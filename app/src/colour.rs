//! Colours by what they mean for reading: contrast as in WCAG 2.2. Pure.

/// Dark text on a light accent.
pub const DARK_TEXT: &str = "#0b1414";
/// Light text on a dark accent.
pub const LIGHT_TEXT: &str = "#ffffff";

/// Relative luminance of `#rrggbb`.
pub fn luminance(colour: &str) -> Option<f64> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let channel = |from: usize| {
        let value = f64::from(u8::from_str_radix(digits.get(from..from + 2)?, 16).ok()?) / 255.0;
        Some(if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    Some(0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?)
}

/// The contrast of two luminances, 1 to 21.
pub fn contrast(a: f64, b: f64) -> f64 {
    let (light, dark) = if a > b { (a, b) } else { (b, a) };
    (light + 0.05) / (dark + 0.05)
}

/// The text colour that reads better on this one, and its contrast.
pub fn readable_on(colour: &str) -> Option<(&'static str, f64)> {
    let ground = luminance(colour)?;
    let with = |text: &str| luminance(text).map(|text| contrast(ground, text));
    let (light, dark) = (with(LIGHT_TEXT)?, with(DARK_TEXT)?);
    Some(if light >= dark { (LIGHT_TEXT, light) } else { (DARK_TEXT, dark) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_follows_wcag() {
        let ratio = |colour: &str| luminance(colour).map(|l| contrast(l, 1.0)).expect("a colour");
        assert!((ratio("#000000") - 21.0).abs() < 0.01);
        assert!((ratio("#767676") - 4.54).abs() < 0.01);
        assert!(luminance("#12345").is_none() && luminance("#12é45").is_none());
    }

    #[test]
    fn text_is_chosen_by_contrast() {
        assert_eq!(readable_on("#0f766e").map(|(text, _)| text), Some(LIGHT_TEXT));
        assert_eq!(readable_on("#ffd400").map(|(text, _)| text), Some(DARK_TEXT));
    }
}
