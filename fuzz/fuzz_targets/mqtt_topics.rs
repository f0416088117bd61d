//! Topic trees beside a naive model.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::mqtt::topics(data));
