//! Topic Aliases (section 3.3.2.3.4), which live as long as a connection.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::error::ProtocolErrorKind;
use super::message::Topic;
use crate::property::TopicAlias;
use crate::topic::{TopicName, TopicNameBuf};

/// What the peer's aliases stand for.
#[derive(Debug)]
pub(super) struct Resolver {
    maximum: u16,
    /// By alias, from 1; as many as were set so far.
    topics: Vec<Option<TopicNameBuf>>,
}

impl Resolver {
    pub(super) const fn new(maximum: u16) -> Self {
        Self { maximum, topics: Vec::new() }
    }

    /// The topic of a PUBLISH that has an alias: sets it where there is a name, and is the name where there is none.
    pub(super) fn resolve<'a>(
        &mut self,
        name: TopicName<'a>,
        alias: TopicAlias,
    ) -> Result<Topic<'a>, ProtocolErrorKind> {
        if alias.get() > self.maximum {
            return Err(ProtocolErrorKind::TopicAlias);
        }
        let index = usize::from(alias.get() - 1);
        if name.is_empty() {
            let topic = self.topics.get(index).and_then(Option::as_ref);
            return topic.cloned().map(Topic::Shared).ok_or(ProtocolErrorKind::UnknownTopicAlias);
        }
        if index >= self.topics.len() {
            self.topics.resize(index + 1, None);
        }
        if let Some(topic) = self.topics.get_mut(index)
            && topic.as_ref().is_none_or(|topic| topic.as_topic_name() != name)
        {
            *topic = Some(name.into());
        }
        Ok(Topic::Wire(name))
    }
}

/// The aliases that this side gives its topics; the least recently used is given again.
#[derive(Debug, Default)]
pub(super) struct Assigner {
    maximum: u16,
    topics: BTreeMap<TopicNameBuf, Assigned>,
    /// The topics in the order of their last use.
    uses: BTreeMap<u64, TopicNameBuf>,
    next_use: u64,
}

#[derive(Clone, Copy, Debug)]
struct Assigned {
    alias: TopicAlias,
    last_use: u64,
}

/// How a topic is sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Spelling {
    /// In full.
    Name,
    /// In full, with an alias for the next time.
    Both(TopicAlias),
    /// As an alias.
    Alias(TopicAlias),
}

/// A name that is not longer than what an alias takes is sent as it is.
const SHORT: usize = 3;

impl Assigner {
    /// At most `maximum` aliases, which is the smaller of what the peer allows and what this side wants to keep.
    pub(super) fn new(maximum: u16) -> Self {
        Self { maximum, ..Self::default() }
    }

    #[inline]
    pub(super) const fn is_off(&self) -> bool {
        self.maximum == 0
    }

    /// How to send `topic`; what it says must be sent.
    pub(super) fn spell(&mut self, topic: &TopicNameBuf) -> Spelling {
        if self.is_off() || topic.as_str().len() <= SHORT {
            return Spelling::Name;
        }
        let this_use = self.next_use;
        self.next_use += 1;
        if let Some(assigned) = self.topics.get_mut(topic) {
            let name = self.uses.remove(&assigned.last_use).unwrap_or_else(|| topic.clone());
            assigned.last_use = this_use;
            self.uses.insert(this_use, name);
            return Spelling::Alias(assigned.alias);
        }
        let Some(alias) = self.fresh().or_else(|| self.evict()) else { return Spelling::Name };
        self.topics.insert(topic.clone(), Assigned { alias, last_use: this_use });
        self.uses.insert(this_use, topic.clone());
        Spelling::Both(alias)
    }

    fn fresh(&self) -> Option<TopicAlias> {
        let next = u16::try_from(self.topics.len() + 1).ok()?;
        TopicAlias::new(next).filter(|_| next <= self.maximum)
    }

    fn evict(&mut self) -> Option<TopicAlias> {
        let (_, topic) = self.uses.pop_first()?;
        self.topics.remove(&topic).map(|assigned| assigned.alias)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alias(number: u16) -> TopicAlias {
        TopicAlias::new(number).unwrap()
    }

    fn name(text: &str) -> TopicName<'_> {
        text.try_into().unwrap()
    }

    #[test]
    fn an_alias_stands_for_the_last_name_it_came_with() {
        let mut resolver = Resolver::new(2);
        assert_eq!(resolver.resolve(name("a"), alias(2)), Ok(Topic::Wire(name("a"))));
        assert_eq!(resolver.resolve(TopicName::EMPTY, alias(2)).unwrap().as_str(), "a");
        resolver.resolve(name("b"), alias(2)).unwrap();
        assert_eq!(resolver.resolve(TopicName::EMPTY, alias(2)).unwrap().as_str(), "b");
    }

    #[test]
    fn aliases_beyond_the_maximum_and_unset_ones_are_refused() {
        let mut resolver = Resolver::new(2);
        assert_eq!(resolver.resolve(name("a"), alias(3)), Err(ProtocolErrorKind::TopicAlias));
        resolver.resolve(name("a"), alias(2)).unwrap();
        for unset in [TopicName::EMPTY; 2] {
            assert_eq!(resolver.resolve(unset, alias(1)), Err(ProtocolErrorKind::UnknownTopicAlias));
        }
    }

    #[test]
    fn the_least_recently_used_topic_gives_its_alias_up() {
        let mut assigner = Assigner::new(2);
        let mut spell = |text: &str| assigner.spell(&text.try_into().unwrap());
        assert_eq!(spell("topic/a"), Spelling::Both(alias(1)));
        assert_eq!(spell("topic/b"), Spelling::Both(alias(2)));
        assert_eq!(spell("topic/a"), Spelling::Alias(alias(1)));
        assert_eq!(spell("topic/c"), Spelling::Both(alias(2)), "b was used longest ago");
        assert_eq!(spell("topic/a"), Spelling::Alias(alias(1)));
        assert_eq!(spell("topic/b"), Spelling::Both(alias(2)));
    }

    #[test]
    fn no_alias_where_none_is_allowed_or_where_it_saves_nothing() {
        assert_eq!(Assigner::new(0).spell(&"topic/a".try_into().unwrap()), Spelling::Name);
        assert_eq!(Assigner::new(5).spell(&"abc".try_into().unwrap()), Spelling::Name);
    }
}
