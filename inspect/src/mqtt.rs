//! MQTT, in all versions, over any byte stream.

use mqtt_codec::packet::{Packet, PacketType};
use mqtt_codec::{DecodeError, Decoder, Limits};
use serde_json::Value;

pub(crate) use mqtt_codec::Version;

use crate::escape::Json;
use crate::protocol::{Content, Conversation, Detail, ErrorObject, Malformed, Message, Side};

/// The largest packet that is decoded; MQTT's own limit is sixteen times as much.
const MAX_PACKET_SIZE: usize = 16 << 20;

/// The most filters, reason codes or properties in a packet.
const MAX_ITEMS: usize = 1 << 16;

/// Fields that are shown as `***`.
const SECRETS: [&str; 2] = ["password", "authentication_data"];

/// Client and server; the CONNECT of one settles the version of both.
#[derive(Debug)]
pub(crate) struct Mqtt {
    version: Option<Version>,
    client: Option<Decoder>,
    server: Option<Decoder>,
    limits: Limits,
    detail: Detail,
}

impl Mqtt {
    /// `version` is for those who know it; a CONNECT says it else, and without one it is 3.1.1.
    pub(crate) fn new(version: Option<Version>, detail: Detail) -> Self {
        let mut limits = Limits::default();
        limits.max_packet_size = MAX_PACKET_SIZE;
        limits.max_items = MAX_ITEMS;
        Self { version, client: None, server: None, limits, detail }
    }

    /// A decoder for the side that begins with the byte `first`.
    fn decoder(&self, first: u8) -> Decoder {
        const CONNECT: u8 = 0x10;
        match self.version {
            Some(version) => Decoder::new(version, self.limits.clone()),
            None if first == CONNECT => Decoder::awaiting_connect(self.limits.clone()),
            None => Decoder::new(Version::V3_1_1, self.limits.clone()),
        }
    }

    fn message(&self, packet: &Packet<'_>, bytes: &[u8], version: Version) -> Message {
        let content = match self.detail {
            Detail::Count => Content::Count,
            Detail::Line => Content::Line(packet.to_string()),
            Detail::Fields => Content::Fields {
                kind: packet.packet_type().name().into(),
                message: Json::new(&fields(packet)),
                invalid: Vec::new(),
            },
        };
        Message { len: bytes.len(), roundtrip: Some(self.roundtrip(packet, bytes, version)), content }
    }

    fn roundtrip(&self, packet: &Packet<'_>, bytes: &[u8], version: Version) -> bool {
        let mut encoded = Vec::with_capacity(bytes.len());
        if packet.encode(&mut encoded, version).is_err() {
            return false;
        }
        encoded == bytes
            || has_several_encodings(packet, version)
                && Packet::decode(&encoded, version, &self.limits).as_ref() == Ok(packet)
    }
}

impl Conversation for Mqtt {
    fn next(&mut self, side: Side, input: &mut &[u8]) -> Result<Option<Message>, Malformed> {
        let Some(&first) = input.first() else { return Ok(None) };
        let fresh = self.decoder(first);
        let decoder = match side {
            Side::Client => self.client.get_or_insert(fresh),
            Side::Server => self.server.get_or_insert(fresh),
        };
        let before = *input;
        let packet = match decoder.decode(input) {
            Ok(Some(packet)) => packet,
            Ok(None) => return Ok(None),
            Err(error) => {
                // The decoder that failed says nothing but its error any more.
                let len = self.decoder(first).frame_len(before).ok().flatten();
                return Err(malformed(before, len, &error));
            }
        };
        let version = decoder.version().unwrap_or(Version::V3_1_1);
        if matches!(packet, Packet::Connect(_)) {
            self.version = Some(version);
            if side == Side::Client {
                // It may have been taken for a 3.1.1 server until now.
                self.server = None;
            }
        }
        let bytes = before.get(..before.len() - input.len()).unwrap_or_default();
        Ok(Some(self.message(&packet, bytes, version)))
    }

    fn awaits_client(&self) -> bool {
        self.client.as_ref().is_some_and(|client| client.version().is_none())
    }

    fn is_guess(&self) -> bool {
        self.version.is_none()
            && [&self.client, &self.server].into_iter().flatten().any(|side| side.version().is_some())
    }
}

