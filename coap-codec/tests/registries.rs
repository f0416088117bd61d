//! The registries, beside what the specifications and IANA have in them.

use coap_codec::{Code, ContentFormat};

/// Sections 4.1 and 12.1; RFC 7959, section 6; RFC 8132, section 6; RFC 8323, section 11.1; RFC 8516; RFC 8768, section 6.
#[test]
fn codes_have_their_numbers_and_names() {
    let table = [
        (Code::EMPTY, "0.00", "Empty"),
        (Code::GET, "0.01", "GET"),
        (Code::POST, "0.02", "POST"),
        (Code::PUT, "0.03", "PUT"),
        (Code::DELETE, "0.04", "DELETE"),
        (Code::FETCH, "0.05", "FETCH"),
        (Code::PATCH, "0.06", "PATCH"),
        (Code::IPATCH, "0.07", "iPATCH"),
        (Code::CREATED, "2.01", "Created"),
        (Code::DELETED, "2.02", "Deleted"),
        (Code::VALID, "2.03", "Valid"),
        (Code::CHANGED, "2.04", "Changed"),
        (Code::CONTENT, "2.05", "Content"),
        (Code::CONTINUE, "2.31", "Continue"),
        (Code::BAD_REQUEST, "4.00", "Bad Request"),
        (Code::UNAUTHORIZED, "4.01", "Unauthorized"),
        (Code::BAD_OPTION, "4.02", "Bad Option"),
        (Code::FORBIDDEN, "4.03", "Forbidden"),
        (Code::NOT_FOUND, "4.04", "Not Found"),
        (Code::METHOD_NOT_ALLOWED, "4.05", "Method Not Allowed"),
        (Code::NOT_ACCEPTABLE, "4.06", "Not Acceptable"),
        (Code::REQUEST_ENTITY_INCOMPLETE, "4.08", "Request Entity Incomplete"),
        (Code::CONFLICT, "4.09", "Conflict"),
        (Code::PRECONDITION_FAILED, "4.12", "Precondition Failed"),
        (Code::REQUEST_ENTITY_TOO_LARGE, "4.13", "Request Entity Too Large"),
        (Code::UNSUPPORTED_CONTENT_FORMAT, "4.15", "Unsupported Content-Format"),
        (Code::UNPROCESSABLE_ENTITY, "4.22", "Unprocessable Entity"),
        (Code::TOO_MANY_REQUESTS, "4.29", "Too Many Requests"),
        (Code::INTERNAL_SERVER_ERROR, "5.00", "Internal Server Error"),
        (Code::NOT_IMPLEMENTED, "5.01", "Not Implemented"),
        (Code::BAD_GATEWAY, "5.02", "Bad Gateway"),
        (Code::SERVICE_UNAVAILABLE, "5.03", "Service Unavailable"),
        (Code::GATEWAY_TIMEOUT, "5.04", "Gateway Timeout"),
        (Code::PROXYING_NOT_SUPPORTED, "5.05", "Proxying Not Supported"),
        (Code::HOP_LIMIT_REACHED, "5.08", "Hop Limit Reached"),
        (Code::CSM, "7.01", "CSM"),
        (Code::PING, "7.02", "Ping"),
        (Code::PONG, "7.03", "Pong"),
        (Code::RELEASE, "7.04", "Release"),
        (Code::ABORT, "7.05", "Abort"),
    ];
    for (code, number, name) in table {
        assert_eq!((code.to_string().as_str(), code.name()), (number, Some(name)));
    }
    let named = (0..=u8::MAX).filter(|code| Code::from(*code).name().is_some()).count();
    assert_eq!(named, table.len());
}

