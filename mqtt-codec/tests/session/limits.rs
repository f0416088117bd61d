//! What a peer can make grow (attacks A2, A14, A61 to A64), and what a machine weighs.

use allocation_counter::measure;
use mqtt_codec::PacketId;
use mqtt_codec::packet::{Delivery, PubRel, Publish};
use mqtt_codec::property::Properties;

use super::*;

fn connect(version: Version) -> Connect<'static> {
    Connect::new(version, "c".try_into().unwrap())
}

fn publish(qos: Qos, number: u16, version: Version) -> Vec<u8> {
    let delivery = Delivery::new(qos, PacketId::new(number).unwrap());
    let publish = Publish::new("site/7/temperature/inside".try_into().unwrap(), &[7; 64]);
    bytes(Publish { delivery, ..publish }, version)
}

#[test]
fn a_message_of_qos_0_is_taken_without_an_allocation() {
    for version in [Version::V3_1_1, Version::V5] {
        let mut server = plain_server(version);
        let input = publish(Qos::AtMostOnce, 1, version);
        let taken = measure(|| {
            let event = server.handle_input(&mut &input[..], START);
            assert!(matches!(event, Ok(Some(ServerEvent::Message(_)))));
        });
        assert_eq!(taken.count_total, 0, "{version}");
    }
}

#[test]
fn a_message_of_qos_1_is_taken_and_acknowledged_without_an_allocation() {
    let mut server = plain_server(Version::V5);
    let input = publish(Qos::AtLeastOnce, 1, Version::V5);
    let mut take = || {
        let event = server.handle_input(&mut &input[..], START);
        assert!(matches!(event, Ok(Some(ServerEvent::Message(_)))));
        let len = server.transmit().remaining();
        server.transmit().advance(len);
    };
    take();
    assert_eq!(measure(take).count_total, 0);
}

#[test]
fn a_message_of_qos_1_is_sent_and_acknowledged_without_an_allocation() {
    let mut server = plain_server(Version::V5);
    let message = message("site/7/temperature/inside", "21.5", Qos::AtLeastOnce);
    let mut send = || {
        server.publish(message.clone(), START).unwrap();
        let len = server.transmit().remaining();
        server.transmit().advance(len);
        let event = server.handle_input(&mut &b"\x40\x02\0\x01"[..], START);
        assert!(matches!(event, Ok(Some(ServerEvent::Acknowledged(_)))));
    };
    send();
    assert_eq!(measure(send).count_total, 0);
}

#[test]
fn a_large_payload_is_copied_neither_in_nor_out() {
    let payload = bytes::Bytes::from(vec![7; 65_536]);
    let mut server = plain_server(Version::V5);
    let message = Message::new("a".try_into().unwrap(), payload.clone()).with_qos(Qos::AtLeastOnce);
    let sent = measure(|| {
        server.publish(message, START).unwrap();
    });
    assert!(sent.bytes_total < 2000, "{} bytes were allocated", sent.bytes_total);
    let head = server.transmit().chunk().len();
    server.transmit().advance(head);
    assert_eq!(server.transmit().chunk().as_ptr(), payload.as_ptr());
    let publish = Publish::new("a".try_into().unwrap(), &payload);
    let input = encoded(&publish.into(), Version::V5);
    let taken = measure(|| {
        server.handle_input(&mut &input[..], START).unwrap();
    });
    assert_eq!(taken.bytes_total, 0);
}

#[test]
fn an_idle_connection_takes_less_than_a_kibibyte() {
    let connect = encoded(&connect(Version::V5).into(), Version::V5);
    let input = publish(Qos::AtLeastOnce, 1, Version::V5);
    let mut idle = None;
    let heap = measure(|| {
        let mut server = Server::new(ServerConfig::default(), START);
        server.handle_input(&mut &connect[..], START).unwrap();
        server.accept(Properties::EMPTY, START).unwrap();
        server.handle_input(&mut &input[..], START).unwrap();
        let len = server.transmit().remaining();
        server.transmit().advance(len);
        idle = Some(server);
    });
    let total = usize::try_from(heap.bytes_current).unwrap() + size_of::<Server>();
    assert!(total < 1024, "{} on the heap, {} in all", heap.bytes_current, total);
    assert!(size_of::<Client>() < 1024, "{}", size_of::<Client>());
    drop(idle);
}

