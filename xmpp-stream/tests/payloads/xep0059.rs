use xmpp_stream::ElementErrorKind::*;
use xmpp_stream::payload::xep0059::{FirstItem, ResultSet};

use crate::{assert_refused, read};

fn set(inside: &str) -> String {
    format!("<set xmlns='http://jabber.org/protocol/rsm'>{inside}</set>")
}

#[test]
fn a_request_says_which_page_it_wants() {
    let empty = ResultSet::default();
    let max = ResultSet { max: Some(10), ..empty };
    assert_eq!(read::<ResultSet<'_>>(&set("<max>10</max>")), max);
    let after = ResultSet { after: Some("peterpan@neverland.lit"), ..max };
    assert_eq!(read::<ResultSet<'_>>(&set("<max>10</max><after>peterpan@neverland.lit</after>")), after);
    let before = ResultSet { before: Some("peter@pixyland.org"), ..max };
    assert_eq!(read::<ResultSet<'_>>(&set("<max>10</max><before>peter@pixyland.org</before>")), before);
    let last = ResultSet { before: Some(""), ..max };
    assert_eq!(read::<ResultSet<'_>>(&set("<max>10</max><before/>")), last);
    let index = ResultSet { index: Some(371), ..max };
    assert_eq!(read::<ResultSet<'_>>(&set("<max>10</max><index>371</index>")), index);
    let count = ResultSet { max: Some(0), ..empty };
    assert_eq!(read::<ResultSet<'_>>(&set("<max>0</max>")), count);
}

#[test]
fn an_answer_says_which_page_it_is() {
    let page: ResultSet<'_> = read(&set(
        "<first index='371'>peter@pixyland.org</first><last>peter@rabbit.lit</last><count>800</count>",
    ));
    assert_eq!(page.first, Some(FirstItem { index: Some(371), id: "peter@pixyland.org" }));
    assert_eq!((page.last, page.count), (Some("peter@rabbit.lit"), Some(800)));

    let counted = ResultSet { count: Some(800), ..ResultSet::default() };
    assert_eq!(read::<ResultSet<'_>>(&set("<count> 800\n</count>")), counted);
}

#[test]
fn what_breaks_a_rule_is_refused() {
    for field in ["count", "index", "max"] {
        for value in ["", "-1", "ten", "4294967296"] {
            assert_refused!(ResultSet<'_>, &set(&format!("<{field}>{value}</{field}>")), Value, field);
        }
    }
    for field in ["after", "before", "count", "index", "last", "max"] {
        assert_refused!(
            ResultSet<'_>,
            &set(&format!("<{field}>1</{field}><^{field}>1</{field}>")),
            Repeated,
            ""
        );
        assert_refused!(ResultSet<'_>, &set(&format!("<^{field}><a/></{field}>")), NotText, "");
    }
    assert_refused!(ResultSet<'_>, &set("<first>a</first><^first>a</first>"), Repeated, "");
    assert_refused!(ResultSet<'_>, &set("<^first index='x'>a</first>"), Value, "index");
}
