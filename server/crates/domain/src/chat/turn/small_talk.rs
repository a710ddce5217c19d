//! A greeting or thanks needs no document. Models that read the prompt handle it themselves; for the
//! built-in answerer it is said here, in the language it was said in.

/// Phrases in lower case without punctuation, and the kind of answer they get.
const PHRASES: &[(&[&str], &str)] = &[
    (
        &["hi", "hello", "hey", "hi there", "hello there", "good morning", "good evening", "good afternoon"],
        HELLO,
    ),
    (
        &["thanks", "thank you", "thank you very much", "thanks a lot", "great thanks", "perfect thanks"],
        WELCOME,
    ),
    (&["bye", "goodbye", "see you"], BYE),
    (
        &["hallo", "guten tag", "guten morgen", "guten abend", "moin", "servus", "grüß gott"],
        "Hallo! Wie kann ich helfen?",
    ),
    (&["danke", "vielen dank", "danke schön", "dankeschön"], "Gern geschehen! Kann ich sonst noch helfen?"),
    (&["hola", "buenos días", "buenas tardes", "buenas"], "¡Hola! ¿En qué puedo ayudar?"),
    (&["gracias", "muchas gracias"], "¡De nada! ¿Puedo ayudar en algo más?"),
    (&["bonjour", "salut", "bonsoir"], "Bonjour ! Comment puis-je aider ?"),
    (&["merci", "merci beaucoup"], "Avec plaisir ! Puis-je faire autre chose ?"),
    (&["ciao", "buongiorno", "buonasera"], "Ciao! Come posso aiutare?"),
    (&["grazie", "grazie mille"], "Prego! Posso aiutare in altro modo?"),
];

const HELLO: &str = "Hello! What would you like to know?";
const WELCOME: &str = "You’re welcome! Is there anything else?";
const BYE: &str = "Goodbye! Come back any time.";

/// What to say to a message that is nothing but a greeting, thanks or a farewell.
pub(super) fn reply(message: &str) -> Option<&'static str> {
    let words = message
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ");
    PHRASES.iter().find(|(phrases, _)| phrases.contains(&words.as_str())).map(|(_, reply)| *reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_messages_are_small_talk() {
        assert_eq!(reply("Hello!"), Some(HELLO));
        assert_eq!(reply("  Thank you :) "), Some(WELCOME));
        assert!(reply("Grüß Gott!").is_some());
        assert_eq!(reply("Hello, what does E-417 mean?"), None);
        assert_eq!(reply(""), None);
    }
}
