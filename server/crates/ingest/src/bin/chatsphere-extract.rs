//! The child program alone, for this crate's tests and for trying files by hand:
//! `chatsphere-extract extract --media-type application/pdf < FILE`.

use std::process::ExitCode;

fn main() -> ExitCode {
    chatsphere_ingest::child_main(std::env::args_os().skip(2))
}
