// The person at the page: controls, captions, why, and the sheet for the printer.

const $ = (id) => document.getElementById(id);
const names = ["left", "right"];
const stages = sides.map((side, number) => new Stage($(names[number] + "-stage"), side));
const SPEEDS = [1, 3, 6, 12, 24, 72, 168];
const PART_COLORS = ["#8d99a6", "#c9a227", "#d9822b", "#e8c9a8", "#1b7f4b", "#5a8fc2", "#7a0b0b", "#b3477d", "#6b4c9a", "#c81e1e", "#c6ced6", "#2f6f73"];
const view = { t: data.from, isPlaying: false, chosen: -1, hasMoved: false, spoken: -1, dirty: true, last: 0 };

function element(tag, attributes = {}, ...children) {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...children);
    return made;
}

/** The counts of both sides, and in a sentence what differs most so far. */
function showCounts(counts) {
    const shown = ["open", "recorded", "closed", "paper", "up", "red"];
    sides.forEach((side, number) => {
        const other = counts[1 - number];
        const word = (name) => say(name === "red" && !side.isSupervised ? "count.overdue" : "count." + name);
        const value = (name) => element("dd", { textContent: counts[number][name], className: counts[number][name] > other[name] ? "more" : "" });
        $(names[number] + "-counts").replaceChildren(...shown.map((name) => element("div", {}, element("dt", { textContent: word(name) }), value(name))));
        const told = shown.map((name) => `${word(name)} ${counts[number][name]}`).join(", ");
        stages[number].canvas.setAttribute("aria-label", say("stage", { policy: side.title, time: civil(view.t), counts: told }));
    });
    $("differs").textContent = differs(counts);
}

function differs(counts) {
    if (!view.hasMoved) return say("differs.start");
    const n = issues.differs.filter((at) => at > 0 && at - 1 <= view.t).length;
    const all = issues.key.filter((_, k) => sides.some((side) => side.now.there[k] || side.now.place[k])).length;
    if (n === 0) return say("differs.none", { all });
    const gap = (name) => Math.abs(counts[1][name] - counts[0][name]), weight = (name) => gap(name) / Math.sqrt(Math.max(counts[0][name], counts[1][name], 1));
    const telling = ["open", "paper", "up", "red", "unknown", "closed"].filter(gap).sort((one, other) => weight(other) - weight(one)).slice(0, 3);
    const parts = telling.map((name) => say("differs." + name, { policy: sides[counts[1][name] > counts[0][name] ? 1 : 0].title, n: gap(name) }));
    return say("differs.some", { n, all }) + (parts.length ? say("differs.space") + parts.join(say("differs.and")) + say("differs.end") : "");
}

/** What the caption of a moment says. */
function caption(moment) {
    const time = civil(moment.t, shortClock), side = sides[moment.side], at = moment.issue;
    if (tree && moment.kind === "caption") return [say("decide.step", { n: at + 1, all: tree.decisions.length }), tree.decisions[at].question];
    if (moment.kind === "caption") {
        const counted = {};
        sides.forEach((side, number) => Object.entries(side.countsAt(moment.t)).forEach(([name, n]) => { counted[`${names[number]}.${name}`] = n; }));
        return [say("step", { n: at + 1, all: data.lesson.captions.length }), data.lesson.captions[at].text.replace(/\{([\w.]+)\}/g, (_, name) => counted[name] ?? "")];
    }
    const of = { category: issues.categories[issues.category[at]], place: short(issues.place[at] || issues.key[at], 3) };
    if (moment.kind === "differ") {
        const what = (side) => {
            const rows = side.rowsOf[at], now = rows.filter((row) => side.t[row] === moment.t), before = rows.filter((row) => side.t[row] < moment.t).at(-1);
            if (now.length) return now.map((row) => side.words(row)).join(say("differs.and"));
            return before === undefined ? say("caption.nothing") : say("caption.still", { what: side.words(before) });
        };
        const [left, right] = sides;
        return ["", say("caption.differ", { ...of, time, left: left.title, leftWhat: what(left), right: right.title, rightWhat: what(right) })];
    }
    const isPaper = moment.kind === "paper", unit = short(side.units[side.unit[Math.max(moment.row, 0)]]);
    const what = moment.row < 0 ? say("caption.overdue") : isPaper ? say("is.closed_on_paper", { unit }) : side.words(moment.row);
    return ["", say("caption", { time, policy: side.title, what: say("caption.issue", { ...of, what }) })];
}

