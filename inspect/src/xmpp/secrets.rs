//! What XMPP carries that nobody else is to see: what SASL's mechanisms send, passwords, and proofs of them.

use xmpp_stream::{Child, Element, ElementBuf, ElementMut, InvalidValue};

use super::BOSH;

/// Stands for a secret.
pub(super) const HIDDEN: &str = "***";

const SASL: [&str; 2] = ["urn:ietf:params:xml:ns:xmpp-sasl", "urn:xmpp:sasl:2"];
const FORM: &str = "jabber:x:data";

/// A copy of the element in which each secret is hidden; `None`: there is none in it.
pub(super) fn without_secrets(element: Element<'_>) -> Option<ElementBuf> {
    if !has_secrets(element, false) {
        return None;
    }
    let mut copy = ElementBuf::new(element.namespace(), element.name()).ok()?;
    // A copy that would take too much room ends there.
    let _ = hide(element, false, &mut copy.as_element_mut());
    Some(copy)
}

fn has_secrets(element: Element<'_>, in_secret: bool) -> bool {
    let is_field = is_secret_field(element);
    is_secret(element, in_secret)
        || element.attributes().any(|attribute| is_secret_attribute(element, attribute.name))
        || element.elements().any(|child| has_secrets(child, is_field))
}

/// Copies what is in `element`; `in_secret`: the field around it has a secret value.
fn hide(element: Element<'_>, in_secret: bool, copy: &mut ElementMut<'_>) -> Result<(), InvalidValue> {
    for attribute in element.attributes() {
        let is_secret = is_secret_attribute(element, attribute.name);
        let value = if is_secret { HIDDEN } else { attribute.value };
        copy.set_attribute_in(attribute.namespace, attribute.name, value)?;
    }
    let (is_secret, is_field) = (is_secret(element, in_secret), is_secret_field(element));
    for child in element.children() {
        match child {
            Child::Text(text) if is_secret && !text.trim_ascii().is_empty() => copy.push_text(HIDDEN)?,
            Child::Text(text) => copy.push_text(text)?,
            Child::Element(child) => {
                hide(child, is_field, &mut copy.push_new(child.namespace(), child.name())?)?;
            }
        }
    }
    Ok(())
}

/// Whether the element's text is one; `in_secret`: the field around it has a secret value.
pub(super) fn is_secret(element: Element<'_>, in_secret: bool) -> bool {
    match (element.namespace(), element.name()) {
        // Whatever a mechanism sends, not the names of mechanisms, and what is told to people (RFC 6120 section 6.4; XEP-0388).
        (sasl, name) if SASL.contains(&sasl) => {
            !matches!(name, "mechanism" | "text" | "authorization-identifier" | "software" | "device")
        }
        // XEP-0077, XEP-0078, XEP-0045 and others.
        (_, "password") | ("jabber:iq:auth", "digest") | ("jabber:iq:register", "key") => true,
        // XEP-0114.
        ("jabber:component:accept", "handshake") => true,
        // XEP-0363.
        ("urn:xmpp:http:upload:0", "header") => element.attribute("name").is_some_and(|name| {
            ["Authorization", "Cookie"].iter().any(|secret| name.trim_ascii().eq_ignore_ascii_case(secret))
        }),
        (FORM, "value") => in_secret,
        _ => false,
    }
}

/// Whether the element is a field with a secret value (XEP-0004, section 3.3). Who fills in a form need not repeat the type.
fn is_secret_field(element: Element<'_>) -> bool {
    const NAMES: [&str; 3] = ["password", "passphrase", "secret"];
    let names_one = |var: &str| {
        let var = var.to_ascii_lowercase();
        NAMES.iter().any(|name| var.contains(name))
    };
    element.is(FORM, "field")
        && (element.attribute("type").is_some_and(|kind| kind.trim_ascii() == "text-private")
            || element.attribute("var").is_some_and(names_one))
}

