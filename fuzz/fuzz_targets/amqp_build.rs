//! Values that are built, call by call.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::amqp::build(data));
