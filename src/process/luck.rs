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
/// Whether it is closed on paper; index: level and attempt. Entity: the issue.
pub const FALSE_CLOSING: Purpose = Purpose(10);
/// Whether a false closing is noticed; index: level and attempt. Entity: the issue.
pub const NOTICE: Purpose = Purpose(11);
/// Time until a false closing is noticed; index: level and attempt. Entity: the issue.
pub const NOTICE_DELAY: Purpose = Purpose(12);
/// Drawn wait limit; index: level and attempt. Entity: the issue.
pub const PATIENCE: Purpose = Purpose(7);
/// Gamma factor of a day; index: number of the local day. Entity: what shares it, an entry of demand or a unit.
pub const DAY_FACTOR: Purpose = Purpose(20);
/// Whether an occurrence happens in spite of a lull. Entity: the issue.
pub const LULL: Purpose = Purpose(21);
/// Whether an occurrence is the first of a cluster. Entity: the issue.
pub const CLUSTER: Purpose = Purpose(22);
/// How many further issues a cluster has. Entity: its first issue.
pub const CLUSTER_SIZE: Purpose = Purpose(23);
/// When the further issues of a cluster occur; index: number of the further issue. Entity: the first issue.
pub const CLUSTER_SPREAD: Purpose = Purpose(24);
