//! What owned types do by way of their views: they compare, hash and are shown as these, and lend their items.

/// Writes the named impls of each owned type; its own are those that do it otherwise.
macro_rules! through_view {
    ($($buf:ident $as_view:ident: $($trait:ident $(($item:ty, $iter:ty))?)+;)+) => {$($(
        $crate::types::through_view! { @$trait $buf $as_view $(($item, $iter))? }
    )+)+};
    (@Eq $buf:ident $as_view:ident) => {
        impl PartialEq for $buf {
            fn eq(&self, other: &Self) -> bool {
                self.$as_view() == other.$as_view()
            }
        }

        impl Eq for $buf {}
    };
    (@Hash $buf:ident $as_view:ident) => {
        impl core::hash::Hash for $buf {
            fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
                self.$as_view().hash(state);
            }
        }
    };
    (@IntoIterator $buf:ident $as_view:ident ($item:ty, $iter:ty)) => {
        impl<'a> IntoIterator for &'a $buf {
            type Item = $item;
            type IntoIter = $iter;

            fn into_iter(self) -> $iter {
                self.$as_view().iter()
            }
        }
    };
    (@$trait:ident $buf:ident $as_view:ident) => {
        impl core::fmt::$trait for $buf {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::$trait::fmt(&self.$as_view(), f)
            }
        }
    };
}

pub(crate) use through_view;
