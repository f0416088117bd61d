//! Rules about whole stanzas that senders have to keep to, and that receivers can do without.

use std::collections::BTreeSet;

use super::{Iq, IqContent, Message, MessageType, Presence, PresenceType, StanzaError};
use crate::payload::rfc6121::{Body, Priority, Show, Status, Subject, Thread};
use crate::payload::xep0085::ChatState;
use crate::payload::{Payload, Payloads};
use crate::{ElementError, ElementErrorKind};

impl<'a> Message<'a> {
    /// Checks the rules that its sender has to keep to besides, and that are no reason to refuse it whole: an error is there if
    /// it is of this type, and only then (RFC 6120, section 8.3.1); bodies and subjects have languages of their own each, and
    /// there is one thread, which isn't its own parent (RFC 6121, section 5.2); there is one chat state
    /// (XEP-0085, section 5.6).
    ///
    /// # Errors
    ///
    /// The first of these rules that it breaks; or one of these payloads can't be read.
    pub fn check(&self) -> Result<(), ElementError> {
        check_error(self.payloads, self.message_type == MessageType::Error)?;
        check_languages::<Body<'a>>(self.payloads, self.lang)?;
        check_languages::<Subject<'a>>(self.payloads, self.lang)?;
        self.payloads.find_only::<ChatState>()?;
        match self.thread()? {
            Some(Thread { parent: Some(parent), id }) if parent == id => {
                Err(ElementError::unplaced(ElementErrorKind::Value, "parent"))
            }
            _ => Ok(()),
        }
    }
}

impl<'a> Presence<'a> {
    /// Checks the rules that its sender has to keep to besides, and that are no reason to refuse it whole: an error is there if
    /// it is of this type, and only then (RFC 6120, section 8.3.1); there is one availability, one priority, and the texts have
    /// languages of their own each (RFC 6121, section 4.7.2).
    ///
    /// # Errors
    ///
    /// The first of these rules that it breaks; or one of these payloads can't be read.
    pub fn check(&self) -> Result<(), ElementError> {
        check_error(self.payloads, self.presence_type == PresenceType::Error)?;
        self.payloads.find_only::<Show>()?;
        self.payloads.find_only::<Priority>()?;
        check_languages::<Status<'a>>(self.payloads, self.lang)
    }
}

impl Iq<'_> {
    /// Checks the rule that its sender has to keep to besides, and that is no reason to refuse it whole: an error is there if it
    /// is of this type, and only then (RFC 6120, section 8.3.1).
    ///
    /// # Errors
    ///
    /// It breaks this rule, or the error can't be read.
    pub fn check(&self) -> Result<(), ElementError> {
        match self.content {
            IqContent::Error(payloads) => check_error(payloads, true),
            IqContent::Result(None) => Ok(()),
            IqContent::Get(element) | IqContent::Set(element) | IqContent::Result(Some(element)) => {
                if StanzaError::matches(element) {
                    return Err(ElementError::new(ElementErrorKind::OtherElement, element, "error"));
                }
                Ok(())
            }
        }
    }
}

fn check_error(payloads: Payloads<'_>, wanted: bool) -> Result<(), ElementError> {
    if wanted {
        let error = payloads.find_only::<StanzaError<'_>>()?;
        return error.map(drop).ok_or(ElementError::unplaced(ElementErrorKind::Missing, "error"));
    }
    match payloads.of_kind::<StanzaError<'_>>().next() {
        Some(error) => Err(ElementError::new(ElementErrorKind::OtherElement, error, "error")),
        None => Ok(()),
    }
}

/// Each in a language of its own, which may be the one of the stanza.
fn check_languages<'a, P: Payload<'a>>(
    payloads: Payloads<'a>,
    around: Option<&str>,
) -> Result<(), ElementError> {
    let mut languages = BTreeSet::new();
    for element in payloads.of_kind::<P>() {
        P::from_element(element)?;
        let language = element.lang().or(around).unwrap_or_default();
        if !languages.insert(language.to_ascii_lowercase()) {
            return Err(ElementError::new(ElementErrorKind::Repeated, element, "xml:lang"));
        }
    }
    Ok(())
}
