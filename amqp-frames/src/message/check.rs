//! What senders of messages have to keep to besides (section 3.2).

use super::{AnnotationKey, Body, Message, Section};

/// What of section 3.2 a message doesn't keep to that its sender has to; see [`Message::check`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// There is no body (section 3.2).
    #[error("message without a body (section 3.2)")]
    MissingBody,
    /// There are annotations whose key is neither a symbol nor a ulong (section 3.2.10).
    #[error("{section}: key that is neither a symbol nor a ulong (section 3.2.10)")]
    #[non_exhaustive]
    AnnotationKey {
        /// Where they are.
        section: Section,
    },
    /// What says why the message was rejected is no error (section 3.2.2).
    #[error("delivery-annotations: what `rejected` maps to is no error (section 3.2.2)")]
    Rejected,
    /// There is a content encoding, and the body isn't data; or the encoding says that there is none (section 3.2.4).
    #[error("content-encoding of what isn't data, or no encoding at all (section 3.2.4)")]
    ContentEncoding,
}

impl Message<'_> {
    /// Checks what section 3.2 has senders keep to and decoding doesn't ask for: that there is a body, that annotations have
    /// symbols and numbers for keys, and that a content encoding is one, and of data.
    ///
    /// # Errors
    ///
    /// What it doesn't keep to.
    pub fn check(&self) -> Result<(), CheckError> {
        if self.body == Body::Absent {
            return Err(CheckError::MissingBody);
        }
        let annotations = [
            (Section::DeliveryAnnotations, self.delivery_annotations),
            (Section::MessageAnnotations, self.message_annotations),
            (Section::Footer, self.footer),
        ];
        for (section, annotations) in annotations {
            if !annotations.as_map().keys().all(|key| AnnotationKey::try_from(key).is_ok()) {
                return Err(CheckError::AnnotationKey { section });
            }
        }
        if self.delivery_annotations.broken_rejected().is_some() {
            return Err(CheckError::Rejected);
        }
        match self.properties.content_encoding {
            Some(encoding) if encoding == "identity" || !matches!(self.body, Body::Data(_)) => {
                Err(CheckError::ContentEncoding)
            }
            _ => Ok(()),
        }
    }
}
