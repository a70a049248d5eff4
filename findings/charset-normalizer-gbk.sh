#!/usr/bin/env bash
# charset-normalizer 3.5.3: the encoding of a small table in GBK
#
# Guess:  GB18030, or nothing where the text is too short to tell; the words are the commonest of any budget.
# Seen:   Korean (cp949): the heads become Hangul, the figures stay as they are, and nothing says that it was a guess; chardet 7.7.0 tells all of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check charset-normalizer==3.5.3 chardet==7.7.0
cat > check.py <<'PY'
import chardet
import charset_normalizer

tables = [
    "科目编码,科目名称,合计\n201,一般公共服务支出,195.92\n",
    "单位：万元\n合计,233.82\n",
    "基本支出,项目支出\n175.92,20.00\n",
]
for table in tables:
    data = table.encode("gbk")
    best = charset_normalizer.from_bytes(data).best()
    print(best.encoding, str(best).splitlines()[0], chardet.detect(data)["encoding"])
    assert best.encoding == "cp949", best.encoding
    assert chardet.detect(data)["encoding"] == "GB18030"
PY
python check.py
