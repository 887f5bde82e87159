//! What decides the sign of a difference across worlds: the few assumptions whose range, cut in two, parts the worlds of the one sign
//! from those of the other best ([`crate::experiment::analysis::scenario_discovery`]).

use crate::experiment::analysis::robustness::SignAcrossWorlds;
use crate::experiment::analysis::scenario_discovery::{Cut, FEWEST};

/// Most assumptions that are named.
pub const MOST_NAMED: usize = 3;

/// What the sign of a difference rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum SignRests<'w> {
    /// On no assumption: no world has the other sign.
    OnNone,
    /// Some worlds have the other sign, and there are too few worlds to say why.
    Unknown,
    /// On these, the best cut first; none where no cut leaves enough worlds on either side.
    On(Vec<DecidingAssumption<'w>>),
}

/// An assumption that parts the worlds by the sign of a difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DecidingAssumption<'w> {
    /// Index in the design.
    pub factor: usize,
    /// Where its range is cut.
    pub cut: &'w Cut,
}

impl DecidingAssumption<'_> {
    /// Whether the part of the range above the cut, or with the level, has the larger share of worlds of the other sign.
    #[must_use]
    pub fn is_above(&self) -> bool {
        self.cut.above.share() >= self.cut.below.share()
    }
}

impl SignAcrossWorlds {
    /// What the sign rests on.
    #[must_use]
    pub fn rests(&self) -> SignRests<'_> {
        match &self.flips {
            Some(flips) => {
                let cuts = flips.factors.iter().filter_map(|own| Some(DecidingAssumption { factor: own.factor, cut: own.cut.as_ref()? }));
                SignRests::On(cuts.take(MOST_NAMED).collect())
            }
            None if self.opposite > 0 && self.worlds < FEWEST => SignRests::Unknown,
            None => SignRests::OnNone,
        }
    }
}
