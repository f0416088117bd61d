//! Enums whose variants each hold a value that can be written by itself.

/// The same expression for whichever variant it is.
macro_rules! each {
    ($type:ident { $($variant:ident)+ } $value:expr, $of:ident => $do:expr) => {
        match $value {
            $($type::$variant($of) => $do,)+
        }
    };
}

pub(crate) use each;

/// Makes the enum of what its variants hold.
macro_rules! from_each {
    ($type:ident { $($variant:ident($of:ty),)+ }) => {$(
        impl<'a> From<$of> for $type<'a> {
            #[inline]
            fn from(of: $of) -> Self {
                Self::$variant(of)
            }
        }
    )+};
}

pub(crate) use from_each;

/// Writes whichever variant it is, and makes the enum of what they hold.
macro_rules! alternatives {
    ($type:ident { $($variant:ident($of:ty),)+ }) => {
        $crate::types::composite::from_each! { $type { $($variant($of),)+ } }

        impl $crate::types::Encode for $type<'_> {
            #[inline]
            fn encoded_len(&self) -> usize {
                $crate::types::composite::each!($type { $($variant)+ } self, of => of.encoded_len())
            }

            #[inline]
            fn put(&self, dst: &mut impl bytes::BufMut) {
                $crate::types::composite::each!($type { $($variant)+ } self, of => of.put(dst));
            }

            #[inline]
            fn put_short(&self, rest: &mut &mut [u8]) -> Option<()> {
                $crate::types::composite::each!($type { $($variant)+ } self, of => of.put_short(rest))
            }
        }
    };
}

pub(crate) use alternatives;
