//! The captures that are built in; `captures/README.md` says where they come from.

/// A name and the bytes of a capture file.
pub(crate) const CAPTURES: [(&str, &[u8]); 11] = [
    ("mqtt_v31_paho.pcapng", include_bytes!("../captures/mqtt_v31_paho.pcapng")),
    ("mqtt_v311_paho.pcapng", include_bytes!("../captures/mqtt_v311_paho.pcapng")),
    ("mqtt_v5_paho.pcapng", include_bytes!("../captures/mqtt_v5_paho.pcapng")),
    ("mqtt_alias_paho.pcapng", include_bytes!("../captures/mqtt_alias_paho.pcapng")),
    ("mqtt_ws_paho.pcapng", include_bytes!("../captures/mqtt_ws_paho.pcapng")),
    ("coap_libcoap_to_aiocoap.pcapng", include_bytes!("../captures/coap_libcoap_to_aiocoap.pcapng")),
    ("coap_ws_aiocoap.pcapng", include_bytes!("../captures/coap_ws_aiocoap.pcapng")),
    ("amqp10_rhea_rabbit.pcapng", include_bytes!("../captures/amqp10_rhea_rabbit.pcapng")),
    ("xmpp_slixmpp_prosody.pcapng", include_bytes!("../captures/xmpp_slixmpp_prosody.pcapng")),
    ("xmpp_ws_prosody.pcapng", include_bytes!("../captures/xmpp_ws_prosody.pcapng")),
    ("xmpp_bosh_prosody.pcapng", include_bytes!("../captures/xmpp_bosh_prosody.pcapng")),
];
