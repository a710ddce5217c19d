//! The figures of answers, as a table with reliability diagrams, for the terminal and for a folder.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

use super::answers::{Asked, SetAnswers};
use super::calibration::{Bin, Judged, area_under_curve, bins, expected_error};
use super::metrics::count;
use crate::{console, files};

/// Citations that people look at.
const LOOKED_AT: usize = 3;

/// Characters of a full bar.
const BAR: usize = 40;

/// Prints the table and a diagram for each set.
#[expect(clippy::print_stdout, reason = "the table is the command's result")]
pub fn print(sets: &[SetAnswers]) {
    println!("\n{}", table(sets));
    for set in sets {
        println!("{}\n{}", set.name, diagram(&bins(&judged(set))));
    }
}

/// Writes the same to `answers.md` in a folder, with a picture of each diagram.
pub fn write(folder: &Path, sets: &[SetAnswers]) -> Result<()> {
    files::create_folder(folder)?;
    let mut page = format!("# Answers\n\n```\n{}```\n", table(sets));
    for set in sets {
        let picture = format!("reliability-{}.svg", set.name);
        let bins = bins(&judged(set));
        files::write_atomically(&folder.join(&picture), svg(&bins).as_bytes())?;
        let _ = write!(page, "\n## {}\n\n![{picture}]({picture})\n\n```\n{}```\n", set.name, diagram(&bins));
    }
    let path = folder.join("answers.md");
    files::write_atomically(&path, page.as_bytes())?;
    console::note(&format!("with pictures in {}", path.display()));
    Ok(())
}

fn table(sets: &[SetAnswers]) -> String {
    let mut out = format!(
        "{:14} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>7} {:>7}  {}\n",
        "set",
        "questions",
        "cited@1",
        "cited@3",
        "declined",
        "answer-",
        "declined",
        "AUC",
        "ECE",
        "unanswerable"
    );
    let _ = writeln!(
        out,
        "{:14} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "", "", "", "", "of them", "able of", "of others"
    );
    for set in sets {
        let within = |places: usize| {
            share(&set.answerable, |asked| asked.right_citation.is_some_and(|place| place < places))
        };
        let (yes, no): (Vec<Asked>, Vec<Asked>) = set.mixed.iter().partition(|asked| asked.answerable);
        let judged = judged(set);
        let area = area_under_curve(&judged).map_or_else(|| "-".to_owned(), |area| format!("{area:.3}"));
        let _ = writeln!(
            out,
            "{:14} {:>9} {:>9.3} {:>9.3} {:>9.3} {:>9} {:>9.3} {:>7} {:>7.3}  {}",
            set.name,
            set.answerable.len(),
            within(1),
            within(LOOKED_AT),
            share(&set.answerable, |asked| !asked.answered),
            format!("{}/{}", yes.len(), set.mixed.len()),
            share(&no, |asked| !asked.answered),
            area,
            expected_error(&judged),
            set.unanswerable_by,
        );
    }
    out
}

fn judged(set: &SetAnswers) -> Vec<Judged> {
    set.mixed.iter().map(Judged::from).collect()
}

fn share(asked: &[Asked], is_so: impl Fn(&Asked) -> bool) -> f64 {
    let so = asked.iter().filter(|asked| is_so(asked)).count();
    if asked.is_empty() { 0.0 } else { count(so) / count(asked.len()) }
}

/// A line for each bin: `#` for the share that can be answered, `|` where it would have to end.
fn diagram(bins: &[Bin]) -> String {
    let mut out = String::new();
    for bin in bins {
        let mut bar: Vec<char> = " ".repeat(BAR + 1).chars().collect();
        let filled = places(bin.answerable);
        bar.iter_mut().take(filled).for_each(|place| *place = '#');
        if let Some(place) = bar.get_mut(places(bin.confidence)) {
            *place = '|';
        }
        let _ = writeln!(
            out,
            "  {:.1}  {} {:>4} questions, confidence {:.2}, answerable {:.2}",
            bin.from,
            bar.iter().collect::<String>(),
            bin.questions,
            bin.confidence,
            bin.answerable
        );
    }
    out
}

fn places(share: f64) -> usize {
    (share.clamp(0.0, 1.0) * count(BAR)).round() as usize
}

/// Confidence to the right, the share that can be answered upwards; the area of a dot is its number of questions.
fn svg(bins: &[Bin]) -> String {
    let most = bins.iter().map(|bin| bin.questions).max().unwrap_or(1);
    let mut out = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-34 -10 254 248\" font-family=\"sans-serif\" \
         font-size=\"10\"><rect x=\"-34\" y=\"-10\" width=\"254\" height=\"248\" fill=\"#fff\"/>\
         <rect width=\"200\" height=\"200\" fill=\"none\" stroke=\"#999\"/>\
         <line x1=\"0\" y1=\"200\" x2=\"200\" y2=\"0\" stroke=\"#999\" stroke-dasharray=\"4\"/>\n",
    );
    for tenth in [0_u32, 5, 10] {
        let (share, place) = (f64::from(tenth) / 10.0, f64::from(tenth) * 20.0);
        let _ = writeln!(
            out,
            "<text x=\"{place}\" y=\"213\" text-anchor=\"middle\">{share:.1}</text>\
             <text x=\"-6\" y=\"{}\" text-anchor=\"end\">{share:.1}</text>",
            203.0 - place
        );
    }
    out.push_str("<text x=\"100\" y=\"230\" text-anchor=\"middle\">confidence / share answerable</text>\n");
    for bin in bins {
        let radius = 2.0 + 8.0 * (count(bin.questions) / count(most)).sqrt();
        let _ = writeln!(
            out,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\" fill=\"#2563eb\" fill-opacity=\".7\">\
             <title>{} questions</title></circle>",
            bin.confidence * 200.0,
            (1.0 - bin.answerable) * 200.0,
            bin.questions
        );
    }
    out.push_str("</svg>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(answerable: bool, confidence: f64, right_citation: Option<usize>) -> Asked {
        Asked { answerable, confidence, answered: confidence > 0.5, right_citation }
    }

    #[test]
    fn a_row_has_the_figures_of_its_set() {
        let answerable = vec![asked(true, 0.9, Some(0)), asked(true, 0.4, Some(3))];
        let mut mixed = answerable.clone();
        mixed.push(asked(false, 0.1, None));
        let set = SetAnswers { name: "set".to_owned(), answerable, mixed, unanswerable_by: "as flagged" };
        let table = table(&[set]);
        let row: Vec<_> = table.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(
            row,
            ["set", "2", "0.500", "0.500", "0.500", "2/3", "1.000", "1.000", "0.267", "as", "flagged"]
        );
    }

    #[test]
    fn a_diagram_shows_share_and_confidence() {
        let bin = Bin { from: 0.5, questions: 7, confidence: 0.55, answerable: 0.25 };
        assert!(diagram(&[bin]).contains("##########            |"), "{}", diagram(&[bin]));
        assert!(svg(&[bin]).contains("cx=\"110.0\" cy=\"150.0\""));
    }
}
