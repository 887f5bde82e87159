//! What many runs have in common is written once: for each thing that differs from run to run its variants, each without the rows that
//! it has in common with the one before, and for each run which variant it has.

use serde_json::{Map, Value};

use super::columns::packed;

/// The rows of things in many runs, thing by thing.
#[derive(Debug)]
pub(super) struct Variants<const N: usize> {
    runs: usize,
    /// By thing: the variants.
    variants: Vec<Vec<Vec<[i64; N]>>>,
    /// By thing and run: which variant it is.
    of_run: Vec<usize>,
}

impl<const N: usize> Variants<N> {
    /// Nothing yet, of so many runs.
    pub(super) const fn new(runs: usize) -> Self {
        Self { runs, variants: Vec::new(), of_run: Vec::new() }
    }

    /// One more thing, with its rows in every run.
    pub(super) fn push(&mut self, rows: impl IntoIterator<Item = Vec<[i64; N]>>) {
        let mut known: Vec<Vec<[i64; N]>> = Vec::new();
        let mut count = 0;
        for rows in rows {
            let number = known.iter().position(|other| *other == rows).unwrap_or_else(|| {
                known.push(rows);
                known.len() - 1
            });
            self.of_run.push(number);
            count += 1;
        }
        debug_assert_eq!(count, self.runs, "rows for every run");
        self.variants.push(known);
    }

    /// As columns with these names: `of` has the number of variants of each thing, `same` how many rows a variant has in common with
    /// the one before of the same thing, `more` how many it has beyond, and `run` which variant each run has, thing by thing.
    pub(super) fn columns(&self, names: [&str; N]) -> Value {
        let (mut same, mut more, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for variants in &self.variants {
            let mut before: &[[i64; N]] = &[];
            for variant in variants {
                let common = before.iter().zip(variant).take_while(|(one, other)| one == other).count();
                same.push(number(common));
                more.push(number(variant.len() - common));
                rows.extend_from_slice(&variant[common..]);
                before = variant;
            }
        }
        let mut columns = Map::new();
        columns.insert("runs".into(), self.runs.into());
        let counts = self.variants.iter().map(|variants| number(variants.len()));
        let kept = [
            ("of", packed(counts)),
            ("same", packed(same)),
            ("more", packed(more)),
            ("run", packed(self.of_run.iter().map(|of| number(*of)))),
        ];
        columns.extend(kept.into_iter().map(|(name, column)| (name.to_owned(), column.into())));
        for (index, name) in names.into_iter().enumerate() {
            columns.insert(name.to_owned(), packed(rows.iter().map(|row| row[index])).into());
        }
        Value::Object(columns)
    }
}

fn number(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_have_in_common_is_written_once() {
        let mut variants = Variants::<2>::new(3);
        variants.push([vec![[1, 5], [2, 5]], vec![[1, 5], [3, 6]], vec![[1, 5], [2, 5]]]);
        variants.push([vec![], vec![], vec![[9, 9]]]);
        let columns = variants.columns(["t", "what"]);
        assert_eq!(columns["of"], packed([2, 2]));
        assert_eq!(columns["run"], packed([0, 1, 0, 0, 0, 1]));
        assert_eq!((&columns["same"], &columns["more"]), (&packed([0, 1, 0, 0]).into(), &packed([2, 1, 0, 1]).into()));
        assert_eq!((&columns["t"], &columns["what"]), (&packed([1, 2, 3, 9]).into(), &packed([5, 5, 6, 9]).into()));
    }
}
