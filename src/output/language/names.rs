//! What policies, roles, units, levels, categories and the like are called in sentences, tables and charts: as the scenario says, else
//! by their name in the file.

use super::locale::Language;
use crate::experiment::design::ladder::{alone, left_out};
use crate::scenario::{Scenario, without_number};

/// What the things of a scenario are called in one language, by the names that the file gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Titles {
    policies: Vec<(String, String)>,
    things: Vec<(String, String)>,
}

impl Titles {
    /// What `scenario` calls its policies, and all else, for a reader of `language`.
    #[must_use]
    pub fn of(scenario: &Scenario, language: Language) -> Self {
        let names = scenario.settings.iter().map(|setting| setting.policy.as_str());
        // the steps of a ladder, each alone and left out, go by the title of their policy too
        let titled = |name: &str| {
            let title = policy_title(scenario, name, language)?;
            let [lone, without] = match language {
                Language::English => [format!("{title}, alone"), format!("all steps without: {title}")],
                Language::Chinese => [format!("{title}（单独）"), format!("去掉：{title}")],
            };
            Some([(name.to_owned(), title.to_owned()), (alone(name), lone), (left_out(name), without)])
        };
        let policies = names.filter_map(titled).flatten().collect();
        let things = scenario.names.all(language == Language::Chinese).map(|(name, called)| (name.to_owned(), called.to_owned())).collect();
        Self { policies, things }
    }

    /// The title of the policy `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.policies.iter().find(|(known, _)| known == name).map(|(_, title)| title.as_str())
    }

    /// What a role, a level, a category, a housing type or a payer is called.
    #[must_use]
    pub fn thing<'n>(&'n self, name: &'n str) -> &'n str {
        self.known(name).unwrap_or(name)
    }

    /// What a unit is called, from the top down: each part of its path by what its group is called, with its number.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        let mut said: Vec<String> = Vec::new();
        let mut last = None;
        for part in path.split('/') {
            let called = self.known(part).or_else(|| self.known(without_number(part)));
            // the office of a village, in that village
            if called.is_none() || called != last {
                said.push(self.part(part));
            }
            last = called;
        }
        said.join("/")
    }

    /// Where a household lives, as `town/community-1/building-11/24` has it: its community by what that is called, its building
    /// and its door by their numbers.
    #[must_use]
    pub fn address(&self, path: &str, language: Language) -> String {
        let (mut units, mut home) = (Vec::new(), Vec::new());
        for part in path.split('/') {
            let number = |text: &str| text.parse::<u32>().ok();
            // a number is a door only behind a building
            let door = number(part).filter(|_| !home.is_empty());
            match (part.strip_prefix("building-").and_then(number), door) {
                (Some(building), _) => home.push(match language {
                    Language::English => format!("building {building}"),
                    Language::Chinese => format!("{building}号楼"),
                }),
                (None, Some(door)) => home.push(match language {
                    Language::English => format!("household {door}"),
                    Language::Chinese => format!("{door}户"),
                }),
                (None, None) => units.push(part),
            }
        }
        std::iter::once(self.path(&units.join("/"))).chain(home).collect::<Vec<_>>().join("/")
    }

    fn part(&self, part: &str) -> String {
        let group = without_number(part);
        match (self.known(part), self.known(group)) {
            (Some(called), _) => called.to_owned(),
            (None, Some(called)) => {
                let number = part[group.len()..].trim_start_matches('-');
                let digits = number.trim_start_matches('0');
                // a letter of a Latin script wants room before a number
                let gap = if called.ends_with(|last: char| last.is_ascii()) { " " } else { "" };
                format!("{called}{gap}{digits}")
            }
            (None, None) => part.to_owned(),
        }
    }

    fn known(&self, name: &str) -> Option<&str> {
        self.things.iter().find(|(known, _)| known == name).map(|(_, called)| called.as_str())
    }
}

/// What the scenario is called for a reader of `language`: its title, else its name.
#[must_use]
pub fn scenario_title(scenario: &Scenario, language: Language) -> &str {
    let chinese = scenario.title_zh.as_ref().filter(|_| language == Language::Chinese);
    chinese.or(scenario.title.as_ref()).unwrap_or(&scenario.name)
}

/// What the scenario calls `policy` for a reader of `language`.
#[must_use]
pub fn policy_title<'s>(scenario: &'s Scenario, policy: &str, language: Language) -> Option<&'s str> {
    let written = |key: &str| scenario.policy_text(policy, key);
    match language {
        Language::English => written("title"),
        Language::Chinese => written("title_zh").or_else(|| written("title")),
    }
}

#[cfg(test)]
mod tests {
    use crate::output::language::names::*;

    #[test]
    fn a_unit_is_called_by_its_groups_and_their_numbers() {
        let things = [("village", "村"), ("branch", "grid branch"), ("night-12", "夜班")];
        let things = things.map(|(name, called)| (name.to_owned(), called.to_owned())).to_vec();
        let titles = Titles { policies: Vec::new(), things };
        assert_eq!(titles.path("village-07/branch-10"), "村7/grid branch 10");
        assert_eq!(titles.path("village-07/village"), "村7");
        assert_eq!(titles.path("night-12/station"), "夜班/station");
        assert_eq!(titles.thing("village"), "村");
        assert_eq!(titles.thing("town"), "town");
    }

    #[test]
    fn an_address_is_the_community_by_its_name_with_building_and_door_by_their_numbers() {
        let things = [("town", "镇"), ("community", "村"), ("building", "房屋")].map(|(name, called)| (name.to_owned(), called.to_owned()));
        let titles = Titles { policies: Vec::new(), things: things.into() };
        assert_eq!(titles.address("town/community-1/building-11/24", Language::Chinese), "镇/村1/11号楼/24户");
        assert_eq!(Titles::default().address("town/community-1/building-02", Language::English), "town/community-1/building 2");
    }
}
