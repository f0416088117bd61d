//! Streams: half of them well-formed but for what chance does, the others damaged. The same seed gives the same ones.

use serde_json::Value;

use crate::{Result, random::Random};

const STANZAS: &str = include_str!("../../../../../xmpp-stream/tests/fixtures/stanzas.jsonl");
const W3C: &str = include_str!("../../../../../xmpp-stream/tests/fixtures/w3c.txt");

/// Streams without end.
pub(crate) fn streams(seed: u64) -> Result<impl Iterator<Item = Vec<u8>>> {
    let stanzas = STANZAS.lines().map(stanza).collect::<Result<Vec<_>>>()?;
    let documents = W3C.lines().map(document).collect::<Result<Vec<_>>>()?;
    let mut random = Random::new(seed);
    Ok(std::iter::repeat_with(move || {
        let mut stream = Writer::new(&mut random, &stanzas, &documents).stream();
        if random.chance(50) {
            for _ in 0..1 + random.below(3) {
                damage(&mut random, &mut stream);
            }
        }
        encoded(&mut random, stream)
    }))
}

/// One of real peers.
fn stanza(line: &str) -> Result<Vec<u8>> {
    let line: Value = serde_json::from_str(line)?;
    Ok(line["xml"].as_str().ok_or("no stanza")?.as_bytes().to_vec())
}

/// One of the W3C's tests.
fn document(line: &str) -> Result<Vec<u8>> {
    let columns: Vec<_> = line.split(' ').collect();
    Ok(hex::decode(columns.get(2).ok_or("no document")?)?)
}

fn without_declaration(document: &[u8]) -> &[u8] {
    let end = document.windows(2).position(|part| part == b"?>").filter(|_| document.starts_with(b"<?xml "));
    end.map_or(document, |end| &document[end + 2..])
}

const SPACES: &[&str] = &[" ", " ", " ", " ", "  ", "\n", "\t", "\r\n", "\r", "\n\n  "];
const NAMES: &[&str] = &[
    "a",
    "b",
    "body",
    "message",
    "query",
    "item",
    "x",
    "xml",
    "xmls",
    "_1",
    "a-b.c",
    "Z",
    "e\u{301}",
    "\u{e9}",
    "\u{3b1}\u{3b2}",
    "\u{4e2d}\u{6587}",
    "a\u{b7}",
];
/// Some are names since the fifth edition of XML, the others are none.
const RARE_NAMES: &[&str] = &[
    "\u{10400}",
    "a\u{1f600}",
    "\u{2c00}",
    "\u{218f}",
    "a\u{203f}",
    "\u{370}",
    "\u{3fd}",
    "\u{d7ff}",
    "-a",
    "1",
    ".",
    "\u{b7}",
    "\u{300}a",
    "a\u{d7}",
    "\u{37e}",
    "a\u{fffe}",
    "\u{feff}a",
    "a\u{2190}",
];
const PREFIXES: &[&str] = &["p", "q", "stream", "db", "\u{e9}p"];
const NAMESPACES: &[&str] = &[
    "jabber:client",
    "jabber:server",
    "urn:xmpp:ping",
    "http://etherx.jabber.org/streams",
    "n",
    "n ",
    "&amp;",
    "n&#10;",
    "a\tb",
    "http://example.org/?a=1&amp;b=2",
    "\u{e9}",
    "N",
    "}",
];
const RESERVED: &[&str] = &["http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/", ""];
const TEXTS: &[&str] = &[
    "Art thou not Romeo",
    "x",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\u{e9}",
    "\u{4e2d}",
    "\u{1f600}",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{7f}",
    "\u{fffd}",
    "\u{10ffff}",
    "]",
    "]]",
    ">",
    "=",
    "/",
    "?",
    "-->",
    "&lt;",
    "&gt;",
    "&amp;",
    "&apos;",
    "&quot;",
    "&#65;",
    "&#x41;",
    "&#x10ffff;",
    "&#13;",
    "&#xA;",
    "&#9;",
    "&#x0041;",
    ";",
    "#",
    "&amp;lt;",
    "\u{200b}",
];
/// Faults, most of them.
const RARE_TEXTS: &[&str] = &[
    "]]>",
    "&",
    "&;",
    "&#;",
    "&#x;",
    "&#0;",
    "&#xD800;",
    "&#xFFFE;",
    "&#x110000;",
    "&#99999999999;",
    "&lt",
    "&LT;",
    "&nbsp;",
    "&a:b;",
    "& ",
    "&#X41;",
    "&#x4G;",
    "\0",
    "\u{1}",
    "\u{b}",
    "\u{1f}",
    "\u{fffe}",
    "\u{ffff}",
    "<",
    "&#31;",
    "&\u{10400};",
    "&#+65;",
    "&# 65;",
    "&#65 ;",
    "\u{1}\u{2}",
    "&lt;;",
    "&&amp;",
];
const RESTRICTED: &[&str] = &[
    "<!-- c -->",
    "<!---->",
    "<!-- a -- b -->",
    "<!--->",
    "<?pi?>",
    "<?p i ?>",
    "<?xml version='1.0'?>",
    "<?XML?>",
    "<?xml-stylesheet href='a'?>",
    "<!DOCTYPE a>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "<!ENTITY a 'b'>",
    "<!>",
    "<!a>",
    "<![IGNORE[]]>",
    "<?xml?>",
    "<? ?>",
];
const DECLARATIONS: &[&str] = &[
    "<?xml version='1.0'?>",
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    "<?xml version='1.0' encoding='utf-8' ?>",
    "<?xml\nversion = '1.0'\tstandalone='yes'?>",
    "<?xml version='1.0' encoding='Utf-8' standalone='no'?>\n",
];
const RARE_DECLARATIONS: &[&str] = &[
    "<?xml version='1.1'?>",
    "<?xml version='2.0'?>",
    "<?xml version='1.'?>",
    "<?xml version=''?>",
    "<?xml?>",
    "<?xml version='1.0' encoding='ISO-8859-1'?>",
    "<?xml version='1.0' encoding='US-ASCII'?>",
    "<?xml version='1.0' encoding='UTF-16'?>",
    "<?xml version='1.0' encoding='koi8-r'?>",
    "<?xml version='1.0' encoding='nonsense'?>",
    "<?xml version='1.0' encoding=''?>",
    "<?xml version='1.0' encoding='8bit'?>",
    "<?xml version='1.0' standalone='maybe'?>",
    "<?xml standalone='yes' version='1.0'?>",
    "<?xml encoding='UTF-8'?>",
    "<?xml version='1.0'encoding='UTF-8'?>",
    "<?xml version='1.0' version='1.0'?>",
    "<?xml version=1.0?>",
    "<?xml version='1.0' a='b'?>",
    "<?xml version='1.0'>",
    "<?XML version='1.0'?>",
    " <?xml version='1.0'?>",
    "<?xml version='1.0'?><?xml version='1.0'?>",
    "\u{feff}",
    "\u{feff}<?xml version='1.0'?>",
    "text",
    "&lt;",
    "<![CDATA[]]>",
    "]]>",
    "<?xml version='1.0' encoding='UTF8'?>",
    "<?xml version='1.0' standalone='yes' encoding='UTF-8'?>",
    "<?xml version=\"1.0'?>",
    "<?xml version='1&#46;0'?>",
    "<?xml version='1.0' encoding='x-mac-roman'?>",
];