function speak(lead, text, options = []) {
    $("options").replaceChildren(...options);
    $("caption").replaceChildren(...(lead ? [element("b", { textContent: lead })] : []), text);
}

const badge = (text) => Object.assign(element("kbd", { textContent: text }), { ariaHidden: "true" });

/** Goes to a moment, stops there, and says what it is. */
function goTo(moment) {
    play(false);
    view.spoken = moments.indexOf(moment);
    seek(moment.t, true);
    if (moment.kind !== "caption" || tree) choose(moment.kind === "caption" ? tree.decisions[moment.issue].issue : moment.issue);
    speak(...caption(moment), tree && moment.kind === "caption" ? options(moment.issue) : []);
}

/** The buttons of a decision. */
function options(d) {
    const button = (text, option) => element("button", { type: "button", className: "main", onclick: () => decide(d, option), ariaPressed: String(chosen[d] === option) }, text, badge("ABCD"[option]));
    return tree.decisions[d].options.map(button);
}

/** Goes on with the run in which the group has chosen this; what is asked later is open again. */
function decide(d, option) {
    const isAsked = (moment) => moment.kind === "caption" && moment.issue === d, { t } = moments.find(isAsked);
    for (const later of moments) if (later.kind === "caption" && later.t > t) delete chosen[later.issue];
    chosen[d] = option;
    showRun();
    stages[1].side = sides[1];
    seek(t, true);
    speak(say("decide.made", { n: d + 1 }), tree.decisions[d].options[option]);
    view.spoken = moments.findIndex(isAsked);
    play(true);
}

/** Where the group has landed: in the plot, and in words. */
function showEnding(isNew) {
    const ends = drawEnding($("ending-plot")), [leftPolicy, rightPolicy] = data.sides.map((side) => side.title);
    $("ending-said").replaceChildren(...ends.map((end) => element("li", {}, say("ending.said", { ...end, leftPolicy, rightPolicy }))));
    $("ending-plot").setAttribute("aria-label", $("ending-said").textContent);
    if (isNew) $("ending").scrollIntoView();
}

function next(kind) {
    const index = moments.findIndex((moment, index) => moment.kind === kind && (moment.t > view.t || (moment.t === view.t && index > view.spoken)));
    if (index >= 0) goTo(moments[index]);
    else speak("", say("next.none", { what: say("next." + kind) }));
}

function seek(t, keepsCaption = false) {
    view.t = Math.min(Math.max(Math.round(t), data.from), LAST);
    view.hasMoved ||= view.t > data.from;
    if (!keepsCaption) { speak("", ""); view.spoken = -1; }
    view.dirty = true;
}

function play(isPlaying) {
    if (isPlaying && view.t >= LAST) seek(data.from);
    Object.assign(view, { isPlaying, last: performance.now(), hasMoved: view.hasMoved || isPlaying, dirty: true });
}

/** Lets time go on; a step of a lesson on the way is said, and stopped at. */
function advance(elapsed) {
    const until = Math.min(view.t + elapsed / 1000 * SPEEDS[$("speed").value] * 3600, LAST);
    const step = moments.find((moment, index) => moment.kind === "caption" && moment.t <= until && (moment.t > view.t || (moment.t === view.t && index > view.spoken)));
    if (step && $("stops").checked) return goTo(step);
    if (step) { speak(...caption(step)); view.spoken = moments.indexOf(step); }
    view.t = until;
    view.dirty = true;
    if (until >= LAST) { play(false); speak("", say("caption.end")); }
}

