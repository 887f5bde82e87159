//! `report.html`: one file that holds everything a reader of a result needs, in the order in which it is asked for.
//!
//! The first screen comes first: the answers to what is asked of a comparison, or the verdict, warnings, and the table of all
//! policies, with the first chart. Everything else is folded: the verdicts in full, measures, what was reported beside what is true,
//! the other charts, workload, further measures, what it all rests on, patterns, and the plan; without answers it stands open. There is no script, no font and no address of another machine in it, so
//! it opens from a disk without a network and stays as it is. Tables have captions and headers that a screen reader
//! announces; charts carry a title and a description in words; everything can be reached with the keyboard.
//!
//! The numbers arrive as text: whoever fills the input has written them as in the tables of the results folder.

use crate::output::charts::chart::Figure;
use crate::output::drawing::canvas::escaped;
use crate::output::language::message::{Language, Message};
use crate::output::presentation::table::{Table, TableCell};
use crate::output::presentation::{AnsweredQuestion, Presentation};
use crate::output::tables::schema::FIGURES_FOLDER;

const STYLE: &str = include_str!("style.css");
/// A namespace that an SVG inside of HTML does not need, and the only address in it.
const NAMESPACE: &str = " xmlns=\"http://www.w3.org/2000/svg\"";

/// What a report says.
#[derive(Clone, Debug, Default)]
pub struct ReportInput<'a> {
    /// Sentences and tables, the same as on a terminal.
    pub said: Presentation,
    /// Charts in their order.
    pub figures: &'a [Figure],
    /// What the scenario's numbers rest on.
    pub provenance: Vec<ProvenanceRow>,
    /// Numbers of the scenario of which nothing is stated.
    pub unstated: u64,
    /// Version of the program.
    pub version: String,
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

/// The section that is never folded.
const VERDICT: &str = "verdict";

/// The sections, each with the id that links lead to.
const SECTIONS: [(&str, Message); 11] = [
    (VERDICT, Message::VerdictHeading),
    ("more", Message::MoreOfThis),
    ("measures", Message::MeasuresHeading),
    ("pairs", Message::PairsHeading),
    ("matched", Message::MatchedHeading),
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
    let said = &input.said;
    let page = Page { language: said.language };
    let (first_figure, other_figures) = input.figures.split_at(usize::from(said.is_folded()).min(input.figures.len()));
    let bodies: [String; 11] = [
        verdict(said) + &page.figures(first_figure),
        paragraphs("remark", &said.folded),
        tables(&said.measures),
        tables(&said.pairs),
        tables(&said.matched),
        page.figures(other_figures),
        tables(&said.workload),
        tables(&said.further),
        page.rests(input),
        tables(&said.patterns),
        list(&said.plan),
    ];
    // what is empty has no section, and no link leads to it
    let filled: Vec<_> = SECTIONS.into_iter().zip(bodies).filter(|(_, body)| !body.is_empty()).collect();
    let link = |((id, heading), _): &((&str, Message), String)| format!("<li><a href=\"#{id}\">{}</a></li>\n", page.say(*heading));
    let links: String = filled.iter().map(link).collect();
    let section = |((id, heading), body): &((&str, Message), String)| page.section(id, *heading, body, said.is_folded() && *id != VERDICT);
    let sections: String = filled.iter().map(section).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<a class=\"skip\" href=\"#verdict\">{skip}</a>\n<header>\n<h1>{title}</h1>\n{about}</header>\n\
         <nav aria-label=\"{contents}\">\n<details>\n<summary>{contents}</summary>\n<ul>\n{links}</ul>\n</details>\n</nav>\n<main>\n{sections}</main>\n<footer>\n<p>{foot}</p>\n</footer>\n</body>\n</html>\n",
        language = said.language.tag(),
        title = escaped(&said.title),
        about = paragraphs("about", &said.about[..said.about.len().min(1)]),
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

    /// A section with its heading, folded or open; a link to it opens it.
    fn section(&self, id: &str, heading: Message, body: &str, is_folded: bool) -> String {
        let heading = format!("<h2 id=\"{id}-heading\">{}</h2>", self.say(heading));
        let inner = if is_folded {
            format!("<details>\n<summary>{heading}</summary>\n<div id=\"{id}\">\n{body}</div>\n</details>\n")
        } else {
            format!("{heading}\n<div id=\"{id}\">\n{body}</div>\n")
        };
        format!("<section aria-labelledby=\"{id}-heading\">\n{inner}</section>\n")
    }

    fn figures(&self, figures: &[Figure]) -> String {
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
        figures.iter().map(figure).collect()
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
        paragraphs("remark", &texts) + &tables(&[table])
    }
}

