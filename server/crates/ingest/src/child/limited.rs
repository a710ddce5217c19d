//! The child's side.

use std::{
    ffi::OsString,
    io::{Read, Write},
    os::unix::process::CommandExt,
    path::Path,
    process::ExitCode,
    time::Duration,
};

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::{
    document::Extracted, error::ExtractError, limits::ExtractLimits, media::MediaType,
    reader::extract_in_process,
};

/// Room beside the parser's own memory for the program itself and what it maps but never touches.
const ADDRESS_SPACE_HEADROOM: u64 = 1024 * 1024 * 1024;
/// Deeply nested input is walked by recursion in places; the limits, not the stack, shall end it.
const STACK_BYTES: usize = 64 * 1024 * 1024;
/// The standard streams and nothing else: no file can be opened, no connection made.
const OPEN_FILES: u64 = 3;
/// The parent's clock ends the child first; this is for a parent that is gone.
const CPU_HEADROOM_SECONDS: u64 = 5;

/// The program of the child: limits itself, reads a file from standard input, writes `{"Ok": …}` or
/// `{"Err": …}` to standard output. `arguments` are those after [`crate::CHILD_COMMAND`]:
/// `--media-type TYPE` and optionally `--memory-bytes N --cpu-seconds N --input-bytes N --text-bytes N --unpacked-bytes N
/// --pages N`.
///
/// With `--tool PATH --memory-bytes N --cpu-seconds N --` and the tool's own arguments it limits itself and becomes that
/// program, one of those in [`TOOLS`].
pub fn child_main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.first().is_some_and(|first| first == "--tool") {
        return become_tool(&arguments);
    }
    let Some((media_type, limits)) = parse(arguments) else {
        complain("usage: extract --media-type TYPE [--memory-bytes N] [--cpu-seconds N] < FILE");
        return ExitCode::from(2);
    };
    if let Err(error) = limit_this_process(&limits, OPEN_FILES) {
        complain(&format!("limits could not be set: {error}"));
        return ExitCode::from(3);
    }
    let work = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        no_more_processes(media_type);
        read_and_extract(media_type, &limits)
    });
    let Ok(Ok(outcome)) = work.map(std::thread::JoinHandle::join) else {
        complain("the parser panicked");
        return ExitCode::from(4);
    };
    let mut output = std::io::stdout().lock();
    match serde_json::to_writer(&mut output, &outcome)
        .map_err(std::io::Error::from)
        .and_then(|()| output.flush())
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(5),
    }
}

/// Programs that may be started with limits.
const TOOLS: [&str; 2] = ["pdftoppm", "tesseract"];
/// They open their libraries and, in Tesseract's case, a file a language.
const TOOL_FILES: u64 = 48;

/// The arguments by which [`child_main`] is told to become a tool; its own follow.
pub(super) fn tool_arguments(tool: &Path, memory_bytes: u64, wall_time: Duration) -> Vec<OsString> {
    let number = |value: u64| OsString::from(value.to_string());
    vec![
        "--tool".into(),
        tool.into(),
        "--memory-bytes".into(),
        number(memory_bytes),
        "--cpu-seconds".into(),
        number(wall_time.as_secs().max(1)),
        "--".into(),
    ]
}

fn become_tool(arguments: &[OsString]) -> ExitCode {
    let [_, tool, _, memory_bytes, _, cpu_seconds, _, own @ ..] = arguments else {
        complain("usage: extract --tool PATH --memory-bytes N --cpu-seconds N -- ARGUMENTS");
        return ExitCode::from(2);
    };
    let number = |value: &OsString| value.to_str().and_then(|value| value.parse::<u64>().ok());
    let is_known = Path::new(tool).file_name().is_some_and(|name| TOOLS.iter().any(|own| name == *own));
    let (Some(memory_bytes), Some(seconds), true) = (number(memory_bytes), number(cpu_seconds), is_known)
    else {
        complain("this tool is not one of ours");
        return ExitCode::from(2);
    };
    let limits =
        ExtractLimits { memory_bytes, wall_time: Duration::from_secs(seconds), ..ExtractLimits::default() };
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let limited =
        limit_this_process(&limits, TOOL_FILES).and_then(|()| Ok(setrlimit(Resource::Nproc, none)?));
    let error = match limited {
        Ok(()) => std::process::Command::new(tool).args(own).exec(),
        Err(error) => error,
    };
    complain(&format!("the tool did not start: {error}"));
    ExitCode::from(3)
}

