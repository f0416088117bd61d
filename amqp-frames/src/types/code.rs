//! Format codes (section 1.6): which type each stands for, and how its data are laid out.

use core::fmt;

use crate::wire::Width;

/// In front of a descriptor (section 1.2).
pub(crate) const DESCRIBED: u8 = 0x00;

/// How the data behind a format code are laid out, and which rules they have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Layout {
    Unassigned,
    Fixed(u8),
    Boolean,
    Char,
    Binary(Width),
    String(Width),
    Symbol(Width),
    List(Width),
    Map(Width),
    Array(Width),
}

impl Layout {
    #[inline(always)]
    pub(crate) fn of(code: u8) -> Self {
        LAYOUTS.get(usize::from(code)).copied().unwrap_or(Self::Unassigned)
    }
}

/// The table: each type with its name, and its format codes with their layouts. The first code is the one of an empty array.
macro_rules! primitives {
    ($($(#[$doc:meta])* $type:ident $name:literal { $($code:ident $byte:literal $layout:expr,)+ })+) => {
        /// A primitive type (section 1.1.1).
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
        pub enum Primitive {
            $($(#[$doc])* $type,)+
        }

        impl Primitive {
            /// All of them, in the specification's order.
            pub const ALL: &'static [Self] = &[$(Self::$type,)+];

            /// The specification's name for it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$type => $name,)+
                }
            }

            /// What `serde` calls an array of it.
            #[cfg(feature = "serde")]
            pub(crate) const fn array_name(self) -> &'static str {
                match self {
                    $(Self::$type => concat!("=array ", $name),)+
                }
            }

            /// The type that a format code stands for.
            pub(crate) const fn of(code: u8) -> Option<Self> {
                match code {
                    $($(code::$code)|+ => Some(Self::$type),)+
                    _ => None,
                }
            }

            /// Its format codes.
            pub(crate) const fn codes(self) -> &'static [u8] {
                match self {
                    $(Self::$type => &[$($byte,)+],)+
                }
            }
        }

        /// The format codes by their names.
        pub(crate) mod code {
            $($(pub(crate) const $code: u8 = $byte;)+)+
        }

        static LAYOUTS: [Layout; 256] = {
            use Layout::*;
            use Width::*;
            let mut layouts = [Unassigned; 256];
            $($(layouts[$byte] = $layout;)+)+
            layouts
        };
    };
}

primitives! {
    /// The empty value (section 1.6.1).
    Null "null" { NULL 0x40 Fixed(0), }
    /// True or false (section 1.6.2).
    Boolean "boolean" { BOOLEAN 0x56 Boolean, TRUE 0x41 Fixed(0), FALSE 0x42 Fixed(0), }
    /// An integer of 8 bits without sign (section 1.6.3).
    Ubyte "ubyte" { UBYTE 0x50 Fixed(1), }
    /// An integer of 16 bits without sign (section 1.6.4).
    Ushort "ushort" { USHORT 0x60 Fixed(2), }
    /// An integer of 32 bits without sign (section 1.6.5).
    Uint "uint" { UINT 0x70 Fixed(4), SMALLUINT 0x52 Fixed(1), UINT0 0x43 Fixed(0), }
    /// An integer of 64 bits without sign (section 1.6.6).
    Ulong "ulong" { ULONG 0x80 Fixed(8), SMALLULONG 0x53 Fixed(1), ULONG0 0x44 Fixed(0), }
    /// An integer of 8 bits (section 1.6.7).
    Byte "byte" { BYTE 0x51 Fixed(1), }
    /// An integer of 16 bits (section 1.6.8).
    Short "short" { SHORT 0x61 Fixed(2), }
    /// An integer of 32 bits (section 1.6.9).
    Int "int" { INT 0x71 Fixed(4), SMALLINT 0x54 Fixed(1), }
    /// An integer of 64 bits (section 1.6.10).
    Long "long" { LONG 0x81 Fixed(8), SMALLLONG 0x55 Fixed(1), }
    /// A binary floating point number of 32 bits (section 1.6.11).
    Float "float" { FLOAT 0x72 Fixed(4), }
    /// A binary floating point number of 64 bits (section 1.6.12).
    Double "double" { DOUBLE 0x82 Fixed(8), }
    /// A decimal floating point number of 32 bits (section 1.6.13).
    Decimal32 "decimal32" { DECIMAL32 0x74 Fixed(4), }
    /// A decimal floating point number of 64 bits (section 1.6.14).
    Decimal64 "decimal64" { DECIMAL64 0x84 Fixed(8), }
    /// A decimal floating point number of 128 bits (section 1.6.15).
    Decimal128 "decimal128" { DECIMAL128 0x94 Fixed(16), }
    /// A Unicode character (section 1.6.16).
    Char "char" { CHAR 0x73 Char, }
    /// A point in time (section 1.6.17).
    Timestamp "timestamp" { TIMESTAMP 0x83 Fixed(8), }
    /// A universally unique identifier (section 1.6.18).
    Uuid "uuid" { UUID 0x98 Fixed(16), }
    /// Bytes (section 1.6.19).
    Binary "binary" { BINARY8 0xa0 Binary(One), BINARY32 0xb0 Binary(Four), }
    /// Unicode text (section 1.6.20).
    String "string" { STRING8 0xa1 String(One), STRING32 0xb1 String(Four), }
    /// ASCII text from a set of names (section 1.6.21).
    Symbol "symbol" { SYMBOL8 0xa3 Symbol(One), SYMBOL32 0xb3 Symbol(Four), }
    /// Values of any types (section 1.6.22).
    List "list" { LIST8 0xc0 List(One), LIST32 0xd0 List(Four), LIST0 0x45 Fixed(0), }
    /// Values by keys (section 1.6.23).
    Map "map" { MAP8 0xc1 Map(One), MAP32 0xd1 Map(Four), }
    /// Values of one type (section 1.6.24).
    Array "array" { ARRAY8 0xe0 Array(One), ARRAY32 0xf0 Array(Four), }
}

impl Primitive {
    /// The format code for an array of this type without elements.
    pub(crate) fn first_code(self) -> u8 {
        self.codes().first().copied().unwrap_or(code::NULL)
    }
}

impl fmt::Display for Primitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The format code whose data can hold what those of both codes of one type can.
pub(crate) const fn wider(a: u8, b: u8) -> u8 {
    match (a, b) {
        (code::TRUE, code::FALSE) | (code::FALSE, code::TRUE) => code::BOOLEAN,
        // Within one type wider data have higher codes.
        _ if a < b => b,
        _ => a,
    }
}
