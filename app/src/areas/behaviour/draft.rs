//! What is being edited and not yet saved.

use chatsphere_contract::behaviour::{AnswerLength, Behaviour, Language, LinksPolicy, Tone};
use leptos::prelude::*;

use super::model;

/// One signal a field; lists as texts of lines.
#[derive(Clone, Copy)]
pub struct Draft {
    /// What the bot is told.
    pub instructions: RwSignal<String>,
    /// How it sounds.
    pub tone: RwSignal<Tone>,
    /// The same in the tenant's words.
    pub custom_tone: RwSignal<String>,
    /// The language of every answer.
    pub language: RwSignal<Option<Language>>,
    /// How much it says.
    pub length: RwSignal<AnswerLength>,
    /// Randomness.
    pub temperature: RwSignal<f32>,
    /// What it helps with, one a line.
    pub allowed_topics: RwSignal<String>,
    /// What it does not talk about, one a line.
    pub forbidden_topics: RwSignal<String>,
    /// What it says when it does not know.
    pub unknown_reply: RwSignal<String>,
    /// Which addresses it shows.
    pub links: RwSignal<LinksPolicy>,
    /// Below this it does not know.
    pub confidence_threshold: RwSignal<f32>,
}

impl Draft {
    /// A draft equal to what is saved.
    pub fn of(saved: &Behaviour) -> Self {
        Self {
            instructions: RwSignal::new(saved.instructions.clone()),
            tone: RwSignal::new(saved.tone),
            custom_tone: RwSignal::new(saved.custom_tone.clone()),
            language: RwSignal::new(saved.language),
            length: RwSignal::new(saved.length),
            temperature: RwSignal::new(saved.temperature),
            allowed_topics: RwSignal::new(model::as_lines(&saved.allowed_topics)),
            forbidden_topics: RwSignal::new(model::as_lines(&saved.forbidden_topics)),
            unknown_reply: RwSignal::new(saved.unknown_reply.clone()),
            links: RwSignal::new(saved.links),
            confidence_threshold: RwSignal::new(saved.confidence_threshold),
        }
    }

    /// Takes everything back to what is saved.
    pub fn set(&self, saved: &Behaviour) {
        self.instructions.set(saved.instructions.clone());
        self.tone.set(saved.tone);
        self.custom_tone.set(saved.custom_tone.clone());
        self.language.set(saved.language);
        self.length.set(saved.length);
        self.temperature.set(saved.temperature);
        self.allowed_topics.set(model::as_lines(&saved.allowed_topics));
        self.forbidden_topics.set(model::as_lines(&saved.forbidden_topics));
        self.unknown_reply.set(saved.unknown_reply.clone());
        self.links.set(saved.links);
        self.confidence_threshold.set(saved.confidence_threshold);
    }

    /// The draft as a whole; lines left empty are no topics.
    pub fn behaviour(&self) -> Behaviour {
        Behaviour {
            instructions: self.instructions.get(),
            tone: self.tone.get(),
            custom_tone: self.custom_tone.get(),
            language: self.language.get(),
            length: self.length.get(),
            temperature: self.temperature.get(),
            allowed_topics: self.allowed_topics.with(|text| model::topics(text)),
            forbidden_topics: self.forbidden_topics.with(|text| model::topics(text)),
            unknown_reply: self.unknown_reply.get(),
            links: self.links.get(),
            confidence_threshold: self.confidence_threshold.get(),
        }
    }
}
