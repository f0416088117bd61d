//! Where links end (section 3.5): sources, targets, and the coordinator of transactions (section 4.5.1).

mod choices;
mod lifetime_policy;

use core::fmt;

pub use choices::{DistributionMode, TerminusDurability, TerminusExpiryPolicy};
pub use lifetime_policy::LifetimePolicy;

use crate::DecodeErrorKind;
use crate::definitions::{Extension, Fields, FilterSet, Role, Seconds};
use crate::delivery_state::AnyOutcome;
use crate::types::composite::{
    Broken, Composite, Field, Parse, alternatives, code_of, composite, take_descriptor,
};
use crate::types::{Budget, DESCRIBED, Symbols};
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
    pub default_outcome: Option<AnyOutcome<'a>>,
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
    /// Checks it in an attach of `role`.
    pub(crate) fn check(&self, role: Role) -> Result<(), Broken> {
        match self {
            Self::Source(source) => {
                source.check()?;
                check_address("source", source.dynamic, source.address, role == Role::Sender)
            }
            Self::Other(other) => check_described("source", *other),
        }
    }
}

impl AnyTarget<'_> {
    /// Checks it in an attach of `role`.
    pub(crate) fn check(&self, role: Role) -> Result<(), Broken> {
        match self {
            Self::Target(target) => {
                target.check()?;
                check_address("target", target.dynamic, target.address, role == Role::Receiver)
            }
            Self::Coordinator(_) => Ok(()),
            Self::Other(other) => check_described("target", *other),
        }
    }
}

/// Who asks for a dynamic node doesn't know its address, who made it does.
#[inline(always)]
fn check_address(
    field: &'static str,
    dynamic: bool,
    address: Option<&str>,
    was_made: bool,
) -> Result<(), Broken> {
    if dynamic && address.is_some() != was_made {
        return Err(Broken { kind: DecodeErrorKind::DynamicAddress, field });
    }
    Ok(())
}

fn check_described(field: &'static str, other: Extension<'_>) -> Result<(), Broken> {
    if other.is_described() { Ok(()) } else { Err(Broken { kind: DecodeErrorKind::WrongType, field }) }
}

impl<'a> Field<'a> for AnySource<'a> {
    #[inline]
    fn take(_: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        match take_described(at, input, budget)? {
            Some(Source::DESCRIPTOR) => Parse::parse(input, budget).map(Self::Source),
            _ => Extension::take(DESCRIBED, at, input, budget).map(Self::Other),
        }
    }
}

impl<'a> Field<'a> for AnyTarget<'a> {
    #[inline]
    fn take(_: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        match take_described(at, input, budget)? {
            Some(Target::DESCRIPTOR) => Parse::parse(input, budget).map(Self::Target),
            Some(Coordinator::DESCRIPTOR) => Parse::parse(input, budget).map(Self::Coordinator),
            _ => Extension::take(DESCRIBED, at, input, budget).map(Self::Other),
        }
    }
}

/// The code of the value at `at`, which has to have a descriptor; none if AMQP doesn't define it.
#[inline]
fn take_described<'a>(at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Option<u8>, Fault> {
    *input = at;
    take_descriptor(input, budget).map(code_of)
}

alternatives! {
    AnySource {
        Source(Source<'a>),
        Other(Extension<'a>),
    }
}

alternatives! {
    AnyTarget {
        Target(Target<'a>),
        Coordinator(Coordinator<'a>),
        Other(Extension<'a>),
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
