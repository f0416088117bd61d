//! From a captured frame to the TCP segment or the UDP datagram in it.

use std::net::{IpAddr, SocketAddr};

use etherparse::{EtherType, IpNumber, LaxNetSlice, LaxSlicedPacket, TransportSlice};
use pcap_parser::Linktype;

/// What a frame carries.
#[derive(Debug)]
pub(crate) enum Packet<'a> {
    Tcp(Segment<'a>),
    Udp(Datagram<'a>),
    /// A part of a UDP datagram; which one can't always be told from it.
    UdpFragment,
}

/// A UDP datagram with its addresses.
#[derive(Debug)]
pub(crate) struct Datagram<'a> {
    pub(crate) src: SocketAddr,
    pub(crate) dst: SocketAddr,
    pub(crate) payload: &'a [u8],
    /// How many bytes at its end were not captured.
    pub(crate) missing: usize,
}

/// A TCP segment with its addresses.
#[derive(Debug)]
pub(crate) struct Segment<'a> {
    pub(crate) src: SocketAddr,
    pub(crate) dst: SocketAddr,
    pub(crate) seq: u32,
    pub(crate) syn: bool,
    pub(crate) ack: bool,
    /// FIN or RST.
    pub(crate) end: bool,
    pub(crate) payload: &'a [u8],
}

/// Frames of this link type can't be read.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct UnknownLinkType;

/// `LINKTYPE_RAW` as some BSDs number it.
const RAW_BSD: [Linktype; 2] = [Linktype(12), Linktype(14)];

/// What is in `frame`; `None` where that is neither TCP nor UDP.
pub(crate) fn packet(link_type: Linktype, frame: &[u8]) -> Result<Option<Packet<'_>>, UnknownLinkType> {
    let packet = match link_type {
        Linktype::ETHERNET => LaxSlicedPacket::from_ethernet(frame).ok(),
        Linktype::RAW | Linktype::IPV4 | Linktype::IPV6 => ip(frame, 0),
        raw if RAW_BSD.contains(&raw) => ip(frame, 0),
        Linktype::NULL | Linktype::LOOP => ip(frame, 4),
        Linktype::LINUX_SLL => cooked(frame, 14, 16),
        Linktype::LINUX_SLL2 => cooked(frame, 0, 20),
        _ => return Err(UnknownLinkType),
    };
    Ok(packet.as_ref().and_then(transport))
}

fn ip(frame: &[u8], header_len: usize) -> Option<LaxSlicedPacket<'_>> {
    LaxSlicedPacket::from_ip(frame.get(header_len..)?).ok()
}

/// Linux cooked capture: the EtherType at `ether_type_at`, the packet after `header_len` bytes.
fn cooked(frame: &[u8], ether_type_at: usize, header_len: usize) -> Option<LaxSlicedPacket<'_>> {
    let ether_type = frame.get(ether_type_at..)?.first_chunk().copied().map(u16::from_be_bytes)?;
    Some(LaxSlicedPacket::from_ether_type(EtherType(ether_type), frame.get(header_len..)?))
}

fn transport<'a>(packet: &LaxSlicedPacket<'a>) -> Option<Packet<'a>> {
    const HEADER_LEN: usize = 8;
    let (src, dst): (IpAddr, IpAddr) = match packet.net.as_ref()? {
        LaxNetSlice::Ipv4(ip) => (ip.header().source_addr().into(), ip.header().destination_addr().into()),
        LaxNetSlice::Ipv6(ip) => (ip.header().source_addr().into(), ip.header().destination_addr().into()),
        LaxNetSlice::Arp(_) => return None,
    };
    match &packet.transport {
        Some(TransportSlice::Tcp(tcp)) => Some(Packet::Tcp(Segment {
            src: SocketAddr::new(src, tcp.source_port()),
            dst: SocketAddr::new(dst, tcp.destination_port()),
            seq: tcp.sequence_number(),
            syn: tcp.syn(),
            ack: tcp.ack(),
            end: tcp.fin() || tcp.rst(),
            payload: tcp.payload(),
        })),
        Some(TransportSlice::Udp(udp)) => Some(Packet::Udp(Datagram {
            src: SocketAddr::new(src, udp.source_port()),
            dst: SocketAddr::new(dst, udp.destination_port()),
            payload: udp.payload(),
            missing: usize::from(udp.length()).saturating_sub(HEADER_LEN + udp.payload().len()),
        })),
        _ => {
            let payload = packet.ip_payload()?;
            (payload.fragmented && payload.ip_number == IpNumber::UDP).then_some(Packet::UdpFragment)
        }
    }
}

#[cfg(test)]
mod tests {
    use etherparse::PacketBuilder;

    use super::*;