function frame(time) {
    const elapsed = Math.min(Math.max(time - view.last, 0), 1000);
    view.last = time;
    if (view.isPlaying) advance(Math.min(elapsed, 100));
    if (view.dirty || view.moves) {
        const t = Math.floor(view.t), counts = sides.map((side) => side.countsAt(t));
        view.moves = stages.map((stage) => stage.draw(t, view.jumps ? 1000 : elapsed, view.chosen)).includes(true);
        if (view.dirty) show(counts, t);
        view.jumps = view.dirty = false;
    }
    requestAnimationFrame(frame);
}

function show(counts, t) {
    showCounts(counts);
    $("play").textContent = say(view.isPlaying ? "pause" : !view.hasMoved ? "start" : t >= LAST ? "again" : "play");
    if (!view.hasMoved && !$("caption").textContent) speak("", say("hint"));
    $("clock").textContent = civil(t);
    Object.assign($("time"), { value: t, ariaValueText: civil(t) });
    const isEnd = tree !== null && t >= LAST;
    $("overview").hidden = isEnd || !$("why").hidden;
    const wasHidden = $("ending").hidden, isHidden = $("ending").hidden = !isEnd || !$("why").hidden;
    if (!isHidden) showEnding(wasHidden);
    else if ($("why").hidden) {
        sides.forEach((side, number) => drawMap($(names[number] + "-map"), side, view.chosen));
        drawCurve($("open-curve"), "open", "", t);
        drawCurve($("closed-curve"), "closed", "paper", t);
    } else if (!view.isPlaying || t - (view.whyAt ?? 0) > 3600 || t < view.whyAt) why(t);
}

/** Where the time of the chosen issue went on both sides, and which rules fired. */
function why(t) {
    view.whyAt = t;
    const k = view.chosen;
    $("why-title").textContent = k < 0 ? say("why") : say("why.title", { issue: issues.key[k] });
    $("why-about").textContent = k < 0 ? say("why.none") : say("why.about", { category: issues.categories[issues.category[k]], severity: issues.severity[k], level: data.levels[issues.needs[k]], place: issues.place[k] });
    const accounts = sides.map((side) => (k < 0 ? [] : account(side, k, t))), longest = Math.max(1, ...accounts.map(whole));
    sides.forEach((side, number) => {
        const rows = k < 0 ? [] : side.rowsOf[k].filter((row) => side.t[row] <= t);
        const heading = element("h3", { className: names[number], textContent: side.title });
        $(names[number] + "-why").replaceChildren(heading, ...(k < 0 ? [] : lived(side, accounts[number], rows, longest)));
    });
}

const whole = (parts) => parts.reduce((sum, part) => sum + part.length, 0);

function account(side, k, t) {
    const { issue, part, level, from, length, offDuty } = side.account, found = [];
    for (let at = issue.indexOf(k); at >= 0 && issue[at] === k; at++) {
        if (from[at] >= t) break;
        const shown = Math.min(length[at], t - from[at]);
        found.push({ part: part[at], level: level[at], length: shown, offDuty: Math.round(offDuty[at] * shown / Math.max(1, length[at])) });
    }
    return found;
}