/// The first screen: answers or verdict, warnings, the table of all policies.
fn verdict(said: &Presentation) -> String {
    // the table of all policies names them itself
    let policies = if said.overview.is_some() { String::new() } else { list(&said.policies) };
    let parts = [
        answers(&said.answers),
        paragraphs("lead", &said.verdict),
        paragraphs("warning", &said.warnings),
        policies,
        said.overview.iter().chain(&said.hours).map(table).collect(),
        paragraphs("remark", &said.remarks),
        paragraphs("about", said.about.get(1..).unwrap_or_default()),
    ];
    parts.concat()
}

/// A text in which what stands between backquotes is a command.
fn with_commands(text: &str) -> String {
    let parts = text.split('`').map(escaped).enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { format!("<code>{part}</code>") } else { part }).collect()
}

/// Questions with their answers; the first is what to do.
fn answers(answers: &[AnsweredQuestion]) -> String {
    if answers.is_empty() {
        return String::new();
    }
    let line = |AnsweredQuestion { question, answer, more }: &AnsweredQuestion| {
        let more = if more.is_empty() { String::new() } else { format!("<span class=\"below\">{}</span>", with_commands(more)) };
        format!("<dt>{}</dt><dd>{}{more}</dd>\n", escaped(question), with_commands(answer))
    };
    format!("<dl class=\"answers\">\n{}</dl>\n", answers.iter().map(line).collect::<String>())
}

fn tables(tables: &[Table]) -> String {
    tables.iter().filter(|own| !own.rows.is_empty()).map(table).collect()
}

/// A table in a box that scrolls on a narrow screen, with what there is to know below it. A column without any text is left out.
fn table(table: &Table) -> String {
    let class = |column: usize| if table.heads.get(column).is_some_and(|(_, is_number)| *is_number) { " class=\"number\"" } else { "" };
    let shown = table.shown();
    let head = |column: &usize| format!("<th scope=\"col\"{}>{}</th>", class(*column), escaped(&table.heads[*column].0));
    let cell = |row: &Vec<TableCell>, column: usize| {
        let below = |cell: &TableCell| lines(&cell.below) + &lines(cell.meaning.as_slice());
        let text = row.get(column).map(|cell| escaped(&cell.text) + &below(cell)).unwrap_or_default();
        if column == 0 { format!("<th scope=\"row\">{text}</th>") } else { format!("<td{}>{text}</td>", class(column)) }
    };
    let row = |row: &Vec<TableCell>| format!("<tr>{}</tr>\n", shown.iter().map(|column| cell(row, *column)).collect::<String>());
    let caption = escaped(&table.caption);
    format!(
        "<div class=\"scroll\" role=\"group\" aria-label=\"{caption}\" tabindex=\"0\">\n<table>\n<caption>{caption}{about}</caption>\n\
         <thead>\n<tr>{heads}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n{notes}",
        about = lines(&table.about),
        heads = shown.iter().map(head).collect::<String>(),
        body = table.rows.iter().map(row).collect::<String>(),
        notes = paragraphs("note", &table.notes),
    )
}

/// Smaller lines below something.
fn lines(texts: &[String]) -> String {
    texts.iter().map(|text| format!("<span class=\"below\">{}</span>", escaped(text))).collect()
}