/// Writes one stream.
struct Writer<'a> {
    random: &'a mut Random,
    stanzas: &'a [Vec<u8>],
    documents: &'a [Vec<u8>],
    /// In percent, how often what is written is something rare.
    rare: usize,
    prefixes: Vec<&'static str>,
    out: Vec<u8>,
}

impl<'a> Writer<'a> {
    fn new(random: &'a mut Random, stanzas: &'a [Vec<u8>], documents: &'a [Vec<u8>]) -> Self {
        let rare = random.choose(&[0, 0, 0, 1, 2]);
        Self { random, stanzas, documents, rare, prefixes: Vec::new(), out: Vec::new() }
    }

    fn stream(mut self) -> Vec<u8> {
        if self.rare() {
            self.put_any(RARE_DECLARATIONS);
        } else if self.random.chance(40) {
            self.put_any(DECLARATIONS);
        }
        if self.random.chance(10) {
            self.put_any(SPACES);
        }
        self.restricted();
        let name = self.header();
        if self.random.chance(3) {
            self.put("/>");
        } else {
            self.put(">");
            self.elements();
            if self.random.chance(60) {
                self.end_tag(&name);
            }
        }
        if self.random.chance(20) {
            self.put_any(SPACES);
        }
        self.restricted();
        if self.rare() {
            self.put_any(&["x", "<a/>", "&lt;", "<![CDATA[x]]>", "</a>", "\0", "<"]);
        }
        self.out
    }

