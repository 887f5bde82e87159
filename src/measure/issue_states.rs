//! The two state axes of all issues, counted as they move, enquiries included.
//!
//! Each issue stands in one cell: what is true of it, by what the record says of it. Records move it from cell to cell;
//! at the end of a run the cells must hold what the table of issues holds. The table has dropped those to which nothing can
//! happen any more, so of the closed, the rejected and the lost it may hold fewer.

use crate::world::{Issue, RecordState, TrueState, World};

/// What the record says of an issue, in the coarser words of the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recorded {
    Unknown,
    Open,
    Closed,
    Rejected,
    Lost,
}

impl Recorded {
    const COUNT: usize = 5;

    pub(crate) const fn of(record: RecordState) -> Self {
        match record {
            RecordState::Unknown => Self::Unknown,
            RecordState::Waiting
            | RecordState::InWork
            | RecordState::WaitingOutside
            | RecordState::AwaitingDepartments
            | RecordState::AwaitingOrder
            | RecordState::Travelling => Self::Open,
            RecordState::Closed => Self::Closed,
            RecordState::Rejected => Self::Rejected,
            RecordState::Lost => Self::Lost,
        }
    }
}

const TRUTHS: [TrueState; 5] = [TrueState::Present, TrueState::Fixed, TrueState::SelfResolved, TrueState::Incident, TrueState::Prevented];
const RECORDED: [Recorded; Recorded::COUNT] = [Recorded::Unknown, Recorded::Open, Recorded::Closed, Recorded::Rejected, Recorded::Lost];

type StateCells = [[i64; Recorded::COUNT]; TRUTHS.len()];

/// How many issues have moved where.
#[derive(Clone, Debug, Default)]
pub(crate) struct Axes {
    occurred: i64,
    /// By what is true: from one thing that the record says to another.
    recorded: [[[i64; Recorded::COUNT]; Recorded::COUNT]; TRUTHS.len()],
    /// By what the record says: from one truth to another.
    turned: [[[i64; TRUTHS.len()]; TRUTHS.len()]; Recorded::COUNT],
}

impl Axes {
    /// A new issue that nobody in office knows of.
    #[inline]
    pub(crate) fn occurred(&mut self) {
        self.occurred += 1;
    }

    /// The record of an issue changes.
    #[inline]
    pub(crate) fn recorded(&mut self, truth: TrueState, from: Recorded, to: Recorded) {
        self.recorded[truth as usize][from as usize][to as usize] += 1;
    }

    /// What is true of an issue changes.
    #[inline]
    pub(crate) fn turned(&mut self, recorded: Recorded, from: TrueState, to: TrueState) {
        self.turned[recorded as usize][from as usize][to as usize] += 1;
    }

    /// Where the issues stand after all moves.
    fn cells(&self) -> StateCells {
        let mut cells = StateCells::default();
        cells[TrueState::Present as usize][Recorded::Unknown as usize] = self.occurred;
        for (truth, moves) in self.recorded.iter().enumerate() {
            for (from, to, count) in each(moves) {
                cells[truth][from] -= count;
                cells[truth][to] += count;
            }
        }
        for (recorded, moves) in self.turned.iter().enumerate() {
            for (from, to, count) in each(moves) {
                cells[from][recorded] -= count;
                cells[to][recorded] += count;
            }
        }
        cells
    }

    /// What occurred, but for so many `tasks`, is present, fixed, self-resolved, an incident or prevented; and it is unknown, open, closed, rejected or lost.
    ///
    /// # Errors
    /// Says in which cell the counts and the table differ.
    pub(crate) fn check(&self, world: &World, tasks: u32, is_counted: impl Fn(&Issue) -> bool) -> Result<(), String> {
        let mut table: StateCells = StateCells::default();
        for issue in world.issues.all().filter(|issue| is_counted(issue)) {
            table[issue.truth as usize][Recorded::of(issue.record) as usize] += 1;
        }
        let cells = self.cells();
        let occurred = world.issues.occurred() - tasks;
        if self.occurred != i64::from(occurred) {
            return Err(format!("issues are not conserved: {occurred} occurred, {} were recorded", self.occurred));
        }
        for truth in TRUTHS {
            for recorded in RECORDED {
                let (counted, held) = (cells[truth as usize][recorded as usize], table[truth as usize][recorded as usize]);
                let may_be_gone = !truth.is_there() && recorded != Recorded::Open
                    || matches!(recorded, Recorded::Closed | Recorded::Rejected | Recorded::Lost);
                if counted != held && (!may_be_gone || counted < held) {
                    return Err(format!(
                        "issues are not conserved: {counted} are truly {truth:?} and recorded {recorded:?}, the table holds {held}"
                    ));
                }
            }
        }
        Ok(())
    }
}

/// All moves of a table: from, to, how many.
fn each<const N: usize>(moves: &[[i64; N]; N]) -> impl Iterator<Item = (usize, usize, i64)> {
    let row = |(from, row): (usize, &[i64; N])| (0..N).map(move |to| (from, to)).zip(*row).map(|((from, to), count)| (from, to, count));
    moves.iter().enumerate().flat_map(row)
}
