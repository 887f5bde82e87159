// A group that decides: the run of each way to decide, put together from what the runs have in common, in place of the right side.

const tree = data.decide;
/** What the group has chosen so far, by decision; where it has not chosen, the first option holds. */
let chosen = [];

/** The rows of a thing in a run, as numbers in the columns of `table`. */
function variants(table) {
    for (const [name, column] of Object.entries(table)) table[name] = unpack(column);
    const lists = [], first = [];
    let row = 0;
    for (const many of table.of) {
        first.push(lists.length);
        for (let nth = 0; nth < many; nth++) {
            const common = nth ? lists.at(-1).slice(0, table.same[lists.length]) : [];
            lists.push(common.concat(Array.from({ length: table.more[lists.length] }, () => row++)));
        }
    }
    table.rowsOf = (thing, run) => lists[first[thing] + table.run[thing * table.runs + run]];
}

/** The right side of a run, with the columns of which a page without decisions has one each. */
function decidedSide(run) {
    const { rows, parts, heads, people } = tree, found = [], stretches = [], cells = [];
    for (let k = 0; k < total; k++) {
        found.push(...rows.rowsOf(k, run).map((row) => [k, row]));
        stretches.push(...parts.rowsOf(k, run).map((at) => [k, at]));
    }
    for (let thing = 0; thing < people.of.length; thing++) cells.push(...people.rowsOf(thing, run).map((at) => [Math.floor(thing / tree.weeks), at]));
    found.sort((one, other) => rows.t[one[1]] - rows.t[other[1]]);
    cells.sort((one, other) => people.t[one[1]] - people.t[other[1]]);
    const column = (table, name, list) => Int32Array.from(list, ([, at]) => table[name][at]);
    const columns = (table, names, list) => Object.fromEntries(names.map((name) => [name, column(table, name, list)]));
    const head = (name) => Int32Array.from({ length: total }, (_, k) => heads[name][heads.rowsOf(k, run)[0]]);
    const fired = found.flatMap(([, row], at) => (rows.fired[row] ? [[at, tree.fires[rows.fired[row] - 1]]] : []));
    const channel = found.flatMap(([, row], at) => (rows.channel[row] ? [[at, tree.channels[rows.channel[row] - 1]]] : []));
    const [rule, threshold, value] = [0, 1, 2].map((at) => fired.map(([, known]) => known[at]));
    const events = { ...columns(rows, ["t", "what", "unit", "who", "limit"], found), issue: found.map(([k]) => k), names: tree.names, fired: fired.map(([at]) => at), rule, threshold, value, channel };
    const raw = data.sides[1];
    const side = new Side({
        ...raw, title: say("decide.side"), due: head("due"), events,
        people: { ...raw.people, ...columns(people, ["t", "does"], cells), who: cells.map(([person]) => person) },
        account: { ...columns(parts, ["part", "level", "from", "length", "offDuty"], stretches), issue: stretches.map(([k]) => k) },
    }, 1);
    return Object.assign(side, { kinds: column(rows, "kind", found), differs: head("differs"), overdue: head("overdue") });
}

/** What can be stepped to in a run: what happens on both sides, and the decisions, each a second before its issue arrives. */
function decidedMoments(run, side) {
    const found = moments.filter((moment) => moment.side === 0 && moment.kind !== "differ" && moment.kind !== "caption");
    const add = (t, kind, issue, row) => t >= data.from && found.push({ t, kind, side: kind === "differ" ? 0 : 1, issue, row });
    side.kinds.forEach((kind, row) => kind && add(side.t[row], KINDS[kind - 1], side.issue[row], row));
    for (let k = 0; k < total; k++) {
        if (!side.isSupervised) add(side.overdue[k] - 1, "red", k, -1);
        add(side.differs[k] - 1, "differ", k, -1);
    }
    tree.decisions.forEach((_, d) => tree.at[run * tree.decisions.length + d] && add(Math.max(data.from, tree.at[run * tree.decisions.length + d] - 2), "caption", d, -1));
    return found.sort((one, other) => one.t - other.t);
}

/** Shows the run of what is chosen. */
function showRun() {
    const run = tree.decisions.reduce((number, { options }, d) => number * options.length + (chosen[d] ?? 0), 0);
    const side = sides[1] = decidedSide(run);
    issues.differs = side.differs;
    moments.splice(0, moments.length, ...decidedMoments(run, side));
    const counted = Array.from(curves[0].open, (_, sample) => side.countsAt(data.from + Math.floor((LAST - data.from) * sample / (curves[0].open.length - 1))));
    for (const name of ["open", "closed", "paper"]) curves[1][name] = counted.map((counts) => counts[name]);
}

/** The share of `values`, which rise, that lie below `mine`; of equal ones half. */
const below = (values, mine) => Math.round(100 * values.reduce((sum, value) => sum + (value < mine ? 1 : value === mine ? 0.5 : 0), 0) / values.length);

if (tree) {
    for (const name of ["rows", "parts", "heads", "people"]) variants(tree[name]);
    tree.at = unpack(tree.at);
    tree.endings = tree.endings.map(({ count, ends }) => ({ count, ends: ends.map((column) => [...unpack(column)]) }));
    showRun();
}
