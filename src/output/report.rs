//! `report.html`: one file that holds everything a reader of a result needs, in the order in which it is asked for.
//!
//! The verdict comes first, then measures, what was reported beside what is true, charts, workload, what it all rests
//! on, patterns, and the plan. There is no script, no font and no address of another machine in it, so it opens from a
//! disk without a network and stays as it is. Tables have captions and headers that a screen reader announces; charts
//! carry a title and a description in words; everything can be reached with the keyboard.
//!
//! The numbers arrive as text: whoever fills the input has written them as in the tables of the results folder.

use super::chart::Figure;
use super::message::{Language, Message};
use super::paper::escaped;
use super::schema::FIGURES_FOLDER;

const STYLE: &str = include_str!("report_style.css");
/// A namespace that an SVG inside of HTML does not need, and the only address in it.
const NAMESPACE: &str = " xmlns=\"http://www.w3.org/2000/svg\"";

/// What a report says.
#[derive(Clone, Debug, Default)]
pub struct ReportInput<'a> {
    /// Language of headings; that of the texts below is up to whoever writes them.
    pub language: Language,
    /// What was simulated.
    pub title: String,
    /// Sentences: the verdict with its cost first.
    pub verdict: Vec<String>,
    /// Warnings that belong to the verdict: interrupted, failed runs, precision not reached.
    pub warnings: Vec<String>,
    /// Policies in the order of all columns.
    pub policies: Vec<String>,
    /// Measures with their estimates.
    pub measures: Vec<MeasureRow>,
    /// What is true beside what the record says.
    pub pairs: Vec<PairRow>,
    /// Charts in their order.
    pub figures: &'a [Figure],
    /// Workload by role; the first head is that of the role.
    pub workload: WorkloadTable,
    /// What the scenario's numbers rest on.
    pub provenance: Vec<ProvenanceRow>,
    /// Numbers of the scenario of which nothing is stated.
    pub unstated: u64,
    /// Patterns that the scenario must reproduce.
    pub patterns: Vec<PatternRow>,
    /// Plan and circumstances: what and its value.
    pub plan: Vec<(String, String)>,
    /// Version of the program.
    pub version: String,
}

/// One measure.
#[derive(Clone, Debug, Default)]
pub struct MeasureRow {
    /// What it is called.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// By policy: estimate with interval.
    pub estimates: Vec<String>,
    /// What it is.
    pub definition: String,
    /// What it is counted over.
    pub denominator: String,
}

/// What is true beside what the record says, under one policy.
#[derive(Clone, Debug, Default)]
pub struct PairRow {
    /// What is measured both ways.
    pub measure: String,
    /// The policy.
    pub policy: String,
    /// The true value.
    pub truth: String,
    /// The recorded value.
    pub recorded: String,
    /// Recorded minus true.
    pub gap: String,
}

/// Workload by role and policy.
#[derive(Clone, Debug, Default)]
pub struct WorkloadTable {
    /// Heads of the columns after role and policy.
    pub heads: Vec<String>,
    /// Role, policy, and a cell per head.
    pub rows: Vec<(String, String, Vec<String>)>,
}

/// What one number rests on.
#[derive(Clone, Debug)]
pub struct ProvenanceRow {
    /// The number's key in the scenario.
    pub key: String,
    /// The number as written.
    pub value: String,
    /// How it is known.
    pub rests: Rests,
    /// The source, the calibration target, or the range.
    pub source: String,
}

/// How a number is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rests {
    /// From a source.
    Cited,
    /// Set so that the model meets a target.
    Calibrated,
    /// A guess within a range.
    Assumed,
}

impl Rests {
    const fn message(self) -> Message {
        match self {
            Self::Cited => Message::Cited,
            Self::Calibrated => Message::Calibrated,
            Self::Assumed => Message::Assumed,
        }
    }
}

/// A pattern and whether the model reproduces it.
#[derive(Clone, Debug, Default)]
pub struct PatternRow {
    /// The pattern.
    pub pattern: String,
    /// Whether it was found; `None` when it could not be checked.
    pub is_held: Option<bool>,
    /// What was checked and found.
    pub detail: String,
}

/// The sections, each with the id that links lead to.
const SECTIONS: [(&str, Message); 8] = [
    ("verdict", Message::VerdictHeading),
    ("measures", Message::MeasuresHeading),
    ("pairs", Message::PairsHeading),
    ("figures", Message::FiguresHeading),
    ("workload", Message::WorkloadHeading),
    ("rests", Message::RestsHeading),
    ("patterns", Message::PatternsHeading),
    ("plan", Message::PlanHeading),
];

