//! Result set management: results in pages (XEP-0059).

use super::payload;

/// The namespace of result sets.
pub const NAMESPACE: &str = "http://jabber.org/protocol/rsm";

payload! {
    /// Which page of a result is asked for, or was answered with (section 2).
    ///
    /// A request has `after`, `before`, `index` and `max`, an answer `first`, `last` and `count`.
    #[derive(Default)]
    pub struct ResultSet<'a> = NAMESPACE, "set" {
        /// What is asked for is what comes after this item (section 2.2).
        after: Option<&'a str> = child_text "after",
        /// What is asked for is what comes before this item; the end of the result if it is empty (sections 2.3 and 2.5).
        before: Option<&'a str> = child_text "before",
        /// How many items there are on all pages (section 2.7).
        count: Option<u32> = child_text "count",
        /// The first item of the page.
        first: Option<FirstItem<'a>> = child,
        /// What is asked for is the page that begins with this place in the result (section 2.6).
        index: Option<u32> = child_text "index",
        /// The last item of the page.
        last: Option<&'a str> = child_text "last",
        /// How many items are wanted at most; with 0 only their count (section 2.7).
        max: Option<u32> = child_text "max",
    }
}

payload! {
    /// The first item of a page (section 2.2).
    pub struct FirstItem<'a> = NAMESPACE, "first" {
        /// Its place in the whole result, from 0.
        index: Option<u32> = attribute "index",
        /// What identifies it, and says nothing else.
        id: &'a str = text,
    }
}
