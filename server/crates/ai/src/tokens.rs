//! How many tokens a text is, about.

/// Characters of an alphabetic script in a token.
const CHARS_PER_TOKEN: u32 = 4;

/// The tokens of a text, estimated without any model's vocabulary: a token for every four characters of an
/// alphabetic script (the rule of thumb that providers publish for English), and one for every character of
/// a script without spaces between words (Chinese, Japanese, Korean), rounded up. Good for a preview and a
/// reservation; what an answer cost is what its provider says.
pub fn estimate_tokens(text: &str) -> u32 {
    let mut alphabetic: u32 = 0;
    let mut ideographic: u32 = 0;
    for character in text.chars() {
        let count = if is_ideographic(character) { &mut ideographic } else { &mut alphabetic };
        *count = count.saturating_add(1);
    }
    alphabetic.div_ceil(CHARS_PER_TOKEN).saturating_add(ideographic)
}

/// Kana, ideographs and Hangul, by their Unicode blocks.
fn is_ideographic(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_letters_are_a_token_and_so_is_an_ideograph() {
        assert_eq!(estimate_tokens(""), 0);
        assert_eq!(estimate_tokens("a"), 1);
        assert_eq!(estimate_tokens("Lamps go back within 30 days."), 8);
        assert_eq!(estimate_tokens("退货政策"), 4);
        assert_eq!(estimate_tokens("DIN 返品"), 3);
    }
}
