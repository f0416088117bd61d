//! Frames that were built, encoded and decoded.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::amqp::roundtrip(data));
