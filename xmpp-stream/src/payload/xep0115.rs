//! Entity capabilities: what somebody is and can do, as a hash (XEP-0115).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

use super::xep0004::{DataForm, FieldType, FormField};
use super::xep0030::{DiscoInfo, Identity};
use super::{payload, values};

/// The namespace of capabilities.
pub const NAMESPACE: &str = "http://jabber.org/protocol/caps";

payload! {
    /// What somebody is and can do, in short (section 4). What it stands for is asked for at [`disco_node`](Self::disco_node).
    ///
    /// The legacy format, which has no hash (section 13), isn't read.
    ///
    /// ```
    /// use xmpp_stream::payload::Payload;
    /// use xmpp_stream::payload::xep0030::DiscoInfo;
    /// use xmpp_stream::payload::xep0115::Caps;
    /// use xmpp_stream::{ElementTree, Limits};
    ///
    /// let caps = Caps {
    ///     ext: None,
    ///     hash: "sha-1",
    ///     node: "http://code.google.com/p/exodus",
    ///     ver: "QgayPKawpkPSDYmwT/WM94uAlu0=",
    /// };
    /// let bytes = b"<query xmlns='http://jabber.org/protocol/disco#info'>\
    ///     <identity category='client' name='Exodus 0.9.1' type='pc'/>\
    ///     <feature var='http://jabber.org/protocol/caps'/>\
    ///     <feature var='http://jabber.org/protocol/disco#info'/>\
    ///     <feature var='http://jabber.org/protocol/disco#items'/>\
    ///     <feature var='http://jabber.org/protocol/muc'/></query>";
    /// let tree = ElementTree::decode(bytes, &Limits::default())?;
    /// assert_eq!(caps.verify(&DiscoInfo::from_element(tree.root())?), Ok(()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct Caps<'a> = NAMESPACE, "c" {
        /// Names of more features; not used any more.
        ext: Option<&'a str> = attribute "ext",
        /// What `ver` was made with: mostly one of [`CapsHash`].
        hash: &'a str = attribute "hash",
        /// What identifies the software, as the address of a web page.
        node: &'a str = attribute "node",
        /// The verification string.
        ver: &'a str = attribute "ver",
    }
}

values! {
    /// What a verification string is made with (section 9.1), as IANA calls it. MD5 isn't supported.
    pub enum CapsHash {
        /// SHA-1, which everybody has to know.
        Sha1 = "sha-1",
        /// SHA-224.
        Sha224 = "sha-224",
        /// SHA-256.
        Sha256 = "sha-256",
        /// SHA-384.
        Sha384 = "sha-384",
        /// SHA-512.
        Sha512 = "sha-512",
    }
}

/// Why an answer can't be taken for what its verification string stands for (section 5.4).
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CapsError {
    /// A hash that isn't supported: the answer holds for its sender only.
    #[error("the hash is not supported")]
    UnsupportedHash,
    /// The same identity twice: the answer is ill-formed.
    #[error("the same identity twice")]
    RepeatedIdentity,
    /// The same feature twice: the answer is ill-formed.
    #[error("the same feature twice")]
    RepeatedFeature,
    /// Two forms with the same `FORM_TYPE`: the answer is ill-formed.
    #[error("two forms with the same FORM_TYPE")]
    RepeatedForm,
    /// A form whose `FORM_TYPE` has unlike values: the answer is ill-formed.
    #[error("a FORM_TYPE with unlike values")]
    FormType,
    /// A `/` in the category, type or language of an identity, or a `<` in those or in a feature: what stands on both sides could
    /// be taken for others.
    #[error("a character that parts values in the verification string")]
    Separator,
    /// The answer has another verification string, and is not to be kept for others.
    #[error("another verification string")]
    Mismatch,
}

impl Caps<'_> {
    /// The part of somebody that is to be asked for with [`DiscoInfo::node`] (section 6.2).
    pub fn disco_node(&self) -> String {
        [self.node, "#", self.ver].concat()
    }

    /// Whether `info` is what these capabilities stand for, so that it may be kept for all who have them (section 5.4).
    ///
    /// Another answer may have the same verification string: nothing in it tells where features end and forms begin, so that the
    /// fields of a form can pass for features, and features for a form. Where that matters, ask each one by itself; XEP-0390 mends
    /// it.
    ///
    /// # Errors
    ///
    /// It isn't, or nobody can tell.
    pub fn verify(&self, info: &DiscoInfo<'_>) -> Result<(), CapsError> {
        let hash = CapsHash::try_from(self.hash).map_err(|_| CapsError::UnsupportedHash)?;
        if verification_string(info, hash)? == self.ver { Ok(()) } else { Err(CapsError::Mismatch) }
    }
}

