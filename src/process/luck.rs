//! The purposes of draws. A number is given once and never used for anything else: the same scenario under a later
//! version meets the same luck.

use crate::engine::Purpose;

/// Time to the next occurrence of a stream; index: number of the occurrence. Entity: the stream.
pub const INTERARRIVAL: Purpose = Purpose(1);
/// Category of an occurrence. Entity: the issue.
pub const CATEGORY: Purpose = Purpose(2);
/// Work content of an attempt; index: level and attempt. Entity: the issue.
pub const WORK: Purpose = Purpose(3);
/// Success of an attempt; index: level and attempt. Entity: the issue.
pub const SUCCESS: Purpose = Purpose(4);
/// Whether an attempt meets an external wait; index: level and attempt. Entity: the issue.
pub const EXTERNAL_WAIT: Purpose = Purpose(5);
/// Length of the external wait; index: level and attempt. Entity: the issue.
pub const EXTERNAL_WAIT_LENGTH: Purpose = Purpose(6);
/// Lowest level with the authority. Entity: the issue.
pub const DIFFICULTY: Purpose = Purpose(8);
/// What triage takes it for; index: level. Entity: the issue.
pub const TRIAGE: Purpose = Purpose(9);
/// Drawn wait limit; index: level and attempt. Entity: the issue.
pub const PATIENCE: Purpose = Purpose(7);
