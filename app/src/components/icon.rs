//! The icon set: drawn for this product on a 20 by 20 grid, 1.5 wide strokes in the current colour.

use leptos::prelude::*;

/// One drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IconName {
    /// The product: a speech bubble that is a small planet.
    Brand,
    /// Overview.
    Home,
    /// Bots.
    Bot,
    /// Conversations.
    Talk,
    /// Settings.
    Gear,
    /// Log out.
    Leave,
    /// More to choose.
    Dots,
    /// Opens downwards.
    Down,
    /// Leads back.
    Left,
    /// Done.
    Check,
    /// Not done.
    Circle,
    /// Close, take away.
    Cross,
    /// Make new.
    Plus,
    /// Attention.
    Warning,
    /// Good to know.
    Info,
    /// A file.
    File,
    /// Upload.
    Upload,
    /// Delete.
    Bin,
    /// Again.
    Again,
    /// Copy.
    Copy,
    /// Send.
    Send,
    /// Search.
    Search,
    /// Light theme.
    Sun,
    /// Dark theme.
    Moon,
    /// The system's theme.
    Screen,
    /// A key.
    Key,
    /// The world outside.
    Globe,
    /// A quotation, a source.
    Quote,
    /// Several people apart from each other; protection.
    Shield,
    /// Unanswered.
    Question,
    /// Opens elsewhere.
    Out,
    /// A label.
    Tag,
    /// Long work, one after the other.
    Jobs,
}