function lived(side, parts, rows, longest) {
    if (!rows.length) return [element("p", { textContent: say("why.absent") })];
    const name = (part) => data.parts[part.part] + (part.level ? ` (${data.levels[part.level - 1]})` : "");
    const bar = element("div", { className: "bar" }, ...parts.map((part) => {
        const piece = element("span", { title: `${name(part)}: ${length(part.length)}` });
        piece.style.cssText = `width:${100 * part.length / longest}%;background:${PART_COLORS[part.part]}`;
        return piece;
    }));
    const sums = new Map();
    for (const part of parts) {
        const sum = sums.get(name(part)) ?? { part: part.part, length: 0, offDuty: 0 };
        sums.set(name(part), { ...sum, length: sum.length + part.length, offDuty: sum.offDuty + part.offDuty });
    }
    const listed = [...sums].map(([name, sum]) => {
        const key = element("i");
        key.style.background = PART_COLORS[sum.part];
        const off = sum.offDuty > 60 ? ` (${say("why.hour", { time: length(sum.offDuty) })})` : "";
        return element("li", {}, key, `${name} ${length(sum.length)}${off}`);
    });
    bar.setAttribute("role", "img");
    bar.setAttribute("aria-label", say("why.bar", { policy: side.title, parts: listed.map((item) => item.textContent).join(", ") }));
    const is = (row, ...wanted) => wanted.includes(side.names[side.what[row]]);
    const end = rows.find((row) => is(row, "fixed", "fixed_with_cause")) ?? rows.find((row) => is(row, "self_resolved"));
    const since = end === undefined ? whole(parts) : side.t[end] - side.t[rows[0]];
    const ended = say(end === undefined ? "why.total" : is(end, "self_resolved") ? "why.gone" : "why.fixed", { time: length(since) });
    const fired = rows.filter((row) => side.rules.has(row)).map((row) => {
        const rule = side.rules.get(row).rule, title = knows("name." + rule) ? say("name." + rule) : rule;
        return element("li", {}, element("strong", { textContent: title }), ` · ${civil(side.t[row], shortClock)} · ${short(side.units[side.unit[row]])}: ${side.rule(row)}`);
    });
    const course = rows.map((row) => element("li", {}, element("time", { textContent: civil(side.t[row], shortClock) }), side.words(row)));
    const heading = (word) => element("h4", { textContent: say(word) }), rules = fired.length ? element("ul", { className: "rules" }, ...fired) : element("p", { textContent: say("why.norules") });
    return [bar, element("p", { textContent: ended }), element("ul", { className: "parts" }, ...listed), heading("why.rules"), rules, heading("why.course"), element("ol", { className: "course" }, ...course)];
}

function choose(k, opens = false) {
    if (opens) openWhy(true);
    Object.assign(view, { chosen: k, whyAt: Infinity, dirty: true });
}

function openWhy(isOpen) {
    $("why").hidden = !isOpen;
    $("why-open").setAttribute("aria-expanded", isOpen);
    Object.assign(view, { whyAt: Infinity, dirty: true });
}

/** The next or the previous issue that is there, or open on the record, on either side. */
function another(step) {
    const isShown = (k) => sides.some((side) => side.now.there[k] || side.now.open[k]);
    const from = view.chosen < 0 && step < 0 ? 0 : view.chosen, around = Array.from(issues.key, (_, tried) => (from + step * (tried + 1) + 2 * total) % total);
    choose(around.find(isShown) ?? view.chosen, true);
}

/** Four stills for a handout: the steps of a lesson, else four instants evenly. */
function still() {
    const captions = moments.filter((moment) => moment.kind === "caption");
    const chosen = captions.length >= 4 ? [0, 1, 2, 3].map((at) => captions[Math.round(at * (captions.length - 1) / 3)]) : [0.1, 0.4, 0.7, 1].map((share) => ({ t: Math.floor(data.from + (LAST - data.from) * share) }));
    const figures = chosen.map((moment, index) => {
        const images = stages.map((stage, number) => {
            sides[number].seek(moment.t);
            stage.canvas.style.cssText = "width: 600px; height: 262px";
            for (const _ of "twice") stage.draw(moment.t, 1000, -1);
            return element("div", {}, element("p", { textContent: sides[number].title }), element("img", { src: stage.canvas.toDataURL("image/png"), alt: "" }));
        });
        const said = `${say("print.frame", { n: index + 1, time: civil(moment.t) })} ${moment.kind ? caption(moment)[1] : ""}`;
        return element("figure", {}, element("figcaption", { textContent: said }), element("div", { className: "pair" }, ...images));
    });
    for (const { canvas } of stages) canvas.style.cssText = "";
    $("print").replaceChildren(...figures);
    view.dirty = view.jumps = true;
}

