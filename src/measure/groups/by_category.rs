//! Issues counted category by category: the shares and times that the whole place has too, for what is made of one kind of issue
//! at the cost of another.

use crate::scenario::Setting;
use crate::units::CategoryId;

/// Most categories of issues that are told apart; a scenario with more of them has no groups by category.
const MOST: usize = 50;

/// Issues of one category, each count as its namesake of the whole place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CategoryTally {
    /// Of the occurrence cohort: all, those fixed within follow-up, the seconds that took them, and those prevented, which are fixed.
    pub(crate) cohort: u64,
    pub(crate) fixed: u64,
    pub(crate) seconds: u64,
    pub(crate) prevented: u64,
    /// Of the known cohort: all, those fixed within follow-up, and the seconds from known until then.
    pub(crate) known: u64,
    pub(crate) known_fixed: u64,
    pub(crate) handling: u64,
    /// Of the known cohort within `response_within`: first worked on, first closed.
    pub(crate) responded: u64,
    pub(crate) answered: u64,
    /// Known issues that are due in the measured time, and those fixed and closed by then.
    pub(crate) due: u64,
    pub(crate) on_time: u64,
}

impl CategoryTally {
    fn plus(self, other: &Self) -> Self {
        Self {
            cohort: self.cohort + other.cohort,
            fixed: self.fixed + other.fixed,
            seconds: self.seconds + other.seconds,
            prevented: self.prevented + other.prevented,
            known: self.known + other.known,
            known_fixed: self.known_fixed + other.known_fixed,
            handling: self.handling + other.handling,
            responded: self.responded + other.responded,
            answered: self.answered + other.answered,
            due: self.due + other.due,
            on_time: self.on_time + other.on_time,
        }
    }
}

/// The tallies of all categories, by [`CategoryId`].
#[derive(Clone, Debug)]
pub(crate) struct ByCategory(Vec<CategoryTally>);

impl ByCategory {
    /// Nothing counted yet.
    pub(crate) fn new(setting: &Setting) -> Self {
        Self(vec![CategoryTally::default(); setting.categories.len()])
    }

    /// The tally of one category.
    #[inline]
    pub(crate) fn of(&mut self, category: CategoryId) -> &mut CategoryTally {
        &mut self.0[category.index()]
    }

    /// What was counted of one category.
    pub(crate) fn read(&self, category: CategoryId) -> CategoryTally {
        self.0[category.index()]
    }

    /// The law of the groups: the categories add up to the `whole`.
    ///
    /// # Errors
    /// Says what does not add up.
    pub(crate) fn check(&self, whole: &CategoryTally) -> Result<(), String> {
        let sum = self.0.iter().fold(CategoryTally::default(), CategoryTally::plus);
        if sum == *whole { Ok(()) } else { Err(format!("the categories do not add up to the whole: {sum:?} against {whole:?}")) }
    }
}

/// The categories of issues that are told apart: all, where there are two or more, and not too many.
pub(crate) fn told_apart(setting: &Setting) -> Vec<CategoryId> {
    let is_issue = |index: &usize| !setting.categories[*index].is_task() && !setting.categories[*index].is_enquiry();
    let categories: Vec<CategoryId> = (0..setting.categories.len()).filter(is_issue).map(CategoryId::new).collect();
    if (2..=MOST).contains(&categories.len()) { categories } else { Vec::new() }
}
