//! What became of the rows of files of real cases, in words: one wording for terminal, manifest and report.

use super::locale::Language;
use super::message::filled;
use super::number::count;
use super::wording::Wording;
use crate::scenario::TraceAccount;
use crate::scenario::setting::{CellSeparator, LogForm, Note, Noted, TimeKind};
use crate::units::measure::Bilingual;

const USED: Bilingual = Bilingual::new(
    "{name}: {used} of {rows} rows of {file} are cases{between}",
    "{name}：{file} 共 {rows} 行，其中 {used} 行作为案件使用{between}",
);
const BETWEEN: Bilingual = Bilingual::new(", from {first} to {last}", "，时间从 {first} 到 {last}");
const READ_AS: Bilingual = Bilingual::new("{name}: read as {form}; {columns}", "{name}：按{form}读取；{columns}");
const COLUMN: Bilingual = Bilingual::new("{key} from `{column}`", "{key}取自“{column}”列");
const TEXT: Bilingual = Bilingual::new("{encoding} text separated by {separator}", " {encoding} 文本（以{separator}分隔）");
const PARQUET: Bilingual = Bilingual::new("Parquet", " Parquet ");
const PARQUET_WITH: Bilingual = Bilingual::new("Parquet with {times}", " Parquet（{times}）");
const TIMES_OF: Bilingual = Bilingual::new("{kind} in `{column}`", "“{column}”列为{kind}");
const ROWS_USED: Bilingual = Bilingual::new(
    "{name}: used: {rows} {what} (first in line {line}: \"{text}\")",
    "{name}：仍然使用：{rows} 行{what}（首见于第 {line} 行：“{text}”）",
);
const ROWS_UNUSED: Bilingual = Bilingual::new(
    "{name}: not used: {rows} {what} (first in line {line}: \"{text}\")",
    "{name}：未使用：{rows} 行{what}（首见于第 {line} 行：“{text}”）",
);

const fn separator(separator: CellSeparator) -> Bilingual {
    match separator {
        CellSeparator::Comma => Bilingual::new("commas", "逗号"),
        CellSeparator::Semicolon => Bilingual::new("semicolons", "分号"),
        CellSeparator::Tab => Bilingual::new("tabs", "制表符"),
        CellSeparator::Bar => Bilingual::new("bars", "竖线"),
    }
}

const fn kind(kind: TimeKind) -> Bilingual {
    match kind {
        TimeKind::Instants => Bilingual::new("instants", "绝对时刻"),
        TimeKind::LocalTimes => Bilingual::new("local times", "当地时间"),
        TimeKind::Dates => Bilingual::new("dates", "日期"),
    }
}

/// What is said of a row.
const fn of_note(note: Note) -> Bilingual {
    let chinese = match note {
        Note::Malformed => "单元格不足或不是文本",
        Note::UnreadableTime => "时间无法识别",
        Note::Excluded => "按场景设定排除",
        Note::UnknownCategory => "类别未知",
        Note::FurtherEvent => "是同一案件的后续事件",
        Note::TooEarly => "早于开始时间",
        Note::TooLate => "晚于结束时间",
        Note::OutOfOrder => "次序颠倒，已按时间排入",
        Note::SkippedTime => "当地时间因时钟调整而不存在",
        Note::DoubledTime => "当地时间因时钟调整而出现两次",
        Note::UnreadableDue => "期限无法识别",
        Note::SameNumber => "编号与前面的行重复",
        Note::DueBefore => "期限早于受理时间",
        Note::OtherCategory => "归入其他类别",
        Note::OtherDepartment => "归入其他部门",
    };
    Bilingual::new(note.name(), chinese)
}

/// What a column is read for; a key that is not known stays as it is.
fn of_column(key: &str, language: Language) -> &str {
    match (language, key) {
        (Language::Chinese, "opened") => "受理时间",
        (Language::Chinese, "category") => "类别",
        (Language::Chinese, "department") => "部门",
        (Language::Chinese, "due") => "期限",
        (Language::Chinese, "source") => "来源",
        (Language::Chinese, "case") => "案件编号",
        (Language::Chinese, "exclude") => "排除条件",
        _ => key,
    }
}