/// The report as HTML.
#[must_use]
pub fn html(input: &ReportInput) -> String {
    let page = Page { language: input.language };
    let bodies: [String; 8] = [
        page.verdict(input),
        page.measures(input),
        page.pairs(input),
        page.figures(input),
        page.workload(input),
        page.rests(input),
        page.patterns(input),
        page.plan(input),
    ];
    let links: String = SECTIONS.iter().map(|(id, heading)| format!("<li><a href=\"#{id}\">{}</a></li>\n", page.say(*heading))).collect();
    let section = |((id, heading), body): (&(&str, Message), String)| {
        format!(
            "<section id=\"{id}\" aria-labelledby=\"{id}-heading\">\n<h2 id=\"{id}-heading\">{}</h2>\n{body}</section>\n",
            page.say(*heading)
        )
    };
    let sections: String = SECTIONS.iter().zip(bodies).map(section).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<a class=\"skip\" href=\"#verdict\">{skip}</a>\n<header>\n<h1>{title}</h1>\n</header>\n\
         <nav aria-label=\"{contents}\">\n<ul>\n{links}</ul>\n</nav>\n<main>\n{sections}</main>\n<footer>\n<p>{foot}</p>\n</footer>\n</body>\n</html>\n",
        language = input.language.tag(),
        title = escaped(&input.title),
        skip = page.say(Message::SkipLink),
        contents = page.say(Message::Contents),
        foot = page.fill(Message::ReportFoot, &[("version", &input.version)]),
    )
}

/// Writes parts of a report in one language. Everything that comes from outside is escaped here.
struct Page {
    language: Language,
}

/// A column's head, and whether its cells are numbers.
type Head = (String, bool);

impl Page {
    fn say(&self, message: Message) -> String {
        escaped(message.text(self.language))
    }

    fn fill(&self, message: Message, values: &[(&str, &str)]) -> String {
        escaped(&message.filled(self.language, values))
    }

    fn word(&self, message: Message) -> Head {
        (message.text(self.language).to_owned(), false)
    }

    fn number(&self, message: Message) -> Head {
        (message.text(self.language).to_owned(), true)
    }

    fn nothing(&self) -> String {
        format!("<p>{}</p>\n", self.say(Message::NothingHere))
    }

    /// A table whose first cells are the headers of their rows, in a box that scrolls on a narrow screen.
    fn table(&self, caption: Message, heads: &[Head], rows: &[Vec<String>]) -> String {
        if rows.is_empty() {
            return self.nothing();
        }
        let class = |head: Option<&Head>| if head.is_some_and(|(_, is_number)| *is_number) { " class=\"number\"" } else { "" };
        let caption = self.say(caption);
        let head: String = heads.iter().map(|head| format!("<th scope=\"col\"{}>{}</th>", class(Some(head)), escaped(&head.0))).collect();
        let cell = |(index, text): (usize, &String)| {
            let text = escaped(text);
            if index == 0 { format!("<th scope=\"row\">{text}</th>") } else { format!("<td{}>{text}</td>", class(heads.get(index))) }
        };
        let body: String = rows.iter().map(|row| format!("<tr>{}</tr>\n", row.iter().enumerate().map(cell).collect::<String>())).collect();
        format!(
            "<div class=\"scroll\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\">\n<table>\n<caption>{caption}</caption>\n\
             <thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n"
        )
    }

    fn verdict(&self, input: &ReportInput) -> String {
        if input.verdict.is_empty() && input.warnings.is_empty() {
            return self.nothing();
        }
        let sentence = |(index, text): (usize, &String)| {
            let class = if index == 0 { " class=\"lead\"" } else { "" };
            format!("<p{class}>{}</p>\n", escaped(text))
        };
        let sentences: String = input.verdict.iter().enumerate().map(sentence).collect();
        let warnings: String = input.warnings.iter().map(|text| format!("<p class=\"warning\">{}</p>\n", escaped(text))).collect();
        sentences + &warnings
    }