impl IconName {
    fn drawing(self) -> &'static str {
        match self {
            Self::Brand => {
                r#"<path d="M10 3.2a6.8 6.8 0 0 1 0 13.6c-1.1 0-2.1-.2-3-.7l-3.4.9.9-3.2A6.8 6.8 0 0 1 10 3.2Z"/><path d="M4.2 12.2c2.6.6 8.6-1.3 11.6-5"/><circle cx="10" cy="10" r="1.3" fill="currentColor" stroke="none"/>"#
            }
            Self::Home => {
                r#"<path d="M3.5 9.2 10 3.6l6.5 5.6"/><path d="M5.2 8v8.2h9.6V8"/><path d="M8.4 16.2v-4h3.2v4"/>"#
            }
            Self::Bot => {
                r#"<rect x="3.8" y="6.8" width="12.4" height="9" rx="2.6"/><path d="M10 6.8V3.8"/><circle cx="10" cy="3.4" r=".7" fill="currentColor"/><path d="M7.6 10.6v1.2M12.4 10.6v1.2M1.9 10.2v2.6M18.1 10.2v2.6"/>"#
            }
            Self::Talk => {
                r#"<path d="M3.2 5.4c0-.9.7-1.6 1.6-1.6h10.4c.9 0 1.6.7 1.6 1.6v6.4c0 .9-.7 1.6-1.6 1.6H9.2L5.8 16.4v-3h-1c-.9 0-1.6-.7-1.6-1.6Z"/><path d="M6.4 7.4h7.2M6.4 10h4.4"/>"#
            }
            Self::Gear => {
                r#"<path d="M4 5.6h5.6M13.6 5.6H16M4 14.4h2.4M10.4 14.4H16M4 10h8.4M16 10h-.2"/><circle cx="11.6" cy="5.6" r="1.8"/><circle cx="8.4" cy="14.4" r="1.8"/><circle cx="14" cy="10" r="1.6"/>"#
            }
            Self::Leave => {
                r#"<path d="M11.6 6V4.4c0-.6-.4-1-1-1H4.8c-.6 0-1 .4-1 1v11.2c0 .6.4 1 1 1h5.8c.6 0 1-.4 1-1V14"/><path d="M8 10h8.6M13.8 7.2 16.6 10l-2.8 2.8"/>"#
            }
            Self::Dots => {
                r#"<g fill="currentColor" stroke="none"><circle cx="4.4" cy="10" r="1.4"/><circle cx="10" cy="10" r="1.4"/><circle cx="15.6" cy="10" r="1.4"/></g>"#
            }
            Self::Tag => {
                r#"<path d="M3.4 4.6v5.2l6.9 6.9c.5.5 1.2.5 1.7 0l4.6-4.6c.5-.5.5-1.2 0-1.7L9.7 3.4H4.6c-.7 0-1.2.5-1.2 1.2Z"/><circle cx="7" cy="7" r="1" fill="currentColor"/>"#
            }
            Self::Jobs => {
                r#"<path d="M3.6 5.2h12.8M3.6 10h8.4M3.6 14.8h5.2"/><path d="m12.6 14.4 1.8 1.8 3-3.6"/>"#
            }
            Self::Down => r#"<path d="m5.6 8 4.4 4.4L14.4 8"/>"#,
            Self::Left => r#"<path d="M12 5.6 7.6 10l4.4 4.4"/>"#,
            Self::Check => r#"<path d="m4.4 10.6 3.6 3.6 7.6-8.4"/>"#,
            Self::Circle => r#"<circle cx="10" cy="10" r="6.4"/>"#,
            Self::Cross => r#"<path d="m5.4 5.4 9.2 9.2M14.6 5.4l-9.2 9.2"/>"#,
            Self::Plus => r#"<path d="M10 4.2v11.6M4.2 10h11.6"/>"#,
            Self::Warning => {
                r#"<path d="M10 3.6 17.2 16H2.8Z"/><path d="M10 8.2v3.4"/><circle cx="10" cy="13.7" r=".5" fill="currentColor"/>"#
            }
            Self::Info => {
                r#"<circle cx="10" cy="10" r="6.8"/><path d="M10 9.4v4"/><circle cx="10" cy="6.7" r=".5" fill="currentColor"/>"#
            }
            Self::File => {
                r#"<path d="M11.4 3H6.2c-.7 0-1.2.5-1.2 1.2v11.6c0 .7.5 1.2 1.2 1.2h7.6c.7 0 1.2-.5 1.2-1.2V6.6Z"/><path d="M11.4 3v3.6H15M7.8 10.4h4.4M7.8 13.2h3"/>"#
            }
            Self::Upload => {
                r#"<path d="M10 12.6V3.8M6.6 7 10 3.6 13.4 7"/><path d="M3.6 12.4v2.8c0 .7.5 1.2 1.2 1.2h10.4c.7 0 1.2-.5 1.2-1.2v-2.8"/>"#
            }
            Self::Bin => {
                r#"<path d="M3.8 5.6h12.4M8 5.4V3.6h4v1.8M5.4 5.8l.7 9.9c0 .6.5 1.1 1.1 1.1h5.6c.6 0 1.1-.5 1.1-1.1l.7-9.9M8.4 8.8v5M11.6 8.8v5"/>"#
            }
            Self::Again => r#"<path d="M15.8 8.2A6.2 6.2 0 1 0 16.2 11"/><path d="M16.2 4.2v4.2h-4.2"/>"#,
            Self::Copy => {
                r#"<rect x="7.2" y="7.2" width="9.2" height="9.2" rx="1.6"/><path d="M4.8 12.8h-.2c-.6 0-1-.5-1-1V4.6c0-.6.4-1 1-1h7.2c.5 0 1 .4 1 1v.2"/>"#
            }
            Self::Send => r#"<path d="M16.6 3.6 3.4 8.4l5.2 2.9 2.9 5.2Z"/><path d="m8.6 11.3 3.6-3.5"/>"#,
            Self::Search => r#"<circle cx="8.8" cy="8.8" r="5"/><path d="m12.6 12.6 3.8 3.8"/>"#,
            Self::Sun => {
                r#"<circle cx="10" cy="10" r="3.2"/><path d="M10 2.6v1.6M10 15.8v1.6M2.6 10h1.6M15.8 10h1.6M4.8 4.8l1.1 1.1M14.1 14.1l1.1 1.1M4.8 15.2l1.1-1.1M14.1 5.9l1.1-1.1"/>"#
            }
            Self::Moon => r#"<path d="M16.4 11.8A6.8 6.8 0 0 1 8.2 3.6a6.8 6.8 0 1 0 8.2 8.2Z"/>"#,
            Self::Screen => {
                r#"<rect x="2.8" y="4" width="14.4" height="9.6" rx="1.6"/><path d="M7.2 16.6h5.6M10 13.6v3"/>"#
            }
            Self::Key => {
                r#"<circle cx="7" cy="13" r="3.4"/><path d="m9.4 10.6 6.8-6.8M13.4 6.6l2.2 2.2M11.2 8.8l1.4 1.4"/>"#
            }
            Self::Globe => {
                r#"<circle cx="10" cy="10" r="6.8"/><path d="M3.2 10h13.6M10 3.2c2.2 2 3 4.3 3 6.8s-.8 4.8-3 6.8c-2.2-2-3-4.3-3-6.8s.8-4.8 3-6.8Z"/>"#
            }
            Self::Quote => {
                r#"<path d="M8.4 6.4c-2.6.6-4 2.3-4 5.2v2.2h4V10H6.3M15.6 6.4c-2.6.6-4 2.3-4 5.2v2.2h4V10h-2.1"/>"#
            }
            Self::Shield => {
                r#"<path d="M10 3 4 5.2v4.4c0 3.6 2.4 6.2 6 7.6 3.6-1.4 6-4 6-7.6V5.2Z"/><path d="m7.4 10 1.9 1.9 3.4-3.7"/>"#
            }
            Self::Question => {
                r#"<circle cx="10" cy="10" r="6.8"/><path d="M7.9 8.2c0-1.2.9-2 2.1-2s2.1.8 2.1 1.9c0 1.6-2.1 1.6-2.1 3.3"/><circle cx="10" cy="13.6" r=".5" fill="currentColor"/>"#
            }
            Self::Out => {
                r#"<path d="M8.4 4.6H5.2c-.7 0-1.2.5-1.2 1.2v9c0 .7.5 1.2 1.2 1.2h9c.7 0 1.2-.5 1.2-1.2v-3.2M11.4 3.6h5v5M16 4l-6.4 6.4"/>"#
            }
        }
    }
}

/// An icon of 20 by 20 pixels. It never speaks: the words beside it, or its button's label, do.
#[component]
pub fn Icon(
    /// Which.
    name: IconName,
    /// Width and height in pixels.
    #[prop(default = 20)]
    size: u16,
) -> impl IntoView {
    view! {
        <svg
            class="icon"
            width=size
            height=size
            viewBox="0 0 20 20"
            fill="none"
            stroke="currentColor"
            stroke-width="1.5"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            inner_html=name.drawing()
        ></svg>
    }
}
