//! The first letters of a name.

use leptos::prelude::*;

/// Round for people, square for workspaces and bots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AvatarShape {
    /// A person.
    Round,
    /// A workspace or a bot.
    Square,
}

/// The initials of a name; read by nobody, because the name stands beside it.
#[component]
pub fn Avatar(
    /// Whose.
    #[prop(into)]
    name: String,
    /// Outline.
    shape: AvatarShape,
) -> impl IntoView {
    let class = if shape == AvatarShape::Square { "avatar avatar-square" } else { "avatar" };
    view! {
        <span class=class aria-hidden="true">
            {initials(&name)}
        </span>
    }
}

fn initials(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()))
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn initials_are_at_most_two() {
        assert_eq!(super::initials("ada king lovelace"), "AK");
        assert_eq!(super::initials("  Ödön "), "Ö");
        assert_eq!(super::initials("Hearth (demo)"), "HD");
        assert_eq!(super::initials("&"), "");
        assert_eq!(super::initials(""), "");
    }
}
