use crate::types::UserId;

/// More that somebody opened or closed by hand than this isn't remembered, so that an address stays short.
const MOST_TOGGLED: usize = 80;

/// As a drawing, or as a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    #[default]
    Drawing,
    List,
}

/// What of the chart is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The way down to them is open.
    pub at: Option<UserId>,
    /// Only they and who is below them.
    pub top: Option<UserId>,
    pub open: Vec<UserId>,
    pub closed: Vec<UserId>,
    /// Everything is open.
    pub all: bool,
    /// So many levels are open, if that has been settled.
    pub depth: Option<usize>,
    pub shown: Shown,
}

impl Asked {
    /// The same with somebody's part opened or closed.
    #[must_use]
    pub fn with(mut self, open: Option<UserId>, closed: Option<UserId>) -> Self {
        for (toggled, others) in [(open, false), (closed, true)] {
            let Some(user) = toggled else { continue };
            self.open.retain(|one| *one != user);
            self.closed.retain(|one| *one != user);
            let list = if others {
                &mut self.closed
            } else {
                &mut self.open
            };
            list.push(user);
        }
        for list in [&mut self.open, &mut self.closed] {
            let too_many = list.len().saturating_sub(MOST_TOGGLED);
            list.drain(..too_many);
        }
        self
    }

    #[must_use]
    pub fn shown(&self, shown: Shown) -> Self {
        Self {
            shown,
            ..self.clone()
        }
    }

    /// As fields of an address or of a form.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let id = |name: &'static str, user: UserId| (name, user.to_string());
        let one = [("at", self.at), ("top", self.top)];
        let mut fields: Vec<_> = one
            .into_iter()
            .filter_map(|(name, user)| user.map(|user| id(name, user)))
            .collect();
        fields.extend(self.open.iter().map(|user| id("open", *user)));
        fields.extend(self.closed.iter().map(|user| id("closed", *user)));
        fields.extend(self.all.then(|| ("all", "1".to_owned())));
        fields.extend(self.depth.map(|depth| ("depth", depth.to_string())));
        fields.extend(self.view());
        fields
    }

    /// The field that says how it is shown.
    pub fn view(&self) -> Option<(&'static str, String)> {
        (self.shown == Shown::List).then(|| ("view", "list".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_toggled_is_open_or_closed_and_never_both() {
        let (ana, bo) = (UserId::new(), UserId::new());
        let asked = Asked::default().with(Some(ana), None).with(None, Some(bo));
        assert_eq!((&*asked.open, &*asked.closed), (&[ana][..], &[bo][..]));
        let asked = asked.with(Some(bo), None).with(None, Some(ana));
        assert_eq!((&*asked.open, &*asked.closed), (&[bo][..], &[ana][..]));
    }

    #[test]
    fn only_the_last_toggles_are_remembered() {
        let people: Vec<UserId> = (0..200).map(|_| UserId::new()).collect();
        let asked = people.iter().fold(Asked::default(), |asked, user| {
            asked.with(Some(*user), None)
        });
        assert_eq!(asked.open, people[200 - MOST_TOGGLED..]);
    }
}
