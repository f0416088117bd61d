//! Where links end (section 3.5): sources, targets, and the coordinator of transactions (section 4.5.1).

mod choices;
mod lifetime_policy;

use core::fmt;

use bytes::BufMut;

pub use choices::{DistributionMode, TerminusDurability, TerminusExpiryPolicy};
pub use lifetime_policy::LifetimePolicy;

use crate::DecodeErrorKind;
use crate::definitions::{Extension, Fields, FilterSet, Role, Seconds};
use crate::delivery_state::Outcome;
use crate::types::composite::{Broken, Composite, Field, Parse, code_of, composite, take_descriptor};
use crate::types::{Budget, Encode, Symbols, Value};
use crate::wire::Fault;

/// Where the messages of a link come from (section 3.5.3).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Source<'a> {
    /// The node.
    pub address: Option<&'a str>,
    /// What of it lasts. Default: nothing.
    pub durable: TerminusDurability,
    /// When the time begins to count after which it is no more. Default: at the end of the session.
    pub expiry_policy: TerminusExpiryPolicy,
    /// That time. Default: 0.
    pub timeout: Seconds,
    /// From a receiver: the node is to be made. From a sender: it was made. Default: false.
    pub dynamic: bool,
    /// Properties of a dynamic node (section 3.5.9), such as its [`LifetimePolicy`].
    pub dynamic_node_properties: Option<Fields<'a>>,
    /// Whether messages are moved or copied.
    pub distribution_mode: Option<DistributionMode<'a>>,
    /// Which messages are wanted.
    pub filter: Option<FilterSet<'a>>,
    /// What becomes of deliveries that are settled without outcome.
    pub default_outcome: Option<Outcome<'a>>,
    /// The outcomes that there may be, as symbolic descriptors.
    pub outcomes: Symbols<'a>,
    /// What the peer that sends it can do.
    pub capabilities: Symbols<'a>,
}

composite!(Source<'a>, "source", 0x28 check check_dynamic {
    address "address" optional,
    durable "durable" or(TerminusDurability::None),
    expiry_policy "expiry-policy" or(TerminusExpiryPolicy::SessionEnd),
    timeout "timeout" or(Seconds(0)),
    dynamic "dynamic" or(false),
    dynamic_node_properties "dynamic-node-properties" optional,
    distribution_mode "distribution-mode" optional,
    filter "filter" optional,
    default_outcome "default-outcome" optional,
    outcomes "outcomes" multiple,
    capabilities "capabilities" multiple,
});

/// Where the messages of a link go (section 3.5.4).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Target<'a> {
    /// The node.
    pub address: Option<&'a str>,
    /// What of it lasts. Default: nothing.
    pub durable: TerminusDurability,
    /// When the time begins to count after which it is no more. Default: at the end of the session.
    pub expiry_policy: TerminusExpiryPolicy,
    /// That time. Default: 0.
    pub timeout: Seconds,
    /// From a sender: the node is to be made. From a receiver: it was made. Default: false.
    pub dynamic: bool,
    /// Properties of a dynamic node (section 3.5.9), such as its [`LifetimePolicy`].
    pub dynamic_node_properties: Option<Fields<'a>>,
    /// What the peer that sends it can do.
    pub capabilities: Symbols<'a>,
}

composite!(Target<'a>, "target", 0x29 check check_dynamic {
    address "address" optional,
    durable "durable" or(TerminusDurability::None),
    expiry_policy "expiry-policy" or(TerminusExpiryPolicy::SessionEnd),
    timeout "timeout" or(Seconds(0)),
    dynamic "dynamic" or(false),
    dynamic_node_properties "dynamic-node-properties" optional,
    capabilities "capabilities" multiple,
});

/// What begins and ends transactions, as the target of a link (section 4.5.1).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Coordinator<'a> {
    /// Which transactions it can do (section 4.5.7).
    pub capabilities: Symbols<'a>,
}

composite!(Coordinator<'a>, "coordinator", 0x30 {
    capabilities "capabilities" multiple,
});

/// What may be the source of a link.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum AnySource<'a> {
    /// A node.
    Source(Source<'a>),
    /// Something that AMQP 1.0 doesn't define.
    Other(Extension<'a>),
}

/// What may be the target of a link.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum AnyTarget<'a> {
    /// A node.
    Target(Target<'a>),
    /// What begins and ends transactions.
    Coordinator(Coordinator<'a>),
    /// Something that AMQP 1.0 doesn't define.
    Other(Extension<'a>),
}

impl Source<'_> {
    fn check_dynamic(&self) -> Result<(), Broken> {
        properties_of_dynamic_only(self.dynamic, self.dynamic_node_properties)
    }
}

impl Target<'_> {
    fn check_dynamic(&self) -> Result<(), Broken> {
        properties_of_dynamic_only(self.dynamic, self.dynamic_node_properties)
    }
}

fn properties_of_dynamic_only(dynamic: bool, properties: Option<Fields<'_>>) -> Result<(), Broken> {
    match properties {
        Some(_) if !dynamic => {
            Err(Broken { kind: DecodeErrorKind::NotDynamic, field: "dynamic-node-properties" })
        }
        _ => Ok(()),
    }
}

impl AnySource<'_> {
    /// Checks it in an attach of `role`: who asks for a node doesn't know its address, who made it does.
    pub(crate) fn check(&self, role: Role) -> Result<(), Broken> {
        let kind = match self {
            Self::Source(source) => {
                source.check()?;
                if !source.dynamic || source.address.is_some() == (role == Role::Sender) {
                    return Ok(());
                }
                DecodeErrorKind::DynamicAddress
            }
            Self::Other(other) if other.is_described() => return Ok(()),
            Self::Other(_) => DecodeErrorKind::WrongType,
        };
        Err(Broken { kind, field: "source" })
    }
}

