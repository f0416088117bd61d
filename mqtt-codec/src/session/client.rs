//! The client's end of a connection.

use alloc::boxed::Box;
use core::num::NonZeroU32;
use core::time::Duration;

use super::authentication::{Authentication, check_method, send_auth};
use super::error::{CommandError, ProtocolError, ProtocolErrorKind};
use super::flows::{Acknowledged, Allowed, Flowed, Flows, Peer};
use super::message::{Acknowledge, Message, PublishHandle, Received, ReceivedHandle, RequestHandle};
use super::outgoing::Outgoing;
use super::state::SessionState;
use crate::packet::{
    Auth, ConnAck, Connect, Disconnect, Filters, Packet, PacketType, SubAck, Subscribe, TopicFilters,
    UnsubAck, Unsubscribe,
};
use crate::property::{Properties, PropertiesBuf, Property, PropertyId};
use crate::reason::{AuthenticateReasonCode, ConnectReasonCode, PubAckReasonCode};
use crate::scan::contains_wildcard;
use crate::{Decoder, Limits, Qos, Version};

/// One connection of a client, from its CONNECT to its end.
///
/// The next connection is another machine, which [`restore`](Self::restore)s what [`take_state`](Self::take_state) gave.
#[derive(Debug)]
pub struct Client {
    state: State,
    flows: Flows,
    decoder: Decoder,
    config: ClientConfig,
    /// Zero: off.
    keep_alive: Duration,
    /// When the PINGRESP is due that was asked for.
    pong_by: Option<Duration>,
    /// A session's state was restored.
    has_session: bool,
    authentication: Authentication,
    /// The Authentication Method of the CONNECT.
    method: Option<Box<str>>,
    subscriptions: Subscriptions,
}

/// How a client behaves.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct ClientConfig {
    /// The version of the connection. Default: 5.0.
    pub version: Version,
    /// What the server may use up, and what may wait for it.
    pub limits: Limits,
    /// How many messages of QoS 1 and 2 the server may have unacknowledged (section 3.1.2.11.3). Before version 5 it can't be
    /// told: with [`Acknowledge::ByHand`] it has to wait. Default: 1,024.
    pub receive_maximum: u16,
    /// How many Topic Aliases the server may use (section 3.1.2.11.5). Default: 16.
    pub topic_alias_maximum: u16,
    /// Who acknowledges messages.
    pub acknowledge: Acknowledge,
    /// How long the server may take for CONNACK and PINGRESP. Default: 30 s.
    pub response_timeout: Duration,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Nothing was sent.
    New,
    /// The CONNECT was sent; its answer is due by then.
    Connecting {
        clean_start: bool,
        until: Duration,
    },
    Open,
    Closed,
}

/// Which subscriptions the server supports (sections 3.2.2.3.11 to 3.2.2.3.13).
#[derive(Clone, Copy, Debug)]
struct Subscriptions {
    wildcards: bool,
    identifiers: bool,
    shared: bool,
}

