//! Studies from Rust, ten lines each: a comparison, a sweep, a search, worlds of assumptions, and a screening.
//!
//! `cargo run --release --example studies`

use wangge::experiment::design::sampling::Sampling;
use wangge::experiment::study::Study;
use wangge::units::measure::Measure;

#[expect(clippy::print_stdout, reason = "an example talks to the person who runs it")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let study = Study::read("scenarios/tutorial.toml", &[])?.replications(10);

    // Is a policy better than the baseline, with the same residents, issues and random events?
    let comparison = study.policies(&["liaison"]).compare()?;
    for measure in [Measure::ResolutionTime, Measure::ResolutionRate] {
        let difference = comparison.of("liaison", measure);
        println!("{}: {:?}", measure.entry().name, difference.and_then(|own| own.verdict).map(|verdict| verdict.to_string()));
    }

    // Which combination of members and limits is best, and which cannot be told from it?
    let levers = ["members.count=15,30,60", "escalation.village.wait_limit=3d,7d"];
    let sweep = study.policies(&["liaison"]).sweep(&levers, Sampling::Factorial)?;
    for best in &sweep.best {
        let points: Vec<usize> = best.among_the_best().map(|candidate| candidate.alternative.point + 1).collect();
        println!("{}: points {points:?} are the best or not distinguishable from it", best.key.measure.entry().name);
    }

    // How few clerks keep the promise?
    let counter = Study::read("scenarios/queue.toml", &["horizon=120d"])?.replications(10).policies(&["base"]);
    println!("{:?}", counter.find("units.counter.staff.clerk.count=10..20", "queue_wait_hours <= 0.1")?);

    // In which share of the worlds that the assumptions allow does the sign hold?
    let worlds = study.policies(&["liaison"]).replications(2).worlds(16)?;
    for own in &worlds.worlds {
        println!("{}: same sign in {} of {} worlds", own.key.measure.entry().name, own.signs[0].same, own.points.len());
    }

    // Which assumptions matter at all?
    let screening = counter.screening(&["demand.visitors.rate=8/h..9/h", "units.counter.staff.clerk.count=11..13"], 6)?;
    println!("factors that matter: {:?}", screening.survivors);
    Ok(())
}
