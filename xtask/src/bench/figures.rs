//! A measured number, its target, and the table of them.

/// One measured number.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// How much it is.
    pub measured: f64,
    /// What it should be.
    pub target: Target,
    /// What both are counted in.
    pub unit: &'static str,
    /// Nobody asked for this target: we set it ourselves, to notice when the figure gets worse.
    pub is_our_target: bool,
}

/// What a number should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// Less is better.
    AtMost(f64),
    /// More is better.
    AtLeast(f64),
}

impl Figure {
    /// A number that should be at most `most`.
    pub fn at_most(what: &str, measured: f64, most: f64, unit: &'static str) -> Self {
        Self { what: what.to_owned(), measured, target: Target::AtMost(most), unit, is_our_target: false }
    }

    /// A number that should be at least `least`.
    pub fn at_least(what: &str, measured: f64, least: f64, unit: &'static str) -> Self {
        Self { what: what.to_owned(), measured, target: Target::AtLeast(least), unit, is_our_target: false }
    }

    /// The same with a target that we set ourselves.
    #[must_use]
    pub fn with_our_target(self) -> Self {
        Self { is_our_target: true, ..self }
    }

    /// Whether the target is met.
    pub fn met(&self) -> bool {
        match self.target {
            Target::AtMost(most) => self.measured <= most,
            Target::AtLeast(least) => self.measured >= least,
        }
    }

    fn target_text(&self) -> String {
        match self.target {
            Target::AtMost(most) => amount(most, self.unit),
            Target::AtLeast(least) => format!("≥ {}", amount(least, self.unit)),
        }
    }

    fn verdict(&self) -> &'static str {
        match (self.met(), self.is_our_target) {
            (true, false) => "ok",
            (true, true) => "ok (our own target)",
            (false, false) => "MISSED",
            (false, true) => "MISSED (our own target)",
        }
    }
}

/// Prints the table.
#[expect(clippy::print_stdout, reason = "the table is the command's result")]
pub fn print(figures: &[Figure]) {
    for line in table(figures) {
        println!("{line}");
    }
}

fn table(figures: &[Figure]) -> Vec<String> {
    let width = figures.iter().map(|figure| figure.what.chars().count()).max().unwrap_or(0).max(4);
    let mut lines = vec![format!("{:width$}  {:>16}  {:>16}", "what", "measured", "target")];
    lines.extend(figures.iter().map(|figure| {
        let (measured, target) = (amount(figure.measured, figure.unit), figure.target_text());
        format!("{:width$}  {measured:>16}  {target:>16}  {}", figure.what, figure.verdict())
    }));
    lines
}

fn amount(value: f64, unit: &str) -> String {
    if value.fract() == 0.0 { format!("{value:.0} {unit}") } else { format!("{value:.2} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_target_is_named() {
        let figures = [Figure::at_most("start", 0.5, 1.0, "s"), Figure::at_most("memory", 60.0, 50.0, "MB")];
        let lines = table(&figures);
        assert!(lines[1].ends_with("ok") && lines[1].contains("0.50 s"), "{lines:?}");
        assert!(lines[2].ends_with("MISSED") && lines[2].contains("50 MB"), "{lines:?}");
    }

    #[test]
    fn of_some_figures_more_is_better() {
        let figures = [
            Figure::at_least("lines", 6_000.0, 5_000.0, "lines/s"),
            Figure::at_least("pages", 2.0, 5.0, "pages/s").with_our_target(),
        ];
        let lines = table(&figures);
        assert!(lines[1].contains("≥ 5000 lines/s") && lines[1].ends_with("ok"), "{lines:?}");
        assert!(lines[2].ends_with("MISSED (our own target)"), "{lines:?}");
    }
}
