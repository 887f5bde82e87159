//! `report.html`: one file that holds everything a reader of a result needs, in the order in which it is asked for.
//!
//! The verdict comes first, then measures, what was reported beside what is true, charts, workload, further
//! measures, what it all rests on, patterns, and the plan. There is no script, no font and no address of another machine in it, so
//! it opens from a disk without a network and stays as it is. Tables have captions and headers that a screen reader
//! announces; charts carry a title and a description in words; everything can be reached with the keyboard.
//!
//! The numbers arrive as text: whoever fills the input has written them as in the tables of the results folder.

use crate::output::charts::chart::Figure;
use crate::output::drawing::canvas::escaped;
use crate::output::language::message::{Language, Message};
use crate::output::tables::schema::FIGURES_FOLDER;

const STYLE: &str = include_str!("style.css");
/// A namespace that an SVG inside of HTML does not need, and the only address in it.
const NAMESPACE: &str = " xmlns=\"http://www.w3.org/2000/svg\"";

/// What a report says.
#[derive(Clone, Debug, Default)]
pub struct ReportInput<'a> {
    /// Language of headings; that of the texts below is up to whoever writes them.
    pub language: Language,
    /// What was simulated.
    pub title: String,
    /// Lines below the title: what was run.
    pub about: Vec<String>,
    /// Sentences: the verdict with its cost, one per policy.
    pub verdict: Vec<String>,
    /// What there is to know about the verdict.
    pub remarks: Vec<String>,
    /// Warnings that belong to it: interrupted, failed runs, no interval.
    pub warnings: Vec<String>,
    /// Policies with what the scenario says of them.
    pub policies: Vec<(String, String)>,
    /// Measures that the verdict rests on, with estimates, differences and verdicts.
    pub measures: Vec<Table>,
    /// What is true beside what the record says.
    pub pairs: Vec<Table>,
    /// Sentences about the same issues under two policies.
    pub matched_said: Vec<String>,
    /// The same by group; the section is left out where there are none.
    pub matched: Vec<Table>,
    /// Charts in their order.
    pub figures: &'a [Figure],
    /// Workload by role.
    pub workload: Vec<Table>,
    /// Further measures: of the whole place, by level, housing and link.
    pub further: Vec<Table>,
    /// What the scenario's numbers rest on.
    pub provenance: Vec<ProvenanceRow>,
    /// Numbers of the scenario of which nothing is stated.
    pub unstated: u64,
    /// Patterns that the scenario should reproduce.
    pub patterns: Vec<Table>,
    /// Plan and circumstances: what and its value.
    pub plan: Vec<(String, String)>,
    /// Version of the program.
    pub version: String,
}

/// A table whose first column is the header of its rows.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// More of that, below the caption.
    pub about: Vec<String>,
    /// Heads of the columns, and whether their cells are numbers.
    pub heads: Vec<(String, bool)>,
    /// Cells, row by row; one without rows is not shown.
    pub rows: Vec<Vec<TableCell>>,
    /// What there is to know beside the numbers.
    pub notes: Vec<String>,
}

/// A cell: what it says, and lines that matter less below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableCell {
    /// The text.
    pub text: String,
    /// Smaller lines.
    pub below: Vec<String>,
}

impl<T: Into<String>> From<T> for TableCell {
    fn from(text: T) -> Self {
        Self { text: text.into(), below: Vec::new() }
    }
}

impl TableCell {
    /// The cell with one more line below.
    #[must_use]
    pub fn with(mut self, line: impl Into<String>) -> Self {
        self.below.push(line.into());
        self
    }
}

/// What one number rests on.
#[derive(Clone, Debug)]
pub struct ProvenanceRow {
    /// The number's key in the scenario.
    pub key: String,
    /// The number as written.
    pub value: String,
    /// How it is known.
    pub rests: KnownBy,
    /// The source, the calibration target, or the range.
    pub source: String,
}

/// How a number is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownBy {
    /// From a source.
    Cited,
    /// Set so that the model meets a target.
    Calibrated,
    /// A guess within a range.
    Assumed,
}

impl KnownBy {
    const fn message(self) -> Message {
        match self {
            Self::Cited => Message::Cited,
            Self::Calibrated => Message::Calibrated,
            Self::Assumed => Message::Assumed,
        }
    }
}

