//! Codes, types, numbers and Content-Formats: how they are made, and how they are shown.
#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

use std::collections::{BTreeSet, HashMap, HashSet};

use coap_codec::option::{NoResponse, OptionNumber};
use coap_codec::{Code, ContentFormat, MessageId, MessageType, Token, TokenBuf};

/// Section 3: three bits and five.
#[test]
fn a_code_is_class_and_detail() {
    for (number, text) in [(0x00, "0.00"), (0x01, "0.01"), (0x45, "2.05"), (0x84, "4.04"), (0xff, "7.31")] {
        let code = Code::from(number);
        assert_eq!(code.to_string(), text);
        assert_eq!(text.parse(), Ok(code));
        assert_eq!(Code::from_parts(code.class(), code.detail()), Some(code));
        assert_eq!(u8::from(code), number);
    }
    for text in ["", "2", "2.5", "2.005", "205", "8.00", "2.32", "+2.05", "2.+5", "2,05", "2.0\u{665}"] {
        assert!(text.parse::<Code>().is_err(), "{text}");
    }
    assert_eq!((Code::from_parts(8, 0), Code::from_parts(2, 32)), (None, None));
}

/// Section 3.
#[test]
fn types_have_numbers() {
    for (number, message_type) in
        [(0, MessageType::Con), (1, MessageType::Non), (2, MessageType::Ack), (3, MessageType::Rst)]
    {
        assert_eq!(MessageType::try_from(number), Ok(message_type));
        assert_eq!(u8::from(message_type), number);
    }
    assert!(MessageType::try_from(4).is_err());
}

#[test]
fn numbers_go_both_ways() {
    assert_eq!(u16::from(MessageId::from(4711)), 4711);
    assert_eq!(u16::from(OptionNumber::from(11)), OptionNumber::URI_PATH.get());
    assert_eq!(ContentFormat::from(60), ContentFormat::CBOR);
    assert_eq!(u16::from(ContentFormat::CBOR), 60);
    assert_eq!(NoResponse::from(2), NoResponse::SUCCESS);
    assert_eq!(u8::from(NoResponse::SUCCESS), 2);
}

#[test]
fn small_values_are_as_wide_as_they_are_to_be() {
    assert_eq!(format!("{:>6}|{:<6}", Code::CONTENT, Code::CONTENT), "  2.05|2.05  ");
    assert_eq!(format!("{:<10}|", OptionNumber::URI_PATH), "Uri-Path  |");
    assert_eq!(format!("{:<14}|", OptionNumber::new(65_535)), "option 65535  |");
    assert_eq!(format!("{:>5}", MessageId::new(7)), "    7");
    assert_eq!(format!("{:>9}", ContentFormat::CSS), " text/css");
    assert_eq!(format!("{:>6}", ContentFormat::new(65_000)), " 65000");
    assert_eq!(format!("{:>4}", MessageType::Con), " CON");
}

/// Section 12.3 as corrected: a content type, and perhaps a content coding.
#[test]
fn a_content_format_is_a_content_type_and_a_coding() {
    let format = ContentFormat::JSON_DEFLATE;
    assert_eq!((format.content_type(), format.content_coding()), (Some("application/json"), Some("deflate")));
    assert_eq!(format.to_string(), "application/json deflate");
    assert_eq!(
        (ContentFormat::JSON.content_type(), ContentFormat::JSON.content_coding()),
        (Some("application/json"), None)
    );
    let unknown = ContentFormat::new(65_000);
    assert_eq!((unknown.content_type(), unknown.content_coding()), (None, None));
}

/// Table 9; RFC 8132, section 6; for COSE and deflate the registry of IANA.
#[test]
fn content_formats_are_found_by_content_type() {
    for (content_type, coding, number) in [
        ("text/plain;charset=utf-8", None, 0),
        ("text/plain; charset=UTF-8", None, 0),
        ("Text/Plain ;Charset=\"utf-8\"", None, 0),
        ("application/link-format", None, 40),
        ("application/xml", None, 41),
        ("application/octet-stream", None, 42),
        ("application/exi", None, 47),
        ("application/json", None, 50),
        ("application/json-patch+json", None, 51),
        ("application/merge-patch+json", None, 52),
        ("application/json", Some("deflate"), 11_050),
        ("application/json", Some("Deflate"), 11_050),
        ("application/cose; cose-type=cose-mac0", None, 17),
    ] {
        let found = ContentFormat::from_content_type(content_type, coding);
        assert_eq!(found, Some(ContentFormat::new(number)), "{content_type}");
    }
    for (content_type, coding) in [
        ("text/plain", None),
        ("text/plain;charset=utf-8;format=flowed", None),
        ("text/plain;charset=us-ascii", None),
        ("application/json", Some("gzip")),
        ("application/xml", Some("deflate")),
        ("application", None),
        ("", None),
    ] {
        assert_eq!(ContentFormat::from_content_type(content_type, coding), None, "{content_type}");
    }
}

#[test]
fn a_kept_token_is_found_by_the_bytes_of_another() {
    let long = [7; 65_804];
    for len in [0, 1, 8, 9, 300, 65_804] {
        let token = Token::new(&long[..len]).unwrap();
        let kept = TokenBuf::from(token);
        assert_eq!((kept.as_token(), kept.to_string()), (token, token.to_string()));
        assert_eq!(HashMap::from([(kept.clone(), len)]).get(token.as_bytes()), Some(&len));
        assert!(BTreeSet::from([kept.clone()]).contains(token.as_bytes()));
        assert!(HashSet::from([kept.clone()]).contains(&kept));
    }
    assert_eq!(Token::new(&[0; 65_805]), None);
    assert!(TokenBuf::try_from(&[0; 65_805][..]).is_err());
    assert_eq!(TokenBuf::default().as_token(), Token::EMPTY);
}
