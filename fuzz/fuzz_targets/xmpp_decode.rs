//! Any bytes as a stream and as an element.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::xmpp::decode(data));
