//! Content-Formats.

use core::fmt;

/// A Content-Format (section 12.3): what a payload is, as a number. Those that are not registered are kept.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct ContentFormat(u16);

/// The registry: number, name in code, content type, content coding if there is one, as they are registered.
macro_rules! content_formats {
    ($($number:literal $name:ident $content_type:literal $($coding:literal)?;)*) => {
        impl ContentFormat {
            $(
                #[doc = concat!("`", $content_type, "`", $(" with content coding `", $coding, "`",)? ".")]
                pub const $name: Self = Self($number);
            )*

            /// The content type that the number is registered for, with its parameters.
            pub const fn content_type(self) -> Option<&'static str> {
                match self.0 {
                    $($number => Some($content_type),)*
                    _ => None,
                }
            }

            /// The content coding that the number is registered for, if it is for one.
            pub const fn content_coding(self) -> Option<&'static str> {
                match self.0 {
                    $($($number => Some($coding),)?)*
                    _ => None,
                }
            }

            /// Both, with a blank between them.
            const fn text(self) -> Option<&'static str> {
                match self.0 {
                    $($number => Some(concat!($content_type $(, " ", $coding)?)),)*
                    _ => None,
                }
            }
        }

        const REGISTERED: &[ContentFormat] = &[$(ContentFormat($number)),*];
    };
}

content_formats! {
    0 TEXT_PLAIN "text/plain;charset=utf-8";
    16 COSE_ENCRYPT0 "application/cose;cose-type=\"cose-encrypt0\"";
    17 COSE_MAC0 "application/cose;cose-type=\"cose-mac0\"";
    18 COSE_SIGN1 "application/cose;cose-type=\"cose-sign1\"";
    19 ACE_CBOR "application/ace+cbor";
    21 IMAGE_GIF "image/gif";
    22 IMAGE_JPEG "image/jpeg";
    23 IMAGE_PNG "image/png";
    40 LINK_FORMAT "application/link-format";
    41 XML "application/xml";
    42 OCTET_STREAM "application/octet-stream";
    47 EXI "application/exi";
    50 JSON "application/json";
    51 JSON_PATCH "application/json-patch+json";
    52 MERGE_PATCH "application/merge-patch+json";
    60 CBOR "application/cbor";
    61 CWT "application/cwt";
    62 MULTIPART_CORE "application/multipart-core";
    63 CBOR_SEQ "application/cbor-seq";
    96 COSE_ENCRYPT "application/cose;cose-type=\"cose-encrypt\"";
    97 COSE_MAC "application/cose;cose-type=\"cose-mac\"";
    98 COSE_SIGN "application/cose;cose-type=\"cose-sign\"";
    101 COSE_KEY "application/cose-key";
    102 COSE_KEY_SET "application/cose-key-set";
    110 SENML_JSON "application/senml+json";
    111 SENSML_JSON "application/sensml+json";
    112 SENML_CBOR "application/senml+cbor";
    113 SENSML_CBOR "application/sensml+cbor";
    114 SENML_EXI "application/senml-exi";
    115 SENSML_EXI "application/sensml-exi";
    140 YANG_DATA_CBOR_SID "application/yang-data+cbor;id=sid";
    256 COAP_GROUP_JSON "application/coap-group+json";
    257 CONCISE_PROBLEM_DETAILS_CBOR "application/concise-problem-details+cbor";
    258 SWID_CBOR "application/swid+cbor";
    271 DOTS_CBOR "application/dots+cbor";
    272 MISSING_BLOCKS_CBOR_SEQ "application/missing-blocks+cbor-seq";
    280 PKCS7_SERVER_GENERATED_KEY "application/pkcs7-mime;smime-type=server-generated-key";
    281 PKCS7_CERTS_ONLY "application/pkcs7-mime;smime-type=certs-only";
    284 PKCS8 "application/pkcs8";
    285 CSRATTRS "application/csrattrs";
    286 PKCS10 "application/pkcs10";
    287 PKIX_CERT "application/pkix-cert";
    290 AIF_CBOR "application/aif+cbor";
    291 AIF_JSON "application/aif+json";
    310 SENML_XML "application/senml+xml";
    311 SENSML_XML "application/sensml+xml";
    320 SENML_ETCH_JSON "application/senml-etch+json";
    322 SENML_ETCH_CBOR "application/senml-etch+cbor";
    340 YANG_DATA_CBOR "application/yang-data+cbor";
    341 YANG_DATA_CBOR_NAME "application/yang-data+cbor;id=name";
    432 TD_JSON "application/td+json";
    10000 VND_OCF_CBOR "application/vnd.ocf+cbor";
    10001 OSCORE "application/oscore";
    10002 JAVASCRIPT "application/javascript";
    11050 JSON_DEFLATE "application/json" "deflate";
    11060 CBOR_DEFLATE "application/cbor" "deflate";
    11542 LWM2M_TLV "application/vnd.oma.lwm2m+tlv";
    11543 LWM2M_JSON "application/vnd.oma.lwm2m+json";
    11544 LWM2M_CBOR "application/vnd.oma.lwm2m+cbor";
    20000 CSS "text/css";
    30000 SVG_XML "image/svg+xml";
}

impl ContentFormat {
    /// The Content-Format with this number.
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The Content-Format that has a name here for this content type, with its parameters, and this content coding. Letters
    /// may be of either case; blanks around parameters, and quotes around their values, don't matter.
    pub fn from_content_type(content_type: &str, content_coding: Option<&str>) -> Option<Self> {
        REGISTERED.iter().copied().find(|format| {
            let same_coding = match (format.content_coding(), content_coding) {
                (Some(registered), Some(coding)) => registered.eq_ignore_ascii_case(coding.trim()),
                (registered, coding) => registered.is_none() && coding.is_none(),
            };
            same_coding && format.content_type().is_some_and(|it| is_same_type(it, content_type))
        })
    }
}

/// The type and then the parameters, each with its value: they stand in the same order.
fn is_same_type(left: &str, right: &str) -> bool {
    let parts = |text| str::split(text, ';').map(part);
    let is_same = |((left, left_value), (right, right_value)): ((&str, &str), (&str, &str))| {
        left.eq_ignore_ascii_case(right) && left_value.eq_ignore_ascii_case(right_value)
    };
    parts(left).count() == parts(right).count() && parts(left).zip(parts(right)).all(is_same)
}

fn part(text: &str) -> (&str, &str) {
    let (name, value) = text.trim().split_once('=').unwrap_or((text.trim(), ""));
    let unquoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    (name, unquoted.unwrap_or(value))
}

impl From<u16> for ContentFormat {
    fn from(number: u16) -> Self {
        Self::new(number)
    }
}

impl From<ContentFormat> for u16 {
    fn from(format: ContentFormat) -> Self {
        format.get()
    }
}

/// The content type, and after a blank the content coding if there is one; or else the number.
impl fmt::Display for ContentFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            Some(text) => f.pad(text),
            None => self.0.fmt(f),
        }
    }
}

impl fmt::Debug for ContentFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            Some(text) => write!(f, "{} {text}", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_is_in_order() {
        assert!(REGISTERED.is_sorted_by(|left, right| left < right));
    }
}
