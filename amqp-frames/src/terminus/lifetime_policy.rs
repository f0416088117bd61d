//! How long a dynamic node lives (sections 3.5.10 to 3.5.13).

use crate::InvalidValue;
use crate::definitions::Fields;
use crate::types::composite::code_of;
use crate::types::{Described, Symbol, Value};

macro_rules! policies {
    ($($(#[$doc:meta])* $policy:ident $code:literal $name:literal;)+) => {
        /// When a dynamic node is deleted, which is one of its properties (section 3.5.9).
        ///
        /// ```
        /// use amqp_frames::definitions::FieldsBuf;
        /// use amqp_frames::terminus::LifetimePolicy;
        ///
        /// let mut properties = FieldsBuf::new();
        /// properties.insert(LifetimePolicy::KEY, LifetimePolicy::DeleteOnNoLinks)?;
        /// assert_eq!(LifetimePolicy::of(properties.as_fields()), Ok(Some(LifetimePolicy::DeleteOnNoLinks)));
        /// # Ok::<(), amqp_frames::EncodeError>(())
        /// ```
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        #[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
        pub enum LifetimePolicy {
            $($(#[$doc])* $policy,)+
        }

        impl LifetimePolicy {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$policy,)+];

            /// The specification's name for it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$policy => $name,)+
                }
            }

            const fn of_code(code: u8) -> Option<Self> {
                match code {
                    $($code => Some(Self::$policy),)+
                    _ => None,
                }
            }
        }

        /// A list without fields, described.
        impl From<LifetimePolicy> for Value<'_> {
            fn from(policy: LifetimePolicy) -> Self {
                let list: &[u8] = match policy {
                    $(LifetimePolicy::$policy => &[0, 0x53, $code, 0x45],)+
                };
                Self::Described(Described::from_valid(list, 4))
            }
        }
    };
}

policies! {
    /// When the link that made it is detached for good (section 3.5.10).
    DeleteOnClose 0x2b "delete-on-close";
    /// When no link goes from it or to it any more (section 3.5.11).
    DeleteOnNoLinks 0x2c "delete-on-no-links";
    /// When the link that made it is detached for good, and it has no messages (section 3.5.12).
    DeleteOnNoMessages 0x2d "delete-on-no-messages";
    /// When no link goes from it or to it any more, and it has no messages (section 3.5.13).
    DeleteOnNoLinksOrMessages 0x2e "delete-on-no-links-or-messages";
}

impl LifetimePolicy {
    /// The property of a dynamic node that it is (section 3.5.9).
    pub const KEY: Symbol<'static> = Symbol::from_ascii("lifetime-policy");

    /// That of a dynamic node; none if its properties don't tell.
    ///
    /// # Errors
    ///
    /// The property is something else than one of these.
    pub fn of(dynamic_node_properties: Fields<'_>) -> Result<Option<Self>, InvalidValue> {
        dynamic_node_properties.get(Self::KEY.as_str()).map(Self::try_from).transpose()
    }
}

impl TryFrom<Value<'_>> for LifetimePolicy {
    type Error = InvalidValue;

    fn try_from(value: Value<'_>) -> Result<Self, InvalidValue> {
        let policy = match value {
            Value::Described(described) => match described.value() {
                Value::List(fields) if fields.is_empty() => {
                    code_of(described.descriptor()).and_then(Self::of_code)
                }
                _ => None,
            },
            _ => None,
        };
        policy.ok_or(InvalidValue("lifetime policy"))
    }
}
