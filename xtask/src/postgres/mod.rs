//! The PostgreSQL that `cargo xtask` brings along: whom it runs as, its state, its start and its end.

pub mod account;
pub mod cluster;
pub mod installation;
pub mod leftover;
pub mod lock;
pub mod throwaway;

pub use cluster::{Cluster, Durability};
pub use installation::Installation;
pub use lock::FolderLock;
pub use throwaway::Throwaway;
