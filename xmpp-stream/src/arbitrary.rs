//! `Arbitrary` for elements: whatever is valid, of a depth and with namespaces that the default limits allow.

use arbitrary::{Arbitrary, Error, Result, Unstructured};

use crate::stream::STREAMS;
use crate::xml::{XML, XMLNS, is_name, is_text};
use crate::{ElementBuf, ElementMut};

const MAX_DEPTH: usize = 8;
const MAX_NAMESPACE_LEN: usize = 512;
const MAX_ATTRIBUTES: usize = 16;

const NAMES: &[&str] = &["a", "b", "message", "stream", "xml", "xmlns", "_-.0", "\u{e9}\u{b7}\u{10000}"];
const NAMESPACES: &[&str] =
    &["jabber:client", "jabber:server", STREAMS, "n", "", XML, "it's <&>\"\r\n\t", "a}b"];

/// They stand in for the characters that XML doesn't have.
const AWKWARD: &[&str] = &[
    "<",
    ">",
    "&",
    "'",
    "\"",
    "\r",
    "\n",
    "\t",
    " ",
    "]",
    "]]>",
    "\r\n",
    "&lt;",
    "&#x41;",
    "<![CDATA[",
    "<!--",
    "</a>",
    "=",
    "\u{7f}\u{85}",
    "\u{a0}\u{2028}",
    "\u{d7ff}\u{e000}",
    "\u{fefe}\u{fffd}",
    "\u{feff}",
    "\u{10000}\u{10ffff}",
];

impl<'a> Arbitrary<'a> for ElementBuf {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut element = Self::new(&namespace(u)?, name(u)?).map_err(|_| Error::IncorrectFormat)?;
        fill(&mut element.as_element_mut(), u, 1)?;
        Ok(element)
    }
}

/// Adds attributes, text and elements in any order; the bytes end it.
fn fill(element: &mut ElementMut<'_>, u: &mut Unstructured<'_>, depth: usize) -> Result<()> {
    let refused = |_| Error::IncorrectFormat;
    let mut attributes = 0;
    loop {
        match u.int_in_range(0..=9)? {
            0 => return Ok(()),
            1..=4 if attributes < MAX_ATTRIBUTES => {
                attributes += 1;
                let (namespace, name) = match u.int_in_range(0..=9)? {
                    0 => (XML, "lang"),
                    // Few enough that all those around together don't need too many prefixes.
                    1..=2 => (*u.choose(NAMESPACES)?, name(u)?),
                    3 => (element.as_element().namespace(), name(u)?),
                    _ => ("", name(u)?),
                };
                let namespace = namespace.to_owned();
                let name = if namespace.is_empty() && name == "xmlns" { "to" } else { name };
                element.set_attribute_in(&namespace, name, &text(u)?).map_err(refused)?;
            }
            5..=6 => element.push_text(&text(u)?).map_err(refused)?,
            7..=9 if depth < MAX_DEPTH => {
                let mut child = element.push_new(&namespace(u)?, name(u)?).map_err(refused)?;
                fill(&mut child, u, depth + 1)?;
            }
            _ => {}
        }
    }
}

fn name<'a>(u: &mut Unstructured<'a>) -> Result<&'a str> {
    if u.ratio(7, 8)? {
        return u.choose(NAMES).copied();
    }
    let text: &str = u.arbitrary()?;
    Ok(if is_name(text) { text } else { "name" })
}

fn namespace(u: &mut Unstructured<'_>) -> Result<String> {
    if u.ratio(7, 8)? {
        return u.choose(NAMESPACES).map(|namespace| (*namespace).to_owned());
    }
    text(u).map(|text| if text == XMLNS || text.len() > MAX_NAMESPACE_LEN { String::new() } else { text })
}

fn text(u: &mut Unstructured<'_>) -> Result<String> {
    let text: &str = u.arbitrary()?;
    let mut buffer = [0; 4];
    Ok(text.chars().fold(String::new(), |mut text, character| {
        let own = &*character.encode_utf8(&mut buffer);
        let number = character as usize % AWKWARD.len();
        text.push_str(if is_text(own) { own } else { AWKWARD.get(number).copied().unwrap_or_default() });
        text
    }))
}
