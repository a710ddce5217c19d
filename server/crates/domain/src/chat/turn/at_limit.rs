//! What the visitor reads when a budget is used up and the tenant wants no answer then, in the visitor's language where
//! we speak it. It says what happens and blames nobody.

use chatsphere_contract::spending::{AtLimit, ReachedLimit};

/// The sentence in place of an answer; none where the built-in answerer gives one.
pub(super) fn sentence(limit: Option<ReachedLimit>, question: &str) -> Option<&'static str> {
    let language = chatsphere_ingest::detect_language(question);
    match limit?.at_limit {
        AtLimit::BuiltIn => None,
        AtLimit::Handoff => Some(handoff(language.as_deref())),
        AtLimit::Closed => Some(closed(language.as_deref())),
    }
}

fn handoff(language: Option<&str>) -> &'static str {
    match language {
        Some("de") => {
            "Das kann ich im Moment nicht selbst beantworten. Ich habe Ihre Frage an einen Menschen weitergegeben, der hier antwortet."
        }
        Some("es") => {
            "Ahora mismo no puedo responder yo. He pasado su pregunta a una persona, que le responderá aquí."
        }
        Some("fr") => {
            "Je ne peux pas répondre moi-même pour le moment. J’ai transmis votre question à une personne, qui vous répondra ici."
        }
        Some("it") => {
            "Al momento non posso rispondere io. Ho passato la sua domanda a una persona, che risponderà qui."
        }
        Some("nl") => {
            "Ik kan dat op dit moment niet zelf beantwoorden. Ik heb uw vraag doorgegeven aan een mens, die hier antwoordt."
        }
        Some("pt") => {
            "Neste momento não posso responder. Passei a sua pergunta a uma pessoa, que responderá aqui."
        }
        _ => {
            "I can’t answer that myself right now. I’ve passed your question on to a person, who will answer here."
        }
    }
}

fn closed(language: Option<&str>) -> &'static str {
    match language {
        Some("de") => "Der Assistent ist im Moment geschlossen. Bitte versuchen Sie es später noch einmal.",
        Some("es") => "El asistente está cerrado por ahora. Vuelva a intentarlo más tarde, por favor.",
        Some("fr") => "L’assistant est fermé pour le moment. Merci de réessayer plus tard.",
        Some("it") => "L’assistente per ora è chiuso. Riprovi più tardi, per favore.",
        Some("nl") => "De assistent is op dit moment gesloten. Probeer het later nog eens.",
        Some("pt") => "O assistente está fechado por agora. Tente novamente mais tarde, por favor.",
        _ => "The assistant is closed for now. Please try again later.",
    }
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::spending::BudgetScope;

    use super::*;

    #[test]
    fn the_visitor_is_told_in_its_own_language_and_only_where_nobody_answers() {
        let at = |at_limit| Some(ReachedLimit { scope: BudgetScope::Workspace, at_limit });
        let german = "Wie lange habe ich Zeit, die Lampe wieder zurückzuschicken?";
        assert!(sentence(at(AtLimit::Handoff), german).unwrap().contains("einen Menschen"));
        assert!(
            sentence(at(AtLimit::Closed), "How long do I have to return the lamp?")
                .unwrap()
                .contains("closed")
        );
        assert_eq!(sentence(at(AtLimit::BuiltIn), german), None);
        assert_eq!(sentence(None, german), None);
    }
}
