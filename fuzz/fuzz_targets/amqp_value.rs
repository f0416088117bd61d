//! Any bytes, decoded as one value.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::amqp::value(data));
