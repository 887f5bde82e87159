//! The links by which an issue hangs in the lists of queues.

/// No neighbour.
pub(super) const NONE: u32 = u32::MAX;

/// In no age list, though in a queue: a task, which no limit of a wait concerns.
pub(super) const AGELESS: u32 = u32::MAX - 1;

/// An issue's neighbours in the list of its band (or the resumed or ready list it is in) and in the age list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Links {
    pub(super) before: u32,
    pub(super) after: u32,
    pub(super) older: u32,
    pub(super) younger: u32,
}

impl Links {
    /// In no list.
    pub const FREE: Self = Self { before: NONE, after: NONE, older: NONE, younger: NONE };
}