/// Attacks A2 and A61: whatever a client sends without reading, memory stays where it is.
#[test]
fn a_million_of_each_input_undrained_take_no_more_than_the_limits() {
    let limits = Limits::default().with_max_outgoing(10_000);
    let mut config = ServerConfig::default();
    config.limits = limits;
    for version in [Version::V3_1_1, Version::V5] {
        let pubrel = bytes(PubRel::new(PacketId::new(9).unwrap()), version);
        let subscribe: &[u8] =
            if version == Version::V5 { b"\x82\x07\0\x01\0\0\x01a\0" } else { b"\x82\x06\0\x01\0\x01a\0" };
        for input in [
            publish(Qos::AtMostOnce, 1, version),
            publish(Qos::AtLeastOnce, 1, version),
            publish(Qos::ExactlyOnce, 1, version),
            b"\xc0\0".to_vec(),
            pubrel,
            b"\x50\x02\0\x09".to_vec(),
            b"\x70\x02\0\x09".to_vec(),
            subscribe.to_vec(),
            b"\x30\xff\xff\x3f".to_vec(),
        ] {
            let mut server = server(config.clone(), &connect(version));
            let grown = measure(|| {
                for _ in 0..1_000_000 {
                    if server.handle_input(&mut &input[..], START).is_err() || !server.wants_input() {
                        break;
                    }
                }
            });
            assert!(grown.bytes_max < 40_000, "{} bytes, {version} {input:x?}", grown.bytes_max);
        }
    }
}

/// Attack A14: QoS 2 messages that are never released. Before version 5 nothing but the number of identifiers bounds them.
#[test]
fn messages_that_are_never_released_are_bounded() {
    for (version, most) in [(Version::V3_1_1, 65_535), (Version::V5, 1024)] {
        let mut server = plain_server(version);
        let mut taken = 0;
        let grown = measure(|| {
            for number in 1..=u16::MAX {
                let input = publish(Qos::ExactlyOnce, number, version);
                if server.handle_input(&mut &input[..], START).is_err() {
                    break;
                }
                drained(server.transmit());
                taken += 1;
            }
        });
        assert_eq!(taken, most, "{version}");
        assert!(grown.bytes_max < 15 * most + 1000, "{} bytes, {version}", grown.bytes_max);
    }
}

/// Attack A63.
#[test]
fn the_end_of_the_stream_ends_every_state() {
    let mut fresh = Server::new(ServerConfig::default(), START);
    let mut asked = asked(ServerConfig::default(), &connect(Version::V5));
    let mut open = plain_server(Version::V5);
    for server in [&mut fresh, &mut asked, &mut open] {
        assert_eq!(server.handle_eof(START), Some(ServerEvent::Lost));
        assert!(server.is_closed() && !server.wants_input());
        while server.handle_timeout(START).unwrap().is_some() {}
        assert_eq!(server.poll_timeout(), None);
    }
}

/// Time that stands still, runs backwards or ends is no problem.
#[test]
fn times_of_any_kind_are_taken() {
    let connect = Connect { keep_alive: 10, ..connect(Version::V5) };
    let mut server = server(ServerConfig::default(), &connect);
    server.handle_input(&mut &b"\xc0\0"[..], Duration::ZERO).unwrap();
    server.handle_input(&mut &b"\xc0\0"[..], Duration::MAX).unwrap();
    assert_eq!(server.poll_timeout(), Some(Duration::MAX));
    assert!(server.handle_timeout(Duration::MAX).is_err());
}
