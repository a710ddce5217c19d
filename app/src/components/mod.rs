//! The design system: one piece a file. Pieces know tokens and wire types, never a page.

mod avatar;
mod badge;
mod banner;
mod bound;
mod button;
mod chart;
mod code_block;
mod colour_field;
mod dialog;
mod diff_lines;
mod empty_state;
mod error_state;
mod field;
mod icon;
mod icon_button;
mod loaded;
mod menu;
mod message_text;
mod meter;
mod page_header;
mod progress;
mod radio_cards;
mod save_bar;
mod segmented;
mod skeleton;
mod slider;
mod stat;
mod status;
mod switch;
mod tabs;
mod text_area;
mod time;
mod toast;

pub use avatar::{Avatar, AvatarShape};
pub use badge::Badge;
pub use banner::Banner;
pub use bound::bind_text;
pub use button::{Button, ButtonKind, ButtonLook, LinkButton};
pub use chart::{ChartWords, DailyChart, QUESTIONS};
pub use code_block::CodeBlock;
pub use colour_field::ColourField;
pub use dialog::{ConfirmDialog, Dialog, open_while};
pub use diff_lines::DiffLines;
pub use empty_state::EmptyState;
pub use error_state::{ErrorBanner, ErrorState};
pub use field::{Field, FieldFrame};
pub use icon::{Icon, IconName};
pub use icon_button::IconButton;
pub use loaded::Loaded;
pub use menu::Menu;
pub use message_text::MessageText;
pub use meter::{ConfidenceMeter, ScoreBar};
pub use page_header::PageHeader;
pub use progress::ProgressBar;
pub use radio_cards::{RadioCards, RadioOption};
pub use save_bar::SaveBar;
pub use segmented::Segmented;
pub use skeleton::{Skeleton, SkeletonShape};
pub use slider::Slider;
pub use stat::Stat;
pub use status::Status;
pub use switch::Switch;
pub use tabs::{Tab, Tabs};
pub use text_area::TextArea;
pub use time::Moment;
pub use toast::{ToastHost, Toasts};

/// What a colour of state says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Neutral,
    /// Ours: chosen, current.
    Accent,
    /// It went well.
    Success,
    /// Look at this.
    Warning,
    /// It went badly, or it destroys.
    Danger,
    /// Good to know.
    Info,
    /// It is under way.
    Working,
}

impl Tone {
    /// The end of a CSS class: `badge-success`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Accent => "accent",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
            Self::Info => "info",
            Self::Working => "working",
        }
    }
}
