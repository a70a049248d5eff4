'use strict';
// The pages of a corpus. Data files call CORPUS.meta, CORPUS.page and CORPUS.details; everything else happens here.
const FIELDS = ['department', 'place', 'kind', 'year', 'form', 'total', 'identities', 'broken', 'undefined', 'unstated',
  'amounts', 'statements', 'unplaced', 'report', 'error', 'file', 'fictitious', 'judged'];
const ROWS = 50;
const WORDS = {
  zh: {all: '全部', budget: '预算', accounts: '决算', kinds: ['预算', '决算'], some: '有不成立的', none: '没有不成立的', unread: '未能读取', unjudged: '未作核对',
    reports: '有报告的', name: '部门名称', latest: '最近一年支出，由多到少', worst: '不成立的关系，由多到少', department: '部门',
    size: (d, r) => `${d} 份文件${r}`, loading: n => `，已载入 ${n}`, found: (n, m, k) => `${n} 个部门，${m} 份文件${k ? `，其中 ${k} 份未能读取` : ''}`,
    nothing: '没有符合的文件。', previous: '上一页', next: '下一页', page: (p, of) => `第 ${p} 页，共 ${of} 页`,
    open: '打开报告', noReport: '没有为它生成报告。', read: (a, s, u) => `${a} 个金额，${s} 条表述，${u} 处未能安放`,
    counts: (j, b, u, n) => `核对 ${j} 处，不成立 ${b}，基数为零 ${u}，未能判定 ${n}`, fictitious: '虚构样例', noPlace: '未注明',
    atPage: p => `（第 ${p} 页）`, noYear: '未注明年份', failed: '数据文件未能载入', by: y => `按 ${y} 年支出排序`},
  en: {all: 'all', budget: 'budgets', accounts: 'final accounts', kinds: ['budget', 'final accounts'], some: 'something is broken', none: 'nothing is broken',
    unread: 'could not be read', unjudged: 'nothing judged', reports: 'with a report', name: 'department', latest: 'latest expenditure, largest first',
    worst: 'broken relations, most first', department: 'Department', size: (d, r) => `${d} documents${r}`,
    loading: n => `, ${n} loaded`, found: (n, m, k) => `${n} department${n === 1 ? '' : 's'}, ${m} document${m === 1 ? '' : 's'}${k ? `, ${k} of them not read` : ''}`, nothing: 'No document fits.',
    previous: 'Previous', next: 'Next', page: (p, of) => `Page ${p} of ${of}`, open: 'Open the report',
    noReport: 'No report was made of it.', read: (a, s, u) => `${a} amounts, ${s} statements, ${u} not placed`,
    counts: (j, b, u, n) => `${j} judged, ${b} cannot hold, ${u} on a zero base, ${n} undecided`,
    fictitious: 'fictitious', noPlace: 'not stated', atPage: p => ` (p. ${p})`, noYear: 'year not stated',
    failed: 'A data file could not be loaded', by: y => `sort by expenditure of ${y}`},
};
const state = {language: 'zh', search: '', place: '', form: '', kind: '', broken: '', sort: 'name', page: 1};
const documents = [], waiting = {};
let meta = null, shown = '';
const $ = id => document.getElementById(id);
const said = () => WORDS[state.language];
const pair = p => p[state.language === 'en' ? 1 : 0];

