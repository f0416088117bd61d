//! RFC 6120: streams from their beginning to their end (section 9), and what is wrong with others (section 4.9).

use xmpp_stream::{Decoder, Limits, StreamItem};

use crate::{Example, Item, items, rfcs};

fn section(number: &str) -> Vec<Example> {
    let is_inside = |example: &Example| {
        let rest = example.section.strip_prefix(number);
        example.from == "RFC 6120" && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    rfcs().into_iter().filter(is_inside).collect()
}

fn name(item: &Item) -> String {
    match item {
        Item::Header(_) => "header".to_owned(),
        Item::Element(element) => element.as_element().name().to_owned(),
        Item::End => "end".to_owned(),
    }
}

/// What comes from the parties with these letters, one step after the other; what a step may be instead is left out.
fn flow(number: &str, parties: &[&str]) -> Vec<String> {
    let mut decoder = Decoder::new(Limits::default());
    let steps = section(number).into_iter().filter(|step| !step.step.ends_with("(alt)"));
    let mut names = Vec::new();
    for step in steps.filter(|step| parties.contains(&&step.direction[..])) {
        if step.begins_a_stream() {
            decoder.restart();
        }
        names.extend(
            items(&mut decoder, step.xml.as_bytes())
                .unwrap_or_else(|error| panic!("{}: {error}", step.title()))
                .iter()
                .map(name),
        );
    }
    names
}

#[test]
fn a_client_and_a_server_exchange_streams_as_in_section_9_1() {
    let client = ["header", "starttls", "header", "auth", "response", "header", "iq", "message", "end"];
    assert_eq!(flow("9.1", &["C"]), client);
    // The message of who is at the other end comes from the server.
    let server = [
        "header",
        "features",
        "proceed",
        "header",
        "features",
        "challenge",
        "success",
        "header",
        "features",
        "iq",
        "message",
        "end",
    ];
    assert_eq!(flow("9.1", &["S", "E"]), server);
}

#[test]
fn two_servers_exchange_streams_as_in_section_9_2() {
    assert_eq!(flow("9.2", &["S1"]), ["header", "starttls", "header", "auth", "header", "message", "end"]);
    let receiving =
        ["header", "features", "proceed", "header", "features", "success", "header", "features", "end"];
    assert_eq!(flow("9.2", &["S2"]), receiving);
}

#[test]
fn what_the_steps_of_section_9_may_be_instead_is_read_too() {
    let mut others = Vec::new();
    for step in section("9").into_iter().filter(|step| step.step.ends_with("(alt)")) {
        // Step 12 of section 9.1 ends the stream without the prefix that it began with.
        let xml = match &step.direction[..] {
            "S" => step.xml.replace("</stream>", "</stream:stream>"),
            _ => step.xml.clone(),
        };
        let names: Vec<_> = items(&mut step.decoder(), xml.as_bytes()).unwrap().iter().map(name).collect();
        others.push(names.join(" "));
    }
    assert_eq!(others, ["failure end", "failure end", "iq", "failure end", "failure end"]);
}

/// Section 4.9: what the peer answers says which condition it takes this for.
#[test]
fn what_is_no_xml_has_the_condition_of_the_answer() {
    let mut conditions = Vec::new();
    let examples = section("4");
    for (sent, answers) in (1..).zip(&examples).map(|(next, sent)| (sent, &examples[next..])) {
        let Err(error) = items(&mut sent.decoder(), sent.xml.as_bytes()) else { continue };
        let mut answers = answers.iter().take_while(|answer| answer.section == sent.section);
        let answer = answers
            .find(|answer| answer.xml.contains("<stream:error>"))
            .unwrap_or_else(|| panic!("{}", sent.title()));
        let (_, named) = answer.xml.split_once("<stream:error>").unwrap();
        let named = named.trim_start().trim_start_matches('<').split_whitespace().next().unwrap();
        conditions.push((sent.section.clone(), named.to_owned(), error.condition().as_str()));
    }
    let (other, same): (Vec<_>, Vec<_>) = conditions.into_iter().partition(|(_, named, ours)| named != ours);
    let same: Vec<_> = same.iter().map(|(section, named, _)| (&section[..], &named[..])).collect();
    assert_eq!(
        same,
        [
            ("4.9.1.1", "not-well-formed"),
            ("4.9.1.2", "invalid-namespace"),
            ("4.9.3.10", "invalid-namespace"),
            ("4.9.3.13", "not-well-formed"),
            ("4.9.3.18", "restricted-xml"),
            ("4.9.3.22", "unsupported-encoding"),
            ("4.9.4", "not-well-formed"),
            ("4.10", "not-well-formed"),
        ]
    );
    // The text says itself that this may be `not-well-formed`, which is preferred.
    assert_eq!(other, [("4.9.3.1".to_owned(), "bad-format".to_owned(), "not-well-formed")]);
}

/// Sections 9.1.1 and 9.2.1, steps 1 and 2.
#[test]
fn headers_say_what_section_9_says_of_them() {
    let shown: Vec<_> = section("9")
        .iter()
        .filter(|step| step.begins_a_stream() && matches!(&step.step[..], "Step 1" | "Step 2"))
        .map(|step| match step.decoder().decode(&mut step.xml.as_bytes()) {
            Ok(Some(StreamItem::Header(header))) => header.header().unwrap().to_string(),
            other => panic!("{}: {other:?}", step.title()),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "stream jabber:client juliet@im.example.com -> im.example.com version 1.0",
            "stream jabber:client im.example.com -> juliet@im.example.com id t7AMCin9zjMNwQKDnplntZPIDEI= version 1.0",
            "stream jabber:server im.example.com -> example.net version 1.0",
            "stream  example.net -> im.example.com id hTiXkW+ih9k2SqdGkk/AZi0OJ/Q= version 1.0",
        ]
    );
}
