//! XEP-0191.

use xmpp_stream::ElementErrorKind::*;
use xmpp_stream::jid::Jid;
use xmpp_stream::payload::xep0191::{Block, BlockItem, Blocked, Blocklist, Unblock};
use xmpp_stream::payload::{Items, Payload, PayloadsBuf};
use xmpp_stream::stanza::{StanzaError, StanzaErrorCondition};

use crate::{assert_reads, assert_refused, tree};

fn items(addresses: &[&str]) -> PayloadsBuf {
    let mut items = PayloadsBuf::new();
    for address in addresses {
        items.push(&BlockItem { jid: Jid::new(address).unwrap() }).unwrap();
    }
    items
}

// Examples 3 and 5.
#[test]
fn a_client_asks_who_is_blocked_and_nobody_is() {
    assert_reads!("<blocklist xmlns='urn:xmpp:blocking'/>", Blocklist { items: Items::EMPTY });
}

// Example 4.
#[test]
fn a_server_tells_who_is_blocked() {
    let xml = "<blocklist xmlns='urn:xmpp:blocking'>
            <item jid='romeo@montague.net'/>
            <item jid='iago@shakespeare.lit'/>
        </blocklist>";
    let items = items(&["romeo@montague.net", "iago@shakespeare.lit"]);
    assert_reads!(xml, Blocklist { items: items.items().unwrap() });
}

// Examples 6 and 8.
#[test]
fn an_address_is_blocked() {
    let xml = "<block xmlns='urn:xmpp:blocking'><item jid='romeo@montague.net'/></block>";
    assert_reads!(xml, Block { items: items(&["romeo@montague.net"]).items().unwrap() });
}

// Example 9.
#[test]
fn an_error_tells_that_the_addressee_is_blocked() {
    let xml = "<error xmlns='jabber:client' type='cancel'>
            <not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
            <blocked xmlns='urn:xmpp:blocking:errors'/>
        </error>";
    let tree = tree(xml);
    let error = StanzaError::from_element(tree.root()).unwrap();
    assert_eq!(error.condition, StanzaErrorCondition::NotAcceptable);
    assert_eq!(error.application.map(Blocked::from_element), Some(Ok(Blocked {})));
    assert_reads!("<blocked xmlns='urn:xmpp:blocking:errors'/>", Blocked {});
}

// Examples 10 and 12.
#[test]
fn an_address_is_unblocked() {
    let xml = "<unblock xmlns='urn:xmpp:blocking'><item jid='romeo@montague.net'/></unblock>";
    assert_reads!(xml, Unblock { items: items(&["romeo@montague.net"]).items().unwrap() });
}

// Examples 13 and 15.
#[test]
fn all_addresses_are_unblocked() {
    assert_reads!("<unblock xmlns='urn:xmpp:blocking'/>", Unblock { items: Items::EMPTY });
}

#[test]
fn rules() {
    // Section 3.3: one item at least.
    assert_refused!(Block<'_>, "<block xmlns='urn:xmpp:blocking'/>", Missing, "item");
    assert_refused!(
        Block<'_>,
        "<block xmlns='urn:xmpp:blocking'><item xmlns='a' jid='b'/></block>",
        Missing,
        "item"
    );
    assert!(Block { items: Items::EMPTY }.to_element().is_err());
    // Section 10.1.
    let xml = "<blocklist xmlns='urn:xmpp:blocking'><^item/></blocklist>";
    assert_refused!(Blocklist<'_>, xml, Missing, "jid");
    let xml = "<unblock xmlns='urn:xmpp:blocking'><^item jid='a@'/></unblock>";
    assert_refused!(Unblock<'_>, xml, Address(Jid::new("a@").unwrap_err()), "jid");
}
