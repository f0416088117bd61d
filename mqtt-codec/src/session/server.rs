//! The server's end of a connection.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use core::num::{NonZeroU16, NonZeroU32};
use core::time::Duration;

use super::authentication::{Authentication, check_method, send_auth};
use super::error::{CommandError, ProtocolError, ProtocolErrorKind};
use super::flows::{Acknowledged, Allowed, Flowed, Flows, Peer};
use super::message::{Acknowledge, Message, PublishHandle, Received, ReceivedHandle, RequestHandle};
use super::outgoing::Outgoing;
use super::state::{DelayedWill, SessionState};
use crate::packet::{
    Auth, ConnAck, Connect, Disconnect, Packet, PacketType, Publish, SubAck, Subscribe, UnsubAck, Unsubscribe,
};
use crate::property::{MaximumQos, Properties, PropertiesBuf, Property, PropertyId};
use crate::reason::{
    AuthenticateReasonCode, ConnectReasonCode, DisconnectReasonCode, PubAckReasonCode, ReasonCodes,
    SubscribeReasonCode, UnsubscribeReasonCode,
};
use crate::scan::contains_wildcard;
use crate::{DecodeErrorKind, Decoder, Limits, PacketId, Qos, Version};

/// One connection of one client, as the server sees it, and after its end the timers of the session: will and expiry.
///
/// When the client comes back, that is another machine, which [`restore`](Self::restore)s what
/// [`take_state`](Self::take_state) gave. Who doesn't take the state keeps calling [`handle_timeout`](Self::handle_timeout).
#[derive(Debug)]
pub struct Server {
    state: State,
    flows: Flows,
    decoder: Decoder,
    config: ServerConfig,
    /// One and a half times the Keep Alive; zero: off.
    silence: Duration,
    /// What the client asked for, until it is answered.
    asked: Asked,
    /// A session's state was restored.
    has_session: bool,
    /// How long the session lasts after the connection; `None`: until it is ended.
    session_expiry: Option<Duration>,
    will: Option<Box<DelayedWill>>,
    authentication: Authentication,
    /// The Authentication Method of the CONNECT.
    method: Option<Box<str>>,
    /// What is to be answered.
    requests: BTreeMap<u64, Request>,
    next_request: u64,
}

/// How a server behaves, and what it supports.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct ServerConfig {
    /// What the client may use up, and what may wait for it.
    pub limits: Limits,
    /// How many messages of QoS 1 and 2 the client may have unacknowledged (section 3.2.2.3.3). Before version 5 it can't be
    /// told: with [`Acknowledge::ByHand`] it has to wait. Default: 1,024.
    pub receive_maximum: u16,
    /// How many Topic Aliases the client may use (section 3.2.2.3.8). Default: 16.
    pub topic_alias_maximum: u16,
    /// The highest Quality of Service of messages and wills (section 3.2.2.3.4). Default: 2.
    pub maximum_qos: Qos,
    /// Whether messages can be retained (section 3.2.2.3.5). Default: yes.
    pub retain_available: bool,
    /// Whether filters may have wildcards (section 3.2.2.3.11). Default: yes.
    pub wildcard_subscription_available: bool,
    /// Whether subscriptions may have identifiers (section 3.2.2.3.12). Default: yes.
    pub subscription_identifier_available: bool,
    /// Whether there are Shared Subscriptions (section 3.2.2.3.13). Default: yes.
    pub shared_subscription_available: bool,
    /// The longest Keep Alive in seconds: who asks for more, or for none, is given this one. Before version 5 it isn't told.
    /// Default: none, 0.
    pub max_keep_alive: u16,
    /// The longest Session Expiry Interval in seconds. Default: until the session is ended, 0xFFFF_FFFF.
    pub max_session_expiry: u32,
    /// Who acknowledges messages.
    pub acknowledge: Acknowledge,
    /// How long a client may take for its CONNECT, and for each AUTH before it is connected. Default: 10 s.
    pub connect_timeout: Duration,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// The CONNECT is due by then.
    Waiting {
        until: Duration,
    },
    /// The CONNECT, or an AUTH after it, is with the caller.
    Deciding,
    /// The client's AUTH is due by then.
    Authenticating {
        until: Duration,
    },
    Open,
    /// What is still to come, and when.
    Closed {
        will_at: Option<Duration>,
        ends_at: Option<Duration>,
    },
}

