#!/usr/bin/env python3
"""Opens pages of `wangge replay` in a browser: from the disk, without a request, with keyboard, and checked by axe-core.

    .ci/replay.py CHROMIUM PAGE...

Needs playwright and axe-playwright-python; `.ci/run` installs them into a folder of the cache.
"""

import sys
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

WIDTHS = [(360, 740), (768, 1024), (1280, 720), (1920, 1080)]
faults = []


def check(holds, what):
    if not holds:
        faults.append(what)
        print(f"  FAULT: {what}", file=sys.stderr)


def watch(page, name):
    page.on("console", lambda message: check(message.type not in ("error", "warning"), f"{name}: console {message.text}"))
    page.on("pageerror", lambda error: check(False, f"{name}: {error}"))
    page.on("request", lambda request: check(request.url.startswith(("file:", "data:", "blob:")), f"{name}: asks for {request.url}"))


def audit(page, name):
    found = Axe().run(page).response["violations"]
    for violation in found:
        nodes = [node["target"] for node in violation["nodes"]][:3]
        check(False, f"{name}: axe {violation['id']} ({violation['impact']}): {violation['help']} at {nodes}")


def settle(page):
    page.wait_for_timeout(250)


def lived(page, name):
    """Plays, steps to what there is, says why, and goes back."""
    clock = page.inner_text("#clock")
    page.click("#play")
    page.wait_for_timeout(700)
    if page.evaluate("view.isPlaying"):
        page.keyboard.press("Space") if page.evaluate("document.activeElement.id") != "play" else page.click("#play")
    check(not page.evaluate("view.isPlaying"), f"{name}: does not pause")
    check(page.inner_text("#clock") != clock or page.inner_text("#caption") != "", f"{name}: does not play")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    check(page.evaluate("view.t - data.from") == 86400, f"{name}: Shift and → do not move by a day")
    page.keyboard.press("1")
    settle(page)
    check(page.evaluate("moments[view.spoken].kind") == "up", f"{name}: 1 does not step to an escalation")
    check(len(page.inner_text("#caption")) > 20, f"{name}: an escalation has no caption")
    page.keyboard.press("w")
    settle(page)
    rules = page.locator(".why-side .rules li")
    check(rules.count() > 0, f"{name}: why names no rule")
    named = page.evaluate("(() => { const m = moments[view.spoken]; return sides[m.side].rule(m.row); })()")
    check(any(named and named in text for text in rules.all_inner_texts()), f"{name}: why does not show the rule {named!r}")
    check(page.locator(".why-side .bar span").count() > 0, f"{name}: why has no time account")
    audit(page, f"{name}, why")
    page.keyboard.press("5")
    settle(page)
    check(page.evaluate("moments[view.spoken].kind") == "differ", f"{name}: 5 does not step to a difference")
    page.keyboard.press("Escape")
    settle(page)
    check(page.is_visible("#overview"), f"{name}: Escape does not go back")
    page.keyboard.press("End")
    settle(page)
    for side in (0, 1):
        for count in ("open", "closed", "paper"):
            shown = page.evaluate(f"sides[{side}].counts(LAST)['{count}']")
            curve = page.evaluate(f"curves[{side}]['{count}'].at(-1)")
            check(shown == curve, f"{name}: side {side} counts {shown} {count} at the end, its curve {curve}")
    there = page.evaluate("(() => { const s = sides[0]; s.seek(data.until); const a = s.counts(data.until); s.seek(data.from); s.seek(data.until); return JSON.stringify(a) === JSON.stringify(s.counts(data.until)); })()")
    check(there, f"{name}: going back and forth changes what is counted")


def decided(page, name):
    """Decides by keyboard, sees another end, and where it lies."""
    ends = "JSON.stringify([sides[1].countsAt(LAST), Array.from(sides[1].t)])"
    nobody = page.evaluate(ends)
    count = page.evaluate("tree.decisions.length")
    page.keyboard.press("Home")
    asked, is_asked = 0, False
    while asked < count:
        before = page.evaluate("view.t")
        # two decisions may fall on one instant: then the second is asked at once
        if not is_asked:
            page.keyboard.press("6")
            settle(page)
        if page.evaluate("view.t") < before or page.locator("#options button").count() == 0:
            break
        asked += 1
        check(not page.evaluate("view.isPlaying"), f"{name}: plays on while it asks")
        check(len(page.inner_text("#caption")) > 20, f"{name}: decision {asked} has no question")
        if asked == 1:
            audit(page, f"{name}, decision")
        page.keyboard.press("abcd"[page.locator("#options button").count() - 1])
        settle(page)
        is_asked = not page.evaluate("view.isPlaying") and page.locator("#options button").count() > 0
        check(is_asked or page.evaluate("view.isPlaying"), f"{name}: does not play on after decision {asked}")
        if not is_asked:
            page.keyboard.press("Space")
    check(asked > 1, f"{name}: asks {asked} of {count} decisions")
    page.keyboard.press("End")
    settle(page)
    check(page.evaluate(ends) != nobody, f"{name}: what is decided changes nothing")
    check(page.is_visible("#ending") and page.locator("#ending-said li").count() > 2, f"{name}: does not say where the group has landed")
    audit(page, f"{name}, ending")
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    check(beyond <= 0, f"{name}, ending: {beyond} pixels too wide")
    print(f"  {name}: {asked} decisions, {page.evaluate('tree.rows.runs')} runs", file=sys.stderr)


def printed(page, name):
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    settle(page)
    check(page.locator("#print figure").count() == 4, f"{name}: prints {page.locator('#print figure').count()} stills")
    page.emulate_media(media="screen")


def smooth(page, name):
    """Says how long it takes to draw both sides once with all issues open that the page has: of twenty times the fifth. Said and not
    checked: how fast a machine draws is no property of the page."""
    spent = page.evaluate("""(() => {
        const spent = Array.from({ length: 20 }, () => {
            const begin = performance.now();
            view.t = Math.min(view.t + 3600, LAST);
            sides.forEach((side) => side.seek(view.t));
            stages.forEach((stage) => stage.draw(view.t, 16, -1));
            return performance.now() - begin;
        });
        return spent.sort((one, other) => one - other)[4];
    })()""")
    there = page.evaluate("sides[0].countsAt(LAST).open")
    print(f"  {name}: {page.evaluate('total')} issues, {there} open, a frame in {spent:.1f} ms", file=sys.stderr)


def main():
    chromium, pages = sys.argv[1], sys.argv[2:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for path in pages:
            for width, height in WIDTHS:
                page = browser.new_page(viewport={"width": width, "height": height})
                name = f"{Path(path).name} at {width}"
                watch(page, name)
                page.goto(Path(path).resolve().as_uri())
                settle(page)
                beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                check(beyond <= 0, f"{name}: {beyond} pixels too wide")
                audit(page, name)
                if width in (360, 1280):
                    lived(page, name)
                if width in (360, 1280) and page.evaluate("tree !== null"):
                    decided(page, name)
                if width == 1920:
                    smooth(page, name)
                    printed(page, name)
                page.close()
        still = browser.new_page(reduced_motion="reduce")
        watch(still, "reduced motion")
        still.goto(Path(pages[0]).resolve().as_uri())
        still.evaluate("goTo(moments.find((moment) => moment.kind === 'up'))")
        settle(still)
        check(not still.evaluate("view.moves"), "reduced motion: marks move")
        browser.close()
    print(f"  {len(pages)} pages, {len(faults)} faults", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
