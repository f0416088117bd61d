//! Stream headers that are written.

use arbitrary::{Result, Unstructured};
use xmpp_stream::jid::Jid;
use xmpp_stream::stream::{StreamHeader, Version};
use xmpp_stream::{Decoder, StreamItem};

use super::{check_line, no_limits, tree};

/// Whether the header can be encoded; then it decodes to an equal one.
pub(super) fn check_header(header: StreamHeader<'_>) -> bool {
    let mut bytes = Vec::new();
    if header.encode(&mut bytes).is_err() {
        assert!(bytes.is_empty());
        return false;
    }
    assert_eq!(bytes.len(), header.encoded_len());
    tree::check_room(&bytes, |mut room| header.encode(&mut room).map(|()| room.len()));
    match Decoder::new(no_limits()).decode(&mut &bytes[..]) {
        Ok(Some(StreamItem::Header(again))) => assert_eq!(again.header(), Ok(header)),
        other => panic!("{bytes:?}: {other:?}"),
    }
    check_line(&header.to_string());
    true
}

/// One of any fields whatever.
pub(super) fn any_header<'a>(
    content_namespace: &'a str,
    u: &mut Unstructured<'a>,
) -> Result<StreamHeader<'a>> {
    let address = |u: &mut Unstructured<'a>| -> Result<Option<Jid<'a>>> {
        let text: Option<&'a str> = u.arbitrary()?;
        Ok(text.and_then(|text| Jid::new(text).ok()))
    };
    Ok(StreamHeader {
        from: address(u)?,
        to: address(u)?,
        id: u.arbitrary()?,
        version: u.arbitrary::<Option<_>>()?.map(|(major, minor)| Version { major, minor }),
        lang: u.arbitrary()?,
        ..StreamHeader::new(content_namespace)
    })
}
