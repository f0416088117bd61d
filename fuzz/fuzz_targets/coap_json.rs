//! Values in JSON, as someone may have changed them.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::coap::json(data));
