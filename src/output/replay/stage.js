// What is drawn: the ladder of a policy with its issues and people, the map, and the curves.

const INK = "#14202e", SOFT = "#4a5766", LINE = "#d5dbe2", BAND = "#f6f8fa";
const POLICY = ["#1d4f91", "#a63d00"];
/** By style: green, yellow, red, no light, incident, unknown. */
const LIGHTS = ["#1b7f4b", "#e0a100", "#c81e1e", "#5b6b7d", "#7a0b0b", "#a7b1bd"];
const CELLS = ["#c3cbd4", "#5b6b7d", "#14202e", "#0b7285", "#b07408", "#7048a8"];
const FONT = getComputedStyle(document.documentElement).fontFamily;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
/** Beyond so many issues no mark has a line for its limit; marks with a smaller radius are squares. */
const MOST_LIMITS = 1500, SMALL = 2.2;

/** A canvas as large as its box, in device pixels; the context measures in CSS pixels. */
function fitted(canvas) {
    const ratio = Math.max(window.devicePixelRatio || 1, canvas.style.width ? 2 : 1), [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const [wide, high] = [width, height].map((size) => Math.round(size * ratio));
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    return [context, width, height];
}

function write(context, text, x, y, { size = 13, color = INK, weight = 400, align = "left", most } = {}) {
    Object.assign(context, { font: `${weight} ${size}px ${FONT}`, fillStyle: color, textAlign: align, textBaseline: "middle" });
    let shown = text;
    while (most && shown.length > 2 && context.measureText(shown).width > most) shown = shown.slice(0, -2) + "…";
    context.fillText(shown, x, y);
}

function box(context, color, ...place) {
    context.fillStyle = color;
    context.fillRect(...place);
}

function circle(context, color, x, y, r) {
    Object.assign(context, { strokeStyle: color, lineWidth: 3 });
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
    context.stroke();
}

/** The outline of a mark: a disc, yellow a diamond, red a triangle, an incident a star, so that colour is never alone. */
function outline(context, shape, x, y, r) {
    const points = shape === 4 ? 10 : shape === 2 ? 3 : shape === 1 ? 4 : 0;
    if (points === 0) {
        context.moveTo(x + r, y);
        return context.arc(x, y, r, 0, 2 * Math.PI);
    }
    for (let point = 0; point < points; point++) {
        const angle = -Math.PI / 2 + point * 2 * Math.PI / points;
        const reach = shape === 4 ? r * (point % 2 ? 0.55 : 1.35) : r * (shape === 2 ? 1.25 : 1.15);
        const [px, py] = [x + reach * Math.cos(angle), y + reach * Math.sin(angle) + (shape === 2 ? r * 0.2 : 0)];
        context[point ? "lineTo" : "moveTo"](px, py);
    }
    context.closePath();
}

/** What a cell of a person looks like: by colour and by form. */
function cell(context, does, x, y, size) {
    const inner = Math.max(0.5, size - Math.max(1, size * 0.2)), edge = Math.max(0, inner - 1), half = inner / 2;
    Object.assign(context, { fillStyle: CELLS[does], strokeStyle: CELLS[does], lineWidth: Math.max(1, size * 0.14) });
    context.beginPath();
    if (does === 0) context.rect(x + inner * 0.3, y + inner * 0.3, Math.max(1, inner * 0.4), Math.max(1, inner * 0.4));
    else if (does === 2) context.rect(x, y, inner, inner);
    else if (does === 3) context.arc(x + half, y + half, half, 0, 2 * Math.PI);
    else if (does === 5) outline(context, 2, x + half, y + half, half * 0.8);
    else context.strokeRect(x + 0.5, y + 0.5, edge, edge);
    if (does === 4) context.rect(x, y + half, inner, half);
    context.fill();
}

/** The largest cell, up to `most`, with which `n` cells fill no more than `width` by `height`. */
function cellSize(n, width, height, most) {
    for (let size = most; size > 2; size -= size > 8 ? 1 : 0.5) {
        if (Math.ceil(n / Math.max(1, Math.floor(height / size))) * size <= width) return size;
    }
    return 2;
}

/** The ladder of one policy: levels as lanes, the highest on top, and below them what no office has. */
class Stage {
    constructor(canvas, side) {
        Object.assign(this, { canvas, side, x: new Float32Array(total), y: new Float32Array(total), r: new Float32Array(total) });
        this.alpha = new Float32Array(total);
        this.style = new Int8Array(total).fill(-1);
        this.goal = { x: new Float32Array(total), y: new Float32Array(total), r: new Float32Array(total), shown: new Uint8Array(total) };
        this.staff = data.levels.map(() => []);
        side.people.unit.forEach((unit, person) => this.staff[side.unitLevel[unit]].push(person));
        this.lanes = data.levels.map((_, level) => level).filter((level) => sides.some((side) => side.unitLevel.includes(level))).reverse();
    }

    /** Where everything stands on a canvas of this size. */
    measure(width, height) {
        const isNarrow = width < 460, head = 20, label = isNarrow ? 64 : 132, people = Math.min(isNarrow ? 64 : 190, width * 0.22);
        const lane = (height - head) / (this.lanes.length + 0.9), body = width - label - people - 12;
        const zone = (from, to) => [label + body * from, body * (to - from) - 8];
        return {
            head, label, lane, people: [width - people, people], isNarrow,
            top: (level) => head + this.lanes.indexOf(level) * lane,
            ground: head + this.lanes.length * lane,
            zones: { [QUEUE]: zone(0, 0.46), [WAY]: zone(0, 0.46), [HAND]: zone(0.46, 0.62), [OUTSIDE]: zone(0.62, 0.81), [PAPER]: zone(0.81, 1), [UNKNOWN]: zone(0, 0.67), [DROPPED]: zone(0.67, 1) },
        };
    }

    /** Gives every issue that is there, or open on the record, its place at `t`. */
    arrange(width, height, t) {
        const { side, goal } = this, now = side.now;
        const form = this.form = this.measure(width, height), buckets = new Map();
        this.waiting = new Map();
        goal.shown.fill(0);
        for (let k = 0; k < total; k++) {
            const isThere = now.there[k] > 0;
            if (!isThere && !now.open[k]) continue;
            let place = now.place[k];
            if (now.open[k] && (place === PAPER || place === DROPPED)) place = QUEUE;
            if (place === NOWHERE) continue;
            const level = side.unitLevel[now.unit[k]], key = place === UNKNOWN || place === DROPPED ? place : place * 32 + level;
            buckets.set(key, buckets.get(key) ?? { place, level, members: [] }).get(key).members.push(k);
            goal.shown[k] = 1;
            const shape = now.there[k] === INCIDENT ? 4 : side.light(k, t);
            this.style[k] = place === UNKNOWN && shape === 3 ? 5 : shape + (now.open[k] ? 0 : 8);
        }
        for (const { place, level, members } of buckets.values()) {
            const isGround = place === UNKNOWN || place === DROPPED;
            if (place === QUEUE) {
                members.sort((one, other) => now.since[one] - now.since[other] || one - other);
                this.waiting.set(level, members);
            }
            const [left, room] = form.zones[place], top = (isGround ? form.ground : form.top(level)) + (place === WAY ? 0 : isGround ? 22 : 6);
            const high = place === WAY ? 12 : isGround ? form.lane * 0.9 - 26 : form.lane - 12;
            const size = cellSize(members.length, room, high, Math.min(form.isNarrow ? 14 : 24, high)), rows = Math.max(1, Math.floor(high / size));
            members.forEach((k, index) => {
                goal.x[k] = left + (Math.floor(index / rows) + 0.5) * size;
                goal.y[k] = top + high - (index % rows + 0.5) * size;
                goal.r[k] = Math.max(1, size * (0.17 + 0.055 * issues.severity[k]));
            });
        }
    }

    /** Moves the marks towards their places; whether any still moves. */
    move(elapsed) {
        const { goal } = this, step = calm.matches || elapsed > 400 ? 1 : 1 - Math.exp(-elapsed / 110);
        let moves = false;
        for (let k = 0; k < total; k++) {
            if (!goal.shown[k] && this.alpha[k] === 0) continue;
            if (this.alpha[k] === 0) { this.x[k] = goal.x[k]; this.y[k] = goal.y[k]; this.r[k] = goal.r[k]; }
            const far = Math.abs(goal.x[k] - this.x[k]) + Math.abs(goal.y[k] - this.y[k]) + Math.abs(goal.shown[k] - this.alpha[k]);
            const share = far < 0.5 ? 1 : step;
            this.x[k] += (goal.x[k] - this.x[k]) * share;
            this.y[k] += (goal.y[k] - this.y[k]) * share;
            this.r[k] += (goal.r[k] - this.r[k]) * share;
            this.alpha[k] += (goal.shown[k] - this.alpha[k]) * share;
            if (this.alpha[k] < 0.02) this.alpha[k] = 0;
            moves ||= share < 1;
        }
        return moves;
    }

    draw(t, elapsed, chosen) {
        const [context, width, height] = fitted(this.canvas), styles = new Map();
        this.arrange(width, height, t);
        const moves = this.move(elapsed);
        this.background(context, width, t);
        for (let k = 0; k < total; k++) {
            const style = this.style[k];
            if (this.alpha[k] === 0) continue;
            styles.set(style, styles.get(style) ?? []).get(style).push(k);
        }
        for (const [style, members] of styles) this.marks(context, style, members);
        this.limits(context, t);
        this.staffCells(context);
        if (chosen >= 0 && this.alpha[chosen] > 0) this.ring(context, chosen, width, height);
        return moves;
    }

    background(context, width, t) {
        const form = this.form, heading = { size: form.isNarrow ? 10 : 12, color: SOFT };
        for (const [place, word] of [[QUEUE, "zone.queue"], [HAND, "zone.hand"], [OUTSIDE, "zone.outside"], [PAPER, "zone.paper"]]) {
            write(context, say(word), form.zones[place][0], 9, { ...heading, most: form.zones[place][1] + 7 });
        }
        write(context, say("zone.people"), form.people[0], 9, { ...heading, most: form.people[1] });
        const label = { most: form.label - 8 };
        this.lanes.forEach((level, index) => {
            const top = form.top(level);
            box(context, index % 2 ? "#fff" : BAND, 0, top, width, form.lane);
            box(context, LINE, 0, top, width, 1);
            for (const place of [HAND, OUTSIDE, PAPER]) context.fillRect(form.zones[place][0] - 7, top + 6, 1, form.lane - 12);
            const middle = top + form.lane / 2, waiting = this.waiting.get(level) ?? [];
            write(context, data.levels[level], 4, middle - 15, { ...label, weight: 650, size: form.isNarrow ? 12 : 15 });
            write(context, say("lane.waiting", { n: waiting.length }), 4, middle + 3, { ...label, size: 12, color: waiting.length ? INK : SOFT });
            const ends = waiting.map((k) => this.side.now.limit[k]).filter((limit) => limit > t);
            if (ends.length && form.lane > 50) write(context, say("lane.next", { time: length(Math.min(...ends) - t) }), 4, middle + 19, { ...label, size: 11, color: SOFT });
        });
        box(context, "#e9edf1", 0, form.ground, width, form.lane * 0.9);
        write(context, say("lane.ground"), 4, form.ground + form.lane * 0.45, { ...label, weight: 650, size: form.isNarrow ? 12 : 15 });
        write(context, say("zone.unknown"), form.zones[UNKNOWN][0], form.ground + 11, { ...heading, most: form.zones[UNKNOWN][1] });
        write(context, say("zone.dropped"), form.zones[DROPPED][0], form.ground + 11, { ...heading, most: form.zones[DROPPED][1] });
    }

    /** All marks of one style: colour and shape by light, hollow without anybody on the record. */
    marks(context, style, members) {
        const shape = style & 7, isHollow = style >= 8, color = LIGHTS[shape];
        // too small to show a shape, and so many that paths would take too long
        for (const k of members) if (this.r[k] < SMALL) box(context, color, this.x[k] - this.r[k], this.y[k] - this.r[k], 2 * this.r[k], 2 * this.r[k]);
        Object.assign(context, { fillStyle: isHollow ? "#fff" : color, strokeStyle: color, lineWidth: 1.8 });
        const mark = (drawn, alpha) => {
            context.globalAlpha = alpha;
            context.beginPath();
            for (const k of drawn) outline(context, shape, this.x[k], this.y[k], this.r[k]);
            context.fill();
            if (isHollow) context.stroke();
            context.globalAlpha = 1;
        };
        const large = members.filter((k) => this.r[k] >= SMALL);
        mark(large.filter((k) => this.alpha[k] >= 0.98), 1);
        for (const k of large) if (this.alpha[k] < 0.98) mark([k], this.alpha[k]);
    }

    /** Below each mark in a queue, how much of its wait limit is left. */
    limits(context, t) {
        const now = this.side.now;
        for (const members of this.waiting.values()) {
            if (members.length > MOST_LIMITS) continue;
            for (const k of members) {
                const left = (now.limit[k] - t) / (now.limit[k] - now.since[k]);
                if (!(left > 0 && left <= 1) || this.r[k] < 2.5) continue;
                box(context, left < 0.2 ? "#c81e1e" : SOFT, this.x[k] - this.r[k], this.y[k] + this.r[k] + 1.5, 2 * this.r[k] * left, 1.5);
            }
        }
    }

    staffCells(context) {
        const form = this.form, does = this.side.cells.does;
        this.lanes.forEach((level) => {
            const present = this.staff[level].filter((person) => does[person] < 6);
            const size = cellSize(present.length, form.people[1] - 4, form.lane - 12, form.isNarrow ? 11 : 18), rows = Math.max(1, Math.floor((form.lane - 12) / size));
            present.forEach((person, index) => cell(context, does[person], form.people[0] + Math.floor(index / rows) * size, form.top(level) + 6 + index % rows * size, size));
        });
    }

    /** The chosen issue, lit on both sides. */
    ring(context, k, width, height) {
        const [x, y, r] = [this.x[k], this.y[k], this.r[k] + 6];
        circle(context, "#0b57d0", x, y, r);
        const text = `${issues.categories[issues.category[k]]} ${short(issues.place[k], 2)}`;
        context.font = `600 12px ${FONT}`;
        const wide = context.measureText(text).width + 10;
        const [left, top] = [Math.min(x + r + 4, width - wide - 2), Math.min(Math.max(y - r - 14, 2), height - 20)];
        box(context, "#0b57d0", left, top, wide, 18);
        write(context, text, left + 5, top + 9.5, { size: 12, color: "#fff", weight: 600 });
    }

    /** The issue whose mark is nearest to a point; -1 where none is near. */
    at(x, y) {
        let [found, least] = [-1, 14];
        for (let k = 0; k < total; k++) {
            const far = this.goal.shown[k] ? Math.hypot(this.x[k] - x, this.y[k] - y) - this.r[k] : Infinity;
            if (far < least) [found, least] = [k, far];
        }
        return found;
    }
}

const place = Object.assign(data.place, { community: unpack(data.place.community), x: unpack(data.place.x), y: unpack(data.place.y) });

/** The map of one policy: a box for each community, in it buildings joined by grid, with the issues that are there. */
function drawMap(canvas, side, chosen) {
    const [context, width, height] = fitted(canvas), boxes = place.communities.length, many = place.x.length > 200 || boxes > 6;
    const head = boxes > 12 || boxes < 2 ? 0 : 14, sizeWith = (columns) => Math.min(width / columns, height / Math.ceil(boxes / columns) - head) - 6;
    const columns = place.communities.reduce((best, _, tried) => (sizeWith(tried + 1) > sizeWith(best) ? tried + 1 : best), 1);
    const size = Math.max(8, sizeWith(columns)), margin = Math.min(size * 0.4, size * 0.08 + (many ? 2 : 4));
    const corner = (community, nth = place.boxes[community]) => [(width - columns * (size + 6)) / 2 + nth % columns * (size + 6) + 3, Math.floor(nth / columns) * (size + 6 + head) + head];
    place.communities.forEach((name, community) => {
        const [left, top] = corner(community);
        box(context, BAND, left, top, size, size);
        if (head) write(context, name, left, top - 6, { size: 11, color: SOFT, most: size });
    });
    const at = (spot, [left, top] = corner(place.community[spot])) => [left + margin + place.x[spot] / 1000 * (size - 2 * margin), top + margin + place.y[spot] / 1000 * (size - 2 * margin)];
    context.lineWidth = many ? 1 : 3;
    for (let spot = 1; spot < side.grids.length; spot++) {
        if (side.grids[spot] !== side.grids[spot - 1] || place.community[spot] !== place.community[spot - 1]) continue;
        context.strokeStyle = side.grids[spot] % 2 ? "#b9c6d4" : "#dcc29c";
        context.stroke(new Path2D(`M${at(spot - 1)}L${at(spot)}`));
    }
    const known = new Int32Array(place.x.length), unknown = new Int32Array(place.x.length);
    for (let k = 0; k < total; k++) if (side.now.there[k] && issues.spot[k]) (side.now.open[k] ? known : unknown)[issues.spot[k] - 1]++;
    const round = (spot, r) => { context.beginPath(); context.arc(...at(spot), r, 0, 2 * Math.PI); };
    // in a large place a building is a point, darker the more is there, coloured where an office knows
    const unit = many ? Math.min(1.4, size / 60) : 2.6;
    context.lineWidth = many ? 0.6 : 1.4;
    for (let spot = 0; spot < place.x.length; spot++) {
        context.fillStyle = context.strokeStyle = SOFT;
        round(spot, many ? 0.5 : 1.4);
        context.fill();
        round(spot, unit * Math.sqrt(known[spot] + unknown[spot]) + (many ? 0 : 0.8));
        if (unknown[spot]) context.stroke();
        context.fillStyle = POLICY[side.number];
        round(spot, unit * Math.sqrt(known[spot]) + (many ? 0.6 : 0));
        if (known[spot]) context.fill();
    }
    if (chosen < 0 || !issues.spot[chosen]) return;
    circle(context, "#0b57d0", ...at(issues.spot[chosen] - 1), 9);
}

/** How the replications of both policies end, a stroke each, and among them the run on the left and the group's own. */
function drawEnding(canvas) {
    const [context, width] = fitted(canvas), label = Math.min(150, width * 0.3);
    const mine = sides.map((side) => side.countsAt(LAST));
    tree.endings.forEach(({ count, ends }, row) => {
        const all = [...ends.flat(), ...mine.map((counts) => counts[count])], [low, high] = [Math.min(...all), Math.max(...all)];
        const top = 10 + row * 62, x = (value) => label + 16 + (width - label - 56) * (value - low) / Math.max(1, high - low);
        write(context, say("count." + count), 0, top + 22, { weight: 650, most: label });
        for (const [value, beside, align] of [[low, -6, "right"], [high, 6, "left"]]) write(context, String(value), x(value) + beside, top + 22, { size: 11, color: SOFT, align });
        ends.forEach((values, number) => {
            context.globalAlpha = 0.2;
            for (const value of values) box(context, POLICY[number], x(value) - 1.5, top + 23 * number, 3, 20);
        });
        context.globalAlpha = 1;
        mine.forEach((counts, number) => {
            Object.assign(context, { fillStyle: number ? INK : POLICY[0], strokeStyle: "#fff", lineWidth: 2.5 });
            context.beginPath();
            outline(context, number ? 0 : 1, x(counts[count]), top + (number ? 33 : 10), number ? 9 : 7);
            context.fill();
            context.stroke();
        });
    });
    return tree.endings.map(({ count, ends: [left, right] }) => {
        const [own, other] = [mine[1][count], mine[0][count]];
        return { count: say("count." + count), mine: own, left: other, belowLeft: below(left, own), belowRight: below(right, own), all: left.length };
    });
}

/** Curves of both policies over time, with the instant that is shown. */
function drawCurve(canvas, name, dashed, t) {
    const [context, width, height] = fitted(canvas), [left, right, top, bottom] = [8, 40, 8, 18];
    const most = Math.max(4, ...curves.flatMap((side) => [...side[name]]));
    const x = (at) => left + (width - left - right) * (at - data.from) / (data.until - data.from);
    const y = (value) => height - bottom - (height - top - bottom) * value / most;
    box(context, LINE, left, y(0), width - left - right, 1);
    write(context, civil(data.from, dayClock), left, height - 8, { size: 11, color: SOFT });
    write(context, civil(data.until - 1, dayClock), width - right, height - 8, { size: 11, color: SOFT, align: "right" });
    const time = (sample) => data.from + (data.until - 1 - data.from) * sample / (curves[0].open.length - 1);
    const line = (values, color, dash, thick) => {
        Object.assign(context, { strokeStyle: color, lineWidth: thick });
        context.setLineDash(dash);
        context.beginPath();
        values.forEach((value, sample) => context.lineTo(x(time(sample)), y(value)));
        context.stroke();
        context.setLineDash([]);
    };
    const ends = curves.map((side) => y(side[name].at(-1)));
    if (Math.abs(ends[0] - ends[1]) < 14) ends[ends[0] < ends[1] ? 1 : 0] += 14 - Math.abs(ends[0] - ends[1]);
    curves.forEach((side, number) => {
        line(side[name], POLICY[number], [], 2.5);
        if (dashed) line(side[dashed], POLICY[number], [4, 4], 1.8);
        write(context, String(side[name].at(-1)), width - right + 5, Math.min(ends[number], height - bottom - 4), { size: 13, weight: 650, color: POLICY[number] });
    });
    box(context, "rgb(255 255 255 / 72%)", x(t), 0, width - right - x(t), height - bottom);
    box(context, INK, x(t) - 0.75, top - 6, 1.5, height - bottom - top + 6);
}
