//! The first screen of a comparison, for whoever decides: the questions that are asked of it with their answers, and one table of
//! all policies, in the units that people use. The same sentences stand at the top of the report and at the end of the terminal's
//! output; everything else is folded below them.

mod answers;
mod cost_answer;
mod of_ladder;
mod of_run;
mod overview;
