//! What decodes, encoded again.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::coap::roundtrip(data));