    /// The start tag of the root element, but for its end; gives the name.
    fn header(&mut self) -> String {
        let (name, declarations) = match self.random.below(50) {
            0..36 => {
                ("stream:stream", " xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'")
            }
            36..42 => ("stream", " xmlns=\"http://etherx.jabber.org/streams\""),
            42..48 => ("db:stream", "\nxmlns:db='http&#58;//etherx.jabber.org/streams'"),
            48 => ("stream:streams", " xmlns:stream='http://etherx.jabber.org/streams'"),
            _ => ("stream", ""),
        };
        self.put("<");
        self.put(name);
        self.put(declarations);
        match name.split_once(':') {
            Some(("stream", _)) => self.prefixes.push("stream"),
            Some(_) => self.prefixes.push("db"),
            None => {}
        }
        if self.random.chance(80) {
            self.put(" to='example.com' version='1.0'");
        } else {
            self.attributes();
        }
        name.to_owned()
    }

    /// What the stream is there for.
    fn elements(&mut self) {
        for _ in 0..self.random.choose(&[0, 1, 1, 2, 2, 3, 4]) {
            if self.random.chance(30) {
                self.put_any(SPACES);
            }
            self.restricted();
            if self.rare() {
                self.text();
            }
            match self.random.below(20) {
                0..6 => {
                    let stanza = &self.stanzas[self.random.below(self.stanzas.len())];
                    self.out.extend(stanza);
                }
                6 => {
                    let document = &self.documents[self.random.below(self.documents.len())];
                    let is_whole = self.random.chance(10);
                    self.out.extend(if is_whole { document } else { without_declaration(document) });
                }
                _ => {
                    let depth = 1 + self.random.below(4);
                    self.element(depth);
                }
            }
        }
    }

    fn element(&mut self, depth: usize) {
        let outside = self.prefixes.len();
        let name = self.name();
        self.put("<");
        self.put(&name);
        self.attributes();
        if self.random.chance(20) {
            self.put_any(SPACES);
        }
        if depth == 0 || self.random.chance(20) {
            self.put("/>");
        } else {
            self.put(">");
            for _ in 0..self.random.choose(&[0, 1, 1, 2, 3, 5]) {
                match self.random.below(10) {
                    0..5 => self.element(depth - 1),
                    5..9 => self.text(),
                    _ => self.cdata(),
                }
                self.restricted();
            }
            self.end_tag(&name);
        }
        self.prefixes.truncate(outside);
    }

    fn end_tag(&mut self, name: &str) {
        let name = if self.rare() { self.name() } else { name.to_owned() };
        self.put("</");
        self.put(&name);
        if self.random.chance(10) {
            self.put_any(SPACES);
        }
        if self.rare() {
            self.put_any(&["/", "a='b'", "\u{c}", " b"]);
        }
        self.put(">");
    }

    /// One that may have a prefix, which mostly is declared.
    fn name(&mut self) -> String {
        let local = if self.rare() { self.random.choose(RARE_NAMES) } else { self.random.choose(NAMES) };
        if self.rare() {
            let prefix = self.random.choose(&["xml", "xmlns", "undeclared", "a:b", "", "1", "p:", ":"]);
            return format!("{prefix}:{local}");
        }
        if !self.prefixes.is_empty() && self.random.chance(30) {
            let prefix = self.random.choose(&self.prefixes);
            return format!("{prefix}:{local}");
        }
        local.to_owned()
    }

    fn attributes(&mut self) {
        if self.random.chance(15) {
            self.attribute("xmlns", Self::namespace);
        }
        for _ in 0..self.random.choose(&[0, 0, 0, 0, 1, 1, 2]) {
            let prefix = self.random.choose(PREFIXES);
            self.attribute(&format!("xmlns:{prefix}"), Self::namespace);
            self.prefixes.push(prefix);
        }
        let mut names: Vec<String> = Vec::new();
        for _ in 0..self.random.choose(&[0, 0, 1, 2, 3, 10]) {
            let name = if self.random.chance(5) { "xml:lang".to_owned() } else { self.name() };
            if !names.contains(&name) || self.rare() {
                self.attribute(&name, Self::value);
                names.push(name);
            }
        }
    }

    fn attribute(&mut self, name: &str, value: fn(&mut Self) -> String) {
        let space = if self.rare() { "" } else { self.random.choose(SPACES) };
        self.put(space);
        self.put(name);
        let equals = if self.random.chance(5) { " = " } else { "=" };
        let equals = if self.rare() { self.random.choose(&["", "==", " ", ":"]) } else { equals };
        self.put(equals);
        let (open, other) = if self.random.chance(50) { ("'", "\"") } else { ("\"", "'") };
        let close = if self.rare() { self.random.choose(&["", other]) } else { open };
        let value = value(self).replace(open, other);
        self.put(open);
        self.put(&value);
        self.put(close);
    }

    fn namespace(&mut self) -> String {
        let namespaces = if self.rare() { RESERVED } else { NAMESPACES };
        self.random.choose(namespaces).to_owned()
    }

