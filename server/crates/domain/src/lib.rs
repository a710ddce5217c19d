//! The use cases, one folder per subject.