/// Section of the same issues under two policies.
const MATCHED: &str = "matched";

/// The sections, each with the id that links lead to.
const SECTIONS: [(&str, Message); 10] = [
    ("verdict", Message::VerdictHeading),
    ("measures", Message::MeasuresHeading),
    ("pairs", Message::PairsHeading),
    (MATCHED, Message::MatchedHeading),
    ("figures", Message::FiguresHeading),
    ("workload", Message::WorkloadHeading),
    ("further", Message::FurtherHeading),
    ("rests", Message::RestsHeading),
    ("patterns", Message::PatternsHeading),
    ("plan", Message::PlanHeading),
];

/// The report as HTML.
#[must_use]
pub fn html(input: &ReportInput) -> String {
    let page = Page { language: input.language };
    let bodies: [String; 10] = [
        page.verdict(input),
        page.tables(&input.measures),
        page.tables(&input.pairs),
        paragraphs("remark", &input.matched_said) + &page.tables(&input.matched),
        page.figures(input),
        page.tables(&input.workload),
        page.tables(&input.further),
        page.rests(input),
        page.tables(&input.patterns),
        page.plan(input),
    ];
    let is_shown = |id: &str| id != MATCHED || !input.matched.is_empty();
    let shown = SECTIONS.iter().filter(|(id, _)| is_shown(id));
    let links: String = shown.map(|(id, heading)| format!("<li><a href=\"#{id}\">{}</a></li>\n", page.say(*heading))).collect();
    let section = |((id, heading), body): (&(&str, Message), String)| {
        format!(
            "<section id=\"{id}\" aria-labelledby=\"{id}-heading\">\n<h2 id=\"{id}-heading\">{}</h2>\n{body}</section>\n",
            page.say(*heading)
        )
    };
    let sections: String = SECTIONS.iter().zip(bodies).filter(|((id, _), _)| is_shown(id)).map(section).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<a class=\"skip\" href=\"#verdict\">{skip}</a>\n<header>\n<h1>{title}</h1>\n{about}</header>\n\
         <nav aria-label=\"{contents}\">\n<ul>\n{links}</ul>\n</nav>\n<main>\n{sections}</main>\n<footer>\n<p>{foot}</p>\n</footer>\n</body>\n</html>\n",
        language = input.language.tag(),
        title = escaped(&input.title),
        about = paragraphs("about", &input.about),
        skip = page.say(Message::SkipLink),
        contents = page.say(Message::Contents),
        foot = page.fill(Message::ReportFoot, &[("version", &input.version)]),
    )
}

fn paragraphs(class: &str, texts: &[String]) -> String {
    texts.iter().map(|text| format!("<p class=\"{class}\">{}</p>\n", escaped(text))).collect()
}

fn list(pairs: &[(String, String)]) -> String {
    if pairs.is_empty() {
        return String::new();
    }
    let line = |(what, value): &(String, String)| format!("<dt>{}</dt><dd>{}</dd>\n", escaped(what), escaped(value));
    format!("<dl>\n{}</dl>\n", pairs.iter().map(line).collect::<String>())
}

/// Writes parts of a report in one language. Everything that comes from outside is escaped here.
struct Page {
    language: Language,
}

impl Page {
    fn say(&self, message: Message) -> String {
        escaped(message.text(self.language))
    }

    fn fill(&self, message: Message, values: &[(&str, &str)]) -> String {
        escaped(&message.filled(self.language, values))
    }

    fn nothing(&self) -> String {
        format!("<p>{}</p>\n", self.say(Message::NothingHere))
    }

    fn tables(&self, tables: &[Table]) -> String {
        let shown: Vec<String> = tables.iter().filter(|table| !table.rows.is_empty()).map(Table::html).collect();
        if shown.is_empty() { self.nothing() } else { shown.concat() }
    }

    fn verdict(&self, input: &ReportInput) -> String {
        if input.verdict.is_empty() && input.warnings.is_empty() && input.remarks.is_empty() {
            return self.nothing();
        }
        let parts = [
            paragraphs("lead", &input.verdict),
            paragraphs("warning", &input.warnings),
            list(&input.policies),
            paragraphs("remark", &input.remarks),
        ];
        parts.concat()
    }

