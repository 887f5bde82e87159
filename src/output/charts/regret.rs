//! How much worse each policy is than the best one, over uncertain worlds: a box with a dot per world, and the share of worlds in
//! which the policy is best. A policy that is never far from the best may be preferred to one that is best more often
//! (Savage 1951, *Journal of the American Statistical Association* 46:55).

use polars::prelude::Column;

use super::box_plot::{ROW, Spread, draw_box};
use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, drawable_interval, interval_cells, percent, policy_colour};
use crate::output::drawing::axis::{Panel, Ticks, drawable, shown};
use crate::output::drawing::font;
use crate::output::drawing::sheet::{FAINT, INK, Letters, MARGIN, Pen, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::language::number::count;
use crate::output::tables::runs::column;
use crate::output::tables::schema::{figures, keys, summary};
use crate::statistics::estimate::Interval;

/// Name of the chart's files.
pub const NAME: &str = catalogue::REGRET;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct RegretInput {
    /// One per measure.
    pub panels: Vec<RegretPanel>,
}

/// The regret in one measure.
#[derive(Clone, Debug)]
pub struct RegretPanel {
    /// What the measure is called.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// One per policy.
    pub rows: Vec<RegretRow>,
}

/// The regret of one policy.
#[derive(Clone, Debug)]
pub struct RegretRow {
    /// The policy.
    pub policy: String,
    /// By world, distance to the best policy there, in the measure's unit and never below 0; `None` where there is no number.
    pub regrets: Vec<Option<f64>>,
    /// Share of the worlds in which the policy is best, alone or with others, 0–1.
    pub best: Option<f64>,
    /// Its interval.
    pub best_interval: Option<Interval>,
    /// Worlds in which it is best together with others.
    pub tied: u32,
}

const LEFT: f64 = 178.0;
const PLOT_WIDTH: f64 = 384.0;
const WORDS_LEFT: f64 = LEFT + PLOT_WIDTH + 20.0;

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn regret(input: &RegretInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    let most = Spread::most_dots(input.panels.iter().map(|panel| panel.rows.len()).sum());
    let mut drawn: Vec<(&RegretPanel, &RegretRow, Spread)> = Vec::new();
    for panel in input.panels.iter().filter(|panel| !panel.rows.is_empty()) {
        let spreads: Vec<Spread> = panel.rows.iter().map(|row| Spread::new(&row.regrets, most)).collect();
        draw_panel(&mut draft.sheet, panel, &spreads, frame);
        drawn.extend(panel.rows.iter().zip(spreads).map(|(row, spread)| (panel, row, spread)));
    }
    if drawn.is_empty() {
        draft.nothing();
    }
    let step = drawn.iter().map(|(.., spread)| spread.step).max().unwrap_or(1);
    let mut note = vec![frame.say(Message::RegretNote).to_owned()];
    if drawn.iter().any(|(_, row, _)| drawable_interval(row.best_interval).is_some()) {
        note.push(frame.fill(Message::BestShareNote, &[("level", &frame.percent())]));
    }
    note.extend((step > 1).then(|| frame.fill(Message::WorldsOf, &[("step", &count(step as u64))])));
    let rows: Vec<String> = drawn
        .iter()
        .map(|(panel, row, spread)| {
            let [best, sizes] = texts(row, spread, frame);
            let between = frame.say(Message::Clause);
            format!("{}, {}: {best}{between}{sizes} {}", panel.measure, frame.called(&row.policy), panel.unit)
        })
        .collect();
    let rows = rows.join(frame.say(Message::Next)) + frame.say(Message::Full);
    let description = frame.fill(Message::RegretAlt, &[("rows", &rows)]);
    draft.finish(&frame.sentences(note), description, table(&drawn))
}

/// The policy that is best in the largest share of the worlds, by the first measure.
fn title(input: &RegretInput, frame: &Frame) -> String {
    let share = |row: &&RegretRow| row.best.and_then(drawable).unwrap_or(-1.0);
    let best_of = |panel: &&RegretPanel| panel.rows.len() > 1 && panel.rows.iter().all(|row| share(&row) >= 0.0);
    let Some(panel) = input.panels.iter().find(best_of) else { return frame.say(Message::RegretTitle).to_owned() };
    let most = panel.rows.iter().map(|row| share(&row)).fold(0.0, f64::max);
    let best: Vec<&RegretRow> = panel.rows.iter().filter(|row| share(row) == most).collect();
    let values = [("measure", panel.measure.as_str()), ("share", &percent(most))];
    match best.as_slice() {
        [one] => frame.fill(Message::RegretMessage, &[values[0], values[1], ("policy", frame.called(&one.policy))]),
        several => frame.fill(Message::RegretMessageTied, &[values[0], values[1], ("count", &several.len().to_string())]),
    }
}

fn draw_panel(sheet: &mut Sheet, panel: &RegretPanel, spreads: &[Spread], frame: &Frame) {
    sheet.heading(&frame.fill(Message::RegretAxis, &[("measure", &panel.measure), ("unit", &panel.unit)]));
    let greatest = spreads.iter().filter_map(|spread| spread.five).map(|five| five.ends.1).fold(0.0, f64::max);
    let least = spreads.iter().filter_map(|spread| spread.five).map(|five| five.ends.0).fold(0.0, f64::min);
    let reach = if greatest > least { greatest + (greatest - least) * 0.05 } else { 1.0 };
    let height = panel.rows.len() as f64 * ROW;
    let place = Panel::new((LEFT, sheet.cursor), (PLOT_WIDTH, height), (least, reach), (0.0, 1.0));
    sheet.x_axis(&place, &Ticks::new(place.x, 6));
    let (zero, _) = place.at(0.0, 0.0);
    for (index, (row, spread)) in panel.rows.iter().zip(spreads).enumerate() {
        let y = place.top + (index as f64 + 0.5) * ROW;
        sheet.policy_name((MARGIN, y), LEFT - MARGIN - 12.0, &row.policy);
        draw_box(sheet, &place, spread, y, policy_colour(index, panel.rows.len()));
        for ((text, colour), aside) in texts(row, spread, frame).iter().zip([INK, FAINT]).zip([-7.5, 7.5]) {
            let text = font::fitted(text, 11.5, WIDTH - MARGIN - WORDS_LEFT);
            sheet.text((WORDS_LEFT, y + aside), &text, Letters::new(11.5, colour));
        }
    }
    sheet.line(&[(zero, place.top), (zero, place.top + height)], Pen::new(INK, 1.6));
    sheet.cursor = place.top + height + 30.0;
}

/// In how many worlds the policy is best, and how far it is from the best in the others.
fn texts(row: &RegretRow, spread: &Spread, frame: &Frame) -> [String; 2] {
    let Some(five) = spread.five else { return [frame.say(Message::NoNumber).to_owned(), String::new()] };
    let worlds = count(row.regrets.iter().flatten().filter(|regret| drawable(**regret).is_some()).count() as u64);
    let sizes = frame
        .fill(Message::RegretSizes, &[("median", &shown(five.median, five.places())), ("greatest", &shown(five.ends.1, five.places()))]);
    let Some(best) = row.best.and_then(drawable) else { return [sizes, String::new()] };
    let interval = drawable_interval(row.best_interval)
        .map(|Interval { low, high }| format!(" [{}, {}]", percent(low.max(0.0)), percent(high.min(1.0))))
        .unwrap_or_default();
    let mut first = frame.fill(Message::BestIn, &[("share", &format!("{}{interval}", percent(best))), ("worlds", &worlds)]);
    if row.tied > 0 {
        let tied = frame.fill(Message::TiedIn, &[("count", &count(u64::from(row.tied)))]);
        first = format!("{first}{}{tied}", frame.say(Message::Clause));
    }
    [first, sizes]
}

fn table(drawn: &[(&RegretPanel, &RegretRow, Spread)]) -> Vec<Column> {
    let mut rows = Vec::new();
    for (panel, row, spread) in drawn {
        let best = row.best.and_then(drawable).map(|best| ("best_share", best, interval_cells(row.best_interval)));
        let five = spread.five.map(|five| five.named()).into_iter().flatten().map(|(name, value)| (name, value, (None, None)));
        let greatest = spread.five.map(|five| ("greatest", five.ends.1, (None, None)));
        let numbers = best.into_iter().chain(five).chain(greatest);
        rows.extend(numbers.map(|(name, value, ends)| (panel, row, name, None, value, ends)));
        rows.extend(spread.dots.iter().map(|(world, value)| (panel, row, "value", Some(*world), *value, (None, None))));
    }
    vec![
        column(summary::MEASURE, rows.iter().map(|(panel, ..)| panel.measure.as_str()).collect::<Vec<_>>()),
        column(summary::UNIT, rows.iter().map(|(panel, ..)| panel.unit.as_str()).collect::<Vec<_>>()),
        column(keys::POLICY, rows.iter().map(|(_, row, ..)| row.policy.as_str()).collect::<Vec<_>>()),
        column(figures::STATISTIC, rows.iter().map(|(_, _, name, ..)| *name).collect::<Vec<_>>()),
        column(figures::WORLD, rows.iter().map(|(_, _, _, world, ..)| *world).collect::<Vec<_>>()),
        column(figures::VALUE, rows.iter().map(|(_, _, _, _, value, _)| *value).collect::<Vec<_>>()),
        column(summary::LOW, rows.iter().map(|(.., (low, _))| *low).collect::<Vec<_>>()),
        column(summary::HIGH, rows.iter().map(|(.., (_, high))| *high).collect::<Vec<_>>()),
    ]
}