/// Whether `bytes` begin with a CONNECT (section 3.1); `None`: too few to tell.
pub(crate) fn is_connect(bytes: &[u8]) -> Option<bool> {
    const NAMES: [&[u8]; 2] = [b"\x00\x04MQTT", b"\x00\x06MQIsdp"];
    let Some((0x10, rest)) = bytes.split_first() else { return bytes.first().map(|_| false) };
    let Some(length_end) = rest.iter().take(4).position(|byte| byte & 0x80 == 0) else {
        return (rest.len() >= 4).then_some(false);
    };
    let body = rest.get(length_end + 1..).unwrap_or_default();
    if NAMES.iter().any(|name| body.starts_with(name)) {
        return Some(true);
    }
    if NAMES.iter().any(|name| name.starts_with(body)) { None } else { Some(false) }
}

/// Version 5 may leave out what has its usual value. Version 3.1 disregards DUP where it says nothing, and in CONNECT the will's
/// bits without a will and the flags of credentials that don't come.
const fn has_several_encodings(packet: &Packet<'_>, version: Version) -> bool {
    use Packet::*;
    match version {
        Version::V3_1 => matches!(packet, Connect(_) | PubRel(_) | Subscribe(_) | Unsubscribe(_)),
        Version::V5 => {
            matches!(packet, PubAck(_) | PubRec(_) | PubRel(_) | PubComp(_) | Disconnect(_) | Auth(_))
        }
        _ => false,
    }
}

/// The packet's fields without its secrets.
fn fields(packet: &Packet<'_>) -> Value {
    let mut fields = serde_json::to_value(packet).unwrap_or_default();
    hide_secrets(&mut fields);
    fields
}

/// Keys are the specification's only; what peers name themselves stands in values.
fn hide_secrets(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::Null => {}
                    secret if SECRETS.contains(&name.as_str()) => *secret = "***".into(),
                    other => hide_secrets(other),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(hide_secrets),
        _ => {}
    }
}

fn malformed(bytes: &[u8], whole: Option<usize>, error: &DecodeError) -> Malformed {
    Malformed {
        message_kind: bytes.first().and_then(|&first| packet_type(first)).map(|kind| kind.name().into()),
        len: whole.map_or(bytes.len(), |len| len.min(bytes.len())),
        error: ErrorObject {
            kind: format!("{:?}", error.kind()),
            offset: error.offset() as u64,
            field: error.field(),
            text: error.to_string(),
        },
    }
}

/// The packet type that the first byte of a packet names (section 2.1.2).
fn packet_type(first: u8) -> Option<PacketType> {
    use PacketType::*;
    const TYPES: [PacketType; 15] = [
        Connect,
        ConnAck,
        Publish,
        PubAck,
        PubRec,
        PubRel,
        PubComp,
        Subscribe,
        SubAck,
        Unsubscribe,
        UnsubAck,
        PingReq,
        PingResp,
        Disconnect,
        Auth,
    ];
    TYPES.into_iter().find(|&kind| kind as u8 == first >> 4)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn roundtrip(decoded: &[u8], original: &[u8], version: Version) -> bool {
        let limits = Limits::default();
        let packet = Packet::decode(decoded, version, &limits).unwrap();
        Mqtt::new(Some(version), Detail::Count).roundtrip(&packet, original, version)
    }

    #[test]
    fn other_bytes_are_a_mismatch() {
        assert!(roundtrip(b"\x30\x04\x00\x01ab", b"\x30\x04\x00\x01ab", Version::V3_1_1));
        assert!(!roundtrip(b"\x30\x04\x00\x01ab", b"\x30\x04\x00\x01ac", Version::V3_1_1));
        assert!(!roundtrip(b"\x40\x02\x00\x07", b"\x40\x02\x00\x08", Version::V3_1_1));
    }

    #[test]
    fn an_equal_acknowledgement_in_other_bytes_is_none_in_version_5() {
        assert!(roundtrip(b"\x40\x02\x00\x07", b"\x40\x03\x00\x07\x00", Version::V5));
        assert!(roundtrip(b"\xe0\x00", b"\xe0\x01\x00", Version::V5));
    }

    #[test]
    fn secrets_are_hidden_wherever_they_are_and_nothing_else_is() {
        let mut fields = json!({
            "password": "70",
            "user_name": "password",
            "properties": [{ "authentication_data": "70" }, { "user_property": ["password", "p"] }],
            "will": { "payload": "70" },
        });
        hide_secrets(&mut fields);
        let expected = json!({
            "password": "***",
            "user_name": "password",
            "properties": [{ "authentication_data": "***" }, { "user_property": ["password", "p"] }],
            "will": { "payload": "70" },
        });
        assert_eq!(fields, expected);
        let mut absent = json!({ "password": null });
        hide_secrets(&mut absent);
        assert_eq!(absent, json!({ "password": null }));
    }
}
