//! What decodes, encoded and decoded again.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::mqtt::roundtrip(data));
