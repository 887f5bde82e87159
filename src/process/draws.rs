//! The purposes of draws. A number is given once and never used for anything else: the same scenario under a later
//! version meets the same random numbers. Numbers 50 to 52, 62 and 115 are those of the place (`world::settlement`).

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
/// Which household an occurrence strikes, or near which one it is. Entity: the issue.
pub const HOUSEHOLD: Purpose = Purpose(25);
/// When it would be gone by itself. Entity: the issue.
pub const HEALS: Purpose = Purpose(30);
/// Whether it would become an incident at all. Entity: the issue.
pub const WORSENS: Purpose = Purpose(31);
/// When it would become an incident. Entity: the issue.
pub const WORSENS_AFTER: Purpose = Purpose(32);
/// Whether it is reported. Entity: the issue.
pub const REPORTED: Purpose = Purpose(33);
/// Time to its report. Entity: the issue.
pub const REPORT_DELAY: Purpose = Purpose(34);
/// By which channel it is reported. Entity: the issue.
pub const CHANNEL: Purpose = Purpose(35);
/// Whether a sensor sees it. Entity: the issue.
pub const SENSED: Purpose = Purpose(36);
/// Time until the sensor's signal is read. Entity: the issue.
pub const SENSOR_DELAY: Purpose = Purpose(37);
/// Whether somebody who passes by finds it; index: how many have passed by. Entity: the issue.
pub const FOUND: Purpose = Purpose(38);
/// Whether it goes to a wrong department; index: level and times reopened. Entity: the issue.
pub const MISROUTED: Purpose = Purpose(40);
/// To which wrong department; index: level and times reopened. Entity: the issue.
pub const WRONG_DEPARTMENT: Purpose = Purpose(41);
/// Work of finding out that a department is not in charge; index: level and times reopened. Entity: the issue.
pub const SORTING: Purpose = Purpose(42);
/// Whether a unit drops it; index: level and attempt. Entity: the issue.
pub const DROPPED: Purpose = Purpose(43);
/// Whether a member declines it; index: level and attempt. Entity: the issue.
pub const DECLINED: Purpose = Purpose(44);
/// Whether a meeting unblocks it; index: number of the meeting. Entity: the issue.
pub const UNBLOCKED: Purpose = Purpose(45);
/// Whether the reporter hears back. Entity: the issue.
pub const INFORMED: Purpose = Purpose(46);
/// Whether the reporter is satisfied. Entity: the issue.
pub const SATISFIED: Purpose = Purpose(47);
/// Whether a dissatisfied reporter petitions; index: 0 at the end of the record, else how often the household has waited. Entity: the issue.
pub const PETITION: Purpose = Purpose(48);
/// Whether a fix does not last. Entity: the issue.
pub const RECURS: Purpose = Purpose(49);
/// Time until a fixed issue recurs. Entity: the issue.
pub const RECURS_AFTER: Purpose = Purpose(53);
/// Whether the finder of a case deals with it on the spot. Entity: the issue.
pub const ON_THE_SPOT: Purpose = Purpose(70);
/// Whether its work is done at once when somebody first deals with it. Entity: the issue.
pub const INSTANT: Purpose = Purpose(87);
/// How many visits an attempt takes; index: level and attempt. Entity: the issue.
pub const VISITS: Purpose = Purpose(85);
/// Time between two visits of an attempt; index: level, attempt and visit. Entity: the issue.
pub const BETWEEN_VISITS: Purpose = Purpose(86);
/// Time from a return to work to the next absence; index: number of the absence. Entity: the person.
pub const PRESENT: Purpose = Purpose(80);
/// Whether a moment of absence is one of the rate in force; index: number of the absence. Entity: the person.
pub const GOES_AWAY: Purpose = Purpose(81);
/// Length of an absence; index: number of the absence. Entity: the person.
pub const AWAY: Purpose = Purpose(82);
/// How motivated a successor is. Entity: the successor.
pub const SUCCESSOR_MOTIVATION: Purpose = Purpose(83);
/// Time to the next task of a rate; index: number of the task. Entity: the sender at a unit.
pub const TASK_INTERVAL: Purpose = Purpose(90);
/// Whose task it is, of all people who are ever there; index: number of the task. Entity: the sender at a unit.
pub const TASK_PERSON: Purpose = Purpose(91);
/// Whether the entry rule refuses a task. Entity: the task.
pub const KEPT_OUT: Purpose = Purpose(92);
/// How many copies of a task come. Entity: the task.
pub const COPIES: Purpose = Purpose(93);
/// Work content of a task. Entity: the copy.
pub const TASK_WORK: Purpose = Purpose(94);
/// Whether a task is done on paper alone. Entity: the copy.
pub const COPED: Purpose = Purpose(95);
/// Whether a task is clear. Entity: the copy.
pub const CLEAR: Purpose = Purpose(96);
/// Whether what was done about its cause prevents it. Entity: the issue.
pub const PREVENTED: Purpose = Purpose(116);
/// Work on a cause. Entity: the unit, the building, the category and how often it was done before.
pub const CLASS_CASE_WORK: Purpose = Purpose(117);
/// Whether an inspection finds a task that was done on paper alone; index: the inspection. Entity: the copy.
pub const PAPER_FOUND: Purpose = Purpose(120);
/// How long an issue that goes up is on its way; index: level it leaves and levels left for higher ones. Entity: the issue.
pub const HOP_DELAY: Purpose = Purpose(100);
/// Whether an issue that goes up is seen as severe as before; index: as above. Entity: the issue.
pub const SIGNAL_KEPT: Purpose = Purpose(101);
/// Whether a case that comes down is taken up at once; index: as above. Entity: the issue.
pub const FORCE_KEPT: Purpose = Purpose(102);
/// Whether a unit sends an issue back down; index: as above, of the way up. Entity: the issue.
pub const SENT_BACK: Purpose = Purpose(103);
/// How long a summons is on its way. Entity: the department's part.
pub const SUMMONS_DELAY: Purpose = Purpose(104);
/// Whether a summons reaches the department. Entity: the department's part.
pub const SUMMONS_KEPT: Purpose = Purpose(105);
/// Whether a unit that takes it orders a unit below to do something about it; index: level. Entity: the issue.
pub const ORDERED: Purpose = Purpose(106);
/// Work on what is ordered. Entity: the order.
pub const ORDER_WORK: Purpose = Purpose(107);
/// Whether what is ordered settles the issue; index: level of the unit that orders. Entity: the issue.
pub const ORDER_SETTLES: Purpose = Purpose(108);
/// Which departments it needs. Entity: the issue.
pub const DEPARTMENTS: Purpose = Purpose(140);
/// Whether a department answers; index: level of the unit that calls, and whether it is chased. Entity: the issue and the department.
pub const RESPONDS: Purpose = Purpose(141);
/// Whether a department sends a call back; index: how often it has. Entity: the issue and the department.
pub const CALL_RETURNED: Purpose = Purpose(142);
/// Work of finding out that it does; index: as above. Entity: the issue and the department.
pub const CALL_SORTING: Purpose = Purpose(143);
/// Work of the part of a department. Entity: the issue and the department.
pub const ASSIST_WORK: Purpose = Purpose(144);
/// Work of dispatching a ticket at a command centre; index: how often it was dispatched before. Entity: the issue.
pub const DISPATCH_WORK: Purpose = Purpose(145);
/// What a dispatcher takes it for. Entity: the issue.
pub const DISPATCH_MISTAKE: Purpose = Purpose(146);
/// Whether a meeting gives it a leader; index: number of the meeting. Entity: the issue.
pub const ASSIGNED: Purpose = Purpose(147);
/// Whether a meeting orders it down; index: as above. Entity: the issue.
pub const ORDERED_DOWN: Purpose = Purpose(148);
/// When in the cadence the rounds of a territory are; index: the round. Entity: its first building, or the member.
pub const ROUND_PHASE: Purpose = Purpose(60);
/// Whether a planned stop is made; index: number of the stop. Entity: the person.
pub const STOP_MADE: Purpose = Purpose(61);
/// Whether points move somebody, and when they begin to. Entity: the person.
pub const TAKES_PART: Purpose = Purpose(130);
/// When in the month a trivial report is made up; index: which of all that the person may make up. Entity: the person.
pub const TRIVIAL_AT: Purpose = Purpose(131);
/// Whether it is made up at all; index: as above. Entity: the person.
pub const TRIVIAL_MADE: Purpose = Purpose(132);
/// Hands-on work on it; index: as above. Entity: the person.
pub const TRIVIAL_WORK: Purpose = Purpose(133);
/// Whether an audit finds it; index: as above. Entity: the person.
pub const TRIVIAL_FOUND: Purpose = Purpose(134);
/// Whether an audit finds a closing on paper; index: level, times reopened and attempt. Entity: the issue.
pub const FALSE_CLOSING_FOUND: Purpose = Purpose(135);
