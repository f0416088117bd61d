//! Which sections a message has, and in which order (section 3.2).

use core::fmt;

use crate::DecodeErrorKind;
use crate::types::composite::take_descriptor;
use crate::types::{Budget, DESCRIBED, Descriptor, Symbol, codes};
use crate::wire::Fault;

macro_rules! sections {
    ($($(#[$doc:meta])* $section:ident $code:literal $name:literal $symbol:literal;)+) => {
        /// A part of a message (section 3.2), in the order in which they stand.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
        pub enum Section {
            $($(#[$doc])* $section,)+
        }

        impl Section {
            /// All of them, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$section,)+];

            /// The specification's name for it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$section => $name,)+
                }
            }

            /// The number that its descriptor is.
            const fn code(self) -> u8 {
                match self {
                    $(Self::$section => $code,)+
                }
            }

            /// The section with this descriptor, as a number or as a symbol (section 1.3.3).
            #[inline(always)]
            pub(crate) fn of(descriptor: Descriptor<'_>) -> Option<Self> {
                match descriptor {
                    $(Descriptor::Ulong($code) => Some(Self::$section),)+
                    Descriptor::Symbol(symbol) => Self::of_symbol(symbol),
                    _ => None,
                }
            }

            #[cold]
            fn of_symbol(symbol: Symbol<'_>) -> Option<Self> {
                match symbol.as_str() {
                    $($symbol => Some(Self::$section),)+
                    _ => None,
                }
            }
        }
    };
}

sections! {
    /// Details of the delivery (section 3.2.1).
    Header 0x70 "header" "amqp:header:list";
    /// What the sending peer tells the receiving one (section 3.2.2).
    DeliveryAnnotations 0x71 "delivery-annotations" "amqp:delivery-annotations:map";
    /// What the sender tells all on the way (section 3.2.3).
    MessageAnnotations 0x72 "message-annotations" "amqp:message-annotations:map";
    /// Properties of the message that the specification has names for (section 3.2.4).
    Properties 0x73 "properties" "amqp:properties:list";
    /// Properties that the application has names for (section 3.2.5).
    ApplicationProperties 0x74 "application-properties" "amqp:application-properties:map";
    /// A body of bytes (section 3.2.6); several of them are one body.
    Data 0x75 "data" "amqp:data:binary";
    /// A body of lists (section 3.2.7); several of them are one body.
    AmqpSequence 0x76 "amqp-sequence" "amqp:amqp-sequence:list";
    /// A body of one value (section 3.2.8).
    AmqpValue 0x77 "amqp-value" "amqp:amqp-value:*";
    /// What can only be told once the rest is known (section 3.2.9).
    Footer 0x78 "footer" "amqp:footer:map";
}

impl Section {
    /// Whether it is the body, or a part of it.
    pub const fn is_body(self) -> bool {
        matches!(self, Self::Data | Self::AmqpSequence | Self::AmqpValue)
    }

    /// What stands in front of its value.
    pub(super) const fn head(self) -> [u8; 3] {
        [DESCRIBED, codes::SMALLULONG, self.code()]
    }

    /// What is wrong with it behind `last`.
    fn is_misplaced_behind(self, last: Self) -> Option<DecodeErrorKind> {
        if self == last {
            let may_repeat = matches!(self, Self::Data | Self::AmqpSequence);
            return if may_repeat { None } else { Some(DecodeErrorKind::RepeatedSection) };
        }
        if self.is_body() && last.is_body() {
            return Some(DecodeErrorKind::MixedBody);
        }
        if self < last { Some(DecodeErrorKind::SectionOrder) } else { None }
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What has come of a message: it says what may come next.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Order {
    last: Option<Section>,
}

impl Order {
    /// Takes the descriptor of the next section off the front of `input`.
    #[inline]
    pub(super) fn take(&mut self, input: &mut &[u8], budget: &mut Budget) -> Result<Section, Fault> {
        let at = *input;
        let Some(section) = Section::of(take_descriptor(input, budget)?) else {
            return Err(Fault::new(DecodeErrorKind::UnknownSection, at, "descriptor"));
        };
        if let Some(kind) = self.last.and_then(|last| section.is_misplaced_behind(last)) {
            return Err(Fault::new(kind, at, "descriptor").within(section.name()));
        }
        self.last = Some(section);
        Ok(section)
    }
}
