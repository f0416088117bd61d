//! Names of Rust types that say how these are encoded.

use crate::types::{Descriptor, Primitive, Symbol};

/// What the name of a type says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Name {
    /// Nothing.
    Plain,
    /// A type of AMQP.
    Type(Type),
    /// Descriptors, and how fields are laid out.
    Composite(Composite),
}

/// A type of AMQP that `serde` knows nothing of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Type {
    Scalar(Primitive),
    Array(Primitive),
    ArrayOfDescribed,
    Described,
    Any,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Composite {
    /// Separated by spaces; none if the value isn't described.
    descriptors: &'static str,
    layout: Layout,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Layout {
    List,
    Map,
    /// With symbols for keys.
    SymbolMap,
}

impl Name {
    /// `None` if a name that is to say something doesn't.
    #[inline]
    pub(super) fn of(name: &'static str) -> Option<Self> {
        match name.as_bytes().first() {
            Some(b'=') => Type::of(name).map(Self::Type),
            Some(b'@' | b'[' | b'{') => Composite::of(name).map(Self::Composite),
            _ => Some(Self::Plain),
        }
    }

    /// The same for a variant of an enum, which can only say that it is described.
    #[inline]
    pub(super) fn of_variant(name: &'static str) -> Option<Self> {
        if name.starts_with('@') { Self::of(name) } else { Some(Self::Plain) }
    }

    /// Whether an enum can have this name: it is the variants that are described.
    pub(super) fn is_of_enum(name: &'static str) -> bool {
        Self::of(name) == Some(Self::Plain)
    }
}

impl Type {
    fn of(name: &'static str) -> Option<Self> {
        let name = name.strip_prefix('=')?;
        if let Some(element) = name.strip_prefix("array ") {
            return match element {
                "described" => Some(Self::ArrayOfDescribed),
                _ => primitive(element).map(Self::Array),
            };
        }
        match name {
            "value" => Some(Self::Any),
            "described" => Some(Self::Described),
            "symbol" | "timestamp" | "uuid" | "decimal32" | "decimal64" | "decimal128" => {
                primitive(name).map(Self::Scalar)
            }
            _ => None,
        }
    }
}

fn primitive(name: &str) -> Option<Primitive> {
    Primitive::ALL.iter().copied().find(|primitive| primitive.name() == name)
}

impl Composite {
    fn of(name: &'static str) -> Option<Self> {
        if name == "{symbol}" {
            return Some(Self { descriptors: "", layout: Layout::SymbolMap });
        }
        let name = name.strip_prefix('@')?;
        let (descriptors, layout) = match name.rsplit_once(' ') {
            Some((descriptors, "{}")) => (descriptors, Layout::Map),
            Some((descriptors, "{symbol}")) => (descriptors, Layout::SymbolMap),
            _ => (name, Layout::List),
        };
        descriptors.split(' ').all(|text| descriptor(text).is_some()).then_some(Self { descriptors, layout })
    }

    /// How fields are laid out.
    pub(super) const fn layout(&self) -> Layout {
        self.layout
    }

    /// Whether there are descriptors alone; with other layouts it is a struct's name.
    pub(super) const fn is_list(&self) -> bool {
        matches!(self.layout, Layout::List)
    }

    /// The descriptor that is written; none if the value isn't described.
    pub(super) fn descriptor(&self) -> Option<Descriptor<'static>> {
        descriptor(self.descriptors.split(' ').next()?)
    }

    /// Whether a value with this descriptor is meant.
    pub(super) fn is_described_by(&self, found: &Descriptor<'_>) -> bool {
        self.descriptors.split(' ').filter_map(descriptor).any(|own| own == *found)
    }
}

/// A number or the text of a symbol.
fn descriptor(text: &'static str) -> Option<Descriptor<'static>> {
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return Symbol::new(text).filter(|_| is_symbolic(text)).map(Descriptor::Symbol);
    }
    let number = match text.split_once(':') {
        Some((domain, own)) => u64::from(half(domain)?) << 32 | u64::from(half(own)?),
        None => u64::from_str_radix(digits(text)?, 16).ok()?,
    };
    Some(Descriptor::Ulong(number))
}

/// Whether it is `DOMAIN:NAME` (section 1.5), and nothing that was meant to say something else: a typing error would be
/// one more descriptor, which is never written, and so would be found by the peer alone.
fn is_symbolic(text: &str) -> bool {
    let has_domain = text.split_once(':').is_some_and(|(domain, own)| !domain.is_empty() && !own.is_empty());
    has_domain && !text.contains(['@', '=', '[', ']', '{', '}', ','])
}

fn half(text: &str) -> Option<u32> {
    u32::from_str_radix(digits(text)?, 16).ok()
}

/// Those of a hexadecimal number; a sign would be taken too.
fn digits(text: &str) -> Option<&str> {
    text.strip_prefix("0x").filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn composite(name: &'static str) -> Composite {
        match Name::of(name) {
            Some(Name::Composite(composite)) => composite,
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn a_descriptor_is_a_number_or_a_symbol() {
        let ulong = |number| Some(Descriptor::Ulong(number));
        assert_eq!(composite("@0x00000468:0x00000001").descriptor(), ulong(0x468_0000_0001));
        assert_eq!(composite("@0x24").descriptor(), ulong(36));
        assert_eq!(composite("@0xffffffffffffffff").descriptor(), ulong(u64::MAX));
        let symbol = Symbol::new("a:b").map(Descriptor::Symbol);
        assert_eq!(composite("@a:b {}").descriptor(), symbol);
        assert_eq!(composite("{symbol}").descriptor(), None);
    }

    #[test]
    fn every_descriptor_is_read() {
        let both = composite("@0x24 amqp:accepted:list {symbol}");
        assert_eq!(both.layout(), Layout::SymbolMap);
        assert!(both.is_described_by(&Descriptor::Ulong(36)));
        assert!(both.is_described_by(&Symbol::new("amqp:accepted:list").unwrap().into()));
        assert!(!both.is_described_by(&Descriptor::Ulong(37)));
        assert!(!both.is_described_by(&Symbol::new("{symbol}").unwrap().into()));
    }

    #[test]
    fn names_of_rust_say_nothing() {
        for name in ["", "Book", "_Book", "Bücher", "example:book", "x {}"] {
            assert_eq!(Name::of(name), Some(Name::Plain), "{name}");
        }
        assert_eq!(Name::of_variant("{symbol}"), Some(Name::Plain));
        assert_eq!(Name::of_variant("=symbol"), Some(Name::Plain));
    }

    #[test]
    fn names_that_say_nothing_right_are_refused() {
        let wrong = [
            "@",
            "@ ",
            "@a",
            "@a:",
            "@:b",
            "@a: b",
            "@a:b  c:d",
            "@a:b @c:d",
            "@a:b c",
            "@a:b, 0x24",
            "@a:b {Symbol}",
            "@a:b {symbols}",
            "@a:b {:symbol}",
            "@a:b{symbol}",
            "@a:b list",
            "@é:b",
            "@0x",
            "@0x1:2",
            "@1:2",
            "@0x+1",
            "@0x+1:0x2",
            "@0x1:0x-2",
            "@0x100000000:0x1",
            "@0x10000000000000000",
            "@36",
            "@a:b []",
            "[",
            "[]",
            "{}",
            "{}{}",
            "{symbol} {}",
            "{Symbol}",
            "=",
            "=string",
            "=array",
            "=array ",
            "=array text",
        ];
        for name in wrong {
            assert_eq!(Name::of(name), None, "{name}");
        }
    }
}
