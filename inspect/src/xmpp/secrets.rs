//! What XMPP carries that nobody else is to see: what SASL's mechanisms send, passwords, and proofs of them.

use xmpp_stream::{Child, Element, ElementBuf, ElementMut, InvalidValue};

/// Stands for a secret.
pub(super) const HIDDEN: &str = "***";

const SASL: [&str; 2] = ["urn:ietf:params:xml:ns:xmpp-sasl", "urn:xmpp:sasl:2"];
const FORM: &str = "jabber:x:data";

/// A copy of the element in which each secret is hidden; `None`: there is none in it.
pub(super) fn without_secrets(element: Element<'_>) -> Option<ElementBuf> {
    if !has_secrets(element, None) {
        return None;
    }
    let mut copy = ElementBuf::new(element.namespace(), element.name()).ok()?;
    hide(element, None, &mut copy.as_element_mut()).ok()?;
    Some(copy)
}

fn has_secrets(element: Element<'_>, parent: Option<Element<'_>>) -> bool {
    is_secret(element, parent)
        || element.attributes().any(|attribute| is_secret_attribute(element, attribute.name))
        || element.elements().any(|child| has_secrets(child, Some(element)))
}

fn hide(
    element: Element<'_>,
    parent: Option<Element<'_>>,
    copy: &mut ElementMut<'_>,
) -> Result<(), InvalidValue> {
    for attribute in element.attributes() {
        let is_secret = is_secret_attribute(element, attribute.name);
        let value = if is_secret { HIDDEN } else { attribute.value };
        copy.set_attribute_in(attribute.namespace, attribute.name, value)?;
    }
    let is_secret = is_secret(element, parent);
    for child in element.children() {
        match child {
            Child::Text(text) if is_secret && !text.trim_ascii().is_empty() => copy.push_text(HIDDEN)?,
            Child::Text(text) => copy.push_text(text)?,
            Child::Element(child) if is_secret || has_secrets(child, Some(element)) => {
                hide(child, Some(element), &mut copy.push_new(child.namespace(), child.name())?)?;
            }
            Child::Element(child) => copy.push(child)?,
        }
    }
    Ok(())
}

/// Whether the element's text is one.
pub(super) fn is_secret(element: Element<'_>, parent: Option<Element<'_>>) -> bool {
    match (element.namespace(), element.name()) {
        // Whatever a mechanism sends, not the names of mechanisms, and what is told to people (RFC 6120 section 6.4; XEP-0388).
        (sasl, name) if SASL.contains(&sasl) => {
            !matches!(name, "mechanism" | "text" | "authorization-identifier" | "software" | "device")
        }
        // XEP-0077, XEP-0078, XEP-0045 and others.
        (_, "password") | ("jabber:iq:auth", "digest") => true,
        // XEP-0114.
        ("jabber:component:accept", "handshake") => true,
        // XEP-0004, section 3.3. Who fills in a form need not repeat the type.
        (FORM, "value") => parent.is_some_and(|field| {
            let names_one = |name: &str| name == "password" || name == "muc#roomconfig_roomsecret";
            field.attribute("type") == Some("text-private") || field.attribute("var").is_some_and(names_one)
        }),
        _ => false,
    }
}

/// Passwords of rooms (XEP-0249), and tokens to sign in with again (XEP-0484).
fn is_secret_attribute(element: Element<'_>, name: &str) -> bool {
    name == "password" || name == "token" && element.is("urn:xmpp:fast:0", "token")
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

    #[test]
    fn nothing_else_is() {
        for xml in [
            "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/><text>SHOWN</text></failure>",
            "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SHOWN</mechanism></mechanisms>",
            "<message xmlns='jabber:client'><body>SHOWN</body></message>",
            "<iq xmlns='jabber:client'><query xmlns='jabber:iq:register'><username>SHOWN</username><password>x</password></query></iq>",
            "<x xmlns='jabber:x:data'><field var='a'><value>SHOWN</value></field><field type='text-private'><value>x</value></field></x>",
            "<token xmlns='urn:example' token='SHOWN'/>",
        ] {
            assert!(shown(xml).contains("SHOWN"), "{xml}");
        }
    }
}
