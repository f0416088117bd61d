//! `Arbitrary` for stream headers: valid values only.

use arbitrary::{Arbitrary, Result, Unstructured};

use super::{StreamHeader, Version};
use crate::stanza::arbitrary::{address, optional_text};
use crate::stanza::{CLIENT, COMPONENT_ACCEPT, SERVER};

const CONTENT_NAMESPACES: &[&str] = &[CLIENT, SERVER, COMPONENT_ACCEPT, "", "urn:it's <&>\"\r\n\t"];

impl<'a> Arbitrary<'a> for StreamHeader<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let content_namespace = u.choose(CONTENT_NAMESPACES)?;
        let (from, to, version) = (address(u)?, address(u)?, u.arbitrary()?);
        Ok(Self { content_namespace, from, id: optional_text(u)?, to, version, lang: optional_text(u)? })
    }
}

impl<'a> Arbitrary<'a> for Version {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self { major: u.arbitrary()?, minor: u.arbitrary()? })
    }
}
