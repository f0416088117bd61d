//! Which code points may stand where: the derived properties of PRECIS (RFC 8264 section 8) and of IDNA2008 (RFC 5892
//! section 3), the contextual rules (RFC 5892 appendix A) and the Bidi Rule (RFC 5893 section 2).

use std::borrow::Cow;
use std::cell::LazyCell;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::props::{
    BidiClass, CanonicalCombiningClass, DefaultIgnorableCodePoint, EnumeratedProperty, GeneralCategory,
    GeneralCategoryGroup, HangulSyllableType, JoiningType, NoncharacterCodePoint, Script,
};
use icu_properties::{CodePointMapData, CodePointSetData};

use super::JidErrorKind;

/// What a text is checked for.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Class {
    /// The PRECIS IdentifierClass without the characters that localparts exclude (RFC 7622 section 3.3.1).
    Localpart,
    /// The PRECIS FreeformClass.
    Resourcepart,
    /// One label of a domain, lower case already. Whether folding and compatibility mapping leave it as it is
    /// (category Unstable) is for the caller to find out.
    Label,
}

/// Refuses the first code point of `text` that `class` doesn't allow, or not there; says at which byte it stands.
pub(super) fn check(text: &str, class: Class) -> Result<(), (JidErrorKind, usize)> {
    let facts = LazyCell::new(|| Facts::of(text));
    for (at, char) in text.char_indices() {
        match class.property(char) {
            Property::Valid => {}
            Property::Disallowed => return Err((JidErrorKind::Disallowed, at)),
            Property::Context => {
                let (before, from) = text.split_at_checked(at).unwrap_or_default();
                let after = from.get(char.len_utf8()..).unwrap_or_default();
                if !fits(char, before, after, &facts) {
                    return Err((JidErrorKind::Context, at));
                }
            }
        }
    }
    Ok(())
}

/// Whether `text` has no right-to-left characters, or satisfies all six conditions of the Bidi Rule.
pub(super) fn satisfies_bidi_rule(text: &str) -> bool {
    let class = |char| of::<BidiClass>(char);
    let is_rtl =
        |class| matches!(class, BidiClass::RightToLeft | BidiClass::ArabicLetter | BidiClass::ArabicNumber);
    if !text.chars().any(|char| is_rtl(class(char))) {
        return true;
    }
    let last = text.chars().rev().map(class).find(|class| *class != BidiClass::NonspacingMark);
    let has = |wanted| text.chars().any(|char| class(char) == wanted);
    match text.chars().next().map(class) {
        Some(BidiClass::RightToLeft | BidiClass::ArabicLetter) => {
            text.chars().all(|char| is_rtl(class(char)) || is_bidi_filler(class(char)))
                && last.is_some_and(|last| is_rtl(last) || last == BidiClass::EuropeanNumber)
                && !(has(BidiClass::EuropeanNumber) && has(BidiClass::ArabicNumber))
        }
        // A right-to-left character after a first one that goes from left to right is never allowed.
        _ => false,
    }
}

