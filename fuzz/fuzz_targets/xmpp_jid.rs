//! Addresses.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::xmpp::jid(data));
