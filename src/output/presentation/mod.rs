//! A result in words, in the reader's language: sentences and tables, made once and shown in two places, as a
//! page ([`super::report`]) and as text on a terminal. Neither adds a sentence of its own about the result.

pub mod amounts;
pub mod table;
mod verdicts;

use super::language::locale::Language;
use table::Table;

/// A result in words.
#[derive(Clone, Debug, Default)]
pub struct Presentation {
    /// Language of everything that is said.
    pub language: Language,
    /// What was simulated.
    pub title: String,
    /// What was run, and what became of the rows of its files of real cases.
    pub about: Vec<String>,
    /// What whoever decides asks of a comparison or a run, answered; none of any other result.
    pub answers: Vec<AnsweredQuestion>,
    /// What came of it, in sentences.
    pub verdict: Vec<String>,
    /// What speaks against a result: interrupted, failed runs, queues that grow, no interval.
    pub warnings: Vec<String>,
    /// Policies with what the scenario says of them.
    pub policies: Vec<(String, String)>,
    /// What else there is to know about the verdict.
    pub remarks: Vec<String>,
    /// Sentences for whoever wants to know more, which a page folds and a terminal leaves out.
    pub folded: Vec<String>,
    /// The policies beside each other in the measures that matter, or what one policy came to in them; none of a selection.
    pub overview: Option<Table>,
    /// What the hours of people go to, role by role; of a run of one policy alone.
    pub hours: Option<Table>,
    /// Measures that the verdict rests on, with estimates, differences and verdicts.
    pub measures: Vec<Table>,
    /// What is true beside what the record says.
    pub pairs: Vec<Table>,
    /// The same issues under two policies, by group.
    pub matched: Vec<Table>,
    /// Workload by role.
    pub workload: Vec<Table>,
    /// Further measures: of the whole place, by level, housing and link.
    pub further: Vec<Table>,
    /// Patterns that the scenario should reproduce.
    pub patterns: Vec<Table>,
    /// Plan and circumstances: what and its value.
    pub plan: Vec<(String, String)>,
    /// Which of the tables stand on the first screen, and so on a terminal.
    pub opening: Opening,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredQuestion {
    /// The question, in a few words.
    pub question: String,
    /// The answer, in a sentence or two.
    pub answer: String,
    /// More of it; empty where that is all.
    pub more: String,
}

impl AnsweredQuestion {
    /// The answer in full, in `language`.
    #[must_use]
    pub fn whole(&self, language: Language) -> String {
        let parts = [self.answer.as_str(), &self.more];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(language.gap())
    }
}

/// Which tables of a result stand on its first screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Opening {
    /// Those that the verdict rests on.
    #[default]
    Measures,
    /// All policies beside each other.
    Overview,
    /// The steps of a ladder, and all policies beside each other.
    Ladder,
    /// What one policy came to, and workload.
    Run,
}

impl Presentation {
    /// Whether there is a first screen beside which everything else may be folded.
    #[must_use]
    pub fn is_folded(&self) -> bool {
        !self.folded.is_empty() || !self.answers.is_empty()
    }

    /// The tables of the first screen.
    pub fn opening(&self) -> impl Iterator<Item = &Table> {
        let of: [&[Table]; 3] = match self.opening {
            Opening::Measures => [&self.measures, &[], &[]],
            Opening::Overview => [self.overview.as_slice(), &[], &[]],
            Opening::Ladder => [&self.measures[..self.measures.len().min(1)], &[], &[]],
            Opening::Run => [self.overview.as_slice(), self.hours.as_slice(), &[]],
        };
        of.into_iter().flatten().filter(|table| !table.rows.is_empty())
    }

    /// The sentences of the first screen, in the order in which they are asked for; warnings are told apart.
    pub fn sentences(&self) -> impl Iterator<Item = (SentenceKind, &str)> {
        let all: [(SentenceKind, &[String]); 4] = [
            (SentenceKind::About, &self.about),
            (SentenceKind::Verdict, &self.verdict),
            (SentenceKind::Warning, &self.warnings),
            (SentenceKind::Remark, &self.remarks),
        ];
        all.into_iter().flat_map(|(kind, sentences)| sentences.iter().map(move |sentence| (kind, sentence.as_str())))
    }
}

/// What a sentence is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentenceKind {
    /// What was run.
    About,
    /// What came of it.
    Verdict,
    /// What speaks against it.
    Warning,
    /// What else there is to know.
    Remark,
}
