//! Which protocol a server's port stands for.

use std::str::FromStr;

use clap::ValueEnum;

use crate::protocol::{Protocol, Transport};

/// The registered ports, and those that the command line assigns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ports(Vec<DecodeAs>);

/// `PORT=PROTOCOL` on the command line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct DecodeAs {
    port: u16,
    protocol: Protocol,
}

impl Ports {
    pub(crate) fn new(assigned: &[DecodeAs]) -> Self {
        Self(assigned.to_vec())
    }

    /// What the command line says of the port. The last word counts.
    pub(crate) fn assigned(&self, port: u16, transport: Transport) -> Option<Protocol> {
        let is_meant = |entry: &&DecodeAs| entry.port == port && entry.protocol.runs_over(transport);
        self.0.iter().rev().find(is_meant).map(|entry| entry.protocol)
    }

    /// What the port stands for.
    pub(crate) fn protocol(&self, port: u16, transport: Transport) -> Option<Protocol> {
        self.assigned(port, transport).or_else(|| Protocol::of_port(port, transport))
    }
}

impl FromStr for DecodeAs {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (port, protocol) = text.split_once('=').ok_or("not of the form PORT=PROTOCOL")?;
        let port = port.parse().map_err(|_| format!("{port:?} is not a port"))?;
        let protocol = Protocol::from_str(protocol, false).map_err(|_| {
            let names = Protocol::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let names = names.map(|value| value.get_name().to_owned()).collect::<Vec<_>>().join(", ");
            format!("{protocol:?} is none of {names}")
        })?;
        Ok(Self { port, protocol })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_comes_before_the_registry() {
        let ports = Ports::new(&["1883=mqtt-5".parse().unwrap(), "9=mqtt".parse().unwrap()]);
        assert_eq!(ports.protocol(1883, Transport::Tcp), Some(Protocol::Mqtt5));
        assert_eq!(ports.protocol(9, Transport::Tcp), Some(Protocol::Mqtt));
        assert_eq!(Ports::default().protocol(1883, Transport::Tcp), Some(Protocol::Mqtt));
        assert_eq!(Ports::default().protocol(9, Transport::Tcp), None);
    }

    #[test]
    fn the_last_word_of_the_command_line_counts() {
        let ports = Ports::new(&["9=mqtt".parse().unwrap(), "9=mqtt-5".parse().unwrap()]);
        assert_eq!(ports.protocol(9, Transport::Tcp), Some(Protocol::Mqtt5));
    }

    #[test]
    fn a_port_stands_for_one_protocol_per_transport() {
        let ports = Ports::new(&["9=coap".parse().unwrap(), "9=coap-tcp".parse().unwrap()]);
        assert_eq!(ports.protocol(9, Transport::Udp), Some(Protocol::Coap));
        assert_eq!(ports.protocol(9, Transport::Tcp), Some(Protocol::CoapTcp));
        assert_eq!(ports.protocol(9, Transport::WebSocket), None);
        assert_eq!(Ports::default().protocol(5683, Transport::Udp), Some(Protocol::Coap));
        assert_eq!(Ports::default().protocol(1883, Transport::Udp), None);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for text in ["1883", "x=mqtt", "65536=mqtt", "1883=mqtt-4"] {
            assert!(text.parse::<DecodeAs>().is_err(), "{text}");
        }
    }
}
