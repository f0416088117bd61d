//! Words, codes and moments by themselves.

use xmpp_stream::payload::xep0045::user::StatusCode;

#[test]
fn a_code_is_a_number_of_three_digits() {
    assert_eq!(StatusCode::try_from(307), Ok(StatusCode::KICKED));
    assert!(StatusCode::try_from(99).is_err() && StatusCode::try_from(1000).is_err());
    assert_eq!(format!("{:>5}", StatusCode::KICKED), "  307");
}

#[cfg(feature = "serde")]
#[test]
fn words_codes_and_moments_are_kept() {
    use xmpp_stream::payload::xep0045::Affiliation;
    use xmpp_stream::payload::xep0082::DateTime;

    let kept = (Affiliation::Owner, StatusCode::KICKED, DateTime::MIN);
    let text = serde_json::to_string(&kept).unwrap();
    assert_eq!(text, r#"["owner",307,"0001-01-01T00:00:00Z"]"#);
    assert_eq!(serde_json::from_str::<(Affiliation, StatusCode, DateTime)>(&text).unwrap(), kept);
    for text in [
        r#"["king",307,"0001-01-01T00:00:00Z"]"#,
        r#"["owner",99,"0001-01-01T00:00:00Z"]"#,
        r#"["owner",307,"yesterday"]"#,
    ] {
        assert!(serde_json::from_str::<(Affiliation, StatusCode, DateTime)>(text).is_err());
    }
}
