//! What differs between two versions, field by field.

use chatsphere_contract::behaviour::{
    AnswerLength, Behaviour, BehaviourComparison, BehaviourField, FieldChange, LinksPolicy, Tone,
    changed_fields,
};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::FieldError;
use chatsphere_db::behaviour;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::BehaviourError;
use crate::platform::Platform;
use crate::text_diff::differences;

/// Compares two versions, the older one first whichever is named first.
pub async fn compare(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    (number, with): (i32, i32),
) -> Result<BehaviourComparison, BehaviourError> {
    ctx.require(Permission::Read)?;
    if number == with {
        let message = "Choose two different versions.".to_owned();
        let error = FieldError { field: "with".to_owned(), code: "same".to_owned(), message };
        return Err(BehaviourError::Invalid(vec![error]));
    }
    let (from, to) = (number.min(with), number.max(with));
    let tx = platform.db.tenant(ctx.tenant).await?;
    behaviour::find(&tx, bot).await?.ok_or(BehaviourError::NotFound)?;
    let before = behaviour::version(&tx, bot, from).await?.ok_or(BehaviourError::NoSuchVersion)?;
    let after = behaviour::version(&tx, bot, to).await?.ok_or(BehaviourError::NoSuchVersion)?;
    tx.close();
    Ok(BehaviourComparison { from, to, fields: changes(&before.behaviour, &after.behaviour) })
}

fn changes(before: &Behaviour, after: &Behaviour) -> Vec<FieldChange> {
    let change = |field: BehaviourField| {
        let (before, after) = (text(field, before), text(field, after));
        // At most 8,000 characters each: no work worth a thread of its own.
        let lines = if is_long(field) { differences(&before, &after).groups } else { Vec::new() };
        FieldChange { field, before, after, lines }
    };
    changed_fields(before, after).into_iter().map(change).collect()
}

/// Texts and lists, of which people want to see the words that changed.
fn is_long(field: BehaviourField) -> bool {
    matches!(
        field,
        BehaviourField::Instructions
            | BehaviourField::CustomTone
            | BehaviourField::AllowedTopics
            | BehaviourField::ForbiddenTopics
            | BehaviourField::UnknownReply
    )
}

/// A field as text: what a person wrote, or the word on the wire.
fn text(field: BehaviourField, behaviour: &Behaviour) -> String {
    match field {
        BehaviourField::Instructions => behaviour.instructions.clone(),
        BehaviourField::Tone => tone(behaviour.tone).to_owned(),
        BehaviourField::CustomTone => behaviour.custom_tone.clone(),
        BehaviourField::Language => {
            behaviour.language.map_or("the visitor’s", |language| language.name()).to_owned()
        }
        BehaviourField::Length => length(behaviour.length).to_owned(),
        BehaviourField::Temperature => behaviour.temperature.to_string(),
        BehaviourField::AllowedTopics => behaviour.allowed_topics.join("\n"),
        BehaviourField::ForbiddenTopics => behaviour.forbidden_topics.join("\n"),
        BehaviourField::UnknownReply => behaviour.unknown_reply.clone(),
        BehaviourField::Links => links(behaviour.links).to_owned(),
        BehaviourField::ConfidenceThreshold => behaviour.confidence_threshold.to_string(),
    }
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Formal => "formal",
        Tone::Friendly => "friendly",
        Tone::Concise => "concise",
        Tone::Playful => "playful",
        Tone::Custom => "custom",
    }
}

fn length(length: AnswerLength) -> &'static str {
    match length {
        AnswerLength::Short => "short",
        AnswerLength::Medium => "medium",
        AnswerLength::Long => "long",
    }
}

fn links(links: LinksPolicy) -> &'static str {
    match links {
        LinksPolicy::None => "none",
        LinksPolicy::Sources => "those of the sources",
        LinksPolicy::AllowedDomains => "those of the allowed domains",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_fields_have_before_and_after_and_texts_their_words() {
        let before = Behaviour { instructions: "Be kind.\nBe brief.".to_owned(), ..Behaviour::default() };
        let after = Behaviour {
            instructions: "Be kind.\nBe thorough.".to_owned(),
            tone: Tone::Formal,
            temperature: 0.7,
            ..Behaviour::default()
        };
        let found = changes(&before, &after);
        let short: Vec<_> = found.iter().map(|c| (c.field, c.before.as_str(), c.after.as_str())).collect();
        assert_eq!(short[1], (BehaviourField::Tone, "friendly", "formal"));
        assert_eq!(short[2], (BehaviourField::Temperature, "0.2", "0.7"));
        assert_eq!(found.len(), 3);
        let changed: Vec<&str> = found[0]
            .lines
            .iter()
            .flatten()
            .flat_map(|line| &line.parts)
            .filter(|part| part.changed)
            .map(|part| part.text.as_str())
            .collect();
        assert!(changed.iter().any(|text| text.contains("thorough")), "{changed:?}");
        assert!(changes(&before, &before).is_empty());
    }
}
