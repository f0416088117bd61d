//! What is between TCP and a protocol: WebSocket, or HTTP.

use std::collections::VecDeque;

use crate::http::Http;
use crate::protocol::{Malformed, Side};
use crate::websocket::WebSocket;

/// What is between TCP and the protocol.
pub(crate) enum Carrier {
    WebSocket(WebSocket),
    Http(Http),
}

impl Carrier {
    /// How long the messages are that [`read`](Self::read) has appended, those first that came first. `None`: they are one stream.
    pub(crate) const fn messages(&mut self, side: Side) -> Option<&mut VecDeque<usize>> {
        match self {
            Self::WebSocket(websocket) => websocket.messages(side),
            Self::Http(http) => Some(http.messages(side)),
        }
    }

    /// Takes what it can from the front of `raw`, and appends to `data` what it carries.
    pub(crate) fn read(&mut self, side: Side, raw: &mut Vec<u8>, data: &mut Vec<u8>) -> Result<(), Ended> {
        match self {
            Self::WebSocket(websocket) => websocket.read(side, raw, data),
            Self::Http(http) => http.read(side, raw, data).map_err(Ended::Malformed),
        }
    }
}

/// Why nothing more is decoded of a direction.
#[derive(Debug)]
pub(crate) enum Ended {
    /// The server did not upgrade to WebSocket.
    Refused,
    /// What follows is in TLS, or compressed.
    Opaque,
    Malformed(Malformed),
}
