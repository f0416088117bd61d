//! What begins and ends transactions (section 4.5): bodies of messages to a
//! [coordinator](crate::terminus::Coordinator).

use core::fmt;

use bytes::BufMut;

use crate::definitions::{Extension, TransactionId};
use crate::types::composite::{Field, composite, from_value, open_choices, to_value};
use crate::types::{Budget, Encode, Symbols, Value, ValueBuf};
use crate::wire::Fault;
use crate::{DecodeError, EncodeError, InvalidValue};

/// Begins a transaction (section 4.5.2); the answer is [`Declared`](crate::delivery_state::Declared).
///
/// ```
/// use amqp_frames::MessageBuf;
/// use amqp_frames::message::{Body, Message};
/// use amqp_frames::transaction::Declare;
///
/// let declare = Declare::default().to_value()?;
/// let kept = MessageBuf::encode(&Message::new(declare.as_value()))?;
/// assert_eq!(kept.as_bytes()[..], b"\0\x53\x77\0\x53\x31\x45"[..]);
/// let Body::AmqpValue(value) = kept.as_message().body else { return Err("no value".into()) };
/// assert_eq!(Declare::try_from(value), Ok(Declare::default()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Declare<'a> {
    /// The transaction of others that it is a part of, of a type that AMQP 1.0 leaves to them.
    pub global_id: Option<GlobalTxId<'a>>,
}

composite!(Declare<'a>, "declare", 0x31 {
    global_id "global-id" optional,
});

/// A transaction of others (section 4.5.2): any value but null, whose descriptor, if it has one, is none of AMQP's own.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct GlobalTxId<'a>(Extension<'a>);

impl<'a> GlobalTxId<'a> {
    /// The value.
    pub const fn as_value(&self) -> Value<'a> {
        self.0.as_value()
    }
}

impl<'a> TryFrom<Value<'a>> for GlobalTxId<'a> {
    type Error = InvalidValue;

    fn try_from(value: Value<'a>) -> Result<Self, InvalidValue> {
        Extension::taken(value).map(Self).ok_or(InvalidValue("global transaction id"))
    }
}

impl<'a> Field<'a> for GlobalTxId<'a> {
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        Extension::take(code, at, input, budget).map(Self)
    }
}

impl Encode for GlobalTxId<'_> {
    fn encoded_len(&self) -> usize {
        self.0.encoded_len()
    }

    fn put(&self, dst: &mut impl BufMut) {
        self.0.put(dst);
    }
}

impl fmt::Display for GlobalTxId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for GlobalTxId<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Self::try_from(Value::arbitrary(u)?).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

/// Ends a transaction (section 4.5.3).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Discharge<'a> {
    /// The transaction.
    pub txn_id: TransactionId<'a>,
    /// It failed, and is to be rolled back; null is as good as false.
    pub fail: Option<bool>,
}

impl<'a> Discharge<'a> {
    /// The work is to be done.
    pub const fn commit(txn_id: TransactionId<'a>) -> Self {
        Self { txn_id, fail: Some(false) }
    }

    /// The work is to be undone.
    pub const fn rollback(txn_id: TransactionId<'a>) -> Self {
        Self { txn_id, fail: Some(true) }
    }
}

composite!(Discharge<'a>, "discharge", 0x32 {
    txn_id "txn-id" required,
    fail "fail" optional,
});

macro_rules! bodies {
    ($($name:ident)+) => {$(
        impl $name<'_> {
            /// The value that is the body of a message.
            ///
            /// # Errors
            ///
            /// It can't be decoded again: there are values in it that are inside each other too deep.
            pub fn to_value(&self) -> Result<ValueBuf, EncodeError> {
                to_value(self)
            }
        }

        impl<'a> TryFrom<Value<'a>> for $name<'a> {
            type Error = DecodeError;

            /// What the body of a message is; offsets in errors are counted from the value's first byte.
            ///
            /// An element of an array of described values is refused, as its descriptor stands elsewhere than its fields: copy it
            /// to a [`ValueBuf`] first.
            fn try_from(value: Value<'a>) -> Result<Self, DecodeError> {
                from_value(value)
            }
        }
    )+};
}

bodies! { Declare Discharge }

impl fmt::Display for Declare<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("declare")?;
        self.global_id.map_or(Ok(()), |id| write!(f, " global {id}"))
    }
}

impl fmt::Display for Discharge<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "discharge {}", self.txn_id)?;
        f.write_str(if self.fail == Some(true) { " fail" } else { "" })
    }
}

open_choices! {
    /// What a coordinator can do (section 4.5.7): a constant here, or any other symbol.
    ///
    /// ```
    /// use amqp_frames::terminus::Coordinator;
    /// use amqp_frames::transaction::TxnCapability;
    /// use amqp_frames::types::Symbols;
    ///
    /// let coordinator = Coordinator { capabilities: Symbols::from(TxnCapability::LOCAL_TRANSACTIONS) };
    /// assert!(coordinator.capabilities.contains("amqp:local-transactions"));
    /// ```
    TxnCapability {
        /// Transactions of its own.
        LOCAL_TRANSACTIONS "amqp:local-transactions";
        /// Transactions that others take part in.
        DISTRIBUTED_TRANSACTIONS "amqp:distributed-transactions";
        /// Its own that become such with others.
        PROMOTABLE_TRANSACTIONS "amqp:promotable-transactions";
        /// Several at once in a session.
        MULTI_TXNS_PER_SSN "amqp:multi-txns-per-ssn";
        /// One for several sessions of a connection.
        MULTI_SSNS_PER_TXN "amqp:multi-ssns-per-txn";
    }
}

impl<'a> From<TxnCapability<'a>> for Symbols<'a> {
    fn from(capability: TxnCapability<'a>) -> Self {
        capability.0.into()
    }
}
