//! Elements on a stream in one line. What authenticates somebody is `***`.

use core::fmt;

use super::StreamElement;
use crate::Element;
use crate::payload::Payload;
use crate::payload::rfc3921::Session;
use crate::payload::rfc6120::{Bind, Features, Mechanisms, SaslData, SaslFailure, StartTls, StreamError};
use crate::payload::rfc6121::{PreApproval, RosterVersioning};
use crate::payload::rfc7395::{Close, Open};
use crate::payload::xep0198::{Enable, Enabled, Failed, StreamManagement};
use crate::stanza::{write_name, write_quoted, write_route};

/// What it is called, and what it says: `auth SCRAM-SHA-1 ***`, `error host-unknown "Which host?"`.
impl fmt::Display for StreamElement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stanza(stanza) => return stanza.fmt(f),
            Self::Features(features) => return features.fmt(f),
            Self::Error(error) => return error.fmt(f),
            Self::Other(element) => return write_name(f, *element),
            _ => f.write_str(self.name())?,
        }
        match self {
            Self::StartTls(StartTls { required: true }) => f.write_str(" required"),
            Self::Auth(auth) => {
                write!(f, " {}", auth.mechanism.escape_debug())?;
                write_secret(f, auth.data)
            }
            Self::Challenge(challenge) => write_secret(f, challenge.data),
            Self::Response(response) => write_secret(f, response.data),
            Self::Success(success) => write_secret(f, success.data),
            Self::SaslFailure(failure) => write_failure(f, failure),
            Self::Handshake(handshake) if handshake.digest.is_some() => f.write_str(" ***"),
            Self::Enable(Enable { max, resume }) | Self::Enabled(Enabled { max, resume, .. }) => {
                f.write_str(if *resume { " resume" } else { "" })?;
                max.map_or(Ok(()), |max| write!(f, " max={max}"))
            }
            Self::Resume(resume) => write!(f, " h={}", resume.h),
            Self::Resumed(resumed) => write!(f, " h={}", resumed.h),
            Self::Ack(ack) => write!(f, " h={}", ack.h),
            Self::Failed(Failed { h, condition }) => {
                condition.map_or(Ok(()), |condition| write!(f, " {condition}"))?;
                h.map_or(Ok(()), |h| write!(f, " h={h}"))
            }
            Self::Open(Open { from, to, .. }) => write_route(f, *from, *to),
            Self::Close(Close { see_other_uri: Some(uri), .. }) => write!(f, " {}", uri.escape_debug()),
            _ => Ok(()),
        }
    }
}

/// What is offered: `features starttls mechanisms(PLAIN,SCRAM-SHA-1) bind`.
impl fmt::Display for Features<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("features")?;
        self.payloads.elements().try_for_each(|feature| write_feature(f, feature))
    }
}

/// The condition, and what is said for humans: `error host-unknown "Which host?"`.
impl fmt::Display for StreamError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error {}", self.condition)?;
        self.host.map_or(Ok(()), |host| write!(f, " {}", host.escape_debug()))?;
        self.texts.iter().next().map_or(Ok(()), |text| write_quoted(f, text.text))
    }
}

fn write_feature(f: &mut fmt::Formatter<'_>, feature: Element<'_>) -> fmt::Result {
    if let Ok(starttls) = StartTls::from_element(feature) {
        return f.write_str(if starttls.required { " starttls(required)" } else { " starttls" });
    }
    if let Ok(Mechanisms { mechanisms }) = Mechanisms::from_element(feature) {
        let mut before = " mechanisms(";
        for mechanism in mechanisms.iter() {
            write!(f, "{before}{}", mechanism.name.escape_debug())?;
            before = ",";
        }
        return f.write_str(")");
    }
    let known = [Bind::matches, Session::matches, StreamManagement::matches];
    let informative = [RosterVersioning::matches, PreApproval::matches];
    if known.iter().any(|matches| matches(feature)) || informative.iter().any(|matches| matches(feature)) {
        return write!(f, " {}", feature.name());
    }
    f.write_str(" ")?;
    write_name(f, feature)
}

fn write_failure(f: &mut fmt::Formatter<'_>, failure: &SaslFailure<'_>) -> fmt::Result {
    write!(f, " {}", failure.condition)?;
    failure.texts.iter().next().map_or(Ok(()), |text| write_quoted(f, text.text))
}

fn write_secret(f: &mut fmt::Formatter<'_>, data: Option<SaslData<'_>>) -> fmt::Result {
    f.write_str(if data.is_some() { " ***" } else { "" })
}
