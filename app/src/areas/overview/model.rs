//! Figures in words, and the steps of setting up. Pure.

use chatsphere_contract::overview::Checklist;

/// One step of setting up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What to do.
    pub title: &'static str,
    /// Why, in one line.
    pub text: &'static str,
    /// The word on the button.
    pub action: &'static str,
    /// Where it is done; nothing while an earlier step is missing.
    pub href: Option<String>,
    /// Read from the data.
    pub done: bool,
}

/// The steps, in order.
pub fn steps(checklist: &Checklist) -> [Step; 5] {
    let page = |name: &str| checklist.bot.map(|bot| format!("/bots/{bot}/{name}"));
    [
        Step {
            title: "Create a bot",
            text: "Only a name is needed.",
            action: "Create a bot",
            href: Some("/bots/new".to_owned()),
            done: checklist.bot_created,
        },
        Step {
            title: "Add knowledge",
            text: "Drop in the files that it shall answer from.",
            action: "Add files",
            href: page("knowledge"),
            done: checklist.knowledge_added,
        },
        Step {
            title: "Try it",
            text: "Ask something, and see which passage the answer came from.",
            action: "Open the playground",
            href: page("playground"),
            done: checklist.tried,
        },
        Step {
            title: "Make it yours",
            text: "Name, greeting, colour and first questions.",
            action: "Set the look",
            href: page("appearance"),
            done: checklist.branded,
        },
        Step {
            title: "Put it on your site",
            text: "One line to paste; this is ticked when a page of yours asks for the bot.",
            action: "Get the line",
            href: page("install"),
            done: checklist.installed,
        },
    ]
}

/// `1204` as `1,204`.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share in whole percent.
pub fn percent(part: i64, whole: i64) -> String {
    if whole <= 0 { "–".to_owned() } else { format!("{} %", (part * 100 + whole / 2) / whole) }
}

/// This week against the one before.
pub fn compared(now: i64, before: i64) -> String {
    match (now, before) {
        (0, 0) => "none the week before either".to_owned(),
        (_, 0) => "none the week before".to_owned(),
        (now, before) if now == before => "as many as the week before".to_owned(),
        (now, before) => {
            let change = (now - before).abs() * 100 / before;
            let word = if now > before { "more" } else { "fewer" };
            format!("{change} % {word} than the week before")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(999), "999");
        assert_eq!(percent(2, 3), "67 %");
        assert_eq!(percent(0, 0), "–");
        assert_eq!(compared(112, 100), "12 % more than the week before");
        assert_eq!(compared(50, 100), "50 % fewer than the week before");
        assert_eq!(compared(3, 0), "none the week before");
    }

    #[test]
    fn later_steps_wait_for_a_bot() {
        let checklist = Checklist {
            bot: None,
            bot_created: false,
            knowledge_added: false,
            tried: false,
            branded: false,
            installed: false,
        };
        let steps = steps(&checklist);
        assert_eq!(steps.iter().filter(|step| step.href.is_some()).count(), 1);
    }
}