/// The arguments by which [`child_main`] is told its limits.
pub(super) fn arguments(media_type: MediaType, limits: &ExtractLimits) -> Vec<String> {
    let number = |name: &str, value: u64| [format!("--{name}"), value.to_string()];
    let count = |value: usize| u64::try_from(value).unwrap_or(u64::MAX);
    ["--media-type".to_owned(), media_type.as_str().to_owned()]
        .into_iter()
        .chain(number("memory-bytes", limits.memory_bytes))
        .chain(number("cpu-seconds", limits.wall_time.as_secs().max(1)))
        .chain(number("input-bytes", count(limits.input_bytes)))
        .chain(number("text-bytes", count(limits.text_bytes)))
        .chain(number("unpacked-bytes", count(limits.unpacked_bytes)))
        .chain(number("pages", u64::from(limits.pages)))
        .collect()
}

fn parse(arguments: impl IntoIterator<Item = OsString>) -> Option<(MediaType, ExtractLimits)> {
    let mut limits = ExtractLimits::default();
    let mut media_type = None;
    let mut arguments = arguments.into_iter();
    while let Some(name) = arguments.next() {
        let value = arguments.next()?.into_string().ok()?;
        match name.to_str()? {
            "--media-type" => media_type = MediaType::parse(&value),
            "--memory-bytes" => limits.memory_bytes = value.parse().ok()?,
            "--cpu-seconds" => limits.wall_time = Duration::from_secs(value.parse().ok()?),
            "--input-bytes" => limits.input_bytes = value.parse().ok()?,
            "--text-bytes" => limits.text_bytes = value.parse().ok()?,
            "--unpacked-bytes" => limits.unpacked_bytes = value.parse().ok()?,
            "--pages" => limits.pages = value.parse().ok()?,
            _ => return None,
        }
    }
    Some((media_type?, limits))
}

/// No files but those open, none written, no core dump, and only so much memory and processor time.
fn limit_this_process(limits: &ExtractLimits, open_files: u64) -> std::io::Result<()> {
    let wanted = [
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nofile, open_files),
        (Resource::Cpu, limits.wall_time.as_secs() + CPU_HEADROOM_SECONDS),
        // `Data` counts what is really writable; a big binary or an allocator that only reserves addresses
        // would use up `As` before the file is read.
        (Resource::Data, limits.memory_bytes),
        (Resource::As, limits.memory_bytes.saturating_add(ADDRESS_SPACE_HEADROOM)),
    ];
    for (resource, value) in wanted {
        // Processor time needs a step between the two, or the child is killed without saying what for.
        let maximum = if resource == Resource::Cpu { value + 2 } else { value };
        setrlimit(resource, Rlimit { current: Some(value), maximum: Some(maximum) })?;
    }
    Ok(())
}

/// From here on nothing can be started. The limit counts threads as well, so it is set by the last one; the reader of
/// old Office files starts one of its own and goes without. The system does not hold root to it: a server that runs as
/// root (which none should) has only the other limits.
fn no_more_processes(media_type: MediaType) {
    if matches!(media_type, MediaType::Doc | MediaType::Ppt | MediaType::Xls) {
        return;
    }
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    // What it guards against needs another hole first: no reason to refuse the file.
    let _unlimited = setrlimit(Resource::Nproc, none);
}

fn read_and_extract(media_type: MediaType, limits: &ExtractLimits) -> Result<Extracted, ExtractError> {
    let mut bytes = Vec::new();
    let cap = u64::try_from(limits.input_bytes).unwrap_or(u64::MAX).saturating_add(1);
    std::io::stdin().lock().take(cap).read_to_end(&mut bytes).map_err(|error| match error.kind() {
        std::io::ErrorKind::OutOfMemory => {
            ExtractError::OutOfMemory { limit_mib: limits.memory_bytes / (1024 * 1024) }
        }
        kind => ExtractError::ReaderUnavailable { detail: kind.to_string() },
    })?;
    extract_in_process(bytes, media_type, limits)
}

/// The one place that speaks to a person who runs the child by hand; the parent keeps it out of its log.
fn complain(message: &str) {
    let _unheard = writeln!(std::io::stderr(), "{message}");
}
