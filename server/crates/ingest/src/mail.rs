//! E-mails (EML) to blocks: who wrote what to whom and when, then the text. Attachments are named, not opened.

use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};

use crate::{
    document::{Block, Content, Extracted},
    error::ExtractError,
    html, plain, text,
};

/// Mails in mails that are deeper are a chain nobody reads.
const DEEPEST: usize = 5;
/// More attachments than this are not listed.
const MOST_ATTACHMENTS: usize = 50;

/// Blocks of a mail; its subject is the title.
///
/// # Errors
///
/// `corrupt` when it is no mail.
pub(crate) fn parse(bytes: &[u8]) -> Result<Extracted, ExtractError> {
    let message =
        MessageParser::default().parse(bytes).ok_or_else(|| ExtractError::corrupt("it is no e-mail"))?;
    let mut blocks = Vec::new();
    write(&message, 0, &mut blocks)?;
    let title = message.subject().map(|subject| text::one_line(&text::clean(subject)));
    Ok(Extracted { title: title.filter(|title| !title.is_empty()), blocks, ..Extracted::default() })
}

fn write(message: &Message<'_>, depth: usize, blocks: &mut Vec<Block>) -> Result<(), ExtractError> {
    let level = u8::try_from(depth + 1).unwrap_or(6).min(6);
    if let Some(subject) = message.subject().map(|subject| text::one_line(&text::clean(subject))) {
        push(blocks, Content::heading(level, subject));
    }
    let lines = [
        message.from().map(|from| format!("From: {}", names(from))),
        message.to().map(|to| format!("To: {}", names(to))),
        message.cc().map(|cc| format!("Cc: {}", names(cc))),
        message.date().map(|date| format!("Date: {}", date.to_rfc3339())),
    ];
    let head: Vec<String> = lines.into_iter().flatten().collect();
    push(blocks, Content::paragraph(text::clean(&head.join("\n"))));
    for position in 0..message.text_body_count().max(message.html_body_count()) {
        // The plain form where the mail has one; markup where it has only that.
        let part = message
            .text_part(u32::try_from(position).unwrap_or(u32::MAX))
            .or_else(|| message.html_part(u32::try_from(position).unwrap_or(u32::MAX)));
        match part.map(|part| &part.body) {
            Some(PartType::Text(body)) => blocks.extend(plain::parse(&text::clean(body)).blocks),
            Some(PartType::Html(body)) => blocks.extend(html::parse_fragment(&text::clean(body))?),
            _ => {}
        }
    }
    let mut attached = Vec::new();
    for part in message.attachments() {
        match &part.body {
            PartType::Message(inner) if depth < DEEPEST => write(inner, depth + 1, blocks)?,
            _ => attached.extend(part.attachment_name().map(|name| text::one_line(&text::clean(name)))),
        }
    }
    if !attached.is_empty() {
        attached.truncate(MOST_ATTACHMENTS);
        push(blocks, Content::paragraph(format!("Attachments: {}", attached.join(", "))));
    }
    Ok(())
}

fn push(blocks: &mut Vec<Block>, content: Content) {
    if !content.is_blank() {
        blocks.push(Block::new(content));
    }
}

fn names(address: &Address<'_>) -> String {
    let one = |one: &mail_parser::Addr<'_>| match (one.name(), one.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    };
    address.iter().take(MOST_ATTACHMENTS).map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::document::Content;

    #[test]
    fn a_mail_in_a_mail_and_its_attachments() {
        let mail = "From: =?utf-8?q?J=C3=B6rg?= <j@example.com>\r\nTo: help@example.com\r\nSubject: =?utf-8?b?UsO8Y2tnYWJl?=\r\nDate: Tue, 3 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nDie Pumpe l=E4uft.\r\n--a\r\nContent-Type: text/html\r\n\r\n<p>Die Pumpe l&auml;uft.</p>\r\n--a--\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: Inner\r\nContent-Type: text/html\r\n\r\n<h2>Why</h2><p>It runs.</p>\r\n--b\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Disposition: attachment; filename=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--b--\r\n";
        let extracted = parse(mail.as_bytes()).unwrap();
        assert_eq!(extracted.title.as_deref(), Some("Rückgabe"));
        let contents: Vec<Content> = extracted.blocks.into_iter().map(|block| block.content).collect();
        assert_eq!(
            contents,
            [
                Content::heading(1, "Rückgabe"),
                Content::paragraph(
                    "From: Jörg <j@example.com>\nTo: help@example.com\nDate: 2026-11-03T10:00:00+01:00"
                ),
                Content::paragraph("Die Pumpe läuft."),
                Content::heading(2, "Inner"),
                Content::heading(2, "Why"),
                Content::paragraph("It runs."),
                Content::paragraph("Attachments: plan.pdf"),
            ]
        );
    }
}
