//! A stream, whole and in pieces.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::xmpp::split(data));