    fn segment(link_type: Linktype, frame: &[u8]) -> Option<Segment<'_>> {
        match packet(link_type, frame).unwrap() {
            Some(Packet::Tcp(segment)) => Some(segment),
            _ => None,
        }
    }

    fn datagram(frame: &[u8]) -> Datagram<'_> {
        match packet(Linktype::RAW, frame).unwrap() {
            Some(Packet::Udp(datagram)) => datagram,
            other => panic!("{other:?}"),
        }
    }

    /// A frame of each link type around the same segment.
    fn frame(header: &[u8], v6: bool) -> Vec<u8> {
        let ip = if v6 {
            PacketBuilder::ipv6([1; 16], [2; 16], 64)
        } else {
            PacketBuilder::ipv4([10, 0, 0, 1], [10, 0, 0, 2], 64)
        };
        let mut frame = header.to_vec();
        ip.tcp(4000, 1883, 77, 1024).syn().write(&mut frame, b"abc").unwrap();
        frame
    }

    const ETHERNET_V4: &[u8] = b"\x01\x01\x01\x01\x01\x01\x02\x02\x02\x02\x02\x02\x08\x00";
    const VLAN_V6: &[u8] = b"\x01\x01\x01\x01\x01\x01\x02\x02\x02\x02\x02\x02\x81\x00\x00\x05\x86\xdd";
    const COOKED_V4: &[u8] = b"\x00\x00\x00\x01\x00\x06\x02\x02\x02\x02\x02\x02\x00\x00\x08\x00";
    const COOKED2_V6: &[u8] = b"\x86\xdd\0\0\0\0\0\x01\x00\x01\x00\x06\x02\x02\x02\x02\x02\x02\0\0";

    #[test]
    fn every_link_type_shows_the_segment() {
        for (link_type, header, v6) in [
            (Linktype::ETHERNET, ETHERNET_V4, false),
            (Linktype::ETHERNET, VLAN_V6, true),
            (Linktype::NULL, b"\x02\0\0\0", false),
            (Linktype::NULL, b"\0\0\0\x1e", true),
            (Linktype::LOOP, b"\0\0\0\x18", true),
            (Linktype::RAW, b"", false),
            (Linktype::RAW, b"", true),
            (Linktype::IPV4, b"", false),
            (Linktype::IPV6, b"", true),
            (Linktype(12), b"", false),
            (Linktype::LINUX_SLL, COOKED_V4, false),
            (Linktype::LINUX_SLL2, COOKED2_V6, true),
        ] {
            let frame = frame(header, v6);
            let segment = segment(link_type, &frame).unwrap_or_else(|| panic!("{link_type:?}"));
            assert_eq!((segment.src.port(), segment.dst.port(), segment.seq), (4000, 1883, 77));
            assert_eq!((segment.syn, segment.ack, segment.payload), (true, false, &b"abc"[..]));
            assert_eq!(segment.src.is_ipv6(), v6);
        }
    }

    #[test]
    fn padding_after_the_packet_is_not_payload() {
        let mut frame = frame(ETHERNET_V4, false);
        frame.extend([0; 6]);
        assert_eq!(segment(Linktype::ETHERNET, &frame).unwrap().payload, b"abc");
    }

    #[test]
    fn a_frame_that_was_cut_short_shows_what_is_there() {
        let frame = frame(ETHERNET_V4, false);
        let short = &frame[..frame.len() - 1];
        assert_eq!(segment(Linktype::ETHERNET, short).unwrap().payload, b"ab");
        for len in 0..frame.len() - 3 {
            let _ = packet(Linktype::ETHERNET, &frame[..len]);
        }
    }

    #[test]
    fn a_datagram_is_shown_with_how_much_of_it_is_missing() {
        for v6 in [false, true] {
            let ip = if v6 {
                PacketBuilder::ipv6([1; 16], [2; 16], 64)
            } else {
                PacketBuilder::ipv4([10, 0, 0, 1], [10, 0, 0, 2], 64)
            };
            let mut frame = Vec::new();
            ip.udp(4000, 5683).write(&mut frame, b"abc").unwrap();
            let whole = datagram(&frame);
            assert_eq!((whole.src.port(), whole.dst.port(), whole.src.is_ipv6()), (4000, 5683, v6));
            assert_eq!((whole.payload, whole.missing), (&b"abc"[..], 0));
            let cut = datagram(&frame[..frame.len() - 2]);
            assert_eq!((cut.payload, cut.missing), (&b"a"[..], 2));
        }
    }

    #[test]
    fn a_part_of_a_datagram_is_told_from_a_whole_one() {
        let mut frame = Vec::new();
        PacketBuilder::ipv4([10, 0, 0, 1], [10, 0, 0, 2], 64)
            .udp(4000, 5683)
            .write(&mut frame, b"abc")
            .unwrap();
        const MORE_FRAGMENTS: u8 = 0x20;
        frame[6] = MORE_FRAGMENTS;
        assert!(matches!(packet(Linktype::RAW, &frame).unwrap(), Some(Packet::UdpFragment)));
        const TCP: u8 = 6;
        frame[9] = TCP;
        assert!(packet(Linktype::RAW, &frame).unwrap().is_none());
    }

    #[test]
    fn other_link_types_are_refused() {
        assert_eq!(packet(Linktype(147), &[0; 64]).unwrap_err(), UnknownLinkType);
    }
}
