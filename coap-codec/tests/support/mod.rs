//! What several of the tests need.
#![allow(dead_code, reason = "no test needs everything")]
#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

use coap_codec::Limits;
use coap_codec::message::Message;
use coap_codec::option::{OptionNumber, Options, OptionsBuf};
use coap_codec::tcp::{Framing, TcpMessage};

/// The owned list of some options.
pub(crate) fn options(list: &[(OptionNumber, &[u8])]) -> OptionsBuf {
    let mut buf = OptionsBuf::new();
    for (number, value) in list {
        buf.push(*number, value).unwrap();
    }
    buf
}

/// Options of another's making, right or wrong, in ascending order.
pub(crate) fn received<'a>(list: impl IntoIterator<Item = (u16, &'a [u8])>) -> OptionsBuf {
    let (mut bytes, mut before) = (b"\0\x01".to_vec(), 0);
    for (number, value) in list {
        let ((delta, delta_bytes), (len, len_bytes)) = (part((number - before).into()), part(value.len()));
        bytes.push(delta << 4 | len);
        [&delta_bytes, &len_bytes, value].into_iter().for_each(|part| bytes.extend_from_slice(part));
        before = number;
    }
    TcpMessage::decode(&bytes, Framing::WebSocket, &Limits::default()).unwrap().options.into()
}

/// Section 3.1: the four bits for a delta or length, and the bytes behind them.
fn part(value: usize) -> (u8, Vec<u8>) {
    match value {
        0..13 => (u8::try_from(value).unwrap(), vec![]),
        13..269 => (13, vec![u8::try_from(value - 13).unwrap()]),
        _ => (14, u16::try_from(value - 269).unwrap().to_be_bytes().to_vec()),
    }
}

/// A message's encoding.
pub(crate) fn encoded(message: &Message<'_>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(message.encoded_len());
    message.encode(&mut bytes).unwrap();
    bytes
}

/// The same over a reliable transport.
pub(crate) fn encoded_tcp(message: &TcpMessage<'_>, framing: Framing) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(message.encoded_len(framing));
    message.encode(&mut bytes, framing).unwrap();
    bytes
}

/// Reads every option, by iteration and by name; the sum keeps the reading from being left out.
pub(crate) fn read_options(options: Options<'_>) -> usize {
    let listed: usize = options.iter().map(|it| usize::from(it.number.get()) + read(it.value)).sum();
    let texts = options.uri_path().chain(options.uri_query()).chain(options.location_path());
    let texts = texts.chain(options.location_query()).chain(options.uri_host()).chain(options.proxy_uri());
    let texts = texts.chain(options.proxy_scheme()).map(|text| read(text.as_bytes())).sum::<usize>();
    let opaque = options.if_match().chain(options.etags()).chain(options.request_tags());
    let opaque = opaque.chain(options.echo()).chain(options.etag()).map(read).sum::<usize>();
    let blocks = options.block1().into_iter().chain(options.block2()).chain(options.q_block1());
    let blocks = blocks.chain(options.q_block2s()).map(|block| block.number() as usize).sum::<usize>();
    let numbers = [options.observe().map(|it| it.get()), options.max_age(), options.size1(), options.size2()];
    let numbers = numbers.into_iter().flatten().map(|number| number as usize).sum::<usize>();
    let small = usize::from(options.uri_port().unwrap_or(0))
        + options.hop_limit().map_or(0, |hops| hops.map_or(256, |hops| usize::from(hops.get())))
        + usize::from(options.content_format().map_or(0, |format| format.get()))
        + usize::from(options.accept().map_or(0, |format| format.get()))
        + usize::from(options.no_response().map_or(0, |it| it.get()))
        + usize::from(options.if_none_match());
    listed ^ texts ^ opaque ^ blocks ^ numbers ^ small
}

fn read(bytes: &[u8]) -> usize {
    bytes.iter().map(|byte| usize::from(*byte)).sum()
}
