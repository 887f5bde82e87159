"use strict";
// What was at an instant: the rows of both logs up to it, counted. Snapshots every some thousand rows make going back cheap.

const data = JSON.parse(document.getElementById("data").textContent);
const say = (key, values = {}) => (data.words[key] ?? key).replace(/\{([\w.]+)\}/g, (_, name) => values[name] ?? "");
const knows = (key) => key in data.words;

/** The last parts of a path: what a reader needs to tell it from its neighbours. */
const short = (path, parts = 2) => path.split("/").slice(-parts).join("/");

/** A column: base64, seven bits a byte, zigzag, differences. */
function unpack(text) {
    if (typeof text !== "string") return text;
    const numbers = [];
    let number = 0, scale = 1, value = 0;
    for (const letter of atob(text)) {
        const byte = letter.charCodeAt(0);
        [number, scale] = [number + (byte & 127) * scale, scale * 128];
        if (byte > 127) continue;
        value += number % 2 ? -(number + 1) / 2 : number / 2;
        numbers.push(value);
        [number, scale] = [0, 1];
    }
    return Int32Array.from(numbers);
}

const issues = data.issues;
for (const name of ["category", "severity", "needs", "spot", "recurs", "differs"]) issues[name] = unpack(issues[name]);
const total = issues.key.length;

// Where the record has an issue.
const NOWHERE = 0, UNKNOWN = 1, QUEUE = 2, HAND = 3, OUTSIDE = 4, WAY = 5, PAPER = 6, DROPPED = 7;
// What is true of it.
const PRESENT = 1, INCIDENT = 2;

/** What each activity changes of an issue; an unknown one changes nothing. */
const CLOSED = { place: PAPER, open: 0, limit: 0 }, ENDED = { place: DROPPED, open: 0, limit: 0 }, LEFT = { place: WAY, limit: 0 }, QUEUED = { place: QUEUE, limit: 0 };
const EFFECTS = {
    occurred: { there: PRESENT, place: UNKNOWN }, turned_incident: { there: INCIDENT },
    fixed: { there: 0 }, fixed_with_cause: { there: 0 }, self_resolved: { there: 0 }, prevented: { there: 0 },
    became_known: { ...QUEUED, open: 1 }, arrived: { ...QUEUED, open: 1 }, queued: QUEUED, handed_over: QUEUED, returned: QUEUED,
    started: { place: HAND, limit: 0 }, resumed: { place: HAND, limit: 0 }, waited_outside: { place: OUTSIDE },
    whistled: { place: OUTSIDE, limit: 0 }, escalated: LEFT, transferred: LEFT, set_out: LEFT, lost: ENDED, rejected: ENDED, closed: CLOSED, closed_with_cause: CLOSED,
    reopened: { open: 1 }, petitioned: { open: 1 }, turned_green: { light: 0 }, turned_yellow: { light: 1 }, turned_red: { light: 2 },
};
/** What happens at another unit than the one that has the issue. */
const ELSEWHERE = new Set(["chased", "call_returned"]);
/** After which an issue stands last in its queue. */
const QUEUES = new Set(["became_known", "arrived", "queued", "handed_over", "returned"]);
/** What is counted from the beginning of what is shown on. */
const COUNTED = { escalated: ["up", 1], fixed: ["fixed", 1], fixed_with_cause: ["fixed", 1], closed: ["closed", 1], closed_with_cause: ["closed", 1], reopened: ["closed", -1] };

const SNAPSHOT_ROWS = 4096;
const COLUMNS = ["place", "there", "open", "light", "unit", "since", "limit"];

function empty() {
    const bytes = () => new Uint8Array(total), wide = () => new Int32Array(total);
    return { row: 0, place: bytes(), there: bytes(), open: bytes(), light: bytes(), unit: wide(), since: wide(), limit: wide(), closed: 0, up: 0, fixed: 0 };
}

const copy = (state) => ({ ...state, ...Object.fromEntries(COLUMNS.map((name) => [name, state[name].slice()])) });

/** One policy: its rows, and the state that they lead to. */
class Side {
    constructor(raw, number) {
        Object.assign(this, { number, title: raw.title, policy: raw.policy, isSupervised: raw.supervised, units: raw.units });
        this.unitLevel = unpack(raw.unitLevel);
        this.grids = unpack(raw.grids);
        this.due = unpack(raw.due);
        const rows = raw.events, people = raw.people;
        [this.t, this.issue, this.what, this.unit, this.who, this.limit] = ["t", "issue", "what", "unit", "who", "limit"].map((name) => unpack(rows[name]));
        this.names = rows.names;
        this.effects = rows.names.map((name) => Object.entries(EFFECTS[name] ?? {}));
        this.rules = new Map();
        unpack(rows.fired).forEach((row, at) => this.rules.set(row, { rule: rows.rule[at], threshold: rows.threshold[at], value: rows.value[at] }));
        this.channels = new Map(rows.channel);
        this.people = { ...people, ...Object.fromEntries(["unit", "t", "who", "does"].map((name) => [name, unpack(people[name])])) };
        this.account = Object.fromEntries(Object.entries(raw.account).map(([name, column]) => [name, unpack(column)]));
        this.rowsOf = Array.from({ length: total }, () => []);
        this.issue.forEach((k, row) => this.rowsOf[k].push(row));
        this.now = empty();
        this.cells = { row: 0, does: new Uint8Array(this.people.names.length).fill(6) };
        this.snapshots = [copy(this.now)];
    }

