//! The workloads: made here, since the large ones repeat themselves.

use std::collections::BTreeMap;

use super::{ELEMENTS, STREAM};
use crate::Load;

/// The rows, in the order of the tables.
pub(super) fn all() -> Vec<Load> {
    let element = |row, what, element: String, goals: &[_]| {
        Load::new(row, ELEMENTS, what, &[element.into_bytes()], by_operation(goals))
    };
    vec![
        element("msg", "message", message(1), &[("decode", 72 * 308), ("encode", 3_000), ("allocations", 2)]),
        element("pres", "presence", presence(1), &[("allocations", 2)]),
        element(
            "roster",
            "roster of 100",
            roster(),
            &[("decode", 86 * 11_544), ("encode", 130_000), ("allocations", 2)],
        ),
        element("disco", "40 features", disco(), &[("decode", 70 * 2_535), ("allocations", 2)]),
        element(
            "8k",
            "message, body of 8 KiB",
            large_message(),
            &[("decode", 37 * 8_364), ("encode", 45_000), ("allocations", 2)],
        ),
        stream("s", None, Some(79)),
        stream("s64", Some(64), Some(84)),
        stream("s1", Some(1), None),
    ]
}

fn stream(row: &str, chunk: Option<usize>, decode: Option<u64>) -> Load {
    let mut stanzas: Vec<_> = (0..1_000).map(|number| stanza(number).into_bytes()).collect();
    stanzas[0].splice(..0, STREAM_HEADER.bytes());
    let len: usize = stanzas.iter().map(Vec::len).sum();
    let decode = decode.map(|each_byte| ("decode", each_byte * len as u64 / 1_000));
    let goals: Vec<_> = decode.into_iter().chain([("allocations", 2)]).collect();
    let mut load = Load::new(row, STREAM, "header and 1000 stanzas", &stanzas, by_operation(&goals));
    load.chunk = chunk;
    load
}

fn by_operation(goals: &[(&str, u64)]) -> BTreeMap<String, u64> {
    goals.iter().map(|(operation, goal)| ((*operation).to_owned(), *goal)).collect()
}

/// The header of the row that is a stream.
const STREAM_HEADER: &str = "<?xml version='1.0'?><stream:stream from='capulet.example' \
    id='++TR84Sm6A3hnt3Q065SnAbbk3Y=' to='juliet@capulet.example' version='1.0' xml:lang='en' xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams'>";

/// 40 % messages, 30 % presences, 20 % pings, 10 % changes of the roster; white space in front of one in fifty.
fn stanza(number: usize) -> String {
    let stanza = match number % 10 {
        0..4 => message(number),
        4..7 => presence(number),
        7..9 => format!(
            "<iq from='capulet.example' id='s2c{number}' to='juliet@capulet.example/balcony' type='get'>\
             <ping xmlns='urn:xmpp:ping'/></iq>"
        ),
        _ => format!(
            "<iq id='a78b4q{number}' to='juliet@capulet.example/balcony' type='set'>\
             <query xmlns='jabber:iq:roster' ver='ver{number}'>\
             <item jid='nurse@capulet.example' name='Nurse &quot;N&quot;' subscription='to'>\
             <group>Servants</group></item></query></iq>"
        ),
    };
    if number % 50 == 1 { format!(" {stanza}") } else { stanza }
}

fn message(number: usize) -> String {
    format!(
        "<message from='juliet@capulet.example/balcony' id='ktx72v{number:04}' to='romeo@montague.example/orchard' \
         type='chat' xml:lang='en'>\
         <body>Art thou not Romeo, and a Montague? Wherefore art thou here &amp; now</body>\
         <active xmlns='http://jabber.org/protocol/chatstates'/><request xmlns='urn:xmpp:receipts'/></message>"
    )
}

fn presence(number: usize) -> String {
    format!(
        "<presence from='romeo@montague.example/orchard' id='p{number:05}' to='juliet@capulet.example'>\
         <show>away</show><status>I shall return! Gone to Mantua</status><priority>5</priority>\
         <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='http://code.google.com/p/exodus' \
         ver='QgayPKawpkPSDYmwT/WM94uAlu0='/></presence>"
    )
}

fn roster() -> String {
    let items: String = (0..100)
        .map(|number| {
            format!(
                "<item jid='contact{number:03}@montague.example' name='Contact Number {number}' \
                 subscription='both'><group>Friends</group></item>"
            )
        })
        .collect();
    format!(
        "<iq from='juliet@capulet.example' id='bv1bs71f' to='juliet@capulet.example/balcony' type='result'>\
         <query xmlns='jabber:iq:roster' ver='ver7'>{items}</query></iq>"
    )
}

fn disco() -> String {
    let features: String = (0..40)
        .map(|number| format!("<feature var='http://jabber.org/protocol/feature-{number:02}#sub'/>"))
        .collect();
    format!(
        "<iq from='capulet.example' id='info1' to='juliet@capulet.example/balcony' type='result'>\
         <query xmlns='http://jabber.org/protocol/disco#info'>\
         <identity category='server' name='Capulet server' type='im'/>{features}</query></iq>"
    )
}

fn large_message() -> String {
    let body =
        "Two households &amp; both alike in dignity &lt;in fair Vérona&gt; — где мы начинаем 日本語 text; ";
    format!(
        "<message from='juliet@capulet.example/balcony' id='big1' to='romeo@montague.example/orchard' type='chat'>\
         <body>{}</body></message>",
        body.repeat(71)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FNV-1a, 64 bits.
    fn fingerprint(bytes: &[u8]) -> u64 {
        bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    }

    // Figures are no longer comparable once the rows are others.
    #[test]
    fn the_rows_are_what_they_always_were() {
        let rows: Vec<_> = all()
            .iter()
            .map(|load| {
                let bytes = if load.protocol == STREAM { &load.bytes } else { load.units().next().unwrap() };
                (load.row.clone(), bytes.len(), fingerprint(bytes))
            })
            .collect();
        let expected = [
            ("msg", 308, 0x3ed8_a2d8_7bab_2bf5),
            ("pres", 316, 0xe049_2201_ac1f_9bbe),
            ("roster", 11_544, 0x36c5_f442_7264_a6a3),
            ("disco", 2535, 0xa810_9c25_fcb0_52f8),
            ("8k", 8364, 0xaeda_0587_b84d_586a),
            ("s", 265_495, 0x65c9_4a44_54e0_637f),
            ("s64", 265_495, 0x65c9_4a44_54e0_637f),
            ("s1", 265_495, 0x65c9_4a44_54e0_637f),
        ];
        let expected: Vec<_> = expected.map(|(row, len, hash)| (row.to_owned(), len, hash)).into();
        assert_eq!(rows, expected);
    }
}
