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
    *("--virtual-time-budget=10000", "--enable-logging=stderr", "--hide-scrollbars"),
)
PROBE = """<!DOCTYPE html><meta charset="utf-8"><title>probe</title><pre id="seen"></pre>
<iframe id="phone" style="width:375px;height:800px;border:0"></iframe>
<iframe id="desk" style="width:1280px;height:900px;border:0"></iframe>
<script>
const seen = {}; let waiting = 2;
for (const id of ['phone', 'desk']) {
  const frame = document.getElementById(id);
  frame.addEventListener('load', async () => {
    const page = frame.contentDocument, root = page.documentElement;
    await page.fonts.ready;
    seen[id] = {scroll: root.scrollWidth, client: root.clientWidth, text: page.body.innerText.length,
      headings: page.querySelectorAll('h2').length, links: [...page.querySelectorAll('nav a')].filter(
        a => !page.getElementById(decodeURIComponent(a.getAttribute('href').slice(1)))).length};
    if (id === 'desk') seen.missing = missing(page);
    if (--waiting === 0) document.getElementById('seen').textContent = JSON.stringify(seen);
  });
  frame.src = 'PAGE';
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


def look(page: Path, scratch: Path) -> tuple[dict[str, Any], list[str]]:
    """Open a page at phone and desktop width; return what was seen and what the console said."""
    probe = scratch / "probe.html"
    probe.write_text(PROBE.replace("PAGE", page.as_uri()), encoding="utf-8")
    words = [browser(), *FLAGS, f"--user-data-dir={scratch / 'profile'}", "--dump-dom", probe.as_uri()]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    found = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout, re.S)
    assert found and found[1], done.stderr[-2000:]
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    seen: dict[str, Any] = json.loads(unescape(found[1]))
    return seen, said
