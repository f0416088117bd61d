//! The payloads that are read, so that what breaks their rules can be told.

use xmpp_stream::payload::*;
use xmpp_stream::stanza::StanzaError;
use xmpp_stream::{Element, ElementError};

/// What breaks the rules of the element, if it is a payload that is known.
pub(super) fn payload_fault(element: Element<'_>) -> Option<ElementError> {
    macro_rules! read {
        ($($payload:ty),* $(,)?) => {
            $(if <$payload>::matches(element) {
                return <$payload>::from_element(element).err();
            })*
        };
    }
    // A request and its answer have the same names.
    if xep0092::Version::matches(element) && element.elements().next().is_none() {
        return None;
    }
    read!(
        StanzaError<'_>,
        rfc3921::Session,
        rfc6120::StartTls,
        rfc6120::Mechanisms<'_>,
        rfc6120::Bind<'_>,
        rfc6121::Body<'_>,
        rfc6121::Subject<'_>,
        rfc6121::Thread<'_>,
        rfc6121::Show,
        rfc6121::Status<'_>,
        rfc6121::Priority,
        rfc6121::Roster<'_>,
        xep0004::DataForm<'_>,
        xep0030::DiscoInfo<'_>,
        xep0030::DiscoItems<'_>,
        xep0045::Join<'_>,
        xep0045::user::User<'_>,
        xep0045::admin::Query<'_>,
        xep0045::owner::Query<'_>,
        xep0059::ResultSet<'_>,
        xep0085::ChatState,
        xep0092::Version<'_>,
        xep0115::Caps<'_>,
        xep0184::Request,
        xep0184::Received<'_>,
        xep0191::Blocklist<'_>,
        xep0191::Block<'_>,
        xep0191::Unblock<'_>,
        xep0191::Blocked,
        xep0198::StreamManagement,
        xep0199::Ping,
        xep0203::Delay<'_>,
        xep0280::Enable,
        xep0280::Disable,
        xep0280::Private,
        xep0280::Received<'_>,
        xep0280::Sent<'_>,
        xep0297::Forwarded<'_>,
        xep0313::Query<'_>,
        xep0313::QueryResult<'_>,
        xep0313::Fin<'_>,
        xep0313::Metadata<'_>,
    );
    None
}