/// What the caller should know.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ClientEvent<'a> {
    /// The server has accepted the connection; what it said about itself is kept to from now on. Without Session Present,
    /// messages that were sent on an earlier connection are forgotten \[MQTT-3.2.2-5\].
    Connected(ConnAck<'a>),
    /// The server has refused the connection, which has ended.
    Refused(ConnAck<'a>),
    /// A message.
    Message(Received<'a>),
    /// A message of QoS 1 or 2 has arrived, or was refused.
    Acknowledged(Acknowledged<'a>),
    /// The answer to a SUBSCRIBE.
    Subscribed(RequestHandle, SubAck<'a>),
    /// The answer to an UNSUBSCRIBE.
    Unsubscribed(RequestHandle, UnsubAck<'a>),
    /// A step of enhanced authentication; after `Success` it is over, else it is the client's turn:
    /// [`Client::authenticate`].
    Authenticate(Auth<'a>),
    /// A message that waited is not sent, because it has expired or the server doesn't take such messages.
    Dropped(PublishHandle, CommandError),
    /// The server has ended the connection.
    Disconnected(Disconnect<'a>),
    /// The connection was lost.
    Lost,
}

impl Default for ClientConfig {
    fn default() -> Self {
        Self {
            version: Version::V5,
            limits: Limits::new(),
            receive_maximum: 1024,
            topic_alias_maximum: 16,
            acknowledge: Acknowledge::Automatically,
            response_timeout: Duration::from_secs(30),
        }
    }
}

impl Client {
    /// A connection that was just made; next comes [`connect`](Self::connect).
    pub fn new(config: ClientConfig, now: Duration) -> Self {
        let allowed = Allowed {
            receive_maximum: config.receive_maximum,
            topic_alias_maximum: config.topic_alias_maximum,
            acknowledge: config.acknowledge,
        };
        let mut flows = Flows::new(config.version, config.limits.clone(), allowed);
        flows.last_sent = now;
        Self {
            state: State::New,
            flows,
            decoder: Decoder::new(config.version, config.limits.clone()),
            config,
            keep_alive: Duration::ZERO,
            pong_by: None,
            has_session: false,
            authentication: Authentication::Idle,
            method: None,
            subscriptions: Subscriptions { wildcards: true, identifiers: true, shared: true },
        }
    }

    /// Puts a session's state into a machine that has not connected yet.
    ///
    /// A client of version 5 that keeps no state, but wants to go on with a session of which the server may know, restores
    /// an empty one: otherwise Session Present is an error \[MQTT-3.2.2-4\].
    ///
    /// # Errors
    ///
    /// It has connected.
    pub fn restore(&mut self, state: SessionState, now: Duration) -> Result<(), CommandError> {
        let State::New = self.state else { return Err(self.wrong_state()) };
        state.restore(&mut self.flows, now);
        self.has_session = true;
        Ok(())
    }

    /// Takes the session's state out, once the connection has ended.
    ///
    /// # Errors
    ///
    /// The connection stands.
    pub fn take_state(&mut self, now: Duration) -> Result<SessionState, CommandError> {
        let (State::New | State::Closed) = self.state else { return Err(CommandError::State) };
        let state = SessionState::of(&self.flows, now);
        self.flows.outbound.forget_all();
        self.flows.inbound.resume([]);
        Ok(state)
    }

    /// A copy of the session's state as it is now, to be stored in case that this process doesn't live to take it.
    pub fn state(&self, now: Duration) -> SessionState {
        SessionState::of(&self.flows, now)
    }

    /// Sends the CONNECT. Receive Maximum, Maximum Packet Size and Topic Alias Maximum are added from the configuration.
    /// Clean Start forgets what was restored.
    ///
    /// # Errors
    ///
    /// It was sent, it is of another version than the configuration, it has properties that are the machine's, or it can't
    /// be encoded.
    pub fn connect(&mut self, connect: &Connect<'_>, now: Duration) -> Result<(), CommandError> {
        let State::New = self.state else { return Err(self.wrong_state()) };
        let mut properties = PropertiesBuf::from(connect.properties);
        self.add_own(connect.properties, &mut properties)?;
        let packet = Connect { properties: properties.as_properties(), ..*connect };
        self.flows.put_checked(&packet.into(), now)?;
        let until = now.saturating_add(self.config.response_timeout);
        self.state = State::Connecting { clean_start: connect.clean_start, until };
        self.keep_alive = Duration::from_secs(connect.keep_alive.into());
        self.method = connect.properties.authentication_method().map(|method| method.as_str().into());
        if self.method.is_some() {
            self.authentication = Authentication::Asked;
        }
        if connect.clean_start {
            self.flows.outbound.forget_sent();
            self.flows.inbound.resume([]);
            self.has_session = false;
        }
        Ok(())
    }

    fn add_own(&self, given: Properties<'_>, all: &mut PropertiesBuf) -> Result<(), CommandError> {
        let own = [PropertyId::ReceiveMaximum, PropertyId::MaximumPacketSize, PropertyId::TopicAliasMaximum];
        if let Some(id) = own.into_iter().find(|id| given.contains(*id)) {
            return Err(CommandError::Forbidden(id.name()));
        }
        if self.config.version != Version::V5 {
            return Ok(());
        }
        if let Some(maximum) = core::num::NonZeroU16::new(self.config.receive_maximum.max(1)) {
            all.push(Property::ReceiveMaximum(maximum))?;
        }
        let size = u32::try_from(self.config.limits.max_packet_size).unwrap_or(u32::MAX);
        if let Some(size) = NonZeroU32::new(size) {
            all.push(Property::MaximumPacketSize(size))?;
        }
        if self.config.topic_alias_maximum > 0 {
            all.push(Property::TopicAliasMaximum(self.config.topic_alias_maximum))?;
        }
        Ok(())
    }

    /// Takes the next event out of `input`; `None` when nothing more can be taken now.
    ///
    /// # Errors
    ///
    /// The server broke the protocol: the connection is closed, and what follows in `input` is ignored.
    #[inline]
    pub fn handle_input<'a>(
        &mut self,
        input: &mut &'a [u8],
        now: Duration,
    ) -> Result<Option<ClientEvent<'a>>, ProtocolError> {
        loop {
            if self.is_closed() {
                *input = &[];
                return Ok(None);
            }
            if self.flows.is_full() {
                return Ok(None);
            }
            let packet = match self.decoder.decode(input) {
                Ok(Some(packet)) => packet,
                Ok(None) => return Ok(None),
                Err(error) => return Err(self.fail(ProtocolErrorKind::Malformed(error), now)),
            };
            self.flows.last_received = now;
            if let (State::Open, Packet::Publish(publish)) = (self.state, &packet)
                && let Some(received) = Received::of_plain(publish)
            {
                return Ok(Some(ClientEvent::Message(received)));
            }
            match self.handle_packet(packet, now) {
                Ok(None) => {}
                Ok(event) => return Ok(event),
                Err(kind) => return Err(self.fail(kind, now)),
            }
        }
    }

    #[inline(never)]
    fn handle_packet<'a>(
        &mut self,
        packet: Packet<'a>,
        now: Duration,
    ) -> Result<Option<ClientEvent<'a>>, ProtocolErrorKind> {
        match (self.state, packet) {
            (State::Connecting { clean_start, .. }, Packet::ConnAck(connack)) => {
                self.connack(connack, clean_start, now).map(Some)
            }
            (State::Connecting { .. } | State::Open, Packet::Auth(auth)) => self.auth(auth).map(Some),
            (State::Open, Packet::SubAck(suback)) => {
                let kinds = [PacketType::Subscribe, PacketType::SubAck];
                let codes = Some(suback.reason_codes.len());
                let handle = self.flows.answered(suback.packet_id, kinds, codes)?;
                Ok(Some(ClientEvent::Subscribed(handle, suback)))
            }
            (State::Open, Packet::UnsubAck(unsuback)) => {
                let kinds = [PacketType::Unsubscribe, PacketType::UnsubAck];
                let codes = Some(unsuback.reason_codes.len()).filter(|_| self.flows.version == Version::V5);
                let handle = self.flows.answered(unsuback.packet_id, kinds, codes)?;
                Ok(Some(ClientEvent::Unsubscribed(handle, unsuback)))
            }
            (State::Open, Packet::PingResp) if self.pong_by.take().is_some() => Ok(None),
            (State::Open, Packet::Disconnect(disconnect)) if self.flows.version == Version::V5 => {
                if disconnect.properties.contains(PropertyId::SessionExpiryInterval) {
                    return Err(ProtocolErrorKind::SessionExpiry);
                }
                self.close();
                Ok(Some(ClientEvent::Disconnected(disconnect)))
            }
            (State::Open, packet) => match self.flows.handle(packet, now)? {
                None => Ok(None),
                Some(Flowed::Message(received)) => Ok(Some(ClientEvent::Message(received))),
                Some(Flowed::Acknowledged(acknowledged)) => Ok(Some(ClientEvent::Acknowledged(acknowledged))),
            },
            (_, packet) => Err(ProtocolErrorKind::Unexpected(packet.packet_type())),
        }
    }

    fn connack<'a>(
        &mut self,
        connack: ConnAck<'a>,
        clean_start: bool,
        now: Duration,
    ) -> Result<ClientEvent<'a>, ProtocolErrorKind> {
        if connack.reason_code != ConnectReasonCode::Success {
            self.close();
            return Ok(ClientEvent::Refused(connack));
        }
        if connack.properties.authentication_method().map(|method| method.as_str()) != self.method.as_deref()
        {
            return Err(ProtocolErrorKind::AuthenticationMethod);
        }
        let is_known = self.has_session || (self.flows.version != Version::V5 && !clean_start);
        if connack.session_present && !is_known {
            return Err(ProtocolErrorKind::SessionPresent);
        }
        // Version 3.1 doesn't say whether the server has a session.
        if !connack.session_present && self.flows.version != Version::V3_1 {
            self.flows.outbound.forget_sent();
            self.flows.inbound.resume([]);
        }
        let properties = connack.properties;
        if let Some(seconds) = properties.server_keep_alive() {
            self.keep_alive = Duration::from_secs(seconds.into());
        }
        self.subscriptions = Subscriptions {
            wildcards: properties.wildcard_subscription_available().unwrap_or(true),
            identifiers: properties.subscription_identifier_available().unwrap_or(true),
            shared: properties.shared_subscription_available().unwrap_or(true),
        };
        let peer = Peer {
            maximum_qos: properties.maximum_qos().map_or(Qos::ExactlyOnce, Qos::from),
            retain_available: properties.retain_available().unwrap_or(true),
            ..Peer::of(properties)
        };
        self.state = State::Open;
        self.authentication = Authentication::Idle;
        self.flows.open(peer, now);
        Ok(ClientEvent::Connected(connack))
    }

    fn auth<'a>(&mut self, auth: Auth<'a>) -> Result<ClientEvent<'a>, ProtocolErrorKind> {
        let unexpected = ProtocolErrorKind::Unexpected(PacketType::Auth);
        let is_open = matches!(self.state, State::Open);
        self.authentication = match (self.authentication, auth.reason_code) {
            (Authentication::Asked, AuthenticateReasonCode::ContinueAuthentication) => {
                Authentication::Challenged
            }
            (Authentication::Asked, AuthenticateReasonCode::Success) if is_open => Authentication::Idle,
            _ => return Err(unexpected),
        };
        check_method(auth, self.method.as_deref())?;
        Ok(ClientEvent::Authenticate(auth))
    }

    /// Does what is due at `now`, and tells of it; call until `None`. Harmless early, late or again.
    ///
    /// # Errors
    ///
    /// The server was silent for too long.
    pub fn handle_timeout(&mut self, now: Duration) -> Result<Option<ClientEvent<'static>>, ProtocolError> {
        if let Some((handle, error)) = self.flows.outbound.next_dropped() {
            return Ok(Some(ClientEvent::Dropped(handle, error)));
        }
        match (self.state, self.pong_by) {
            (State::Connecting { until, .. }, _) if now >= until => {
                Err(self.fail(ProtocolErrorKind::ConnectTimeout, now))
            }
            // The answer may be there, behind what the caller has not acknowledged.
            (State::Open, Some(_)) if self.flows.is_held() => Ok(None),
            (State::Open, Some(until)) if now >= until => Err(self.fail(ProtocolErrorKind::KeepAlive, now)),
            (State::Open, None) if self.ping_at().is_some_and(|ping_at| now >= ping_at) => {
                self.flows.put(&Packet::PingReq, now);
                self.pong_by = Some(now.saturating_add(self.config.response_timeout));
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    /// When [`handle_timeout`](Self::handle_timeout) has something to do.
    pub fn poll_timeout(&self) -> Option<Duration> {
        if self.flows.outbound.has_dropped() {
            return Some(Duration::ZERO);
        }
        match self.state {
            State::New | State::Closed => None,
            State::Connecting { until, .. } => Some(until),
            State::Open if self.flows.is_held() && self.pong_by.is_some() => None,
            State::Open => self.pong_by.or_else(|| self.ping_at()),
        }
    }

    fn ping_at(&self) -> Option<Duration> {
        (!self.keep_alive.is_zero()).then(|| self.flows.last_sent.saturating_add(self.keep_alive))
    }

    /// The stream has ended.
    pub fn handle_eof(&mut self, _now: Duration) -> Option<ClientEvent<'static>> {
        if self.is_closed() {
            return None;
        }
        self.close();
        Some(ClientEvent::Lost)
    }

    /// What is to be sent.
    #[inline]
    pub fn transmit(&mut self) -> &mut Outgoing {
        self.flows.transmit()
    }

    /// Whether [`handle_input`](Self::handle_input) would take anything; if not, what waits in
    /// [`transmit`](Self::transmit) has to be sent first, or messages have to be acknowledged.
    pub fn wants_input(&self) -> bool {
        !self.is_closed() && !self.flows.is_full()
    }

    /// Whether the connection has ended; what waits in [`transmit`](Self::transmit) should still be sent.
    #[inline]
    pub const fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed)
    }

    /// Sends a message. At QoS 1 and 2 it may wait for the server's quota, or for the connection; with the handle its last
    /// acknowledgement is told.
    ///
    /// # Errors
    ///
    /// The server doesn't support what is asked for, too much waits already, or at QoS 0 there is no connection.
    pub fn publish(&mut self, message: Message, now: Duration) -> Result<PublishHandle, CommandError> {
        self.check_open_or_earlier()?;
        let properties = message.properties.as_properties();
        if !properties.is_empty() && properties.contains(PropertyId::SubscriptionIdentifier) {
            return Err(CommandError::Forbidden("Subscription Identifier"));
        }
        self.flows.publish(message, now)
    }

    /// Acknowledges a message, or refuses it; see [`Acknowledge::ByHand`].
    ///
    /// # Errors
    ///
    /// The message was acknowledged, or is of an earlier connection.
    pub fn acknowledge(
        &mut self,
        handle: ReceivedHandle,
        reason_code: PubAckReasonCode,
        now: Duration,
    ) -> Result<(), CommandError> {
        self.check_open()?;
        let was_held = self.flows.is_held();
        self.flows.acknowledge(handle, reason_code, now)?;
        if was_held && self.pong_by.is_some() {
            self.pong_by = Some(now.saturating_add(self.config.response_timeout));
        }
        Ok(())
    }

    /// Asks for subscriptions.
    ///
    /// # Errors
    ///
    /// The server doesn't support what is asked for, too much waits already, there is no connection, or the request can't be
    /// encoded.
    pub fn subscribe(
        &mut self,
        filters: Filters<'_>,
        properties: Properties<'_>,
        now: Duration,
    ) -> Result<RequestHandle, CommandError> {
        self.check_open()?;
        if !self.subscriptions.identifiers && properties.contains(PropertyId::SubscriptionIdentifier) {
            return Err(CommandError::Unavailable("Subscription Identifier"));
        }
        for (filter, _) in filters.iter() {
            if !self.subscriptions.shared && filter.shared().is_some() {
                return Err(CommandError::Unavailable("Shared Subscription"));
            }
            if !self.subscriptions.wildcards && contains_wildcard(filter.as_str().as_bytes()) {
                return Err(CommandError::Unavailable("Wildcard Subscription"));
            }
        }
        let packet_id = self.flows.allocate_request()?;
        let packet = Subscribe { packet_id, properties, filters };
        self.flows.request(packet_id, &packet.into(), filters.len(), now)
    }

    /// Ends subscriptions.
    ///
    /// # Errors
    ///
    /// Too much waits already, there is no connection, or the request can't be encoded.
    pub fn unsubscribe(
        &mut self,
        filters: TopicFilters<'_>,
        properties: Properties<'_>,
        now: Duration,
    ) -> Result<RequestHandle, CommandError> {
        self.check_open()?;
        let packet_id = self.flows.allocate_request()?;
        let packet = Unsubscribe { packet_id, properties, filters };
        self.flows.request(packet_id, &packet.into(), filters.len(), now)
    }

    /// Answers the server's step of enhanced authentication, or begins it anew (section 4.12.1). The Authentication Method is
    /// added.
    ///
    /// # Errors
    ///
    /// The CONNECT had no Authentication Method \[MQTT-4.12.0-7\], or it is the server's turn.
    pub fn authenticate(&mut self, properties: Properties<'_>, now: Duration) -> Result<(), CommandError> {
        let reason_code = match (self.state, self.authentication) {
            (State::Connecting { .. } | State::Open, Authentication::Challenged) => {
                AuthenticateReasonCode::ContinueAuthentication
            }
            (State::Open, Authentication::Idle) => AuthenticateReasonCode::ReAuthenticate,
            _ => return Err(self.wrong_state()),
        };
        send_auth(&mut self.flows, reason_code, self.method.as_deref(), properties, now)?;
        self.authentication = Authentication::Asked;
        Ok(())
    }

    /// Ends the connection. Before version 5 there are neither reasons nor properties.
    ///
    /// # Errors
    ///
    /// It has ended, or not begun, or the packet can't be encoded.
    pub fn disconnect(&mut self, disconnect: &Disconnect<'_>, now: Duration) -> Result<(), CommandError> {
        let (State::Connecting { .. } | State::Open) = self.state else { return Err(self.wrong_state()) };
        self.flows.put_trimmed(Packet::Disconnect(*disconnect), disconnect.properties, now)?;
        self.close();
        Ok(())
    }

    const fn wrong_state(&self) -> CommandError {
        if self.is_closed() { CommandError::Closed } else { CommandError::State }
    }

    const fn check_open(&self) -> Result<(), CommandError> {
        if matches!(self.state, State::Open) { Ok(()) } else { Err(self.wrong_state()) }
    }

    const fn check_open_or_earlier(&self) -> Result<(), CommandError> {
        if self.is_closed() { Err(CommandError::Closed) } else { Ok(()) }
    }

    fn close(&mut self) {
        self.state = State::Closed;
        self.flows.close();
    }

    #[cold]
    fn fail(&mut self, kind: ProtocolErrorKind, now: Duration) -> ProtocolError {
        let silent = matches!(kind, ProtocolErrorKind::KeepAlive | ProtocolErrorKind::ConnectTimeout)
            || matches!(self.state, State::New)
            || self.flows.version != Version::V5;
        if !silent {
            let farewell = Packet::Disconnect(Disconnect::new(kind.reason()));
            // A server whose maximum is below four bytes gets none.
            let _ = self.flows.put_checked(&farewell, now);
        }
        self.close();
        kind.into()
    }
}
