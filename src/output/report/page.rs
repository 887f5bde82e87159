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
use crate::output::presentation::Presentation;
use crate::output::presentation::table::{Table, TableCell};
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
    let said = &input.said;
    let page = Page { language: said.language };
    let bodies: [String; 10] = [
        page.verdict(said),
        page.tables(&said.measures),
        page.tables(&said.pairs),
        paragraphs("remark", &said.matched_sentences) + &page.tables(&said.matched),
        page.figures(input),
        page.tables(&said.workload),
        page.tables(&said.further),
        page.rests(input),
        page.tables(&said.patterns),
        if said.plan.is_empty() { page.nothing() } else { list(&said.plan) },
    ];
    let is_shown = |id: &str| id != MATCHED || !said.matched.is_empty();
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
        language = said.language.tag(),
        title = escaped(&said.title),
        about = paragraphs("about", &said.about),
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
        let shown: Vec<String> = tables.iter().filter(|own| !own.rows.is_empty()).map(table).collect();
        if shown.is_empty() { self.nothing() } else { shown.concat() }
    }

    fn verdict(&self, said: &Presentation) -> String {
        if said.verdict.is_empty() && said.warnings.is_empty() && said.remarks.is_empty() {
            return self.nothing();
        }
        let parts = [
            paragraphs("lead", &said.verdict),
            paragraphs("warning", &said.warnings),
            list(&said.policies),
            paragraphs("remark", &said.remarks),
            said.overview.iter().map(table).collect(),
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
