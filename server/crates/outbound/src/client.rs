//! HTTP clients: one for addresses that tenants choose, one for the operator's.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Url};

use crate::{AddressPolicy, OutboundError};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(90);

/// Turns names into addresses.
pub trait Lookup: fmt::Debug + Send + Sync + 'static {
    /// Every address of `name`; the port does not count.
    fn lookup(&self, name: String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>>;
}

/// The operating system's resolver.
#[derive(Debug, Clone, Copy, Default)]
struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, name: String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((name.as_str(), 0)).await?.collect()) })
    }
}

/// Reaches public addresses only, and what the operator permits.
///
/// Names are resolved by our own resolver, which drops every address that is not permitted, and the
/// connection goes to exactly the addresses that it returned: what was checked is what is used, also when
/// a name changes its mind. Redirects are not followed by the client, but by [`GuardedClient::fetch`],
/// which checks each. No proxy is used, since it would resolve names by itself.
#[derive(Debug, Clone)]
pub struct GuardedClient {
    client: Client,
    policy: Arc<AddressPolicy>,
}

impl GuardedClient {
    /// A client that reaches public addresses and the networks in `allow`.
    pub fn new(allow: Vec<IpNet>) -> Result<Self, OutboundError> {
        Self::with_lookup(allow, Arc::new(SystemLookup))
    }

    /// The same with another way from names to addresses.
    pub fn with_lookup(allow: Vec<IpNet>, lookup: Arc<dyn Lookup>) -> Result<Self, OutboundError> {
        let policy = Arc::new(AddressPolicy::new(allow));
        let client = builder()
            .redirect(Policy::none())
            .no_proxy()
            .dns_resolver(GuardedResolver { policy: Arc::clone(&policy), lookup })
            .build()
            .map_err(OutboundError::Setup)?;
        Ok(Self { client, policy })
    }

    /// Checks all that can be told without resolving the name: http(s), no credentials, a usable port
    /// (80, 443, 1024 and up; any in a permitted network), and a permitted address where the host is one,
    /// in whatever spelling.
    pub fn check(&self, text: &str) -> Result<Url, OutboundError> {
        let url = Url::parse(text.trim())
            .map_err(|_| OutboundError::InvalidUrl("This is not a valid web address."))?;
        self.check_url(&url)?;
        Ok(url)
    }

    pub(crate) fn check_url(&self, url: &Url) -> Result<(), OutboundError> {
        let host = url.host_str().unwrap_or_default();
        if !matches!(url.scheme(), "http" | "https") || host.is_empty() {
            return Err(OutboundError::InvalidUrl("The address must begin with http:// or https://."));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OutboundError::InvalidUrl("The address must not contain a user name or password."));
        }
        // The URL parser has turned every spelling of an IPv4 address (decimal, octal, hexadecimal,
        // short) into the usual one.
        let address: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
        if let Some(address) = address {
            if self.policy.is_allow_listed(address) {
                return Ok(());
            }
            if !self.policy.permits(address) {
                return Err(OutboundError::NotPublic { host: host.to_owned() });
            }
        }
        match url.port_or_known_default() {
            Some(80 | 443 | 1024..) => Ok(()),
            _ => Err(OutboundError::InvalidUrl("The port must be 80, 443, or 1024 and up.")),
        }
    }

    /// The client itself, for addresses that [`GuardedClient::check`] has passed. It resolves names as
    /// described above and follows no redirects.
    pub fn client(&self) -> &Client {
        &self.client
    }
}

/// A client for addresses that the operator chose: any network, redirects only within one origin.
pub fn plain_client() -> Result<Client, OutboundError> {
    let same_origin = Policy::custom(|attempt| {
        let first = attempt.previous().first().map(Url::origin);
        if attempt.previous().len() > 5 || first != Some(attempt.url().origin()) {
            return attempt.stop();
        }
        attempt.follow()
    });
    builder().redirect(same_origin).build().map_err(OutboundError::Setup)
}

fn builder() -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("ChatSphere/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_nodelay(true)
        .tcp_keepalive(Duration::from_secs(30))
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
}

/// A name's permitted addresses.
struct GuardedResolver {
    policy: Arc<AddressPolicy>,
    lookup: Arc<dyn Lookup>,
}

/// A name has no permitted address. Found again in the chain of causes of the client's error.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResolveError {
    #[error("not a public address")]
    NotPublic,
    #[error("the name cannot be resolved")]
    Unknown,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = Arc::clone(&self.policy);
        let found = self.lookup.lookup(name.as_str().to_owned());
        Box::pin(async move {
            let found = found.await.map_err(|_| ResolveError::Unknown)?;
            if found.is_empty() {
                return Err(ResolveError::Unknown.into());
            }
            let permitted: Vec<SocketAddr> =
                found.into_iter().filter(|address| policy.permits(address.ip())).collect();
            if permitted.is_empty() {
                return Err(ResolveError::NotPublic.into());
            }
            Ok(Box::new(permitted.into_iter()) as Addrs)
        })
    }
}
