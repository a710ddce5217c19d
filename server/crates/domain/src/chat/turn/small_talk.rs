//! A greeting or thanks needs no document. Models that read the prompt handle it themselves; for the
//! built-in answerer it is said here, in the language it was said in, or in the one that the bot keeps to.

use chatsphere_contract::behaviour::Language;

/// What a message without a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Hello,
    Thanks,
    Farewell,
}

/// Phrases in lower case without punctuation, what they are, and their language.
const PHRASES: &[(&[&str], Kind, Language)] = &[
    (
        &["hi", "hello", "hey", "hi there", "hello there", "good morning", "good evening", "good afternoon"],
        Kind::Hello,
        Language::En,
    ),
    (
        &["thanks", "thank you", "thank you very much", "thanks a lot", "great thanks", "perfect thanks"],
        Kind::Thanks,
        Language::En,
    ),
    (&["bye", "goodbye", "see you"], Kind::Farewell, Language::En),
    (
        &["hallo", "guten tag", "guten morgen", "guten abend", "moin", "servus", "grüß gott"],
        Kind::Hello,
        Language::De,
    ),
    (&["danke", "vielen dank", "danke schön", "dankeschön"], Kind::Thanks, Language::De),
    (&["tschüss", "tschüß", "auf wiedersehen"], Kind::Farewell, Language::De),
    (&["hola", "buenos días", "buenas tardes", "buenas"], Kind::Hello, Language::Es),
    (&["gracias", "muchas gracias"], Kind::Thanks, Language::Es),
    (&["adiós", "hasta luego"], Kind::Farewell, Language::Es),
    (&["bonjour", "salut", "bonsoir"], Kind::Hello, Language::Fr),
    (&["merci", "merci beaucoup"], Kind::Thanks, Language::Fr),
    (&["au revoir"], Kind::Farewell, Language::Fr),
    (&["ciao", "buongiorno", "buonasera"], Kind::Hello, Language::It),
    (&["grazie", "grazie mille"], Kind::Thanks, Language::It),
    (&["arrivederci"], Kind::Farewell, Language::It),
];

/// What to say to a message that is nothing but a greeting, thanks or a farewell; in `fixed` where we speak
/// it, otherwise in the language of the message.
pub(super) fn reply(message: &str, fixed: Option<Language>) -> Option<&'static str> {
    let words = message
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ");
    let (_, kind, spoken) = PHRASES.iter().find(|(phrases, ..)| phrases.contains(&words.as_str()))?;
    fixed.and_then(|language| answer(*kind, language)).or_else(|| answer(*kind, *spoken))
}

fn answer(kind: Kind, language: Language) -> Option<&'static str> {
    let [hello, thanks, farewell] = match language {
        Language::En => {
            ["Hello! What would you like to know?", "You’re welcome! Is there anything else?", GOODBYE]
        }
        Language::De => [
            "Hallo! Wie kann ich helfen?",
            "Gern geschehen! Kann ich sonst noch helfen?",
            "Auf Wiedersehen! Melden Sie sich jederzeit wieder.",
        ],
        Language::Es => [
            "¡Hola! ¿En qué puedo ayudar?",
            "¡De nada! ¿Puedo ayudar en algo más?",
            "¡Hasta luego! Vuelva cuando quiera.",
        ],
        Language::Fr => [
            "Bonjour ! Comment puis-je aider ?",
            "Avec plaisir ! Puis-je faire autre chose ?",
            "Au revoir ! Revenez quand vous voulez.",
        ],
        Language::It => [
            "Ciao! Come posso aiutare?",
            "Prego! Posso aiutare in altro modo?",
            "Arrivederci! Torni quando vuole.",
        ],
        Language::Nl => [
            "Hallo! Waarmee kan ik helpen?",
            "Graag gedaan! Kan ik nog ergens mee helpen?",
            "Tot ziens! U bent altijd welkom.",
        ],
        Language::Pt => [
            "Olá! Como posso ajudar?",
            "De nada! Posso ajudar em mais alguma coisa?",
            "Até logo! Volte quando quiser.",
        ],
        _ => return None,
    };
    Some(match kind {
        Kind::Hello => hello,
        Kind::Thanks => thanks,
        Kind::Farewell => farewell,
    })
}

const GOODBYE: &str = "Goodbye! Come back any time.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_messages_are_small_talk() {
        assert_eq!(reply("Hello!", None), answer(Kind::Hello, Language::En));
        assert_eq!(reply("  Thank you :) ", None), answer(Kind::Thanks, Language::En));
        assert_eq!(reply("Grüß Gott!", None), answer(Kind::Hello, Language::De));
        assert_eq!(reply("Hello, what does E-417 mean?", None), None);
        assert_eq!(reply("", None), None);
    }

    #[test]
    fn a_bot_keeps_to_its_language_where_we_speak_it() {
        assert_eq!(reply("Hello!", Some(Language::Pt)), Some("Olá! Como posso ajudar?"));
        assert_eq!(reply("Danke", Some(Language::Fi)), answer(Kind::Thanks, Language::De));
    }
}