    fn figures(&self, input: &ReportInput) -> String {
        if input.figures.is_empty() {
            return self.nothing();
        }
        let figure = |figure: &Figure| {
            let file = format!("{FIGURES_FOLDER}/{}.csv", figure.name);
            let data = self.fill(Message::FigureData, &[("file", &file)]);
            let svg = figure.svg.replacen(NAMESPACE, "", 1);
            let title = escaped(&figure.title);
            format!(
                "<figure>\n<div class=\"scroll\" role=\"group\" aria-label=\"{title}\" tabindex=\"0\">\n{svg}</div>\n\
                 <figcaption><a href=\"{}\">{data}</a></figcaption>\n</figure>\n",
                escaped(&file)
            )
        };
        input.figures.iter().map(figure).collect()
    }

    fn rests(&self, input: &ReportInput) -> String {
        let count = |rests| input.provenance.iter().filter(|row| row.rests == rests).count().to_string();
        let [cited, calibrated, assumed] = [KnownBy::Cited, KnownBy::Calibrated, KnownBy::Assumed].map(count);
        let all = (input.provenance.len() as u64 + input.unstated).to_string();
        let unstated = input.unstated.to_string();
        let values =
            [("all", all.as_str()), ("cited", &cited), ("calibrated", &calibrated), ("assumed", &assumed), ("unstated", &unstated)];
        let mut texts = vec![Message::RestsCounts.filled(self.language, &values)];
        if assumed != "0" {
            texts.push(Message::UnsourcedNote.filled(self.language, &[("assumed", &assumed)]));
            texts.push(Message::NoWorldsYet.text(self.language).to_owned());
        }
        let heads = [Message::KeyColumn, Message::ValueColumn, Message::BasisColumn, Message::SourceColumn];
        let row = |row: &ProvenanceRow| {
            let rests = row.rests.message().text(self.language).to_owned();
            [row.key.clone(), row.value.clone(), rests, row.source.clone()].map(TableCell::from).to_vec()
        };
        let table = Table {
            caption: Message::RestsHeading.text(self.language).to_owned(),
            heads: heads.map(|head| (head.text(self.language).to_owned(), false)).to_vec(),
            rows: input.provenance.iter().map(row).collect(),
            ..Table::default()
        };
        paragraphs("remark", &texts) + &self.tables(&[table])
    }

    fn plan(&self, input: &ReportInput) -> String {
        if input.plan.is_empty() { self.nothing() } else { list(&input.plan) }
    }
}

impl Table {
    /// In a box that scrolls on a narrow screen, with what there is to know below it. A column without any text is left out.
    fn html(&self) -> String {
        let is_shown = |column: usize| self.rows.iter().any(|row| row.get(column).is_some_and(|cell| *cell != TableCell::default()));
        let class = |column: usize| if self.heads.get(column).is_some_and(|(_, is_number)| *is_number) { " class=\"number\"" } else { "" };
        let shown: Vec<usize> = (0..self.heads.len()).filter(|column| is_shown(*column)).collect();
        let head = |column: &usize| format!("<th scope=\"col\"{}>{}</th>", class(*column), escaped(&self.heads[*column].0));
        let cell = |row: &Vec<TableCell>, column: usize| {
            let text = row.get(column).map(|cell| escaped(&cell.text) + &lines(&cell.below)).unwrap_or_default();
            if column == 0 { format!("<th scope=\"row\">{text}</th>") } else { format!("<td{}>{text}</td>", class(column)) }
        };
        let row = |row: &Vec<TableCell>| format!("<tr>{}</tr>\n", shown.iter().map(|column| cell(row, *column)).collect::<String>());
        let caption = escaped(&self.caption);
        format!(
            "<div class=\"scroll\" role=\"group\" aria-label=\"{caption}\" tabindex=\"0\">\n<table>\n<caption>{caption}{about}</caption>\n\
             <thead>\n<tr>{heads}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n{notes}",
            about = lines(&self.about),
            heads = shown.iter().map(head).collect::<String>(),
            body = self.rows.iter().map(row).collect::<String>(),
            notes = paragraphs("note", &self.notes),
        )
    }
}

/// Smaller lines below something.
fn lines(texts: &[String]) -> String {
    texts.iter().map(|text| format!("<span class=\"below\">{}</span>", escaped(text))).collect()
}
