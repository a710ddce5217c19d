//! What registering accepts: all wrong fields are reported at once.

use chatsphere_contract::accounts::RegisterRequest;
use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;

use super::AccountError;

const EMAIL_CHARS: usize = 254;

/// A registration whose fields are all in order.
#[derive(Debug)]
pub(super) struct ValidRegistration {
    pub(super) email: String,
    pub(super) password: String,
    pub(super) name: String,
    pub(super) workspace: String,
}

pub(super) fn registration(input: RegisterRequest) -> Result<ValidRegistration, AccountError> {
    let mut errors = Vec::new();
    let email = normal_email(&input.email);
    if let Err((code, message)) = check_email(&email) {
        errors.push(field("email", code, message));
    }
    if let Err((code, message)) = check_password(&input.password) {
        errors.push(field("password", code, message));
    }
    let name = check_name("name", "your name", &input.name, &mut errors);
    let workspace = check_name("workspace", "the workspace’s name", &input.workspace, &mut errors);
    if errors.is_empty() {
        Ok(ValidRegistration { email, password: input.password, name, workspace })
    } else {
        Err(AccountError::Invalid(errors))
    }
}

/// An address as it is stored and compared.
pub(super) fn normal_email(text: &str) -> String {
    text.trim().to_lowercase()
}

/// A password by itself, for the operator's reset.
pub(super) fn password(text: &str) -> Result<(), AccountError> {
    check_password(text)
        .map_err(|(code, message)| AccountError::Invalid(vec![field("password", code, message)]))
}

/// A name by itself: trimmed, not empty, not too long, showable.
pub(super) fn name(field_name: &str, what: &str, text: &str) -> Result<String, AccountError> {
    let mut errors = Vec::new();
    let name = check_name(field_name, what, text, &mut errors);
    if errors.is_empty() { Ok(name) } else { Err(AccountError::Invalid(errors)) }
}

fn check_email(email: &str) -> Result<(), (&'static str, String)> {
    if email.is_empty() {
        return Err(("required", "Enter your e-mail address.".to_owned()));
    }
    if email.chars().count() > EMAIL_CHARS {
        return Err(("too_long", format!("An e-mail address has at most {EMAIL_CHARS} characters.")));
    }
    let well_formed = email.rsplit_once('@').is_some_and(|(local, domain)| {
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"@<>,;()[]\\\"".contains(c);
        !local.is_empty()
            && !domain.is_empty()
            && local.chars().all(plain)
            && domain.chars().all(plain)
            && domain.split('.').all(|label| !label.is_empty())
    });
    if well_formed {
        Ok(())
    } else {
        Err(("invalid", "Enter an e-mail address like name@example.com.".to_owned()))
    }
}

fn check_password(password: &str) -> Result<(), (&'static str, String)> {
    let (least, most) = (limits::PASSWORD_CHARS.start(), limits::PASSWORD_CHARS.end());
    match password.chars().count() {
        0 => Err(("required", format!("Choose a password of at least {least} characters."))),
        n if n < *least => Err(("too_short", format!("A password needs at least {least} characters."))),
        n if n > *most => Err(("too_long", format!("A password has at most {most} characters."))),
        _ => Ok(()),
    }
}

fn check_name(field_name: &str, what: &str, text: &str, errors: &mut Vec<FieldError>) -> String {
    let name = text.trim();
    if name.is_empty() {
        errors.push(field(field_name, "required", format!("Enter {what}.")));
    } else if name.chars().count() > limits::NAME_CHARS {
        let message = format!("At most {} characters, please.", limits::NAME_CHARS);
        errors.push(field(field_name, "too_long", message));
    } else if name.chars().any(char::is_control) {
        let message = "This has characters that cannot be shown.".to_owned();
        errors.push(field(field_name, "invalid", message));
    }
    name.to_owned()
}

fn field(field: &str, code: &str, message: String) -> FieldError {
    FieldError { field: field.to_owned(), code: code.to_owned(), message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let Err(AccountError::Invalid(errors)) = registration(RegisterRequest::default()) else {
            panic!("an empty form was accepted");
        };
        let fields: Vec<&str> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["email", "password", "name", "workspace"]);
        assert!(errors.iter().all(|e| e.code == "required"));
    }

    #[test]
    fn addresses_lose_case_and_blanks_and_must_look_like_addresses() {
        assert_eq!(normal_email("  Ada@Example.COM "), "ada@example.com");
        for good in ["a@b", "ada+bots@example.com", "ådä@exämple.com"] {
            assert!(check_email(good).is_ok(), "{good}");
        }
        for bad in ["ada", "@example.com", "ada@", "a b@example.com", "a@b@c", "a@b..c", "a\0@b.c", "<a@b.c>"]
        {
            assert!(check_email(bad).is_err(), "{bad}");
        }
    }
}
