//! A program without std and without a heap: it decodes a message of each protocol and encodes it again, and exits with 0 if
//! the bytes are the same. With std among its dependencies it would not compile: there would be two panic handlers.
#![no_std]
#![no_main]

use core::alloc::{GlobalAlloc, Layout};
use core::ffi::c_int;
use core::panic::PanicInfo;
use core::ptr;

use amqp_frames::types::Value;
use coap_codec::message::Message;
use mqtt_codec::{Decoder, Version};

/// SUBSCRIBE (section 3.8) of `a/+` with a Subscription Identifier.
const PACKET: &[u8] = b"\x82\x0b\x00\x07\x02\x0b\x05\x00\x03a/+\x01";

/// A piggybacked response (RFC 7252, figure 16).
const DATAGRAM: &[u8] = b"\x60\x45\x7d\x34\xff22.3 C";

/// An accepted outcome (AMQP, part 3, section 3.4.2) in a list of one.
const VALUE: &[u8] = b"\xc0\x05\x01\0\x53\x24\x45";

#[unsafe(no_mangle)]
extern "C" fn main() -> c_int {
    c_int::from(!(mqtt_goes_round() && coap_goes_round() && amqp_goes_round()))
}

fn mqtt_goes_round() -> bool {
    let mut decoder = Decoder::new(Version::V5, mqtt_codec::Limits::default());
    let mut encoded = [0; PACKET.len()];
    match decoder.decode(&mut &PACKET[..]) {
        Ok(Some(packet)) => packet.encode(&mut &mut encoded[..], Version::V5).is_ok() && encoded == PACKET,
        _ => false,
    }
}

fn coap_goes_round() -> bool {
    let mut encoded = [0; DATAGRAM.len()];
    match Message::decode(DATAGRAM, &coap_codec::Limits::default()) {
        Ok(message) => message.encode(&mut &mut encoded[..]).is_ok() && encoded == DATAGRAM,
        Err(_) => false,
    }
}

fn amqp_goes_round() -> bool {
    let mut encoded = [0; VALUE.len()];
    match Value::decode(VALUE, &amqp_frames::Limits::default()) {
        Ok(value) => value.encode(&mut &mut encoded[..]).is_ok() && encoded == VALUE,
        Err(_) => false,
    }
}

/// Neither decoding nor encoding needs memory.
struct NoHeap;

// SAFETY: it never gives out memory.
unsafe impl GlobalAlloc for NoHeap {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static HEAP: NoHeap = NoHeap;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

/// The `alloc` of the toolchain asks for it, though here nothing unwinds.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

// The C library calls `main`.
#[link(name = "c")]
unsafe extern "C" {}
