//! Properties (section 3.2.4).

use super::MessageId;
use crate::definitions::SequenceNo;
use crate::types::composite::composite;
use crate::types::{Symbol, Timestamp};

/// Properties of a message that the specification has names for. All are null where the section was left out.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Properties<'a> {
    /// The message's name.
    pub message_id: Option<MessageId<'a>>,
    /// Who made the message.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::serde_support::optional_bytes"))]
    pub user_id: Option<&'a [u8]>,
    /// The node that it is for.
    pub to: Option<&'a str>,
    /// What it is about.
    pub subject: Option<&'a str>,
    /// The node for replies.
    pub reply_to: Option<&'a str>,
    /// What it belongs to, such as the message that it replies to.
    pub correlation_id: Option<MessageId<'a>>,
    /// The MIME type of the body.
    pub content_type: Option<Symbol<'a>>,
    /// How the body was encoded besides, as HTTP has it. It is for bodies of data only, and not to be `identity`.
    pub content_encoding: Option<Symbol<'a>>,
    /// When the message is no more of use.
    pub absolute_expiry_time: Option<Timestamp>,
    /// When the message was made.
    pub creation_time: Option<Timestamp>,
    /// The group that it is in.
    pub group_id: Option<&'a str>,
    /// Its place in the group.
    pub group_sequence: Option<SequenceNo>,
    /// The group for replies.
    pub reply_to_group_id: Option<&'a str>,
}

composite!(Properties<'a>, "properties", 0x73 {
    message_id "message-id" optional,
    user_id "user-id" optional,
    to "to" optional,
    subject "subject" optional,
    reply_to "reply-to" optional,
    correlation_id "correlation-id" optional,
    content_type "content-type" optional,
    content_encoding "content-encoding" optional,
    absolute_expiry_time "absolute-expiry-time" optional,
    creation_time "creation-time" optional,
    group_id "group-id" optional,
    group_sequence "group-sequence" optional,
    reply_to_group_id "reply-to-group-id" optional,
});
