//! The ChatSphere server: composition only.

fn main() {}
