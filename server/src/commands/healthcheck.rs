//! `chatsphere healthcheck`

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use chatsphere_config::Config;

const PATIENCE: Duration = Duration::from_secs(3);

/// Asks the server of this configuration whether it is ready. Just enough HTTP for that.
pub fn healthcheck() -> anyhow::Result<ExitCode> {
    let config = Config::from_process().context("the configuration is not usable")?;
    let addr = reachable(config.server.addr);
    let mut stream =
        TcpStream::connect_timeout(&addr, PATIENCE).with_context(|| format!("nothing answers at {addr}"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n")?;
    let mut head = [0; 12];
    stream.read_exact(&mut head).context("the server did not answer")?;
    let is_ready = head.ends_with(b" 200");
    println!("{}", if is_ready { "ready" } else { "not ready" });
    Ok(if is_ready { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A server that listens on every address is asked on loopback.
fn reachable(addr: SocketAddr) -> SocketAddr {
    let ip = match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, addr.port())
}
