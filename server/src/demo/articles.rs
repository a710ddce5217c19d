//! The help articles of the invented product, part of the program so that the demo needs no files.

/// One help article, in Markdown.
#[derive(Debug, Clone, Copy)]
pub struct Article {
    /// Its place on the site: `/help/{slug}`.
    pub slug: &'static str,
    /// Its text; the first line is the title.
    pub markdown: &'static str,
}

impl Article {
    /// The title, without its `#`.
    pub fn title(&self) -> &'static str {
        self.markdown.lines().next().unwrap_or_default().trim_start_matches('#').trim()
    }
}

macro_rules! articles {
    ($($slug:literal),* $(,)?) => {
        /// Every article, in the order of the help page.
        pub const ARTICLES: &[Article] = &[$(Article {
            slug: $slug,
            markdown: include_str!(concat!("../../demo/articles/", $slug, ".md")),
        }),*];
    };
}

articles![
    "getting-started",
    "wifi-problems",
    "error-codes",
    "heating-does-not-start",
    "schedules",
    "radiator-valves",
    "voice-assistants",
    "hearth-plus",
    "billing",
    "shipping",
    "returns-and-refunds",
    "warranty",
    "account-recovery",
    "members-and-sharing",
    "limits",
    "privacy",
    "contact",
];

/// The guide for technicians: a PDF made by another program.
pub const GUIDE: &[u8] = include_bytes!("../../demo/articles/installers-guide.pdf");

/// Its file name.
pub const GUIDE_NAME: &str = "installers-guide.pdf";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_has_a_title_and_a_text() {
        assert!(ARTICLES.len() >= 15);
        for article in ARTICLES {
            assert!(article.markdown.starts_with("# "), "{}", article.slug);
            assert!(article.markdown.len() > 500, "{}", article.slug);
        }
        assert!(GUIDE.starts_with(b"%PDF-"));
    }
}