function keyed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const tag = event.target.tagName, pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const isField = tag === "SELECT" || (tag === "INPUT" && event.target.type === "range");
    const step = event.shiftKey ? 86400 : 3600;
    const actions = {
        " ": () => play(!view.isPlaying), ArrowRight: () => seek(view.t + step), ArrowLeft: () => seek(view.t - step), Home: () => seek(data.from), End: () => seek(LAST),
        "+": () => faster(1), "=": () => faster(1), "-": () => faster(-1), j: () => another(1), k: () => another(-1), w: () => openWhy($("why").hidden),
        Escape: () => openWhy(false), ...Object.fromEntries(["a", "b", "c", "d"].map((letter, option) => [letter, () => $("options").children[option]?.click()])), ...Object.fromEntries(KINDS.map((kind, index) => [String(index + 1), () => next(kind)])),
    };
    const isTaken = (pressed === " " && /BUTTON|INPUT|SUMMARY|SELECT/.test(tag)) || (isField && /^(Arrow|Home|End)/.test(pressed)) || (tag === "SELECT" && pressed.length === 1);
    if (!actions[pressed] || isTaken) return;
    event.preventDefault();
    if (/^(Arrow|Home|End)/.test(pressed)) play(false);
    actions[pressed]();
}

const faster = (step) => { $("speed").value = Math.min(Math.max(Number($("speed").value) + step, 0), SPEEDS.length - 1); };

function begin() {
    for (const node of document.querySelectorAll("[data-word]")) node.textContent = say(node.dataset.word);
    $("question").textContent = data.lesson?.question ?? data.title;
    $("about").textContent = say("about", data);
    sides.forEach((side, number) => {
        $(names[number] + "-title").textContent = tree && number ? `${side.title}: ${data.sides[1].title}` : side.title;
        const map = $(names[number] + "-map-title").textContent = say("map", { policy: side.title });
        $(names[number] + "-map").setAttribute("aria-label", map);
        stages[number].canvas.addEventListener("click", (event) => choose(stages[number].at(event.offsetX, event.offsetY), true));
    });
    for (const [id, word] of [["open-curve", "curve.open"], ["closed-curve", "curve.closed"]]) {
        $(id).setAttribute("aria-label", say(word));
        $(id).addEventListener("click", (event) => seek(data.from + (data.until - data.from) * (event.offsetX - 8) / ($(id).clientWidth - 48)));
    }
    Object.assign($("time"), { min: data.from, max: LAST, value: data.from, step: 600 });
    $("time").addEventListener("input", (event) => { play(false); view.jumps = true; seek(Number(event.target.value)); });
    $("speed").replaceChildren(...SPEEDS.map((hours, value) => element("option", { value, textContent: hours < 24 ? say("speed.hours", { n: hours }) : say("speed.days", { n: hours / 24 }) })));
    $("speed").value = SPEEDS.findIndex((hours) => hours >= (data.until - data.from) / 3600 / 90 || hours === SPEEDS.at(-1));
    $("next").replaceChildren(...KINDS.filter((kind) => kind !== "caption" || data.lesson).map((kind, index) => {
        const word = say(tree && kind === "caption" ? "next.decision" : "next." + kind);
        return element("button", { type: "button", id: "next-" + kind, onclick: () => next(kind), disabled: !moments.some((moment) => moment.kind === kind) }, word, badge(index + 1));
    }));
    $("stops-label").hidden = !data.lesson || tree;
    const clicks = { play: () => play(!view.isPlaying), "why-open": () => openWhy($("why").hidden), "why-back": () => openWhy(false), "why-previous": () => another(-1), "why-next": () => another(1) };
    for (const [id, act] of Object.entries(clicks)) $(id).addEventListener("click", act);
    document.addEventListener("keydown", keyed);
    window.addEventListener("beforeprint", still);
    window.addEventListener("resize", () => { view.dirty = view.jumps = true; });
    openWhy(false);
    play(false);
    requestAnimationFrame(frame);
}

begin();
