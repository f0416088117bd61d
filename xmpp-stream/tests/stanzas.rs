//! Stanzas from the test suites of slixmpp and Prosody are read as they are, and written so that they are read the same.
//!
//! `VECTORS_DIR` names a folder with all of them; without it the selection in `fixtures` is tested.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

use std::{env, fs, path::Path};

use serde_json::Value;
use xmpp_stream::{Decoder, Element, ElementTree, Limits, Scope, StreamItem};

fn stanzas() -> Vec<Value> {
    let rows = match env::var_os("VECTORS_DIR") {
        Some(folder) => fs::read_to_string(Path::new(&folder).join("xmpp_stanzas.jsonl")).unwrap(),
        None => {
            println!("VECTORS_DIR is unset: only a selection was tested");
            include_str!("fixtures/stanzas.jsonl").to_owned()
        }
    };
    rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect()
}

fn count(element: Element<'_>) -> u64 {
    1 + element.elements().map(count).sum::<u64>()
}

const HEADER: &str = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

#[test]
fn real_stanzas_have_the_elements_that_others_find_in_them_and_go_round() {
    for row in stanzas() {
        let xml = row["xml"].as_str().unwrap();
        let tree = ElementTree::decode(xml.as_bytes(), &Limits::default()).expect(xml);
        let root = tree.root();
        assert!(root.is(row["ns"].as_str().unwrap_or_default(), row["root"].as_str().unwrap()), "{xml}");
        assert_eq!(count(root), row["elements"].as_u64().unwrap(), "{xml}");

        let mut alone = Vec::new();
        root.encode(&mut alone, Scope::ALONE).unwrap();
        assert_eq!(ElementTree::decode(&alone, &Limits::default()).expect(xml), tree);

        let mut stream = HEADER.as_bytes().to_vec();
        root.encode(&mut stream, Scope::stream("jabber:client")).unwrap();
        let mut decoder = Decoder::new(Limits::default());
        let mut input = &stream[..];
        assert!(matches!(decoder.decode(&mut input), Ok(Some(StreamItem::Header(_)))));
        assert_eq!(decoder.decode(&mut input), Ok(Some(StreamItem::Element(tree.clone()))), "{xml}");
        assert_eq!(root.to_buf().as_element(), root);
    }
}
