//! Saying honestly what the bot does not answer: in the tenant's own words, or in ours, in the visitor's
//! language or the one that the bot keeps to, where we speak it.

use chatsphere_contract::behaviour::{Behaviour, Language};

/// What to say when the documents do not answer a question.
pub(super) fn unknown(question: &str, behaviour: &Behaviour) -> String {
    match behaviour.unknown_reply.trim() {
        "" => not_found(language(question, behaviour)).to_owned(),
        own => own.to_owned(),
    }
}

/// What to say to a question that the bot must not talk about.
pub(super) fn forbidden(question: &str, behaviour: &Behaviour) -> &'static str {
    match language(question, behaviour) {
        Language::De => {
            "Zu diesem Thema kann ich hier leider nichts sagen. Kann ich bei etwas anderem helfen?"
        }
        Language::Es => "Lo siento, aquí no puedo hablar de ese tema. ¿Puedo ayudar en otra cosa?",
        Language::Fr => {
            "Je suis désolé, je ne peux pas parler de ce sujet ici. Puis-je vous aider pour autre chose ?"
        }
        Language::It => "Mi dispiace, qui non posso parlare di questo argomento. Posso aiutare in altro?",
        Language::Nl => {
            "Het spijt me, over dat onderwerp kan ik hier niets zeggen. Kan ik met iets anders helpen?"
        }
        Language::Pt => "Lamento, não posso falar sobre esse assunto aqui. Posso ajudar em outra coisa?",
        _ => "I’m sorry, I can’t talk about that here. Is there something else I can help with?",
    }
}

/// The bot's language, else that of the question; English where that is not clear.
fn language(question: &str, behaviour: &Behaviour) -> Language {
    let spoken = || Language::parse(&chatsphere_ingest::detect_language(question)?);
    behaviour.language.or_else(spoken).unwrap_or(Language::En)
}

fn not_found(language: Language) -> &'static str {
    match language {
        Language::De => {
            "Dazu habe ich in den Unterlagen nichts gefunden. Sie können die Frage anders stellen oder mit einem Menschen sprechen."
        }
        Language::Es => {
            "No he encontrado nada sobre eso en los documentos. Puede reformular la pregunta o hablar con una persona."
        }
        Language::Fr => {
            "Je n’ai rien trouvé à ce sujet dans les documents. Vous pouvez reformuler la question ou parler à une personne."
        }
        Language::It => {
            "Non ho trovato nulla al riguardo nei documenti. Può riformulare la domanda o parlare con una persona."
        }
        Language::Nl => {
            "Daarover heb ik in de documenten niets gevonden. U kunt de vraag anders stellen of met een mens spreken."
        }
        Language::Pt => {
            "Não encontrei nada sobre isso nos documentos. Pode reformular a pergunta ou falar com uma pessoa."
        }
        _ => {
            "I couldn’t find an answer to that in the documents I have. You can ask in other words, or talk to a person."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GERMAN: &str = "Wie lange dauert die Lieferung einer Lampe in die Schweiz?";

    #[test]
    fn the_tenants_words_come_first_then_the_bots_language_then_the_visitors() {
        let ours = Behaviour::default();
        assert_eq!(unknown(GERMAN, &ours), not_found(Language::De));
        let fixed = Behaviour { language: Some(Language::Fr), ..Behaviour::default() };
        assert_eq!(unknown(GERMAN, &fixed), not_found(Language::Fr));
        assert_eq!(forbidden(GERMAN, &fixed), forbidden("", &fixed));
        let own = Behaviour { unknown_reply: " Please call 555. ".to_owned(), ..fixed };
        assert_eq!(unknown(GERMAN, &own), "Please call 555.");
    }

    #[test]
    fn a_language_that_we_do_not_speak_is_answered_in_english() {
        let fixed = Behaviour { language: Some(Language::Fi), ..Behaviour::default() };
        assert_eq!(unknown(GERMAN, &fixed), not_found(Language::En));
    }
}
