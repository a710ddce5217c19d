//! What is being edited and not yet saved.

use chatsphere_contract::bots::{Appearance, Bot, BotSettings, LauncherPosition, WidgetTheme};
use chatsphere_contract::widget::{Bootstrap, Branding};
use leptos::prelude::*;

use crate::colour;

/// One signal a field.
#[derive(Clone, Copy)]
pub struct Draft {
    bot_name: StoredValue<String>,
    /// The name that visitors see.
    pub display_name: RwSignal<String>,
    /// The first line.
    pub greeting: RwSignal<String>,
    /// `#rrggbb`.
    pub color: RwSignal<String>,
    /// Offered before the first message.
    pub suggested_questions: RwSignal<Vec<String>>,
    /// Side of the page.
    pub position: RwSignal<LauncherPosition>,
    /// Light or dark.
    pub theme: RwSignal<WidgetTheme>,
}

impl Draft {
    /// A draft equal to what is saved.
    pub fn of(bot: &Bot) -> Self {
        let look = &bot.appearance;
        Self {
            bot_name: StoredValue::new(bot.name.clone()),
            display_name: RwSignal::new(look.display_name.clone()),
            greeting: RwSignal::new(look.greeting.clone()),
            color: RwSignal::new(look.color.clone()),
            suggested_questions: RwSignal::new(look.suggested_questions.clone()),
            position: RwSignal::new(look.position),
            theme: RwSignal::new(look.theme),
        }
    }

    /// Takes everything back to what is saved.
    pub fn set(&self, saved: &Appearance) {
        self.display_name.set(saved.display_name.clone());
        self.greeting.set(saved.greeting.clone());
        self.color.set(saved.color.clone());
        self.suggested_questions.set(saved.suggested_questions.clone());
        self.position.set(saved.position);
        self.theme.set(saved.theme);
    }

    /// The draft as a whole; lines left empty are not questions.
    pub fn appearance(&self) -> Appearance {
        let mut suggested_questions = self.suggested_questions.get();
        suggested_questions.retain(|question| !question.trim().is_empty());
        Appearance {
            display_name: self.display_name.get(),
            greeting: self.greeting.get(),
            color: self.color.get(),
            suggested_questions,
            position: self.position.get(),
            theme: self.theme.get(),
        }
    }

    /// The same as a change of the bot.
    pub fn settings(&self) -> BotSettings {
        let look = untrack(|| self.appearance());
        BotSettings {
            display_name: Some(look.display_name),
            greeting: Some(look.greeting),
            color: Some(look.color),
            suggested_questions: Some(look.suggested_questions),
            position: Some(look.position),
            theme: Some(look.theme),
            ..BotSettings::default()
        }
    }

    /// What the widget would be told if this were saved; nothing while the colour is half typed.
    pub fn bootstrap(&self) -> Option<Bootstrap> {
        let look = self.appearance();
        let (on_color, _) = colour::readable_on(&look.color)?;
        let name = look.display_name.trim();
        let name = if name.is_empty() { self.bot_name.get_value() } else { name.to_owned() };
        Some(Bootstrap {
            name,
            branding: Branding {
                color: look.color,
                on_color: on_color.to_owned(),
                position: look.position,
                theme: look.theme,
            },
            greeting: look.greeting,
            suggested_questions: look.suggested_questions,
            languages: vec!["en".to_owned()],
        })
    }
}
