//! Options as they are shown: with their names, and values of the right type.

use core::fmt;

use super::{Definition, OptionFormat, OptionRef, Options};
use crate::{Code, wire};

/// The options of a message, for who knows its code.
pub(crate) struct OptionsOf<'a>(pub(crate) Code, pub(crate) Options<'a>);

impl fmt::Debug for OptionsOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.described()).finish()
    }
}

impl<'a> OptionsOf<'a> {
    fn described(&self) -> impl Iterator<Item = Described<'a>> + use<'a> {
        let code = self.0;
        self.1.iter().map(move |option| Described(option, Definition::named(code, option.number)))
    }
}

/// An option with its definition, if it has any.
pub(super) struct Described<'a>(pub(super) OptionRef<'a>, pub(super) Option<&'static Definition>);

/// What a value says.
enum Value<'a> {
    Empty,
    Uint(u32),
    Text(&'a str),
    /// Opaque, or not what the definition asks for.
    Bytes(&'a [u8]),
}

impl<'a> Described<'a> {
    fn value(&self) -> Value<'a> {
        let value = self.0.value;
        let said = self.1.filter(|definition| definition.accepts(value)).and_then(|it| match it.format {
            OptionFormat::Empty => Some(Value::Empty),
            OptionFormat::Uint => wire::uint(value).map(Value::Uint),
            OptionFormat::String => str::from_utf8(value).ok().map(Value::Text),
            OptionFormat::Opaque => None,
        });
        said.unwrap_or(Value::Bytes(value))
    }
}

impl fmt::Debug for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Some(definition) => f.write_str(definition.name)?,
            None => write!(f, "{}", self.0.number.get())?,
        }
        match self.value() {
            Value::Empty => Ok(()),
            Value::Uint(number) => write!(f, ": {number}"),
            Value::Text(text) => write!(f, ": {text:?}"),
            Value::Bytes(bytes) => {
                f.write_str(": ")?;
                bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use serde::ser::SerializeStruct;
    use serde::{Serialize, Serializer};

    use super::super::{OptionRef, Options};
    use super::{Described, OptionsOf, Value};
    use crate::serde_support::Serialized;

    /// By the names of requests and responses.
    impl Serialize for Options<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq(self.iter())
        }
    }

    impl Serialize for OptionRef<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Described(*self, self.number.definition()).serialize(serializer)
        }
    }

    impl Serialize for OptionsOf<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq(self.described())
        }
    }

    impl Serialize for Described<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut fields = serializer.serialize_struct("Option", 3)?;
            fields.serialize_field("number", &self.0.number)?;
            fields.serialize_field("name", &self.1.map(|definition| definition.name))?;
            match self.value() {
                Value::Empty => fields.serialize_field("value", &())?,
                Value::Uint(number) => fields.serialize_field("value", &number)?,
                Value::Text(text) => fields.serialize_field("value", text)?,
                Value::Bytes(bytes) => fields.serialize_field("value", &Serialized(bytes))?,
            }
            fields.end()
        }
    }
}
