//! Any bytes, decoded as a stream.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::amqp::decode(data));
