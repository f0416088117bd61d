//! Messages: any bytes, and what is built.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::amqp::message(data));
