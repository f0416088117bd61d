//! URIs and links, read and written anew.

use coap_codec::link::{Attribute, Filter, Link, LinkEncodeError, Links, LinksBuf};
use coap_codec::option::{OptionNumber, OptionsBuf};
use coap_codec::uri::{Destination, Host, Scheme, Uri, UriBuf};

/// Reads text as a URI, as links, and as options of a request; what is valid is put together again and is equal.
pub fn text(data: &[u8]) {
    match Links::decode(data) {
        Ok(links) => check_links(links),
        Err(error) => assert!(error.offset() <= data.len(), "{error}"),
    }
    let Ok(text) = str::from_utf8(data) else { return };
    check_composed(text);
    let base = Uri::try_from("coap://base.example:1/a/b?c").expect("it is a URI");
    match Uri::try_from(text) {
        Ok(uri) => {
            check_uri(&uri);
            assert_eq!(base.resolve(text), Ok(UriBuf::from(uri)));
        }
        Err(error) => assert!(error.offset() <= text.len(), "{error}"),
    }
    match base.resolve(text) {
        Ok(resolved) => check_owned(&resolved),
        Err(error) => assert!(error.offset() <= text.len(), "{error}"),
    }
}

/// It is in normal form, and has the parts that its text has.
fn check_owned(owned: &UriBuf) {
    assert_eq!(Uri::try_from(owned.as_str()), Ok(owned.as_uri()));
    assert_eq!(owned.as_uri().to_string(), owned.as_str());
    assert_eq!(owned.as_uri().resolve(""), Ok(owned.clone()));
}

fn check_uri(uri: &Uri<'_>) {
    let shown = uri.to_string();
    assert_eq!(Uri::try_from(&*shown).as_ref(), Ok(uri));
    assert!(!shown.contains(char::is_control) && shown.is_ascii(), "{shown:?}");
    let other = Host::try_from("other.example").expect("it is a host");
    for (host, port) in [(uri.host(), uri.port()), (other, 1)] {
        let destination = Destination { host, port };
        let mut options = OptionsBuf::new();
        options.push_uri(uri, destination).expect("a URI gives valid options");
        let composed = UriBuf::compose(uri.scheme(), destination, options.as_options());
        let composed = composed.expect("the options of a URI are those of one");
        check_owned(&composed);
        assert_eq!(composed.as_str(), shown);
    }
}

/// Composes the URI of options that need be no URI's: each line is one, its first letter says which. What composes gives the same
/// path and query, but for a single empty segment (section 6.5, step 7).
fn check_composed(text: &str) {
    let mut options = OptionsBuf::new();
    for line in text.lines() {
        // What isn't pushed isn't there.
        _ = match line.split_at_checked(1) {
            Some(("h", host)) => options.push(OptionNumber::URI_HOST, host.as_bytes()),
            Some(("p", segment)) => options.push(OptionNumber::URI_PATH, segment.as_bytes()),
            Some(("q", argument)) => options.push(OptionNumber::URI_QUERY, argument.as_bytes()),
            Some(("s", scheme)) => options.push(OptionNumber::PROXY_SCHEME, scheme.as_bytes()),
            _ => Ok(()),
        };
    }
    let host = Host::try_from("192.0.2.1").expect("it is a host");
    let destination = Destination { host, port: 1 };
    let options = options.as_options();
    let Ok(composed) = UriBuf::compose(Scheme::Coap, destination, options) else { return };
    check_owned(&composed);
    let mut again = OptionsBuf::new();
    again.push_uri(&composed.as_uri(), destination).expect("a URI gives valid options");
    let is_dropped = options.uri_path().eq([""]);
    assert!(again.as_options().uri_path().eq(options.uri_path().filter(|_| !is_dropped)), "{composed}");
    assert!(again.as_options().uri_query().eq(options.uri_query()), "{composed}");
}

fn check_links(links: Links<'_>) {
    let logged = format!("{links:?}");
    assert!(!logged.contains(char::is_control), "{logged:?}");
    let (mut copied, mut written) = (LinksBuf::new(), LinksBuf::new());
    for link in links.iter() {
        copied.push_link(link);
        read(&link);
        write(&link, &mut written);
    }
    assert_eq!((copied.as_links(), copied.as_str().is_empty()), (links, links.is_empty()));
    assert_eq!(Links::try_from(copied.as_str()), Ok(links));
    assert_eq!(Links::try_from(written.as_str()), Ok(written.as_links()));
}

/// Whatever may be written is found again; a link that may not is not there at all.
fn write(link: &Link<'_>, written: &mut LinksBuf) {
    let before = written.as_str().len();
    let attributes =
        link.attributes().filter(|attribute| push(link, [*attribute], &mut LinksBuf::new()).is_ok());
    if push(link, attributes.clone(), written).is_err() {
        return assert_eq!(written.as_str().len(), before, "{link:?}");
    }
    let last = written.as_links().iter().last().expect("it was pushed");
    assert_eq!(last.target(), link.target());
    assert!(last.attributes().eq(attributes), "{last:?}");
}

fn push<'a>(
    link: &Link<'_>,
    attributes: impl IntoIterator<Item = Attribute<'a>>,
    written: &mut LinksBuf,
) -> Result<(), LinkEncodeError> {
    let mut writer = written.push(link.target())?;
    for attribute in attributes {
        writer = match attribute.value() {
            Some(value) => writer.attribute(attribute.name(), &value.decode())?,
            None => writer.flag(attribute.name())?,
        };
    }
    Ok(())
}

/// Getters find what iterating finds.
fn read(link: &Link<'_>) {
    let is_found = |query: String| Filter::try_from(&*query).is_ok_and(|filter| filter.matches(link));
    assert!(is_found("href=*".into()));
    assert!(link.target().ends_with('*') || is_found(format!("href={}", link.target())));
    for attribute in link.attributes() {
        assert!(link.attribute(attribute.name()).is_some(), "{attribute:?}");
        assert!(is_found(format!("{}=*", attribute.name())) || attribute.name() == "href", "{attribute:?}");
        if let Some(value) = attribute.value() {
            assert!(value.chars().eq(value.decode().chars()));
            assert!(value.words().all(|word| !word.decode().is_empty()));
        }
    }
    _ = (link.size(), link.content_formats().count(), link.is_observable());
    let first = |name| link.attribute(name).and_then(|attribute| attribute.value());
    assert_eq!(link.anchor(), first("anchor"));
    assert_eq!(link.media_type(), first("type"));
}
