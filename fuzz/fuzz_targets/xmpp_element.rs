//! Elements that are built, encoded and decoded.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::xmpp::element(data));