    /** Applies the next row. */
    step() {
        const now = this.now, row = now.row++, k = this.issue[row], what = this.what[row], t = this.t[row];
        if (!ELSEWHERE.has(this.names[what])) now.unit[k] = this.unit[row];
        for (const [column, value] of this.effects[what]) now[column][k] = value;
        if (QUEUES.has(this.names[what])) now.since[k] = t;
        if (this.limit[row]) now.limit[k] = t + this.limit[row] - 1;
        const counted = COUNTED[this.names[what]];
        if (counted && t >= data.from) now[counted[0]] += counted[1];
        if (now.row === this.snapshots.length * SNAPSHOT_ROWS) this.snapshots.push(copy(now));
    }

    /** Goes to instant `t`: all rows up to and at it have happened. */
    seek(t) {
        if (this.now.row > 0 && this.t[this.now.row - 1] > t) {
            let snapshot = this.snapshots.length - 1;
            while (snapshot > 0 && this.t[this.snapshots[snapshot].row - 1] > t) snapshot--;
            this.now = copy(this.snapshots[snapshot]);
        }
        while (this.now.row < this.t.length && this.t[this.now.row] <= t) this.step();
        const people = this.people;
        if (this.cells.row > 0 && people.t[this.cells.row - 1] > t) { this.cells.row = 0; this.cells.does.fill(6); }
        for (let row = this.cells.row; people.t[row] <= t; this.cells.row = ++row) this.cells.does[people.who[row]] = people.does[row];
        return this.now;
    }

    /** Green, yellow, red of an issue at `t`: 0, 1, 2; 3 without a light. Where nobody supervises, red is past the due time. */
    light(k, t) {
        const now = this.now;
        if (this.isSupervised && this.due[k]) return now.open[k] || now.light[k] ? now.light[k] : 3;
        return this.due[k] && t >= this.due[k] ? 2 : 3;
    }

    /** What is counted at `t`. */
    counts(t) {
        const now = this.now;
        const found = { open: 0, recorded: 0, closed: Math.max(now.closed, 0), paper: 0, up: now.up, red: 0, unknown: 0, fixed: now.fixed };
        for (let k = 0; k < total; k++) {
            const isThere = now.there[k] > 0;
            found.open += isThere;
            found.recorded += now.open[k];
            found.paper += isThere && now.place[k] === PAPER && !now.open[k];
            found.unknown += isThere && now.place[k] === UNKNOWN;
            found.red += (isThere || now.open[k] > 0) && this.light(k, t) === 2;
        }
        return found;
    }

    countsAt(t) {
        this.seek(t);
        return this.counts(t);
    }

    /** What happened at `row`, in words. */
    words(row) {
        const name = this.names[this.what[row]], unit = short(this.units[this.unit[row]]);
        const person = this.who[row] ? short(this.people.names[this.who[row] - 1], 3) : unit;
        const channel = this.channels.get(row);
        const by = channel && say(knows("by." + channel) ? "by." + channel : "by.other", { unit });
        return say(knows("is." + name) ? "is." + name : "is.other", { unit, person, channel: by, rule: this.rule(row), activity: name });
    }

    /** The rule that fired at `row`, in words; empty where none did. */
    rule(row) {
        const fired = this.rules.get(row);
        if (!fired) return "";
        const write = /wait_limit|silence|meeting/.test(fired.rule) ? length : (value) => String(Math.round(value * 100) / 100);
        const key = knows("rule." + fired.rule) ? "rule." + fired.rule : "rule.other";
        return say(key, { rule: fired.rule, threshold: write(fired.threshold), value: write(fired.value) });
    }
}

/** A length of time in its two largest units. */
function length(seconds) {
    const rest = Math.max(0, Math.round(seconds));
    const n = { d: Math.floor(rest / 86400), h: Math.floor(rest / 3600) % 24, min: Math.floor(rest / 60) % 60, s: rest % 60 };
    const units = Object.keys(n), first = Math.max(0, units.findIndex((unit) => n[unit] > 0 || unit === "s"));
    return units.slice(first, first + 2).filter((unit, at) => at === 0 || n[unit] > 0).map((unit) => say("length." + unit, { n: n[unit] })).join(" ");
}

const locale = data.language.startsWith("zh") ? "zh-CN" : "en-GB";
const dated = (more) => new Intl.DateTimeFormat(locale, { timeZone: data.zone, day: "numeric", month: "short", ...more });
const timed = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const clock = dated({ ...timed, weekday: "short", year: "numeric" }), shortClock = dated(timed), dayClock = dated({});
const civil = (t, form = clock) => form.format(new Date((data.start + t) * 1000));

const LAST = data.until - 1;
const sides = data.sides.map((raw, number) => new Side(raw, number));

/** What can be stepped to, in order of time. */
const KINDS = ["up", "red", "incident", "paper", "differ", "caption"];
const steps = Object.fromEntries(Object.entries(data.moments).map(([name, column]) => [name, unpack(column)]));
const moments = Array.from(steps.t, (t, at) => ({ t, kind: KINDS[steps.kind[at]], side: steps.side[at], issue: steps.issue[at], row: steps.row[at] }));
const curves = data.curves.map((side) => Object.fromEntries(Object.entries(side).map(([name, column]) => [name, unpack(column)])));
