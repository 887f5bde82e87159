//! What policies are called in sentences and tables: by their title where the scenario gives one, else by their name.

use super::locale::Language;
use crate::scenario::Scenario;

/// The titles of policies in one language, by the name of the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyTitles(Vec<(String, String)>);

impl PolicyTitles {
    /// The titles that `scenario` gives its policies for a reader of `language`.
    #[must_use]
    pub fn of(scenario: &Scenario, language: Language) -> Self {
        let names = scenario.settings.iter().map(|setting| setting.policy.as_str());
        Self(names.filter_map(|name| Some((name.to_owned(), policy_title(scenario, name, language)?.to_owned()))).collect())
    }

    /// The title of the policy `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, title)| title.as_str())
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
