//! A conversation in the strict form that some providers want.

use crate::chat::{ChatRequest, ChatRole};

/// What was said so far and the question, for protocols in which the visitor speaks first, roles take
/// turns and nothing is empty. A greeting before the visitor's first words is left out.
pub(super) fn alternating(request: &ChatRequest) -> Vec<(ChatRole, String)> {
    let history = request.history.iter().map(|turn| (turn.role, turn.text.as_str()));
    let history = history
        .filter(|(_, text)| !text.trim().is_empty())
        .skip_while(|(role, _)| *role == ChatRole::Assistant);
    let mut turns: Vec<(ChatRole, String)> = Vec::with_capacity(request.history.len() + 1);
    for (role, text) in history.chain([(ChatRole::Visitor, request.question.as_str())]) {
        match turns.last_mut() {
            Some((last, so_far)) if *last == role => {
                so_far.push_str("\n\n");
                so_far.push_str(text);
            }
            _ => turns.push((role, text.to_owned())),
        }
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::ChatTurn;

    #[test]
    fn roles_take_turns_and_the_visitor_begins() {
        use ChatRole::{Assistant, Visitor};
        let turn = |role, text: &str| ChatTurn { role, text: text.to_owned() };
        let history = vec![
            turn(Assistant, "Welcome!"),
            turn(Visitor, "Hi"),
            turn(Visitor, "Anyone?"),
            turn(Assistant, " "),
            turn(Visitor, "Hello?"),
            turn(Assistant, "Yes"),
            turn(Assistant, "please?"),
        ];
        let request = ChatRequest { history, question: "How much?".to_owned(), ..ChatRequest::default() };
        let said =
            [(Visitor, "Hi\n\nAnyone?\n\nHello?"), (Assistant, "Yes\n\nplease?"), (Visitor, "How much?")];
        assert_eq!(alternating(&request), said.map(|(role, text)| (role, text.to_owned())));
    }
}
