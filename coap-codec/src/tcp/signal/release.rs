//! What a Release says (RFC 8323, section 5.5).

use core::fmt;

use super::Said;
use crate::option::{Definition, OptionNumber, Options, OptionsBuf, OptionsOf, signaling};
use crate::{Code, InvalidValue, wire};

/// What a Release says (RFC 8323, section 5.5); built with [`ReleaseBuf`].
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
pub struct Release<'a>(pub(super) Options<'a>);

/// The owned form of [`Release`].
///
/// ```
/// use coap_codec::tcp::ReleaseBuf;
///
/// let mut release = ReleaseBuf::new();
/// release.push_alternative_address("coap2.example.net:5683")?;
/// release.set_hold_off(60)?;
/// assert!(release.as_release().alternative_addresses().eq(["coap2.example.net:5683"]));
/// # Ok::<(), coap_codec::InvalidValue>(())
/// ```
#[derive(Clone, Default, Eq, Hash, PartialEq)]
pub struct ReleaseBuf(OptionsBuf);

impl<'a> Release<'a> {
    /// Where the peer is to connect instead: any of these.
    pub fn alternative_addresses(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        let definition = Definition::named(Code::RELEASE, signaling::ALTERNATIVE_ADDRESS);
        let values = self.0.values(signaling::ALTERNATIVE_ADDRESS);
        let values = values.filter(move |value| definition.is_some_and(|it| it.accepts(value)));
        values.filter_map(|value| str::from_utf8(value).ok())
    }

    /// For how many seconds the peer is not to connect again.
    pub fn hold_off(&self) -> Option<u32> {
        Said(Code::RELEASE, self.0).uint(signaling::HOLD_OFF)
    }
}

impl fmt::Debug for Release<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Release ")?;
        OptionsOf(Code::RELEASE, self.0).fmt(f)
    }
}

impl ReleaseBuf {
    /// Names no address and no time, which is a Release too.
    pub const fn new() -> Self {
        Self(OptionsBuf::new())
    }

    /// Adds an address where the peer may connect instead.
    ///
    /// # Errors
    ///
    /// It has no bytes, or more than 255.
    pub fn push_alternative_address(&mut self, address: &str) -> Result<(), InvalidValue> {
        check(signaling::ALTERNATIVE_ADDRESS, address.as_bytes())?;
        self.0.insert(signaling::ALTERNATIVE_ADDRESS, address.as_bytes());
        Ok(())
    }

    /// Says for how many seconds the peer is not to connect again.
    ///
    /// # Errors
    ///
    /// The number takes more than 24 bits.
    pub fn set_hold_off(&mut self, seconds: u32) -> Result<(), InvalidValue> {
        let mut buffer = [0; 4];
        let value = wire::shortest(seconds, &mut buffer);
        check(signaling::HOLD_OFF, value)?;
        self.0.remove(signaling::HOLD_OFF);
        self.0.insert(signaling::HOLD_OFF, value);
        Ok(())
    }

    /// The view that [`Signal`](super::Signal) holds.
    pub fn as_release(&self) -> Release<'_> {
        Release(self.0.as_options())
    }
}

fn check(number: OptionNumber, value: &[u8]) -> Result<(), InvalidValue> {
    match Definition::named(Code::RELEASE, number) {
        Some(definition) if !definition.accepts(value) => Err(InvalidValue(definition.name)),
        _ => Ok(()),
    }
}

impl From<Release<'_>> for ReleaseBuf {
    fn from(view: Release<'_>) -> Self {
        Self(view.0.into())
    }
}

impl fmt::Debug for ReleaseBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_release().fmt(f)
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use alloc::vec::Vec;

    use serde::ser::SerializeStruct;
    use serde::{Serialize, Serializer};

    use super::{Release, ReleaseBuf};
    use crate::Code;
    use crate::option::OptionsBuf;
    use crate::serde_support::serde_as_wire;

    impl Serialize for Release<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let addresses: Vec<_> = self.alternative_addresses().collect();
            let mut fields = serializer.serialize_struct("Release", 2)?;
            fields.serialize_field("alternative_addresses", &addresses)?;
            fields.serialize_field("hold_off", &self.hold_off())?;
            fields.end()
        }
    }

    serde_as_wire! { ReleaseBuf, |buf| buf.0.as_options().as_bytes() }

    impl ReleaseBuf {
        fn from_wire(wire: Vec<u8>) -> Option<Self> {
            let options = OptionsBuf::from_wire(wire)?;
            let is_right = options.as_options().unrecognised(Code::RELEASE, |_| true).next().is_none();
            is_right.then_some(Self(options))
        }
    }
}