function make(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (value !== null) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

function load(name) {
  const script = make('script', {src: `data/${name}.js`});
  script.onerror = () => { $('found').textContent = `${said().failed}: data/${name}.js`; };
  document.body.append(script);
}
const numbered = n => String(n).padStart(4, '0');

const CORPUS = {
  meta(found) {
    meta = found;
    if (!location.hash) state.language = found.language === 'en' ? 'en' : 'zh';
    fromHash();
    if (meta.pages) load(`documents-${numbered(1)}`);
    show();
  },
  page(number, rows) {
    rows.forEach((row, n) => {
      const one = {at: [number, n]};
      FIELDS.forEach((field, k) => { one[field] = row[k]; });
      one.text = `${one.department} ${one.file}`.toLowerCase();
      documents.push(one);
    });
    if (number < meta.pages) load(`documents-${numbered(number + 1)}`);
    show();
  },
  details(number, found) { waiting[number] = found; if (shown) show(); },
};
window.CORPUS = CORPUS;

function fits(one, but) {
  const broken = but === 'broken' ? '' : state.broken;
  return (!state.search || state.search.toLowerCase().split(/\s+/).every(word => one.text.includes(word))) &&
    (!state.place || one.place === +state.place) && (!state.form || one.form === +state.form) &&
    (!state.kind || one.kind === (state.kind === 'accounts' ? 1 : 0)) && (!broken ||
      (broken === 'some' ? one.broken > 0 : broken === 'none' ? !one.broken && one.judged > 0 : broken === 'unjudged' ? !one.error && !one.judged :
        broken === 'unread' ? !!one.error : broken === 'reports' ? !!one.report : one.identities.includes(+broken)));
}

function grouped(found) {
  const groups = new Map();
  for (const one of found) {
    const name = one.department || one.file, key = `${name}\n${one.department ? one.kind : 'x'}`;
    if (!groups.has(key)) groups.set(key, {name, kind: one.kind, read: !one.error, years: new Map(), broken: 0, latest: -1, year: 0});
    const group = groups.get(key);
    group.years.set(one.year, [...(group.years.get(one.year) || []), one]);
    group.broken += one.broken;
    if (one.year >= group.year) { group.year = one.year; group.latest = one.total === null ? -1 : one.total; }
  }
  const rows = [...groups.values()];
  const total = (group, year) => Math.max(-1, ...(group.years.get(year) || []).map(one => one.total === null ? -1 : one.total));
  const by = {
    name: (a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : a.kind - b.kind,
    latest: (a, b) => b.latest - a.latest || by.name(a, b),
    worst: (a, b) => b.broken - a.broken || by.name(a, b),
  };
  const year = +state.sort;
  return rows.sort(year ? (a, b) => total(b, year) - total(a, year) || by.name(a, b) : by[state.sort] || by.name);
}

function cell(one) {
  const money = one.error ? '—' : one.total === null ? '' : one.total.toLocaleString('en', {minimumFractionDigits: 2});
  const mark = one.error || !one.judged ? make('span', {class: 'none'}, ` ${one.error ? said().unread : said().unjudged}`) :
    one.broken ? make('span', {class: 'bad'}, ` ✗ ${one.broken}`) : make('span', {class: 'good'}, ` ✓ ${one.judged}`);
  const key = one.at.join('-');
  return make('button', {type: 'button', 'aria-expanded': String(shown === key), id: `d${key}`,
    onclick: () => { shown = shown === key ? '' : key; show(); $(`d${key}`).focus(); }}, money, mark);
}

function detail(one, width) {
  const words = said(), list = make('ul', {}), box = make('td', {colspan: width});
  box.append(make('h2', {}, [one.department || one.file, one.year || words.noYear, words.kinds[one.kind]].join(' · ')));
  box.append(make('p', {}, [one.file, pair(meta.forms[one.form]), ...(one.fictitious ? [words.fictitious] : [])].join(' · ')));
  if (one.error) box.append(make('p', {class: 'bad'}, `${words.unread}: ${one.error}`));
  else {
    box.append(make('p', {}, `${words.read(one.amounts, one.statements, one.unplaced)}; ${words.counts(one.judged, one.broken, one.undefined, one.unstated)}`));
    box.append(make('p', {}, one.report ? make('a', {href: one.report}, words.open) : words.noReport));
    if (one.broken && !waiting[one.at[0]]) load(`details-${numbered(one.at[0])}`);
    for (const [zh, en, page] of (waiting[one.at[0]] || {})[one.at[1]] || [])
      list.append(make('li', {}, pair([zh, en]) + (page ? words.atPage(page) : '')));
    if (list.children.length) box.append(list);
  }
  return make('tr', {class: 'detail'}, box);
}

function options(id, pairs) {
  $(id).replaceChildren(...pairs.map(([value, text]) => make('option', {value}, text)));
  $(id).value = state[id];
}

function controls(years) {
  const words = said(), counts = new Map();
  for (const one of documents) if (fits(one, 'broken')) for (const n of one.identities) counts.set(n, (counts.get(n) || 0) + 1);
  const identities = [...counts].sort((a, b) => b[1] - a[1]).map(([n, many]) => [n, `${pair(meta.identities[n])} (${many})`]);
  options('place', [['', words.all], ...meta.places.map((name, n) => [n, name || words.noPlace])]);
  options('form', [['', words.all], ...meta.forms.map((name, n) => [n, pair(name)])]);
  options('kind', [['', words.all], ['budget', words.budget], ['accounts', words.accounts]]);
  options('broken', [['', words.all], ['some', words.some], ['none', words.none], ['unjudged', words.unjudged], ['unread', words.unread],
    ['reports', words.reports], ...identities]);
  options('sort', [['name', words.name], ['latest', words.latest], ['worst', words.worst], ...years.map(y => [y, words.by(y)])]);
  if ($('search').value !== state.search) $('search').value = state.search;
}

function show() {
  if (!meta) return;
  const words = said(), root = document.documentElement;
  root.lang = state.language === 'en' ? 'en' : 'zh-CN';
  root.dataset.language = state.language;
  const years = [...new Set(documents.map(one => one.year))].filter(Boolean).sort((a, b) => b - a);
  controls(years);
  const part = documents.length < meta.documents ? words.loading(documents.length) : '';
  $('size').textContent = words.size(meta.documents, part);
  const found = documents.filter(one => fits(one)), rows = grouped(found);
  const pages = Math.max(1, Math.ceil(rows.length / ROWS)), page = Math.min(state.page, pages);
  const here = rows.slice((page - 1) * ROWS, page * ROWS), there = new Set(found.map(one => one.year));
  const read = found.filter(one => !one.error), departments = new Set(read.map(one => one.department).filter(Boolean));
  const columns = years.filter(year => there.has(year));
  if (there.has(0)) columns.push(0);
  $('found').textContent = rows.length ? words.found(departments.size, found.length, found.length - read.length) : words.nothing;
  const sorted = (value, text) => make('button', {type: 'button', 'aria-current': state.sort === String(value) ? 'true' : null,
    onclick: () => change({sort: String(value)})}, text);
  $('matrix').tHead.replaceChildren(make('tr', {}, make('th', {scope: 'col'}, sorted('name', words.department)),
    ...columns.map(year => make('th', {scope: 'col', class: 'year'}, year ? sorted(year, String(year)) : '—'))));
  const body = [];
  for (const group of here) {
    const kind = make('small', {}, group.read ? ` ${words.kinds[group.kind]}` : '');
    body.push(make('tr', {class: 'row'}, make('td', {class: 'who'}, group.name, kind), ...columns.map(year =>
      make('td', {class: 'year', 'data-year': year || '—'}, ...(group.years.get(year) || []).map(cell)))));
    for (const some of group.years.values()) for (const one of some)
      if (one.at.join('-') === shown) body.push(detail(one, columns.length + 1));
  }
  $('matrix').tBodies[0].replaceChildren(...body);
  const go = (to, text) => make('button', {type: 'button', disabled: to < 1 || to > pages ? '' : null,
    onclick: () => { change({page: to}); window.scrollTo(0, 0); }}, text);
  $('pager').replaceChildren(...(pages > 1 ? [go(page - 1, words.previous), make('span', {}, words.page(page, pages)), go(page + 1, words.next)] : []));
}

function change(what) {
  Object.assign(state, 'page' in what ? {} : {page: 1}, what);
  const words = Object.entries(state).filter(([key, value]) => value !== '' && !(key === 'page' && value === 1));
  history.replaceState(null, '', `#${new URLSearchParams(words)}`);
  show();
}

function fromHash() {
  for (const [key, value] of new URLSearchParams(location.hash.slice(1)))
    if (key in state) state[key] = key === 'page' ? Math.max(1, parseInt(value, 10) || 1) : value;
  if (!WORDS[state.language]) state.language = 'zh';
}

for (const id of ['place', 'form', 'kind', 'broken', 'sort']) $(id).addEventListener('change', () => change({[id]: $(id).value}));
$('search').addEventListener('input', () => change({search: $('search').value}));
$('controls').addEventListener('submit', event => event.preventDefault());
for (const button of document.querySelectorAll('[data-set]')) button.addEventListener('click', () => change({language: button.dataset.set}));
window.addEventListener('hashchange', () => { fromHash(); show(); });
load('meta');
