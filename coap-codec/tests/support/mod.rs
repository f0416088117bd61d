//! What several of the tests need.
#![allow(dead_code, reason = "no test needs everything")]
#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

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
    let blocks = blocks.chain(options.q_block2()).map(|block| block.number() as usize).sum::<usize>();
    let numbers = [options.observe(), options.max_age(), options.size1(), options.size2()];
    let numbers = numbers.into_iter().flatten().map(|number| number as usize).sum::<usize>();
    let small = usize::from(options.uri_port().unwrap_or(0))
        + usize::from(options.hop_limit().unwrap_or(0))
        + usize::from(options.content_format().map_or(0, |format| format.get()))
        + usize::from(options.accept().map_or(0, |format| format.get()))
        + usize::from(options.no_response().map_or(0, |it| it.get()))
        + usize::from(options.if_none_match());
    listed ^ texts ^ opaque ^ blocks ^ numbers ^ small
}

fn read(bytes: &[u8]) -> usize {
    bytes.iter().map(|byte| usize::from(*byte)).sum()
}
