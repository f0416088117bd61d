//! Any bytes, decoded as a datagram, a WebSocket message and a stream.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::coap::decode(data));
