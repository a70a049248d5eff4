"""A real headless browser for the tests, where one is installed."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--allow-file-access-from-files"),
    *("--virtual-time-budget=30000", "--enable-logging=stderr", "--hide-scrollbars"),
)
WIDTHS = (390, 768, 1280)
PROBE = """<!DOCTYPE html><meta charset="utf-8"><title>probe</title><pre id="seen"></pre>
<script>
const seen = {}, widths = WIDTHS; let waiting = widths.length;
for (const width of widths) {
  const frame = document.createElement('iframe');
  frame.style = `width:${width}px;height:900px;border:0`; frame.src = 'PAGE';
  frame.addEventListener('load', async () => { seen[width] = await measured(frame.contentDocument, width); ended(); });
  document.body.append(frame);
}
function ended() { if (--waiting === 0) document.getElementById('seen').textContent = JSON.stringify(seen); }
async function measured(page, width) {
  const root = page.documentElement, all = s => [...page.querySelectorAll(s)];
  await page.fonts.ready;
  const found = {height: root.scrollHeight, text: page.body.innerText.length,
    findings: all('.finding').length, shown: all('.finding').filter(f => [...f.querySelectorAll('.picture, blockquote')]
      .some(e => e.getBoundingClientRect().height > 20)).length,
    links: all('a[href^="#"]').filter(a => !page.getElementById(decodeURIComponent(a.getAttribute('href').slice(1))))
      .map(a => a.getAttribute('href'))};
  if (width === Math.max(...widths)) found.missing = missing(page);
  all('details').forEach(d => { d.open = true; });
  found.scroll = root.scrollWidth; found.client = root.clientWidth;
  found.cut = all('main *').filter(e => !e.closest('.scroll, svg, nav') && e.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map(e => e.outerHTML.slice(0, 120));
  found.clipped = all('.scroll').filter(box => {
    box.scrollLeft = box.scrollWidth; const out = box.getBoundingClientRect();
    return [...box.querySelectorAll('.badge')].some(b => { const r = b.getBoundingClientRect();
      return r.left < out.left - 1 || r.right > out.right + 1; });
  }).length;
  found.heads = all('.scroll').filter(box => { const head = box.querySelector('thead'); if (!head) return false;
    box.scrollTop = 60; return box.scrollTop > 0 &&
      Math.abs(head.querySelector('th').getBoundingClientRect().top - box.getBoundingClientRect().top) > 3; }).length;
  if (AXE) {
    const script = page.createElement('script'); script.textContent = AXE; page.head.append(script);
    const report = await frame_axe(page); found.axe = report;
  }
  return found;
}
async function frame_axe(page) {
  const result = await page.defaultView.axe.run(page, {resultTypes: ['violations']});
  return result.violations.map(v => v.id + ': ' + v.nodes.slice(0, 2).map(n => n.html.slice(0, 160)).join(' | '));
}
function missing(page) {
  // A character without a glyph is drawn as the box that an unassigned code point gets.
  const canvas = page.createElement('canvas'); canvas.width = canvas.height = 40;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  pen.font = '24px ' + page.defaultView.getComputedStyle(page.body).fontFamily;
  const draw = c => {
    pen.clearRect(0, 0, 40, 40); pen.fillText(c, 4, 30); return pen.getImageData(0, 0, 40, 40).data.join();
  };
  const box = draw(String.fromCodePoint(0x10FFFD));
  return [...new Set(page.body.innerText)].filter(c => c.trim() && draw(c) === box).join('');
}
</script>"""


def browser() -> str:
    """The command of an installed browser; the test skips where there is none."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    pytest.skip("no headless browser (Debian: apt install chromium)")


def look(
    page: Path, scratch: Path, axe: str = "", widths: tuple[int, ...] = WIDTHS, dark: bool = False
) -> tuple[dict[int, dict[str, Any]], list[str]]:
    """Open a page at each width; return what was measured by width, and what the console said.

    ``axe`` is the source of axe-core, where its rules are to be run too; ``dark`` asks for the dark colours.
    """
    probe = scratch / "probe.html"
    filled = PROBE.replace("PAGE", page.as_uri()).replace("WIDTHS", json.dumps(widths), 1)
    safe = json.dumps(axe).replace("</", "<\\/")
    probe.write_text(filled.replace("if (AXE)", f"const AXE = {safe}; if (AXE)", 1), encoding="utf-8")
    flags = [*FLAGS, "--blink-settings=preferredColorScheme=0"] if dark else [*FLAGS]
    words = [browser(), *flags, f"--user-data-dir={scratch / 'profile'}", "--dump-dom", probe.as_uri()]
    done = subprocess.run(words, capture_output=True, text=True, timeout=600, check=False)
    found = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout, re.S)
    assert found and found[1], done.stderr[-2000:]
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return {int(width): seen for width, seen in json.loads(unescape(found[1])).items()}, said