impl Wording<'_> {
    /// What became of the rows of a file, one sentence each: rows used, what was read as what, and what is said of rows.
    #[must_use]
    pub fn rows_of_cases(self, account: &TraceAccount) -> Vec<String> {
        let between = account.span.as_ref().map(|(first, last)| self.put(BETWEEN, &[("first", first), ("last", last)])).unwrap_or_default();
        let (name, used, rows) = (("name", account.name.as_str()), count(account.used), count(account.rows));
        let used = [name, ("used", &used), ("rows", &rows), ("file", &account.file), ("between", &between)];
        let read_as = [name, ("form", &self.form_of(&account.form)), ("columns", &self.columns_of(account))];
        let notes = account.notes.iter().map(|noted| self.noted(&account.name, noted));
        [self.put(USED, &used), self.put(READ_AS, &read_as)].into_iter().chain(notes).collect()
    }

    fn noted(self, name: &str, noted: &Noted) -> String {
        let text = if noted.note.is_used() { ROWS_USED } else { ROWS_UNUSED };
        let (rows, line, what) = (count(noted.rows), count(noted.line), self.in_language(of_note(noted.note)));
        self.put(text, &[("name", name), ("rows", &rows), ("what", what), ("line", &line), ("text", &noted.text)])
    }

    fn columns_of(self, account: &TraceAccount) -> String {
        let column = |(key, column): &(String, String)| self.put(COLUMN, &[("key", of_column(key, self.language)), ("column", column)]);
        account.columns.iter().map(column).collect::<Vec<_>>().join(self.comma())
    }

    fn form_of(self, form: &LogForm) -> String {
        match form {
            LogForm::Text { encoding, separator: by } => {
                self.put(TEXT, &[("encoding", encoding), ("separator", self.in_language(separator(*by)))])
            }
            LogForm::Parquet { times } if times.is_empty() => self.in_language(PARQUET).to_owned(),
            LogForm::Parquet { times } => {
                let time =
                    |(of, column): &(TimeKind, String)| self.put(TIMES_OF, &[("kind", self.in_language(kind(*of))), ("column", column)]);
                self.put(PARQUET_WITH, &[("times", &times.iter().map(time).collect::<Vec<_>>().join(self.comma()))])
            }
        }
    }

    const fn comma(self) -> &'static str {
        match self.language {
            Language::English => ", ",
            Language::Chinese => "，",
        }
    }

    const fn in_language(self, text: Bilingual) -> &'static str {
        match self.language {
            Language::English => text.english,
            Language::Chinese => text.chinese,
        }
    }

    fn put(self, text: Bilingual, values: &[(&str, &str)]) -> String {
        filled(self.in_language(text), values)
    }
}

#[cfg(test)]
mod tests {
    use crate::output::drawing::font::has_glyph;
    use crate::output::language::case_rows::*;

    fn account() -> TraceAccount {
        TraceAccount {
            name: "calls".to_owned(),
            file: "log.csv".to_owned(),
            sha256: String::new(),
            form: LogForm::Text { encoding: "UTF-8".to_owned(), separator: CellSeparator::Comma },
            columns: vec![("opened".to_owned(), "open_dt".to_owned()), ("category".to_owned(), "type".to_owned())],
            rows: 1_200,
            used: 1_190,
            span: Some(("2015-01-01 00:05".to_owned(), "2015-12-31 23:00".to_owned())),
            notes: vec![Noted { note: Note::TooEarly, rows: 10, line: 2, text: "2014-12-31".to_owned() }],
        }
    }

    #[test]
    fn the_account_of_rows_reads_the_same_in_both_languages() {
        assert_eq!(
            Wording::new(Language::English).rows_of_cases(&account()),
            [
                "calls: 1,190 of 1,200 rows of log.csv are cases, from 2015-01-01 00:05 to 2015-12-31 23:00",
                "calls: read as UTF-8 text separated by commas; opened from `open_dt`, category from `type`",
                "calls: not used: 10 before the start (first in line 2: \"2014-12-31\")",
            ]
        );
        assert_eq!(
            Wording::new(Language::Chinese).rows_of_cases(&account()),
            [
                "calls：log.csv 共 1,200 行，其中 1,190 行作为案件使用，时间从 2015-01-01 00:05 到 2015-12-31 23:00",
                "calls：按 UTF-8 文本（以逗号分隔）读取；受理时间取自“open_dt”列，类别取自“type”列",
                "calls：未使用：10 行早于开始时间（首见于第 2 行：“2014-12-31”）",
            ]
        );
    }

    #[test]
    fn every_chinese_text_can_be_drawn() {
        let notes = Note::ALL.map(of_note).map(|text| text.chinese).concat();
        let separators = CellSeparator::ALL.map(separator).map(|text| text.chinese).concat();
        let missing: String = (notes + &separators).chars().filter(|letter| !has_glyph(*letter)).collect();
        assert!(missing.is_empty(), "no glyph for `{missing}`");
    }
}