    fn measures(&self, input: &ReportInput) -> String {
        let policies = input.policies.iter().map(|policy| (policy.clone(), true));
        let first = [self.word(Message::MeasureColumn), self.word(Message::UnitColumn)].into_iter();
        let last = [self.word(Message::DefinitionColumn), self.word(Message::DenominatorColumn)];
        let heads: Vec<Head> = first.chain(policies).chain(last).collect();
        let row = |row: &MeasureRow| {
            let estimates = (0..input.policies.len()).map(|index| row.estimates.get(index).cloned().unwrap_or_default());
            let first = [row.measure.clone(), row.unit.clone()].into_iter();
            first.chain(estimates).chain([row.definition.clone(), row.denominator.clone()]).collect()
        };
        self.table(Message::MeasuresHeading, &heads, &input.measures.iter().map(row).collect::<Vec<_>>())
    }

    fn pairs(&self, input: &ReportInput) -> String {
        let heads = [
            self.word(Message::MeasureColumn),
            self.word(Message::PolicyColumn),
            self.number(Message::RecordedColumn),
            self.number(Message::TrueColumn),
            self.number(Message::GapColumn),
        ];
        let row = |row: &PairRow| [&row.measure, &row.policy, &row.recorded, &row.truth, &row.gap].map(Clone::clone).to_vec();
        self.table(Message::PairsHeading, &heads, &input.pairs.iter().map(row).collect::<Vec<_>>())
    }

    fn figures(&self, input: &ReportInput) -> String {
        if input.figures.is_empty() {
            return self.nothing();
        }
        let figure = |figure: &Figure| {
            let file = format!("{FIGURES_FOLDER}/{}.csv", figure.name);
            let data = self.fill(Message::FigureData, &[("file", &file)]);
            let svg = figure.svg.replacen(NAMESPACE, "", 1);
            format!("<figure>\n{svg}<figcaption><a href=\"{}\">{data}</a></figcaption>\n</figure>\n", escaped(&file))
        };
        input.figures.iter().map(figure).collect()
    }

    fn workload(&self, input: &ReportInput) -> String {
        let first = [self.word(Message::RoleColumn), self.word(Message::PolicyColumn)].into_iter();
        let heads: Vec<Head> = first.chain(input.workload.heads.iter().map(|head| (head.clone(), true))).collect();
        let row =
            |(role, policy, cells): &(String, String, Vec<String>)| [role, policy].into_iter().chain(cells).cloned().collect::<Vec<_>>();
        self.table(Message::WorkloadHeading, &heads, &input.workload.rows.iter().map(row).collect::<Vec<_>>())
    }

    fn rests(&self, input: &ReportInput) -> String {
        let count = |rests| input.provenance.iter().filter(|row| row.rests == rests).count().to_string();
        let [cited, calibrated, assumed] = [Rests::Cited, Rests::Calibrated, Rests::Assumed].map(count);
        let all = (input.provenance.len() as u64 + input.unstated).to_string();
        let unstated = input.unstated.to_string();
        let values =
            [("all", all.as_str()), ("cited", &cited), ("calibrated", &calibrated), ("assumed", &assumed), ("unstated", &unstated)];
        let counts = self.fill(Message::RestsCounts, &values);
        let heads =
            [Message::KeyColumn, Message::ValueColumn, Message::BasisColumn, Message::SourceColumn].map(|message| self.word(message));
        let row = |row: &ProvenanceRow| {
            vec![row.key.clone(), row.value.clone(), row.rests.message().text(self.language).to_owned(), row.source.clone()]
        };
        let rows: Vec<_> = input.provenance.iter().map(row).collect();
        format!("<p>{counts}</p>\n{}", self.table(Message::RestsHeading, &heads, &rows))
    }

    fn patterns(&self, input: &ReportInput) -> String {
        let heads = [Message::PatternColumn, Message::HeldColumn, Message::DetailColumn].map(|message| self.word(message));
        let row = |row: &PatternRow| {
            let held = match row.is_held {
                Some(true) => Message::Yes,
                Some(false) => Message::No,
                None => Message::NotChecked,
            };
            vec![row.pattern.clone(), held.text(self.language).to_owned(), row.detail.clone()]
        };
        self.table(Message::PatternsHeading, &heads, &input.patterns.iter().map(row).collect::<Vec<_>>())
    }

    fn plan(&self, input: &ReportInput) -> String {
        if input.plan.is_empty() {
            return self.nothing();
        }
        let line = |(what, value): &(String, String)| format!("<dt>{}</dt><dd>{}</dd>\n", escaped(what), escaped(value));
        format!("<dl>\n{}</dl>\n", input.plan.iter().map(line).collect::<String>())
    }
}