/// Passwords of rooms (XEP-0249), tokens to sign in with again (XEP-0484), and what makes a request one of a session (XEP-0124,
/// sections 7 and 15).
fn is_secret_attribute(element: Element<'_>, name: &str) -> bool {
    match name {
        "password" => true,
        "token" => element.is("urn:xmpp:fast:0", "token"),
        "sid" | "authid" | "key" | "newkey" => element.is(BOSH, "body"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use xmpp_stream::{ElementTree, Limits};

    use super::*;

    fn shown(xml: &str) -> String {
        let tree = ElementTree::decode(xml.as_bytes(), &Limits::default()).unwrap();
        let copy = without_secrets(tree.root()).unwrap_or_else(|| tree.root().to_buf());
        serde_json::to_string(&copy).unwrap()
    }

    #[test]
    fn secrets_are_hidden_wherever_they_are() {
        for (at, xml) in [
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>HUSH</auth>",
            "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>HUSH</challenge>",
            "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>HUSH</response>",
            "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>HUSH</success>",
            "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><a xmlns='b'/>HUSH</success>",
            "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'> <initial-response>HUSH</initial-response></authenticate>",
            "<success xmlns='urn:xmpp:sasl:2'><additional-data>HUSH</additional-data></success>",
            "<handshake xmlns='jabber:component:accept'>HUSH</handshake>",
            "<iq xmlns='jabber:client' xml:lang='en'><query xmlns='jabber:iq:register'><password>HUSH</password></query></iq>",
            "<iq xmlns='jabber:client'><query xmlns='jabber:iq:auth'><digest>HUSH</digest></query></iq>",
            "<presence xmlns='jabber:client'><x xmlns='http://jabber.org/protocol/muc'><password>HUSH</password></x></presence>",
            "<message xmlns='jabber:client'><x xmlns='jabber:x:conference' jid='a@b' password='HUSH'/></message>",
            "<x xmlns='jabber:x:data'><field type='text-private' var='a'><value>HUSH</value></field></x>",
            "<x xmlns='jabber:x:data'><field var='muc#roomconfig_roomsecret'><value>HUSH</value></field></x>",
            "<x xmlns='jabber:x:data' type='submit'><field var='password-verify'><value>HUSH</value></field></x>",
            "<x xmlns='jabber:x:data'><field var='Secret' type='text-single'><value>HUSH</value></field></x>",
            "<x xmlns='jabber:x:data'><field var='a' type='list-single'/><field var='passphrase' type='hidden'><value>HUSH</value></field></x>",
            "<query xmlns='jabber:iq:register'><key>HUSH</key></query>",
            "<slot xmlns='urn:xmpp:http:upload:0'><put url='a'><header name='Authorization'>HUSH</header></put></slot>",
            "<slot xmlns='urn:xmpp:http:upload:0'><put url='a'><header name='cookie'>HUSH</header></put></slot>",
            "<body xmlns='http://jabber.org/protocol/httpbind' rid='1' sid='HUSH'/>",
            "<body xmlns='http://jabber.org/protocol/httpbind' rid='1' authid='HUSH'/>",
            "<body xmlns='http://jabber.org/protocol/httpbind' rid='1' key='HUSH'/>",
            "<success xmlns='urn:xmpp:sasl:2'><token xmlns='urn:xmpp:fast:0' token='HUSH' expiry='x'/></success>",
        ]
        .iter()
        .enumerate()
        {
            let shown = shown(xml);
            assert!(!shown.contains("HUSH") && shown.contains("***"), "{at}: {shown}");
            assert_eq!(shown.matches("***").count(), 1, "{shown}");
        }
    }

    /// Looking for secrets in each element anew, for those around it, would take as many steps again for each.
    #[test]
    fn all_else_stays_as_it_is_at_any_depth() {
        let (begin, end) = ("<a xmlns='u' b='c'>d<e/>".repeat(50), "</a>".repeat(50));
        let xml = |text| format!("{begin}<password>{text}</password>{end}");
        let hidden = xml(HIDDEN);
        let expected = ElementTree::decode(hidden.as_bytes(), &Limits::default()).unwrap().root().to_buf();
        let xml = xml("HUSH");
        let tree = ElementTree::decode(xml.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(without_secrets(tree.root()), Some(expected));
    }

    #[test]
    fn nothing_else_is() {
        for xml in [
            "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/><text>SHOWN</text></failure>",
            "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SHOWN</mechanism></mechanisms>",
            "<message xmlns='jabber:client'><body>SHOWN</body></message>",
            "<iq xmlns='jabber:client'><query xmlns='jabber:iq:register'><username>SHOWN</username><password>x</password></query></iq>",
            "<x xmlns='jabber:x:data'><field var='a'><value>SHOWN</value></field><field type='text-private'><value>x</value></field></x>",
            "<token xmlns='urn:example' token='SHOWN'/>",
            "<put xmlns='urn:xmpp:http:upload:0'><header name='Expires'>SHOWN</header><header name='Cookie'>x</header></put>",
            "<body xmlns='http://jabber.org/protocol/httpbind' rid='SHOWN' sid='x'/>",
            "<a xmlns='urn:example' sid='SHOWN' key='b'/>",
        ] {
            assert!(shown(xml).contains("SHOWN"), "{xml}");
        }
    }
}
