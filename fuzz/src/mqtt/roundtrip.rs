//! What decodes, encoded and decoded again.

use bytes::Bytes;
use mqtt_codec::packet::Packet;
use mqtt_codec::{EncodeError, PacketBuf, Version};

use super::{Setting, VERSIONS, hash, no_limits};

/// Encodes every packet of a stream again: the packet is equal, and where it has only one encoding, so are the bytes.
///
/// The first byte is the version and the limits, the others are the stream.
pub fn roundtrip(data: &[u8]) {
    let Some((setting, mut input)) = Setting::read(data) else { return };
    let mut decoder = setting.decoder();
    loop {
        let front = input;
        let Ok(Some(packet)) = decoder.decode(&mut input) else { return };
        let version = decoder.version().expect("a packet has a version");
        let bytes = &front[..front.len() - input.len()];
        let encoded = encode(&packet, version).expect("what was decoded can be encoded");
        check_bytes(&packet, version, &encoded, bytes);
        check_room(&packet, version, &encoded);
        check_head(&packet, version, &encoded);
        check_kept(&packet, version, &encoded, bytes);
        for other in VERSIONS {
            // What encodes, decodes.
            _ = encode(&packet, other);
        }
    }
}

/// The packet's bytes, if the version can carry it, having seen that they decode to an equal packet.
pub(super) fn encode(packet: &Packet<'_>, version: Version) -> Result<Vec<u8>, EncodeError> {
    let mut encoded = Vec::new();
    if let Err(error) = packet.encode(&mut encoded, version) {
        assert!(encoded.is_empty(), "{error}, but something was written");
        return Err(error);
    }
    assert_eq!(encoded.len(), packet.encoded_len(version));
    let again = Packet::decode(&encoded, version, &no_limits());
    assert_eq!(again, Ok(*packet), "{version}");
    assert_eq!(again.map(hash), Ok(hash(packet)));
    Ok(encoded)
}

fn check_bytes(packet: &Packet<'_>, version: Version, encoded: &[u8], bytes: &[u8]) {
    let others = encoded.iter().zip(bytes).filter(|(encoded, byte)| encoded != byte).count();
    let (same_len, same_tail) = (encoded.len() == bytes.len(), encoded[1..] == bytes[1..]);
    let right = match (version, packet) {
        // The shortest of several forms.
        (
            Version::V5,
            Packet::PubAck(_)
            | Packet::PubRec(_)
            | Packet::PubRel(_)
            | Packet::PubComp(_)
            | Packet::Disconnect(_)
            | Packet::Auth(_),
        ) => encoded.len() <= bytes.len(),
        // Without DUP.
        (Version::V3_1, Packet::PubRel(_) | Packet::Subscribe(_) | Packet::Unsubscribe(_)) => {
            same_tail && encoded[0] == bytes[0] & !0b1000
        }
        // Connect Flags that promise no more than there is.
        (Version::V3_1, Packet::Connect(_)) => same_len && others <= 1,
        _ => encoded == bytes,
    };
    assert!(right, "{packet} of {version}: {bytes:02x?} became {encoded:02x?}");
}

/// Encoding needs just as much room as it says, and without it touches nothing.
fn check_room(packet: &Packet<'_>, version: Version, encoded: &[u8]) {
    let mut room = vec![0xaa; encoded.len()];
    let (mut enough, mut too_little) = (&mut room[..], &mut vec![0xaa; encoded.len() - 1][..]);
    assert_eq!(packet.encode(&mut enough, version), Ok(()));
    assert!(enough.is_empty());
    assert_eq!(room, encoded);
    assert_eq!(packet.encode(&mut too_little, version), Err(EncodeError::NoSpace));
    assert!(too_little.len() == encoded.len() - 1 && too_little.iter().all(|byte| *byte == 0xaa));
}

fn check_head(packet: &Packet<'_>, version: Version, encoded: &[u8]) {
    let Packet::Publish(publish) = packet else { return };
    let mut head = Vec::new();
    assert_eq!(publish.encode_head(&mut head, version), Ok(()));
    assert_eq!([&head, publish.payload].concat(), encoded);
    let mut room = vec![0xaa; head.len()];
    assert_eq!(publish.encode_head(&mut &mut room[1..], version), Err(EncodeError::NoSpace));
    assert!(room.iter().all(|byte| *byte == 0xaa));
    assert_eq!(publish.encode_head(&mut &mut room[..], version), Ok(()));
    assert_eq!(room, head);
}

fn check_kept(packet: &Packet<'_>, version: Version, encoded: &[u8], bytes: &[u8]) {
    let kept = PacketBuf::encode(packet, version).expect("what was decoded can be encoded");
    assert_eq!((kept.as_packet(), &kept.as_bytes()[..], kept.version()), (*packet, encoded, version));
    assert_eq!(kept.detach(), kept);
    let kept = PacketBuf::decode(Bytes::copy_from_slice(bytes), version, &no_limits());
    let kept = kept.expect("what was decoded decodes");
    assert_eq!((kept.as_packet(), &kept.as_bytes()[..]), (*packet, bytes));
    assert_eq!((kept.to_string(), format!("{kept:?}")), (packet.to_string(), format!("{packet:?}")));
}
