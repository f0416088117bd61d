//! Addresses, as they are received and in their normal form.

use std::cmp::Ordering;

use xmpp_stream::jid::{DomainPart, Jid, JidBuf, JidError, LocalPart, ResourcePart};

use super::{check_line, hash};

/// Reads lines as addresses: what is normal stays so, and order, equality and hashes are those of the normal forms.
pub fn jid(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let lines: Vec<_> = text.split('\n').take(4).collect();
    lines.iter().for_each(|line| check(line));
    let jids: Vec<_> = lines.iter().filter_map(|line| Jid::new(line).ok()).collect();
    for (a, b) in jids.iter().flat_map(|a| jids.iter().map(move |b| (a, b))) {
        check_pair(a, b);
        for c in &jids {
            assert!(!(a <= b && b <= c) || a <= c, "{a:?} {b:?} {c:?}");
        }
    }
}

fn check(text: &str) {
    let normal = JidBuf::new(text);
    match &normal {
        Ok(normal) => check_normal(normal),
        Err(error) => check_error(*error, text),
    }
    match Jid::new(text) {
        Ok(jid) => {
            check_received(&jid, text);
            assert_eq!(jid.normalize(), normal);
            if let Ok(normal) = normal {
                assert_eq!(jid, normal);
                assert_eq!(hash(jid), hash(normal.as_jid()));
                assert_eq!(jid.bare(), normal.bare());
            }
        }
        Err(error) => check_error(error, text),
    }
}

fn check_received(jid: &Jid<'_>, text: &str) {
    assert_eq!(jid.as_str(), text);
    let local = jid.localpart().map_or(String::new(), |local| format!("{local}@"));
    let resource = jid.resourcepart().map_or(String::new(), |resource| format!("/{resource}"));
    assert_eq!(format!("{local}{}{resource}", jid.domainpart()), text);
    assert_eq!(jid.bare().as_str(), format!("{local}{}", jid.domainpart()));
    assert!(
        jid.bare().is_bare()
            && jid.is_bare() != jid.is_full()
            && jid.is_full() == jid.resourcepart().is_some()
    );
    assert_eq!(Jid::new(jid.bare().as_str()), Ok(jid.bare()));
    let parts = [jid.localpart(), Some(jid.domainpart()), jid.resourcepart()];
    assert!(parts.into_iter().flatten().all(|part| matches!(part.len(), 1..=1023)));
    check_line(&jid.to_string());
    check_line(&format!("{jid:?}"));
}

fn check_normal(normal: &JidBuf) {
    assert_eq!(JidBuf::new(normal.as_str()).as_ref().map(JidBuf::as_str), Ok(normal.as_str()));
    let jid = Jid::new(normal.as_str()).expect("what is normal is an address");
    assert_eq!((jid, jid.to_string()), (normal.as_jid(), normal.as_jid().to_string()));
    let local = normal.localpart().map(|part| LocalPart::new(part).expect("it is normal"));
    let domain = DomainPart::new(normal.domainpart()).expect("it is normal");
    let resource = normal.resourcepart().map(|part| ResourcePart::new(part).expect("it is normal"));
    let joined = JidBuf::from_parts(local.as_ref(), &domain, resource.as_ref());
    assert_eq!((&joined, joined.as_str()), (normal, normal.as_str()));
    if let Some(resource) = &resource {
        assert_eq!(normal.bare().with_resource(resource).as_str(), normal.as_str());
    }
    let json = serde_json::to_string(normal).expect("it can be serialised");
    assert_eq!(serde_json::from_str::<JidBuf>(&json).expect("it was serialised").as_str(), normal.as_str());
}

fn check_pair(a: &Jid<'_>, b: &Jid<'_>) {
    let order = a.cmp(b);
    assert_eq!(b.cmp(a), order.reverse());
    assert_eq!(a == b, order == Ordering::Equal);
    assert!(a != b || hash(a) == hash(b));
    if let (Ok(a), Ok(b)) = (a.normalize(), b.normalize()) {
        assert_eq!(a.cmp(&b), order);
        assert_eq!(a.as_str().cmp(b.as_str()), order);
        assert_eq!(a == b, a.as_str() == b.as_str());
    }
}

fn check_error(error: JidError, text: &str) {
    assert!(
        text.is_char_boundary(error.offset()) || error.offset() == usize::from(u16::MAX),
        "{text:?}: {error}"
    );
    check_line(&error.to_string());
}
