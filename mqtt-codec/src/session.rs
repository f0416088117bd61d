//! The two ends of a connection as machines: they keep the rules of a session, and do no IO.
//!
//! A machine is given what was read and what time it is; it says what has happened, what is to be written, and when it wants
//! to be called again. Packets that need no decision of the caller's are answered inside.

mod alias;
mod authentication;
mod client;
mod error;
mod flows;
mod inbound;
mod message;
mod outbound;
mod outgoing;
mod server;
mod state;

pub use client::{Client, ClientConfig, ClientEvent};
pub use error::{CommandError, ProtocolError, ProtocolErrorKind};
pub use flows::Acknowledged;
pub use message::{Acknowledge, Message, PublishHandle, Received, ReceivedHandle, RequestHandle, Topic};
pub use outgoing::Outgoing;
pub use server::{Server, ServerConfig, ServerEvent};
pub use state::SessionState;
