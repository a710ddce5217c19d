use super::parse;
use crate::{document::Content, error::ExtractError};

fn text_of(html: &str) -> String {
    parse(html.as_bytes()).unwrap().plain_text()
}

const PAGE: &str = "<!DOCTYPE html><html><head><title>Return an item | Acme Help</title>
<style>.a{color:red}</style><script>var hidden = 'no';</script></head><body>
<nav><a href='/'>Home</a> <a href='/pricing'>Pricing</a></nav>
<main><h1>Return an item</h1><p>You have <b>30&nbsp;days</b> to return an item that you did not like.</p>
<h2>Steps<a href='#steps'>#</a></h2><ol><li>Pack it</li><li>Print the label</li></ol>
<table><tr><th>Country</th><th>Cost</th></tr><tr><td>Norway</td><td>49 kr</td></tr></table>
<pre><code>order --return 17</code></pre></main>
<footer>© Acme Ltd, all rights reserved</footer></body></html>";

#[test]
fn the_content_without_its_surroundings() {
    let extracted = parse(PAGE.as_bytes()).unwrap();
    assert_eq!(extracted.title.as_deref(), Some("Return an item"));
    let contents: Vec<Content> = extracted.blocks.into_iter().map(|block| block.content).collect();
    let item =
        |marker: &str, text: &str| Content::ListItem { depth: 0, marker: marker.into(), text: text.into() };
    assert_eq!(
        contents,
        vec![
            Content::heading(1, "Return an item"),
            Content::paragraph("You have 30 days to return an item that you did not like."),
            Content::heading(2, "Steps"),
            item("1.", "Pack it"),
            item("2.", "Print the label"),
            Content::Table { header: "| Country | Cost |".into(), rows: vec!["| Norway | 49 kr |".into()] },
            Content::Code { text: "order --return 17".into() },
        ]
    );
}

#[test]
fn short_pages_are_read_whole() {
    let text = text_of("<title>Hours</title><p>We are open from 9 to 5.</p><div>Closed on Sunday.</div>");
    assert!(text.contains("open from 9 to 5") && text.contains("Closed on Sunday"), "{text}");
}

#[test]
fn pages_drawn_by_scripts_are_told() {
    let shell = "<html><head><title>App</title><script src=/app.js></script></head><body><noscript>You need to enable JavaScript to run this app.</noscript><div id=root>Loading…</div></body></html>";
    assert_eq!(parse(shell.as_bytes()).unwrap_err(), ExtractError::NeedsJavascript);
    assert_eq!(
        parse(b"<html><head><title>x</title></head><body><div></div></body></html>").unwrap_err(),
        ExtractError::Empty
    );
}

#[test]
fn declared_encodings_are_believed() {
    let page = b"<html><head><meta charset='iso-8859-2'></head><body><p>Dobr\xfd den, \xbelu\xbbou\xe8k\xfd k\xf9\xf2</p></body></html>";
    let text = parse(page).unwrap().plain_text();
    assert!(text.contains("Dobrý den, žluťoučký kůň"), "{text}");
}

#[test]
fn text_in_angle_brackets_stays() {
    let text = text_of(
        "<body><p>Set <code>Vec&lt;Item&gt;</code> or use the &lt;Widget&gt; tag in your own page please.</p></body>",
    );
    assert!(text.contains("Vec<Item>") && text.contains("<Widget> tag"), "{text}");
}
