//! What the page of written answers reckons.

/// An answer as it was shown, without the numbers of its sources: the draft has none.
pub fn without_sources(answer: &str) -> String {
    let mut out = String::with_capacity(answer.len());
    let mut rest = answer;
    while let Some((before, after)) = rest.split_once('[') {
        match after.split_once(']').filter(|(n, _)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())) {
            Some((_, beyond)) => {
                out.push_str(before.trim_end_matches(' '));
                rest = beyond;
            }
            None => {
                out.push_str(before);
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}

/// Tags as they are typed, with commas between.
pub fn tags(typed: &str) -> Vec<String> {
    typed.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_taken_out_and_other_brackets_stay() {
        assert_eq!(without_sources("Two years [1]. See [the terms] [2]"), "Two years. See [the terms]");
        assert_eq!(without_sources("[x"), "[x");
        assert_eq!(without_sources("[]"), "[]");
    }

    #[test]
    fn tags_are_cut_at_commas() {
        assert_eq!(tags(" a, b c,,"), ["a", "b c"]);
    }
}