/// Normalization Form C.
pub(super) fn nfc(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// A fullwidth or halfwidth code point's decomposition; any other character itself.
pub(super) fn narrow(char: char) -> impl Iterator<Item = char> {
    // Only code points in these ranges decompose as <wide> or <narrow>. What would decompose further is refused either way.
    let is_wide_or_narrow = matches!(char, '\u{3000}' | '\u{ff01}'..='\u{ffdc}' | '\u{ffe0}'..='\u{ffee}');
    let mapped = is_wide_or_narrow
        .then(|| DecomposingNormalizerBorrowed::new_nfkd().normalize_iter([char].into_iter()));
    let kept = (!is_wide_or_narrow).then_some(char);
    mapped.into_iter().flatten().chain(kept)
}

/// Whether it is a space (general category Zs).
pub(super) fn is_space(char: char) -> bool {
    of::<GeneralCategory>(char) == GeneralCategory::SpaceSeparator
}

enum Property {
    Valid,
    Context,
    Disallowed,
}

impl Class {
    fn property(self, char: char) -> Property {
        use Property::{Context, Disallowed, Valid};
        let category = of::<GeneralCategory>(char);
        match char {
            '\u{21}'..='\u{7e}' if self.allows_ascii(char) => Valid,
            '\0'..='\u{7f}' if char != ' ' => Disallowed,
            // Exceptions (RFC 5892 section 2.6).
            '\u{df}' | '\u{3c2}' | '\u{6fd}' | '\u{6fe}' | '\u{f0b}' | '\u{3007}' => Valid,
            '\u{640}' | '\u{7fa}' | '\u{302e}' | '\u{302f}' | '\u{3031}'..='\u{3035}' | '\u{303b}' => {
                Disallowed
            }
            '\u{b7}' | '\u{375}' | '\u{5f3}' | '\u{5f4}' | '\u{30fb}' => Context,
            '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' => Context,
            '\u{200c}' | '\u{200d}' => Context,
            _ if is_old_hangul_jamo(char) || is_ignorable(char) => Disallowed,
            _ if self == Self::Label && is_in_ignorable_block(char) => Disallowed,
            _ if self != Self::Resourcepart && has_compat(char) => Disallowed,
            _ if LETTER_DIGITS.contains(category) => Valid,
            _ if self == Self::Resourcepart && FREEFORM.contains(category) => Valid,
            _ if self == Self::Resourcepart && has_compat(char) => Valid,
            // Controls and what isn't assigned are among these.
            _ => Disallowed,
        }
    }

    fn allows_ascii(self, char: char) -> bool {
        match self {
            Self::Localpart => !is_excluded(char),
            Self::Resourcepart => true,
            Self::Label => matches!(char, 'a'..='z' | '0'..='9' | '-'),
        }
    }
}

/// The characters that localparts exclude besides those that the profile does (RFC 7622 section 3.3.1).
pub(super) const fn is_excluded(char: char) -> bool {
    matches!(char, '"' | '&' | '\'' | '/' | ':' | '<' | '>' | '@')
}

/// LetterDigits (RFC 5892 section 2.1).
const LETTER_DIGITS: GeneralCategoryGroup = GeneralCategoryGroup::LowercaseLetter
    .union(GeneralCategoryGroup::UppercaseLetter)
    .union(GeneralCategoryGroup::OtherLetter)
    .union(GeneralCategoryGroup::DecimalNumber)
    .union(GeneralCategoryGroup::ModifierLetter)
    .union(GeneralCategoryGroup::NonspacingMark)
    .union(GeneralCategoryGroup::SpacingMark);

/// OtherLetterDigits, Spaces, Symbols and Punctuation (RFC 8264 sections 9.14 to 9.18).
const FREEFORM: GeneralCategoryGroup = GeneralCategoryGroup::TitlecaseLetter
    .union(GeneralCategoryGroup::LetterNumber)
    .union(GeneralCategoryGroup::OtherNumber)
    .union(GeneralCategoryGroup::EnclosingMark)
    .union(GeneralCategoryGroup::SpaceSeparator)
    .union(GeneralCategoryGroup::Symbol)
    .union(GeneralCategoryGroup::Punctuation);

fn of<P: EnumeratedProperty>(char: char) -> P {
    CodePointMapData::<P>::new().get(char)
}

fn is_old_hangul_jamo(char: char) -> bool {
    let jamo = of::<HangulSyllableType>(char);
    matches!(
        jamo,
        HangulSyllableType::LeadingJamo | HangulSyllableType::VowelJamo | HangulSyllableType::TrailingJamo
    )
}

fn is_ignorable(char: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(char)
        || CodePointSetData::new::<NoncharacterCodePoint>().contains(char)
}

/// IgnorableBlocks (RFC 5892 section 2.4), which PRECIS has no use for.
fn is_in_ignorable_block(char: char) -> bool {
    matches!(char, '\u{20d0}'..='\u{20ff}' | '\u{1d100}'..='\u{1d24f}')
}

/// Whether Normalization Form KC makes something else of it (RFC 8264 section 9.17).
fn has_compat(char: char) -> bool {
    let mut bytes = [0; 4];
    !ComposingNormalizerBorrowed::new_nfkc().is_normalized(char.encode_utf8(&mut bytes))
}

/// What contextual rules ask about a whole text.
struct Facts {
    has_arabic_digits: bool,
    has_extended_arabic_digits: bool,
    has_japanese: bool,
}

impl Facts {
    fn of(text: &str) -> Self {
        let is_japanese =
            |char| matches!(of::<Script>(char), Script::Hiragana | Script::Katakana | Script::Han);
        Self {
            has_arabic_digits: text.contains(|char| matches!(char, '\u{660}'..='\u{669}')),
            has_extended_arabic_digits: text.contains(|char| matches!(char, '\u{6f0}'..='\u{6f9}')),
            has_japanese: text.contains(is_japanese),
        }
    }
}

/// The contextual rules (RFC 5892 appendix A).
fn fits(char: char, before: &str, after: &str, facts: &Facts) -> bool {
    let previous = before.chars().next_back();
    let next = after.chars().next();
    match char {
        '\u{200c}' => previous.is_some_and(is_virama) || joins(before, after),
        '\u{200d}' => previous.is_some_and(is_virama),
        '\u{b7}' => previous == Some('l') && next == Some('l'),
        '\u{375}' => next.is_some_and(|next| of::<Script>(next) == Script::Greek),
        '\u{5f3}' | '\u{5f4}' => previous.is_some_and(|previous| of::<Script>(previous) == Script::Hebrew),
        '\u{30fb}' => facts.has_japanese,
        '\u{660}'..='\u{669}' => !facts.has_extended_arabic_digits,
        '\u{6f0}'..='\u{6f9}' => !facts.has_arabic_digits,
        _ => false,
    }
}

fn is_virama(char: char) -> bool {
    of::<CanonicalCombiningClass>(char) == CanonicalCombiningClass::Virama
}

/// Whether a ZERO WIDTH NON-JOINER breaks a cursive connection here.
fn joins(before: &str, after: &str) -> bool {
    let joining = |char| of::<JoiningType>(char);
    let is_seen = |joining: &JoiningType| *joining != JoiningType::Transparent;
    let left = before.chars().rev().map(joining).find(is_seen);
    let right = after.chars().map(joining).find(is_seen);
    matches!(left, Some(JoiningType::LeftJoining | JoiningType::DualJoining))
        && matches!(right, Some(JoiningType::RightJoining | JoiningType::DualJoining))
}

/// What may stand in a right-to-left text besides its letters and numbers.
fn is_bidi_filler(class: BidiClass) -> bool {
    matches!(
        class,
        BidiClass::EuropeanNumber
            | BidiClass::EuropeanSeparator
            | BidiClass::CommonSeparator
            | BidiClass::EuropeanTerminator
            | BidiClass::OtherNeutral
            | BidiClass::BoundaryNeutral
            | BidiClass::NonspacingMark
    )
}
