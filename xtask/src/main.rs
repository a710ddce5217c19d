//! The one entry to set up, build, run, test and measure.

fn main() {}