/// What of the CONNECT is needed for the CONNACK.
#[derive(Clone, Copy, Debug)]
struct Asked {
    clean_start: bool,
    no_client_id: bool,
    keep_alive: u16,
    /// In seconds.
    session_expiry: u32,
    response_information: bool,
    peer: Peer,
}

#[derive(Clone, Copy, Debug)]
struct Request {
    packet_id: PacketId,
    kind: PacketType,
    filters: usize,
}

/// What the caller should know.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ServerEvent<'a> {
    /// A client wants to connect: [`Server::accept`], [`Server::reject`] or [`Server::authenticate`].
    Connect(Connect<'a>),
    /// A message.
    Message(Received<'a>),
    /// A message of QoS 1 or 2 has arrived, or was refused.
    Acknowledged(Acknowledged<'a>),
    /// To be answered with [`Server::suback`].
    Subscribe(RequestHandle, Subscribe<'a>),
    /// To be answered with [`Server::unsuback`].
    Unsubscribe(RequestHandle, Unsubscribe<'a>),
    /// A step of enhanced authentication. Before the connection is accepted it is answered like the CONNECT, later with
    /// [`Server::authenticate`], [`Server::authenticated`] or [`Server::disconnect`].
    Authenticate(Auth<'a>),
    /// A message that waited is not sent, because it has expired or the client doesn't take packets of its size
    /// \[MQTT-3.1.2-25\].
    Dropped(PublishHandle, CommandError),
    /// The client has ended the connection. Its will is discarded, unless the reason is another than
    /// `NormalDisconnection`.
    Disconnected(Disconnect<'a>),
    /// The connection was lost.
    Lost,
    /// The will, to be published now.
    Will(Message),
    /// The session has ended: its subscriptions go, and there is no state to be taken.
    SessionEnded,
}

/// A Session Expiry Interval that never ends (section 3.1.2.11.2).
const NEVER: u32 = u32::MAX;

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            limits: Limits::new(),
            receive_maximum: 1024,
            topic_alias_maximum: 16,
            maximum_qos: Qos::ExactlyOnce,
            retain_available: true,
            wildcard_subscription_available: true,
            subscription_identifier_available: true,
            shared_subscription_available: true,
            max_keep_alive: 0,
            max_session_expiry: NEVER,
            acknowledge: Acknowledge::Automatically,
            connect_timeout: Duration::from_secs(10),
        }
    }
}

impl Server {
    /// A connection that was just made.
    pub fn new(config: ServerConfig, now: Duration) -> Self {
        let allowed = Allowed {
            receive_maximum: config.receive_maximum,
            topic_alias_maximum: config.topic_alias_maximum,
            acknowledge: config.acknowledge,
        };
        Self {
            state: State::Waiting { until: now.saturating_add(config.connect_timeout) },
            flows: Flows::new(Version::V3_1_1, config.limits.clone(), allowed),
            decoder: Decoder::awaiting_connect(config.limits.clone()),
            config,
            silence: Duration::ZERO,
            asked: Asked::NOTHING,
            has_session: false,
            session_expiry: Some(Duration::ZERO),
            will: None,
            authentication: Authentication::Idle,
            method: None,
            requests: BTreeMap::new(),
            next_request: 0,
        }
    }

    /// The version of the connection; `None` before the CONNECT.
    pub const fn version(&self) -> Option<Version> {
        self.decoder.version()
    }

    /// Takes the next event out of `input`; `None` when nothing more can be taken now.
    ///
    /// # Errors
    ///
    /// The client broke the protocol: the connection is closed, and what follows in `input` is ignored.
    #[inline]
    pub fn handle_input<'a>(
        &mut self,
        input: &mut &'a [u8],
        now: Duration,
    ) -> Result<Option<ServerEvent<'a>>, ProtocolError> {
        loop {
            if !self.wants_input() {
                if self.is_closed() {
                    *input = &[];
                }
                return Ok(None);
            }
            let packet = match self.decoder.decode(input) {
                Ok(Some(packet)) => packet,
                Ok(None) => return Ok(None),
                Err(error) => return Err(self.fail(ProtocolErrorKind::Malformed(error), now)),
            };
            self.flows.last_received = now;
            if let (State::Open, Packet::Publish(publish)) = (self.state, &packet)
                && (!publish.retain || self.config.retain_available)
                && let Some(received) = Received::of_plain(publish)
            {
                return Ok(Some(ServerEvent::Message(received)));
            }
            match self.handle_packet(packet, now) {
                Ok(None) => {}
                Ok(event) => return Ok(event),
                Err(kind) => return Err(self.fail(kind, now)),
            }
        }
    }

    #[inline]
    fn publish_received<'a>(
        &mut self,
        publish: Publish<'a>,
        now: Duration,
    ) -> Result<Option<ServerEvent<'a>>, ProtocolErrorKind> {
        if publish.qos() > self.config.maximum_qos {
            return Err(ProtocolErrorKind::Qos);
        }
        if publish.retain && !self.config.retain_available {
            return Err(ProtocolErrorKind::Retain);
        }
        if !publish.properties.is_empty() && publish.properties.contains(PropertyId::SubscriptionIdentifier) {
            return Err(ProtocolErrorKind::SubscriptionId);
        }
        self.flows.receive(publish, now).map(|received| received.map(ServerEvent::Message))
    }

    #[inline(never)]
    fn handle_packet<'a>(
        &mut self,
        packet: Packet<'a>,
        now: Duration,
    ) -> Result<Option<ServerEvent<'a>>, ProtocolErrorKind> {
        match (self.state, packet) {
            (State::Open, Packet::Publish(publish)) => self.publish_received(publish, now),
            (State::Waiting { .. }, Packet::Connect(connect)) => self.connect(connect).map(Some),
            (State::Authenticating { .. } | State::Open, Packet::Auth(auth)) => self.auth(auth).map(Some),
            (State::Authenticating { .. } | State::Open, Packet::Disconnect(disconnect)) => {
                self.disconnected(disconnect, now).map(Some)
            }
            (State::Open, Packet::Subscribe(subscribe)) => self.subscribe(subscribe).map(Some),
            (State::Open, Packet::Unsubscribe(unsubscribe)) => {
                let Unsubscribe { packet_id, filters, .. } = unsubscribe;
                let handle = self.requested(packet_id, PacketType::Unsubscribe, filters.len())?;
                Ok(Some(ServerEvent::Unsubscribe(handle, unsubscribe)))
            }
            (State::Open, Packet::PingReq) => {
                self.flows.put(&Packet::PingResp, now);
                Ok(None)
            }
            (State::Open, packet) => match self.flows.handle(packet, now)? {
                None => Ok(None),
                Some(Flowed::Message(received)) => Ok(Some(ServerEvent::Message(received))),
                Some(Flowed::Acknowledged(acknowledged)) => Ok(Some(ServerEvent::Acknowledged(acknowledged))),
            },
            (_, packet) => Err(ProtocolErrorKind::Unexpected(packet.packet_type())),
        }
    }

    fn connect<'a>(&mut self, connect: Connect<'a>) -> Result<ServerEvent<'a>, ProtocolErrorKind> {
        let properties = connect.properties;
        self.flows.version = connect.version;
        self.state = State::Deciding;
        self.method = properties.authentication_method().map(|method| method.as_str().into());
        self.asked = Asked::of(&connect);
        self.flows.peer = self.asked.peer;
        let Some(will) = connect.will else { return Ok(ServerEvent::Connect(connect)) };
        if will.qos > self.config.maximum_qos {
            return Err(ProtocolErrorKind::Qos);
        }
        if will.retain && !self.config.retain_available {
            return Err(ProtocolErrorKind::Retain);
        }
        let delay = will.properties.will_delay_interval().unwrap_or_default();
        // Its properties were valid, so each of them can be added again.
        self.will = Message::of_will(&will)
            .ok()
            .map(|message| Box::new(DelayedWill { message, due_in: Duration::from_secs(delay.into()) }));
        Ok(ServerEvent::Connect(connect))
    }

    fn auth<'a>(&mut self, auth: Auth<'a>) -> Result<ServerEvent<'a>, ProtocolErrorKind> {
        use AuthenticateReasonCode::{ContinueAuthentication, ReAuthenticate};
        match (self.state, self.authentication, auth.reason_code) {
            (State::Authenticating { .. }, _, ContinueAuthentication) => self.state = State::Deciding,
            (State::Open, Authentication::Idle, ReAuthenticate)
            | (State::Open, Authentication::Challenged, ContinueAuthentication) => {
                self.authentication = Authentication::Asked;
            }
            _ => return Err(ProtocolErrorKind::Unexpected(PacketType::Auth)),
        }
        check_method(auth, self.method.as_deref())?;
        Ok(ServerEvent::Authenticate(auth))
    }

    fn disconnected<'a>(
        &mut self,
        disconnect: Disconnect<'a>,
        now: Duration,
    ) -> Result<ServerEvent<'a>, ProtocolErrorKind> {
        if let Some(seconds) = disconnect.properties.session_expiry_interval() {
            if self.asked.session_expiry == 0 && seconds > 0 {
                return Err(ProtocolErrorKind::SessionExpiry);
            }
            self.session_expiry = interval(seconds.min(self.config.max_session_expiry));
        }
        if disconnect.reason_code == DisconnectReasonCode::NormalDisconnection {
            self.will = None;
        }
        self.close(now);
        Ok(ServerEvent::Disconnected(disconnect))
    }

    fn subscribe<'a>(&mut self, subscribe: Subscribe<'a>) -> Result<ServerEvent<'a>, ProtocolErrorKind> {
        let Subscribe { packet_id, properties, filters } = subscribe;
        let has_identifier =
            !properties.is_empty() && properties.contains(PropertyId::SubscriptionIdentifier);
        if has_identifier && !self.config.subscription_identifier_available {
            return Err(ProtocolErrorKind::SubscriptionIdsUnavailable);
        }
        let mut count = 0;
        for (filter, _) in filters.iter() {
            count += 1;
            let is_shared = self.flows.version == Version::V5 && filter.shared().is_some();
            if is_shared && !self.config.shared_subscription_available {
                return Err(ProtocolErrorKind::SharedUnavailable);
            }
            if !self.config.wildcard_subscription_available && contains_wildcard(filter.as_str().as_bytes()) {
                return Err(ProtocolErrorKind::WildcardsUnavailable);
            }
        }
        let handle = self.requested(packet_id, PacketType::Subscribe, count)?;
        Ok(ServerEvent::Subscribe(handle, subscribe))
    }

    fn requested(
        &mut self,
        packet_id: PacketId,
        kind: PacketType,
        filters: usize,
    ) -> Result<RequestHandle, ProtocolErrorKind> {
        // They are few: `Limits::max_requests`.
        if self.requests.values().any(|request| request.packet_id == packet_id) {
            return Err(ProtocolErrorKind::PacketIdInUse);
        }
        let handle = self.next_request;
        self.next_request += 1;
        self.requests.insert(handle, Request { packet_id, kind, filters });
        Ok(RequestHandle(handle))
    }

    /// Does what is due at `now`, and tells of it; call until `None`. Harmless early, late or again.
    ///
    /// # Errors
    ///
    /// The client was silent for too long.
    pub fn handle_timeout(&mut self, now: Duration) -> Result<Option<ServerEvent<'static>>, ProtocolError> {
        if let Some((handle, error)) = self.flows.outbound.next_dropped() {
            return Ok(Some(ServerEvent::Dropped(handle, error)));
        }
        match self.state {
            State::Waiting { until } | State::Authenticating { until } if now >= until => {
                Err(self.fail(ProtocolErrorKind::ConnectTimeout, now))
            }
            State::Open if self.silent_at().is_some_and(|silent_at| now >= silent_at) => {
                Err(self.fail(ProtocolErrorKind::KeepAlive, now))
            }
            State::Closed { will_at: Some(will_at), ends_at } if now >= will_at => {
                self.state = State::Closed { will_at: None, ends_at };
                Ok(self.will.take().map(|will| ServerEvent::Will(will.message)))
            }
            State::Closed { will_at, ends_at: Some(ends_at) } if now >= ends_at => {
                self.state = State::Closed { will_at, ends_at: None };
                self.forget();
                Ok(Some(ServerEvent::SessionEnded))
            }
            _ => Ok(None),
        }
    }

    /// When [`handle_timeout`](Self::handle_timeout) has something to do; after the end of the connection too.
    pub fn poll_timeout(&self) -> Option<Duration> {
        if self.flows.outbound.has_dropped() {
            return Some(Duration::ZERO);
        }
        match self.state {
            State::Waiting { until } | State::Authenticating { until } => Some(until),
            State::Deciding => None,
            State::Open => self.silent_at(),
            State::Closed { will_at, ends_at } => will_at.into_iter().chain(ends_at).min(),
        }
    }

    /// When the client has been silent for too long; never while it is not listened to.
    fn silent_at(&self) -> Option<Duration> {
        let is_on = !self.silence.is_zero() && !self.is_held();
        is_on.then(|| self.flows.last_received.saturating_add(self.silence))
    }

    /// Whether the caller's silence is why nothing more is taken in.
    fn is_held(&self) -> bool {
        self.requests.len() >= self.config.limits.max_requests || self.flows.is_held()
    }

    /// The stream has ended.
    pub fn handle_eof(&mut self, now: Duration) -> Option<ServerEvent<'static>> {
        if self.is_closed() {
            return None;
        }
        self.close(now);
        Some(ServerEvent::Lost)
    }

    /// What is to be sent.
    #[inline]
    pub fn transmit(&mut self) -> &mut Outgoing {
        self.flows.transmit()
    }

    /// Whether [`handle_input`](Self::handle_input) would take anything; if not, the caller has something to answer or to
    /// acknowledge, or what waits in [`transmit`](Self::transmit) has to be sent first.
    #[inline]
    pub fn wants_input(&self) -> bool {
        let is_listening = match self.state {
            State::Open => self.requests.len() < self.config.limits.max_requests,
            State::Waiting { .. } | State::Authenticating { .. } => true,
            State::Deciding | State::Closed { .. } => false,
        };
        is_listening && !self.flows.is_full()
    }

    /// Whether the connection has ended; what waits in [`transmit`](Self::transmit) should still be sent.
    #[inline]
    pub const fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed { .. })
    }

    /// Puts the state of the client's session back, before [`accept`](Self::accept). A will in it is discarded: its client
    /// is there again \[MQTT-3.1.3-9\].
    ///
    /// # Errors
    ///
    /// There is no CONNECT to be answered, or it has Clean Start: then the state has ended, and its will is to be published.
    pub fn restore(&mut self, state: SessionState, now: Duration) -> Result<(), CommandError> {
        let State::Deciding = self.state else { return Err(self.wrong_state()) };
        if self.asked.clean_start {
            return Err(CommandError::State);
        }
        self.session_expiry = state.expires_in();
        state.restore(&mut self.flows, now);
        self.has_session = true;
        Ok(())
    }

    /// Takes the session's state out, once the connection has ended; its timers stop here and go on there.
    ///
    /// # Errors
    ///
    /// The connection stands, or the session has ended with it.
    pub fn take_state(&mut self, now: Duration) -> Result<SessionState, CommandError> {
        let State::Closed { ends_at, .. } = self.state else { return Err(CommandError::State) };
        if ends_at.is_none() && self.session_expiry.is_some() {
            return Err(CommandError::Closed);
        }
        let state = self.state(now);
        self.will = None;
        self.state = State::Closed { will_at: None, ends_at: None };
        self.session_expiry = Some(Duration::ZERO);
        self.forget();
        Ok(state)
    }

    /// A copy of the session's state as it is now, to be stored in case that this process doesn't live to take it.
    pub fn state(&self, now: Duration) -> SessionState {
        let mut will = self.will.as_deref().cloned();
        let mut expires_in = self.session_expiry;
        if let State::Closed { will_at, ends_at } = self.state {
            expires_in = ends_at.map(|ends_at| ends_at.saturating_sub(now));
            if let (Some(will), Some(will_at)) = (&mut will, will_at) {
                will.due_in = will_at.saturating_sub(now);
            }
        }
        SessionState::of(&self.flows, now).with_timers(expires_in, will)
    }

    /// Accepts the connection: sends the CONNACK, and what an earlier connection left.
    ///
    /// In version 5 `properties` may hold Assigned Client Identifier, Response Information, Server Reference, Authentication
    /// Data, Reason String and User Properties; the others come from the configuration. Response Information is left out
    /// unless it was asked for \[MQTT-3.1.2-28\].
    ///
    /// # Errors
    ///
    /// There is no CONNECT to be answered, the client has no identifier and is given none, or the packet can't be encoded.
    pub fn accept(&mut self, properties: Properties<'_>, now: Duration) -> Result<(), CommandError> {
        let State::Deciding = self.state else { return Err(self.wrong_state()) };
        let keep_alive = self.keep_alive();
        let session_expiry = self.asked.session_expiry.min(self.config.max_session_expiry);
        let own = self.own_properties(properties, keep_alive, session_expiry)?;
        let own = own.as_properties();
        let session_present = self.has_session && self.flows.version != Version::V3_1;
        let connack = ConnAck { session_present, reason_code: ConnectReasonCode::Success, properties: own };
        self.flows.put_trimmed(Packet::ConnAck(connack), own, now)?;
        self.state = State::Open;
        self.silence = Duration::from_millis(1500 * u64::from(keep_alive));
        self.session_expiry = interval(session_expiry);
        self.flows.last_received = now;
        self.flows.open(self.asked.peer, now);
        Ok(())
    }

    fn keep_alive(&self) -> u16 {
        match (self.asked.keep_alive, self.config.max_keep_alive) {
            (asked, 0) => asked,
            (0, maximum) => maximum,
            (asked, maximum) => asked.min(maximum),
        }
    }

    fn own_properties(
        &self,
        given: Properties<'_>,
        keep_alive: u16,
        session_expiry: u32,
    ) -> Result<PropertiesBuf, CommandError> {
        let mut own = PropertiesBuf::new();
        if self.flows.version != Version::V5 {
            return Ok(given.into());
        }
        if self.asked.no_client_id != given.contains(PropertyId::AssignedClientIdentifier) {
            return Err(CommandError::ClientId);
        }
        let config = &self.config;
        if session_expiry != self.asked.session_expiry {
            own.push(Property::SessionExpiryInterval(session_expiry))?;
        }
        if let Some(maximum) = NonZeroU16::new(config.receive_maximum.max(1)) {
            own.push(Property::ReceiveMaximum(maximum))?;
        }
        match config.maximum_qos {
            Qos::AtMostOnce => own.push(Property::MaximumQos(MaximumQos::AtMostOnce))?,
            Qos::AtLeastOnce => own.push(Property::MaximumQos(MaximumQos::AtLeastOnce))?,
            Qos::ExactlyOnce => {}
        }
        if let Some(size) = u32::try_from(config.limits.max_packet_size).ok().and_then(NonZeroU32::new) {
            own.push(Property::MaximumPacketSize(size))?;
        }
        if config.topic_alias_maximum > 0 {
            own.push(Property::TopicAliasMaximum(config.topic_alias_maximum))?;
        }
        if keep_alive != self.asked.keep_alive {
            own.push(Property::ServerKeepAlive(keep_alive))?;
        }
        let unavailable = [
            (config.retain_available, Property::RetainAvailable(false)),
            (config.wildcard_subscription_available, Property::WildcardSubscriptionAvailable(false)),
            (config.subscription_identifier_available, Property::SubscriptionIdentifierAvailable(false)),
            (config.shared_subscription_available, Property::SharedSubscriptionAvailable(false)),
        ];
        for (_, property) in unavailable.into_iter().filter(|(available, _)| !available) {
            own.push(property)?;
        }
        if let Some(method) = self.method.as_deref().and_then(|method| method.try_into().ok()) {
            own.push(Property::AuthenticationMethod(method))?;
        }
        for property in given.iter() {
            match property.id() {
                PropertyId::ResponseInformation if !self.asked.response_information => {}
                PropertyId::AssignedClientIdentifier
                | PropertyId::ResponseInformation
                | PropertyId::ServerReference
                | PropertyId::AuthenticationData
                | PropertyId::ReasonString
                | PropertyId::UserProperty => own.push(property)?,
                id => return Err(CommandError::Forbidden(id.name())),
            }
        }
        Ok(own)
    }

    /// Refuses the connection, and closes it. Before version 5, a code that it doesn't have is not sent
    /// (3.1.1: \[MQTT-3.2.2-6\]).
    ///
    /// # Errors
    ///
    /// There is no CONNECT to be answered, the code is `Success`, or the packet can't be encoded.
    pub fn reject(
        &mut self,
        reason_code: ConnectReasonCode,
        properties: Properties<'_>,
        now: Duration,
    ) -> Result<(), CommandError> {
        let State::Deciding = self.state else { return Err(self.wrong_state()) };
        if reason_code == ConnectReasonCode::Success {
            return Err(CommandError::Forbidden("Success"));
        }
        if reason_code.to_wire(self.flows.version).is_some() {
            let connack = ConnAck { session_present: false, reason_code, properties };
            self.flows.put_trimmed(Packet::ConnAck(connack), properties, now)?;
        }
        self.close(now);
        Ok(())
    }

    /// Goes on with enhanced authentication, before the connection is accepted or again later: it is the client's turn
    /// then. The Authentication Method is added.
    ///
    /// # Errors
    ///
    /// The CONNECT had no Authentication Method \[MQTT-4.12.0-6\], or it is not the server's turn.
    pub fn authenticate(&mut self, properties: Properties<'_>, now: Duration) -> Result<(), CommandError> {
        let (State::Deciding | State::Open) = self.state else { return Err(self.wrong_state()) };
        if matches!(self.state, State::Open) && self.authentication != Authentication::Asked {
            return Err(CommandError::State);
        }
        let reason_code = AuthenticateReasonCode::ContinueAuthentication;
        send_auth(&mut self.flows, reason_code, self.method.as_deref(), properties, now)?;
        match self.state {
            State::Open => self.authentication = Authentication::Challenged,
            _ => {
                let until = now.saturating_add(self.config.connect_timeout);
                self.state = State::Authenticating { until };
            }
        }
        Ok(())
    }

    /// Ends re-authentication with success; without it, [`disconnect`](Self::disconnect).
    ///
    /// # Errors
    ///
    /// The client has not asked for it, or it is the client's turn.
    pub fn authenticated(&mut self, properties: Properties<'_>, now: Duration) -> Result<(), CommandError> {
        let (State::Open, Authentication::Asked) = (self.state, self.authentication) else {
            return Err(self.wrong_state());
        };
        let reason_code = AuthenticateReasonCode::Success;
        send_auth(&mut self.flows, reason_code, self.method.as_deref(), properties, now)?;
        self.authentication = Authentication::Idle;
        Ok(())
    }

    /// Sends a message. At QoS 1 and 2 it may wait for the client's quota, or for the connection to be accepted; with the
    /// handle its last acknowledgement is told.
    ///
    /// # Errors
    ///
    /// It is larger than the client accepts, and is not sent \[MQTT-3.1.2-25\]; too much waits already; or at QoS 0 there is
    /// no connection.
    pub fn publish(&mut self, message: Message, now: Duration) -> Result<PublishHandle, CommandError> {
        match self.state {
            State::Waiting { .. } => Err(CommandError::State),
            State::Closed { .. } => Err(CommandError::Closed),
            _ => self.flows.publish(message, now),
        }
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
        let was_held = self.is_held();
        self.flows.acknowledge(handle, reason_code, now)?;
        self.listen_again(was_held, now);
        Ok(())
    }

    /// While the client was not listened to, it was not silent.
    fn listen_again(&mut self, was_held: bool, now: Duration) {
        if was_held {
            self.flows.last_received = now;
        }
    }

    /// Answers a SUBSCRIBE, with one code for each filter.
    ///
    /// # Errors
    ///
    /// It was answered, there are too few or too many codes, or the packet can't be encoded.
    pub fn suback(
        &mut self,
        handle: RequestHandle,
        reason_codes: ReasonCodes<'_, SubscribeReasonCode>,
        properties: Properties<'_>,
        now: Duration,
    ) -> Result<(), CommandError> {
        let Request { packet_id, filters, .. } = self.request(handle, PacketType::Subscribe)?;
        if reason_codes.len() != filters {
            return Err(CommandError::ReasonCodes);
        }
        let suback = SubAck { packet_id, properties, reason_codes };
        self.flows.put_trimmed(Packet::SubAck(suback), properties, now)?;
        let was_held = self.is_held();
        self.requests.remove(&handle.0);
        self.listen_again(was_held, now);
        Ok(())
    }

    /// Answers an UNSUBSCRIBE, with one code for each filter; before version 5 they are not sent.
    ///
    /// # Errors
    ///
    /// It was answered, there are too few or too many codes, or the packet can't be encoded.
    pub fn unsuback(
        &mut self,
        handle: RequestHandle,
        reason_codes: ReasonCodes<'_, UnsubscribeReasonCode>,
        properties: Properties<'_>,
        now: Duration,
    ) -> Result<(), CommandError> {
        let Request { packet_id, filters, .. } = self.request(handle, PacketType::Unsubscribe)?;
        let reason_codes = match self.flows.version {
            Version::V5 if reason_codes.len() != filters => return Err(CommandError::ReasonCodes),
            Version::V5 => reason_codes,
            Version::V3_1 | Version::V3_1_1 => ReasonCodes::EMPTY,
        };
        let unsuback = UnsubAck { packet_id, properties, reason_codes };
        self.flows.put_trimmed(Packet::UnsubAck(unsuback), properties, now)?;
        let was_held = self.is_held();
        self.requests.remove(&handle.0);
        self.listen_again(was_held, now);
        Ok(())
    }

    fn request(&self, handle: RequestHandle, kind: PacketType) -> Result<Request, CommandError> {
        self.check_open()?;
        let request = self.requests.get(&handle.0).filter(|request| request.kind == kind);
        request.copied().ok_or(CommandError::UnknownHandle)
    }

    /// Ends the connection. Before version 5 it is closed without a packet.
    ///
    /// # Errors
    ///
    /// It has ended, or was not accepted yet \[MQTT-3.14.0-1\], or the packet can't be encoded.
    pub fn disconnect(&mut self, disconnect: &Disconnect<'_>, now: Duration) -> Result<(), CommandError> {
        self.check_open()?;
        if disconnect.properties.contains(PropertyId::SessionExpiryInterval) {
            return Err(CommandError::Forbidden("Session Expiry Interval"));
        }
        if self.flows.version == Version::V5 {
            self.flows.put_trimmed(Packet::Disconnect(*disconnect), disconnect.properties, now)?;
        }
        self.close(now);
        Ok(())
    }

    const fn wrong_state(&self) -> CommandError {
        if self.is_closed() { CommandError::Closed } else { CommandError::State }
    }

    const fn check_open(&self) -> Result<(), CommandError> {
        if matches!(self.state, State::Open) { Ok(()) } else { Err(self.wrong_state()) }
    }

    fn close(&mut self, now: Duration) {
        let was_accepted = matches!(self.state, State::Open);
        if !was_accepted {
            self.will = None;
        }
        let ends_at = self.session_expiry.map(|expiry| now.saturating_add(expiry));
        let will_at = self.will.as_ref().map(|will| now.saturating_add(will.due_in));
        let will_at = will_at.map(|will_at| ends_at.map_or(will_at, |ends_at| will_at.min(ends_at)));
        let ends_at = ends_at.filter(|_| was_accepted || self.has_session);
        self.state = State::Closed { will_at, ends_at };
        self.requests.clear();
        self.flows.close();
    }

    fn forget(&mut self) {
        self.flows.outbound.forget_all();
        self.flows.inbound.resume([]);
    }

    #[cold]
    fn fail(&mut self, kind: ProtocolErrorKind, now: Duration) -> ProtocolError {
        match self.state {
            _ if kind == ProtocolErrorKind::ConnectTimeout => {}
            State::Open if self.flows.version == Version::V5 => {
                let farewell = Packet::Disconnect(Disconnect::new(kind.reason()));
                // A client whose maximum is below four bytes gets none.
                let _ = self.flows.put_checked(&farewell, now);
            }
            State::Open | State::Closed { .. } => {}
            State::Waiting { .. } | State::Deciding | State::Authenticating { .. } => {
                self.refuse(kind, now);
            }
        }
        self.close(now);
        kind.into()
    }

    /// Says why a CONNECT, or what came in its place, is refused; nothing to who doesn't speak MQTT.
    fn refuse(&mut self, kind: ProtocolErrorKind, now: Duration) {
        if let ProtocolErrorKind::Malformed(error) = kind
            && error.kind() == DecodeErrorKind::ConnectExpected
        {
            return;
        }
        self.flows.version = self.decoder.version().unwrap_or(Version::V3_1_1);
        let reason_code = kind.connect_reason();
        if reason_code.to_wire(self.flows.version).is_some() {
            let _ = self.flows.put_checked(&ConnAck::new(reason_code).into(), now);
        }
    }
}

impl Asked {
    const NOTHING: Self = Self {
        clean_start: true,
        no_client_id: false,
        keep_alive: 0,
        session_expiry: 0,
        response_information: false,
        peer: Peer::UNLIMITED,
    };

    fn of(connect: &Connect<'_>) -> Self {
        let properties = connect.properties;
        let session_expiry = match connect.version {
            Version::V5 => properties.session_expiry_interval().unwrap_or_default(),
            // Clean Session also means that the session ends with the connection (3.1.1 section 3.1.2.4).
            Version::V3_1 | Version::V3_1_1 if connect.clean_start => 0,
            Version::V3_1 | Version::V3_1_1 => NEVER,
        };
        let wants_problem_information = properties.request_problem_information().unwrap_or(true);
        Self {
            clean_start: connect.clean_start,
            no_client_id: connect.client_id.as_str().is_empty(),
            keep_alive: connect.keep_alive,
            session_expiry,
            response_information: properties.request_response_information().unwrap_or_default(),
            peer: Peer { wants_problem_information, ..Peer::of(properties) },
        }
    }
}

fn interval(seconds: u32) -> Option<Duration> {
    (seconds != NEVER).then(|| Duration::from_secs(seconds.into()))
}