impl AnyTarget<'_> {
    /// As for a source, the other way round.
    pub(crate) fn check(&self, role: Role) -> Result<(), Broken> {
        let kind = match self {
            Self::Target(target) => {
                target.check()?;
                if !target.dynamic || target.address.is_some() == (role == Role::Receiver) {
                    return Ok(());
                }
                DecodeErrorKind::DynamicAddress
            }
            Self::Coordinator(_) => return Ok(()),
            Self::Other(other) if other.is_described() => return Ok(()),
            Self::Other(_) => DecodeErrorKind::WrongType,
        };
        Err(Broken { kind, field: "target" })
    }
}

impl<'a> Field<'a> for AnySource<'a> {
    #[inline]
    fn take(_: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        match take_code(at, input, budget)? {
            Some(0x28) => Parse::parse(input, budget).map(Self::Source),
            _ => extension(at, input, budget).map(Self::Other),
        }
    }
}

impl<'a> Field<'a> for AnyTarget<'a> {
    #[inline]
    fn take(_: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        match take_code(at, input, budget)? {
            Some(0x29) => Parse::parse(input, budget).map(Self::Target),
            Some(0x30) => Parse::parse(input, budget).map(Self::Coordinator),
            _ => extension(at, input, budget).map(Self::Other),
        }
    }
}

/// Takes the descriptor of the value at `at`; none if AMQP doesn't define it.
#[inline]
fn take_code<'a>(at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Option<u8>, Fault> {
    *input = at;
    let descriptor = take_descriptor(input, budget)?;
    Ok(code_of(descriptor))
}

#[cold]
fn extension<'a>(at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Extension<'a>, Fault> {
    *input = at;
    let value = Value::take(input, budget)?;
    Extension::try_from(value).map_err(|_| Fault::new(DecodeErrorKind::Descriptor, at, "descriptor"))
}

impl Encode for AnySource<'_> {
    #[inline]
    fn encoded_len(&self) -> usize {
        match self {
            Self::Source(source) => source.encoded_len(),
            Self::Other(other) => other.encoded_len(),
        }
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        match self {
            Self::Source(source) => source.put(dst),
            Self::Other(other) => other.put(dst),
        }
    }

    #[inline]
    fn put_short(&self, rest: &mut &mut [u8]) -> Option<()> {
        match self {
            Self::Source(source) => source.put_short(rest),
            Self::Other(other) => other.put_short(rest),
        }
    }
}

impl Encode for AnyTarget<'_> {
    #[inline]
    fn encoded_len(&self) -> usize {
        match self {
            Self::Target(target) => target.encoded_len(),
            Self::Coordinator(coordinator) => coordinator.encoded_len(),
            Self::Other(other) => other.encoded_len(),
        }
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        match self {
            Self::Target(target) => target.put(dst),
            Self::Coordinator(coordinator) => coordinator.put(dst),
            Self::Other(other) => other.put(dst),
        }
    }

    #[inline]
    fn put_short(&self, rest: &mut &mut [u8]) -> Option<()> {
        match self {
            Self::Target(target) => target.put_short(rest),
            Self::Coordinator(coordinator) => coordinator.put_short(rest),
            Self::Other(other) => other.put_short(rest),
        }
    }
}

impl<'a> From<Source<'a>> for AnySource<'a> {
    fn from(source: Source<'a>) -> Self {
        Self::Source(source)
    }
}

impl<'a> From<Target<'a>> for AnyTarget<'a> {
    fn from(target: Target<'a>) -> Self {
        Self::Target(target)
    }
}

impl fmt::Display for AnySource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(source) => fmt_address(source.address, source.dynamic, f),
            Self::Other(other) => fmt::Display::fmt(other, f),
        }
    }
}

impl fmt::Display for AnyTarget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Target(target) => fmt_address(target.address, target.dynamic, f),
            Self::Coordinator(_) => f.write_str("coordinator"),
            Self::Other(other) => fmt::Display::fmt(other, f),
        }
    }
}

fn fmt_address(address: Option<&str>, dynamic: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match address {
        Some(address) => fmt::Debug::fmt(address, f),
        None if dynamic => f.write_str("dynamic"),
        None => f.write_str("no address"),
    }
}