/// Section 12.3, and the registry of IANA.
#[test]
fn content_formats_have_their_numbers_and_names() {
    let table = [
        (ContentFormat::TEXT_PLAIN, 0, "text/plain;charset=utf-8"),
        (ContentFormat::COSE_ENCRYPT0, 16, "application/cose;cose-type=\"cose-encrypt0\""),
        (ContentFormat::COSE_MAC0, 17, "application/cose;cose-type=\"cose-mac0\""),
        (ContentFormat::COSE_SIGN1, 18, "application/cose;cose-type=\"cose-sign1\""),
        (ContentFormat::ACE_CBOR, 19, "application/ace+cbor"),
        (ContentFormat::IMAGE_GIF, 21, "image/gif"),
        (ContentFormat::IMAGE_JPEG, 22, "image/jpeg"),
        (ContentFormat::IMAGE_PNG, 23, "image/png"),
        (ContentFormat::LINK_FORMAT, 40, "application/link-format"),
        (ContentFormat::XML, 41, "application/xml"),
        (ContentFormat::OCTET_STREAM, 42, "application/octet-stream"),
        (ContentFormat::EXI, 47, "application/exi"),
        (ContentFormat::JSON, 50, "application/json"),
        (ContentFormat::JSON_PATCH, 51, "application/json-patch+json"),
        (ContentFormat::MERGE_PATCH, 52, "application/merge-patch+json"),
        (ContentFormat::CBOR, 60, "application/cbor"),
        (ContentFormat::CWT, 61, "application/cwt"),
        (ContentFormat::MULTIPART_CORE, 62, "application/multipart-core"),
        (ContentFormat::CBOR_SEQ, 63, "application/cbor-seq"),
        (ContentFormat::COSE_ENCRYPT, 96, "application/cose;cose-type=\"cose-encrypt\""),
        (ContentFormat::COSE_MAC, 97, "application/cose;cose-type=\"cose-mac\""),
        (ContentFormat::COSE_SIGN, 98, "application/cose;cose-type=\"cose-sign\""),
        (ContentFormat::COSE_KEY, 101, "application/cose-key"),
        (ContentFormat::COSE_KEY_SET, 102, "application/cose-key-set"),
        (ContentFormat::SENML_JSON, 110, "application/senml+json"),
        (ContentFormat::SENSML_JSON, 111, "application/sensml+json"),
        (ContentFormat::SENML_CBOR, 112, "application/senml+cbor"),
        (ContentFormat::SENSML_CBOR, 113, "application/sensml+cbor"),
        (ContentFormat::SENML_EXI, 114, "application/senml-exi"),
        (ContentFormat::SENSML_EXI, 115, "application/sensml-exi"),
        (ContentFormat::YANG_DATA_CBOR_SID, 140, "application/yang-data+cbor;id=sid"),
        (ContentFormat::COAP_GROUP_JSON, 256, "application/coap-group+json"),
        (ContentFormat::CONCISE_PROBLEM_DETAILS_CBOR, 257, "application/concise-problem-details+cbor"),
        (ContentFormat::SWID_CBOR, 258, "application/swid+cbor"),
        (ContentFormat::DOTS_CBOR, 271, "application/dots+cbor"),
        (ContentFormat::MISSING_BLOCKS_CBOR_SEQ, 272, "application/missing-blocks+cbor-seq"),
        (
            ContentFormat::PKCS7_SERVER_GENERATED_KEY,
            280,
            "application/pkcs7-mime;smime-type=server-generated-key",
        ),
        (ContentFormat::PKCS7_CERTS_ONLY, 281, "application/pkcs7-mime;smime-type=certs-only"),
        (ContentFormat::PKCS8, 284, "application/pkcs8"),
        (ContentFormat::CSRATTRS, 285, "application/csrattrs"),
        (ContentFormat::PKCS10, 286, "application/pkcs10"),
        (ContentFormat::PKIX_CERT, 287, "application/pkix-cert"),
        (ContentFormat::AIF_CBOR, 290, "application/aif+cbor"),
        (ContentFormat::AIF_JSON, 291, "application/aif+json"),
        (ContentFormat::SENML_XML, 310, "application/senml+xml"),
        (ContentFormat::SENSML_XML, 311, "application/sensml+xml"),
        (ContentFormat::SENML_ETCH_JSON, 320, "application/senml-etch+json"),
        (ContentFormat::SENML_ETCH_CBOR, 322, "application/senml-etch+cbor"),
        (ContentFormat::YANG_DATA_CBOR, 340, "application/yang-data+cbor"),
        (ContentFormat::YANG_DATA_CBOR_NAME, 341, "application/yang-data+cbor;id=name"),
        (ContentFormat::TD_JSON, 432, "application/td+json"),
        (ContentFormat::VND_OCF_CBOR, 10000, "application/vnd.ocf+cbor"),
        (ContentFormat::OSCORE, 10001, "application/oscore"),
        (ContentFormat::JAVASCRIPT, 10002, "application/javascript"),
        (ContentFormat::JSON_DEFLATE, 11050, "application/json deflate"),
        (ContentFormat::CBOR_DEFLATE, 11060, "application/cbor deflate"),
        (ContentFormat::LWM2M_TLV, 11542, "application/vnd.oma.lwm2m+tlv"),
        (ContentFormat::LWM2M_JSON, 11543, "application/vnd.oma.lwm2m+json"),
        (ContentFormat::LWM2M_CBOR, 11544, "application/vnd.oma.lwm2m+cbor"),
        (ContentFormat::CSS, 20000, "text/css"),
        (ContentFormat::SVG_XML, 30000, "image/svg+xml"),
    ];
    for (format, number, text) in table {
        assert_eq!((format.get(), format.to_string().as_str()), (number, text));
    }
    let known = (0..=u16::MAX).filter(|number| ContentFormat::new(*number).content_type().is_some()).count();
    assert_eq!(known, table.len());
}
