//! What the page of written answers reckons.

/// Tags as they are typed, with commas between.
pub fn tags(typed: &str) -> Vec<String> {
    typed.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_cut_at_commas() {
        assert_eq!(tags(" a, b c,,"), ["a", "b c"]);
    }
}
