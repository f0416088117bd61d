//! URIs and links, read and written anew.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::coap::text(data));
