//! Addressed random numbers: a variate is a *function* of (seed, replication, entity, purpose, index), not the next
//! number of a stream. Two runs that differ in what they ask, or in which order, still get the same random numbers wherever
//! they ask for the same thing; that is what makes a paired comparison fair.
//!
//! An address is resolved in two steps. [`Root::luck`] mixes seed, replication and the entity's [`Address`] once; the
//! resulting [`Luck`] (8 bytes) stays with the entity. Each draw then adds a Weyl step numbered by purpose and index
//! and applies one finaliser, as `SplitMix64` does along its sequence. Integer arithmetic only: the same bits everywhere.
//!
//! Mixers: Stafford's variant 13 (of "Better bit mixing", 2011, used by `SplitMix64`, Steele, Lea and Flood 2014) and
//! Evensen's `moremur` (2019). What is not claimed: cryptographic strength, or proven independence; the tests below look
//! at uniformity, neighbouring addresses and avalanche.

use std::convert::Infallible;

use rand::TryRng;

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
const CHILD: u64 = 0xD1B5_4A32_D192_ED03;

/// Stafford's variant 13 of the 64-bit finaliser.
#[inline]
const fn mix13(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Evensen's `moremur` finaliser.
#[inline]
const fn moremur(mut z: u64) -> u64 {
    z = (z ^ (z >> 27)).wrapping_mul(0x3C79_AC49_2BA7_B653);
    z = (z ^ (z >> 33)).wrapping_mul(0x1C69_B3F7_4AC4_AE35);
    z ^ (z >> 27)
}

/// What a draw is for. Each model numbers its purposes once and never reuses a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purpose(pub u32);

/// Where an entity stands: a hash of its path, the same in every run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address(u64);

impl Address {
    /// The address of a path such as `a/b-2/c-7` within a `kind` of entities.
    #[must_use]
    pub fn of(kind: &str, path: &str) -> Self {
        let mut state = mix13(GOLDEN ^ kind.len() as u64);
        for bytes in kind.as_bytes().chunks(8).chain(path.as_bytes().chunks(8)) {
            let mut word = [0_u8; 8];
            word[..bytes.len()].copy_from_slice(bytes);
            state = mix13(moremur(state ^ u64::from_le_bytes(word)).wrapping_add(GOLDEN.wrapping_mul(bytes.len() as u64)));
        }
        Self(state)
    }

    /// The address of the `number`-th entity below this one.
    #[must_use]
    pub const fn child(self, number: u64) -> Self {
        Self(mix13(self.0 ^ moremur(number.wrapping_add(1).wrapping_mul(CHILD))))
    }
}

/// The root of one run's random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root(u64);

impl Root {
    /// The root of replication `replication` under `seed`.
    #[must_use]
    pub const fn new(seed: u64, replication: u32) -> Self {
        let seeded = mix13(seed.wrapping_add(GOLDEN));
        Self(mix13(seeded ^ moremur((replication as u64).wrapping_add(1).wrapping_mul(CHILD))))
    }

    /// The random numbers of the entity at `address`.
    #[inline]
    #[must_use]
    pub const fn luck(self, address: Address) -> Luck {
        Luck(mix13(moremur(self.0 ^ address.0).wrapping_add(self.0)))
    }
}

/// The random numbers of one entity in one run: every number it will ever need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Luck(u64);

impl Luck {
    /// Nobody's random numbers; for slots that are not in use.
    pub const NONE: Self = Self(0);

    /// The number that it is told by: entities with different random numbers have different ones.
    #[inline]
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The random numbers of the `number`-th entity that this one brings forth (an occurrence of a source).
    #[inline]
    #[must_use]
    pub const fn child(self, number: u32) -> Self {
        Self(mix13(moremur(self.0.wrapping_add((number as u64 + 1).wrapping_mul(CHILD)))))
    }

    /// 64 random bits for (`purpose`, `index`).
    #[inline]
    #[must_use]
    pub const fn bits(self, purpose: Purpose, index: u32) -> u64 {
        moremur(self.place(purpose, index))
    }

    /// A uniform variate strictly between 0 and 1 for (`purpose`, `index`), in steps of 2⁻⁵³ shifted by half a step.
    #[inline]
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    pub const fn uniform(self, purpose: Purpose, index: u32) -> f64 {
        ((self.bits(purpose, index) >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A generator that starts with the bits at (`purpose`, `index`), for variates that take an unknown number of draws.
    #[inline]
    #[must_use]
    pub const fn stream(self, purpose: Purpose, index: u32) -> Stream {
        Stream(self.place(purpose, index))
    }

    /// Where (`purpose`, `index`) stands on the Weyl sequence.
    #[inline]
    const fn place(self, purpose: Purpose, index: u32) -> u64 {
        let step = (((purpose.0 as u64) << 32) | index as u64).wrapping_add(1);
        self.0.wrapping_add(step.wrapping_mul(GOLDEN))
    }
}

/// A sequence that starts at an address: its own Weyl steps, each through the finaliser of single draws.
#[derive(Clone, Debug)]
pub struct Stream(u64);

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|word| (word >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let word = moremur(self.0);
        self.0 = self.0.wrapping_add(CHILD);
        Ok(word)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}