/// The verification string of what somebody is and can do (section 5.1).
///
/// # Errors
///
/// `info` is ill-formed.
pub fn verification_string(info: &DiscoInfo<'_>, hash: CapsHash) -> Result<String, CapsError> {
    let input = verification_input(info)?;
    Ok(match hash {
        CapsHash::Sha1 => STANDARD.encode(Sha1::digest(input)),
        CapsHash::Sha224 => STANDARD.encode(Sha224::digest(input)),
        CapsHash::Sha256 => STANDARD.encode(Sha256::digest(input)),
        CapsHash::Sha384 => STANDARD.encode(Sha384::digest(input)),
        CapsHash::Sha512 => STANDARD.encode(Sha512::digest(input)),
    })
}

/// The text that is hashed (section 5.1).
///
/// `<` in a name or a value stays the `&lt;` that it was in XML, so that a name can't pass for features.
///
/// # Errors
///
/// `info` is ill-formed (section 5.4), or a character in it parts values.
pub fn verification_input(info: &DiscoInfo<'_>) -> Result<String, CapsError> {
    let mut input = String::new();
    for [category, identity_type, lang, name] in
        sorted(info.identities.iter().map(parts), CapsError::RepeatedIdentity)?
    {
        if [category, identity_type, lang].iter().any(|part| part.contains(['/', '<'])) {
            return Err(CapsError::Separator);
        }
        for (part, end) in [(category, '/'), (identity_type, '/'), (lang, '/'), (name, '<')] {
            push(&mut input, part, end);
        }
    }
    for feature in sorted(info.features.iter().map(|feature| feature.var), CapsError::RepeatedFeature)? {
        if feature.contains('<') {
            return Err(CapsError::Separator);
        }
        push(&mut input, feature, '<');
    }
    for (form_type, form) in forms(info)? {
        push(&mut input, form_type, '<');
        push_fields(&mut input, &form);
    }
    Ok(input)
}

fn parts(identity: Identity<'_>) -> [&str; 4] {
    let Identity { category, identity_type, lang, name } = identity;
    [category, identity_type, lang.unwrap_or_default(), name.unwrap_or_default()]
}

/// The forms that count, sorted by their `FORM_TYPE`.
fn forms<'a>(info: &DiscoInfo<'a>) -> Result<Vec<(&'a str, DataForm<'a>)>, CapsError> {
    let mut forms = Vec::new();
    for form in info.forms.iter() {
        let Some(field) = form.field(FORM_TYPE) else { continue };
        let Some(form_type) = field.value() else { continue };
        if field.texts().any(|value| value != form_type) {
            return Err(CapsError::FormType);
        }
        forms.push((form_type, field.field_type == Some(FieldType::Hidden), form));
    }
    sorted(forms.iter().map(|(form_type, ..)| *form_type), CapsError::RepeatedForm)?;
    forms.sort_unstable_by_key(|(form_type, ..)| *form_type);
    let hidden = forms.into_iter().filter(|(_, is_hidden, _)| *is_hidden);
    Ok(hidden.map(|(form_type, _, form)| (form_type, form)).collect())
}

/// The fields of a form but `FORM_TYPE`, each with its values.
fn push_fields(input: &mut String, form: &DataForm<'_>) {
    let named = |field: FormField<'_>| field.var.is_some_and(|var| var != FORM_TYPE);
    let mut fields: Vec<_> = form.fields.iter().filter(|field| named(*field)).collect();
    fields.sort_unstable_by_key(|field| field.var);
    for field in fields {
        push(input, field.var.unwrap_or_default(), '<');
        let mut values: Vec<_> = field.texts().collect();
        values.sort_unstable();
        for value in values {
            push(input, value, '<');
        }
    }
}

const FORM_TYPE: &str = "FORM_TYPE";

/// Sorted by bytes, unless there are two alike.
fn sorted<T: Ord>(items: impl Iterator<Item = T>, repeated: CapsError) -> Result<Vec<T>, CapsError> {
    let mut items: Vec<_> = items.collect();
    items.sort_unstable();
    let is_repeated = items.windows(2).any(|pair| matches!(pair, [one, other] if one == other));
    if is_repeated { Err(repeated) } else { Ok(items) }
}

fn push(input: &mut String, part: &str, end: char) {
    let mut pieces = part.split('<');
    input.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        input.push_str("&lt;");
        input.push_str(piece);
    }
    input.push(end);
}
