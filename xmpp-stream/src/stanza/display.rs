//! Stanzas in one line: what, from whom to whom, and what they say.

use core::fmt;

use super::{Iq, IqContent, Message, MessageType, Presence, PresenceType};
use crate::Element;
use crate::jid::Jid;
use crate::payload::Payloads;
use crate::payload::rfc6121::{Body, Status};

/// Its type, from whom to whom, and how its body begins, or what else it carries:
/// `message chat romeo@example.net -> juliet@example.com/balcony "Art thou not Romeo, and a.."`.
impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("message")?;
        if self.message_type != MessageType::Normal {
            write!(f, " {}", self.message_type)?;
        }
        write_route(f, self.from, self.to)?;
        match (self.error(), self.payloads.find()) {
            (Ok(Some(error)), _) => write!(f, " {}", error.condition),
            (_, Ok(Some(Body { text, .. }))) => write_quoted(f, text),
            _ => names(f, self.payloads),
        }
    }
}

/// Its type, from whom to whom, and how available its sender is.
impl fmt::Display for Presence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("presence")?;
        if self.presence_type != PresenceType::Available {
            write!(f, " {}", self.presence_type)?;
        }
        write_route(f, self.from, self.to)?;
        if let Ok(Some(error)) = self.error() {
            return write!(f, " {}", error.condition);
        }
        if let Ok(Some(show)) = self.show() {
            write!(f, " {show}")?;
        }
        match self.payloads.find() {
            Ok(Some(Status { text, .. })) => write_quoted(f, text),
            _ => Ok(()),
        }
    }
}

/// Its type and id, from whom to whom, and what it is about.
impl fmt::Display for Iq<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "iq {} {}", self.iq_type(), self.id.escape_debug())?;
        write_route(f, self.from, self.to)?;
        match self.content {
            IqContent::Get(element) | IqContent::Set(element) | IqContent::Result(Some(element)) => {
                f.write_str(" ")?;
                write_name(f, element)
            }
            IqContent::Result(None) => Ok(()),
            IqContent::Error(payloads) => match self.error() {
                Ok(Some(error)) => write!(f, " {}", error.condition),
                _ => names(f, payloads),
            },
        }
    }
}

/// Nothing if neither is known.
pub(crate) fn write_route(
    f: &mut fmt::Formatter<'_>,
    from: Option<Jid<'_>>,
    to: Option<Jid<'_>>,
) -> fmt::Result {
    match (from, to) {
        (None, None) => Ok(()),
        (Some(from), Some(to)) => write!(f, " {from} -> {to}"),
        (Some(from), None) => write!(f, " {from} -> -"),
        (None, Some(to)) => write!(f, " - -> {to}"),
    }
}

/// How text begins.
pub(crate) fn write_quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    const SHOWN: usize = 48;
    let (shown, end) = match text.char_indices().nth(SHOWN) {
        Some((at, _)) => (text.get(..at).unwrap_or_default(), ".."),
        None => (text, ""),
    };
    write!(f, " \"{}{end}\"", shown.escape_debug())
}

fn names(f: &mut fmt::Formatter<'_>, payloads: Payloads<'_>) -> fmt::Result {
    payloads.elements().try_for_each(|element| {
        f.write_str(" ")?;
        write_name(f, element)
    })
}

/// The name with its namespace; what is inside may be secret.
pub(crate) fn write_name(f: &mut fmt::Formatter<'_>, element: Element<'_>) -> fmt::Result {
    write!(f, "{{{}}}{}", element.namespace().escape_debug(), element.name().escape_debug())
}
