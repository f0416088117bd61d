//! Stanzas and their payloads, read and written again.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::xmpp::stanza(data));
