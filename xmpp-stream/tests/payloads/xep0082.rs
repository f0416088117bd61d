use std::time::{Duration, SystemTime, UNIX_EPOCH};

use xmpp_stream::InvalidValue;
use xmpp_stream::payload::xep0082::DateTime;

/// Text, and the seconds and nanoseconds since 1970 that it stands for.
#[track_caller]
fn is(text: &str, seconds: i64, nanoseconds: u32, written: &str) {
    let time: DateTime = text.parse().expect(text);
    assert_eq!((time.seconds(), time.nanoseconds()), (seconds, nanoseconds), "{text}");
    assert_eq!(time.to_string(), written);
    assert_eq!(written.parse(), Ok(time));
    assert_eq!(DateTime::new(seconds, nanoseconds), Ok(time));
}

#[test]
fn the_examples_are_one_moment_in_two_places() {
    is("1969-07-21T02:56:15Z", -14_159_025, 0, "1969-07-21T02:56:15Z");
    is("1969-07-20T21:56:15-05:00", -14_159_025, 0, "1969-07-21T02:56:15Z");
}

#[test]
fn moments_are_those_that_other_implementations_have() {
    is("1970-01-01T00:00:00Z", 0, 0, "1970-01-01T00:00:00Z");
    is("2000-02-29T23:59:59Z", 951_868_799, 0, "2000-02-29T23:59:59Z");
    is("2000-03-01T00:00:00Z", 951_868_800, 0, "2000-03-01T00:00:00Z");
    is("2100-03-01T00:00:00Z", 4_107_542_400, 0, "2100-03-01T00:00:00Z");
    is("1900-02-28T12:00:00Z", -2_203_934_400, 0, "1900-02-28T12:00:00Z");
    is("0001-01-01T00:00:00Z", -62_135_596_800, 0, "0001-01-01T00:00:00Z");
    is("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999, "9999-12-31T23:59:59.999999999Z");
    is("0001-01-01T00:00:00Z", DateTime::MIN.seconds(), 0, "0001-01-01T00:00:00Z");
    is("2002-09-10T23:08:25+14:00", 1_031_648_905, 0, "2002-09-10T09:08:25Z");
}

#[test]
fn fractions_have_any_number_of_digits_of_which_nine_are_kept() {
    is("1970-01-01T00:00:00.5Z", 0, 500_000_000, "1970-01-01T00:00:00.5Z");
    is("1970-01-01T00:00:00.123Z", 0, 123_000_000, "1970-01-01T00:00:00.123Z");
    is("1970-01-01T00:00:00.0000000019Z", 0, 1, "1970-01-01T00:00:00.000000001Z");
    is("1969-12-31T23:59:59.75Z", -1, 750_000_000, "1969-12-31T23:59:59.75Z");
    is("1970-01-01T00:00:00.000Z", 0, 0, "1970-01-01T00:00:00Z");
}

#[test]
fn the_hour_24_is_midnight_of_the_next_day() {
    is("1999-12-31T24:00:00Z", 946_684_800, 0, "2000-01-01T00:00:00Z");
}

/// The calendar is the same every 400 years, of 146,097 days.
#[test]
fn every_day_is_written_as_it_was_read_and_in_order() {
    let first = DateTime::MIN.seconds() / 86_400;
    let written: Vec<_> =
        (first..first + 146_097).map(|day| DateTime::new(day * 86_400, 0).unwrap()).collect();
    let texts: Vec<_> = written.iter().map(DateTime::to_string).collect();
    assert!(texts.is_sorted());
    assert!(texts.iter().map(|text| text.parse::<DateTime>().unwrap()).eq(written));
    assert_eq!(texts.last().map(String::as_str), Some("0400-12-31T00:00:00Z"));
}

#[test]
fn what_is_no_moment_is_refused() {
    for text in [
        "",
        "2002-09-10",
        "2002-09-10T23:08:25",
        "20020910T23:08:25",
        "2002-09-10 23:08:25Z",
        "2002-09-10t23:08:25Z",
        "2002-09-10T23:08:25z",
        "2002-9-10T23:08:25Z",
        "02-09-10T23:08:25Z",
        "12002-09-10T23:08:25Z",
        "-002-09-10T23:08:25Z",
        "+002-09-10T23:08:25Z",
        "2002-00-10T23:08:25Z",
        "2002-13-10T23:08:25Z",
        "2002-09-00T23:08:25Z",
        "2002-09-31T23:08:25Z",
        "2001-02-29T23:08:25Z",
        "1900-02-29T23:08:25Z",
        "2002-09-10T24:08:25Z",
        "2002-09-10T24:00:00.1Z",
        "2002-09-10T25:00:00Z",
        "2002-09-10T23:60:25Z",
        "2016-12-31T23:59:60Z",
        "2002-09-10T23:08:25.Z",
        "2002-09-10T23:08:25,5Z",
        "2002-09-10T23:08:25.5",
        "2002-09-10T23:08:25ZZ",
        "2002-09-10T23:08:25Z+00:00",
        "2002-09-10T23:08:25+1:00",
        "2002-09-10T23:08:25+01",
        "2002-09-10T23:08:25+0100",
        "2002-09-10T23:08:25+14:01",
        "2002-09-10T23:08:25+01:60",
        // XML Schema part 2, section 3.2.7.1: no year 0.
        "0000-06-01T00:00:00Z",
        "0000-12-31T23:59:59-01:00",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "9999-12-31T24:00:00Z",
        "２002-09-10T23:08:25Z",
    ] {
        assert!(text.parse::<DateTime>().is_err(), "{text}");
    }
    assert!(DateTime::new(0, 1_000_000_000).is_err());
    assert!(DateTime::new(DateTime::MAX.seconds() + 1, 0).is_err());
    assert!(DateTime::new(DateTime::MIN.seconds() - 1, 0).is_err());
}

#[test]
fn later_moments_are_greater() {
    let times = ["1969-12-31T23:59:59.5Z", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.1Z"];
    let times: Vec<DateTime> = times.iter().map(|text| text.parse().unwrap()).collect();
    assert!(times.is_sorted());
}

#[test]
fn the_system_has_the_same_moments() {
    let before = UNIX_EPOCH - Duration::from_millis(250);
    for (time, text) in [
        (UNIX_EPOCH, "1970-01-01T00:00:00Z"),
        (UNIX_EPOCH + Duration::new(946_684_800, 5), "2000-01-01T00:00:00.000000005Z"),
        (before, "1969-12-31T23:59:59.75Z"),
        (UNIX_EPOCH - Duration::from_secs(86_400), "1969-12-31T00:00:00Z"),
    ] {
        let read: DateTime = text.parse().unwrap();
        assert_eq!(DateTime::try_from(time), Ok(read));
        assert_eq!(SystemTime::try_from(read), Ok(time));
    }
    let late = UNIX_EPOCH + Duration::from_secs(253_402_300_800);
    assert_eq!(
        DateTime::try_from(late).map_err(|error: InvalidValue| error.to_string()),
        Err("not a valid date and time".to_owned())
    );
}

#[cfg(feature = "serde")]
#[test]
fn moments_are_serialised_as_text() {
    let time: DateTime = "1969-07-20T21:56:15-05:00".parse().unwrap();
    assert_eq!(serde_json::to_string(&time).unwrap(), "\"1969-07-21T02:56:15Z\"");
}
