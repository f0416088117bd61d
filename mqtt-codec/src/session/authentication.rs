//! Enhanced authentication (section 4.12): whose turn it is, and the packets of both ends.

use core::time::Duration;

use super::error::{CommandError, ProtocolErrorKind};
use super::flows::Flows;
use crate::packet::{Auth, Packet};
use crate::property::{Properties, PropertiesBuf, Property, PropertyId};
use crate::reason::AuthenticateReasonCode;

/// Where enhanced authentication stands, or re-authentication (section 4.12).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Authentication {
    /// It is over, or there is none.
    Idle,
    /// The server's turn.
    Asked,
    /// The client's turn.
    Challenged,
}

/// The Authentication Method must be that of the CONNECT \[MQTT-4.12.0-5\]; the short form of `Success` has none.
pub(super) fn check_method(auth: Auth<'_>, method: Option<&str>) -> Result<(), ProtocolErrorKind> {
    match auth.properties.authentication_method() {
        None if auth.reason_code == AuthenticateReasonCode::Success && method.is_some() => Ok(()),
        found if found.is_some() && found.map(|found| found.as_str()) == method => Ok(()),
        _ => Err(ProtocolErrorKind::AuthenticationMethod),
    }
}

/// Sends an AUTH with the method of the CONNECT.
pub(super) fn send_auth(
    flows: &mut Flows,
    reason_code: AuthenticateReasonCode,
    method: Option<&str>,
    given: Properties<'_>,
    now: Duration,
) -> Result<(), CommandError> {
    let Some(method) = method.and_then(|method| method.try_into().ok()) else {
        return Err(CommandError::State);
    };
    if given.contains(PropertyId::AuthenticationMethod) {
        return Err(CommandError::Forbidden("Authentication Method"));
    }
    let mut properties = PropertiesBuf::new();
    properties.push(Property::AuthenticationMethod(method))?;
    for property in given.iter() {
        properties.push(property)?;
    }
    let properties = properties.as_properties();
    flows.put_trimmed(Packet::Auth(Auth { reason_code, properties }), properties, now)
}