    fn value(&mut self) -> String {
        let count = self.random.choose(&[0, 1, 1, 2, 3, 6]);
        (0..count).map(|_| self.piece_of_text()).collect()
    }

    fn text(&mut self) {
        let text = self.value();
        self.put(&text);
    }

    fn cdata(&mut self) {
        let text = self.value().replace("]]>", "");
        self.put("<![CDATA[");
        self.put(&text);
        if self.random.chance(10) {
            self.put("<a>&b;");
        }
        self.put("]]>");
    }

    fn piece_of_text(&mut self) -> &'static str {
        let texts = if self.rare() { RARE_TEXTS } else { TEXTS };
        self.random.choose(texts)
    }

    fn restricted(&mut self) {
        if self.rare() {
            self.put_any(RESTRICTED);
        }
    }

    fn rare(&mut self) -> bool {
        self.random.chance(self.rare)
    }

    fn put(&mut self, text: &str) {
        self.out.extend(text.as_bytes());
    }

    fn put_any(&mut self, texts: &[&str]) {
        let text = self.random.choose(texts);
        self.put(text);
    }
}

/// Bytes that are no UTF-8: alone, overlong, surrogates, too large, cut.
const NOT_UTF8: &[&[u8]] = &[
    b"\x80",
    b"\xff",
    b"\xfe",
    b"\xc0\x80",
    b"\xc1\xbf",
    b"\xe0\x80\xaf",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\xe4\xb8",
    b"\xf0\x9f\x98",
    b"\xc3",
    b"\xe9",
];
const MARKS: &[&str] = &[
    "<",
    ">",
    "/",
    "'",
    "\"",
    "=",
    "&",
    ";",
    ":",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?",
    "?>",
    "<!",
    "</",
    "/>",
    " ",
    "<a>",
    "</a>",
    "<a/>",
    "xmlns",
    "xmlns:p=''",
    " xmlns='n'",
    " p:a='1'",
    "\0",
    "\u{b}",
    "\u{c}",
    "\r",
    "\u{fffe}",
    "\u{feff}",
    "&#",
    "]",
    "!",
    "</stream:stream>",
    "<stream:stream>",
    "\u{10400}",
];

/// What nothing that follows makes whole.
const LAST: &[&[u8]] = &[b"</a\xe5>", b"<a\xf2\x80>", b"<![CDA(", b"<![ "];

fn damage(random: &mut Random, stream: &mut Vec<u8>) {
    if stream.is_empty() {
        return;
    }
    let at = random.below(stream.len());
    match random.below(16) {
        0 => stream[at] ^= 1 << random.below(8),
        1 => stream[at] = random.below(256) as u8,
        2..4 => stream.truncate(at),
        4 => drop(stream.remove(at)),
        5 => drop(stream.drain(at..stream.len().min(at + 1 + random.below(20)))),
        6 => {
            let again = stream[at..stream.len().min(at + 1 + random.below(40))].to_vec();
            put(stream, at, &again);
        }
        7..9 => put(stream, at, random.choose(MARKS).as_bytes()),
        9 => put(stream, at, random.choose(NOT_UTF8)),
        10 => put(stream, at, random.choose(RARE_TEXTS).as_bytes()),
        // The others stand where markup does.
        11 => put(stream, boundary(stream, at), random.choose(RESTRICTED).as_bytes()),
        12 => put(stream, boundary(stream, at), random.choose(MARKS).as_bytes()),
        13 => put(stream, boundary(stream, at), random.choose(TEXTS).as_bytes()),
        14 => put(stream, boundary(stream, at), random.choose(RARE_TEXTS).as_bytes()),
        _ => {
            stream.truncate(boundary(stream, at));
            if random.chance(5) {
                stream.extend(random.choose(LAST));
            }
        }
    }
}

fn put(stream: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    stream.splice(at..at, bytes.iter().copied());
}

/// Behind the next `>`.
fn boundary(stream: &[u8], at: usize) -> usize {
    stream[at..].iter().position(|byte| *byte == b'>').map_or(stream.len(), |len| at + len + 1)
}

/// Rarely in another encoding than UTF-8, or with a mark in front that says which it is.
fn encoded(random: &mut Random, stream: Vec<u8>) -> Vec<u8> {
    let encoding = random.below(400);
    let (1..6, Ok(text)) = (encoding, str::from_utf8(&stream)) else { return stream };
    match encoding {
        1 => [b"\xef\xbb\xbf", &stream[..]].concat(),
        2 => [b"\xff\xfe", &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()[..]].concat(),
        3 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        4 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        _ => text.chars().map(|character| u8::try_from(character).unwrap_or(b'?')).collect(),
    }
}
