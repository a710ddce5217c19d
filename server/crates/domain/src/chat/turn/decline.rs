//! Saying honestly that the documents do not answer, in the visitor's language where we speak it.

/// The sentence for a question in this text's language; English where that is not clear.
pub(super) fn sentence(question: &str) -> &'static str {
    match chatsphere_ingest::detect_language(question).as_deref() {
        Some("de") => {
            "Dazu habe ich in den Unterlagen nichts gefunden. Sie können die Frage anders stellen oder mit einem Menschen sprechen."
        }
        Some("es") => {
            "No he encontrado nada sobre eso en los documentos. Puede reformular la pregunta o hablar con una persona."
        }
        Some("fr") => {
            "Je n’ai rien trouvé à ce sujet dans les documents. Vous pouvez reformuler la question ou parler à une personne."
        }
        Some("it") => {
            "Non ho trovato nulla al riguardo nei documenti. Può riformulare la domanda o parlare con una persona."
        }
        Some("nl") => {
            "Daarover heb ik in de documenten niets gevonden. U kunt de vraag anders stellen of met een mens spreken."
        }
        Some("pt") => {
            "Não encontrei nada sobre isso nos documentos. Pode reformular a pergunta ou falar com uma pessoa."
        }
        _ => {
            "I couldn’t find an answer to that in the documents I have. You can ask in other words, or talk to a person."
        }
    }
}
