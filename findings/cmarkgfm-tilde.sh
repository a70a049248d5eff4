#!/usr/bin/env bash
# cmarkgfm 2025.10.22 (GitHub's renderer of Markdown): ranges written with one tilde, as in 3~5 万元
#
# Guess:  they stay as they are: only two tildes strike text out, as in nearly every other renderer.
# Seen:   from the first tilde to the next everything is struck out: in "3~5 万元，收入 10~12" both ranges are lost; a single range is safe.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check cmarkgfm==2025.10.22 markdown-it-py==4.3.0 linkify-it-py==2.2.0
cat > check.py <<'PY'
from cmarkgfm import github_flavored_markdown_to_html
from markdown_it import MarkdownIt

two, one = "支出 3~5 万元，收入 10~12 万元", "支出 3~5 万元"
shown = [github_flavored_markdown_to_html(text).strip() for text in (two, one)]
print(shown)
assert shown == ["<p>支出 3<del>5 万元，收入 10</del>12 万元</p>", "<p>支出 3~5 万元</p>"], shown
assert MarkdownIt("gfm-like").render(two).strip() == f"<p>{two}</p>"
PY
python check.py
