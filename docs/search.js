// Part a query as the index is parted: English by words, Chinese by every two signs side by side.
var splitQuery = (query) => (query.match(/[\u4e00-\u9fff]+|(?:(?![\u4e00-\u9fff])[\p{Letter}\p{Number}_])+/gu) || []).flatMap((run) =>
  /^[\u4e00-\u9fff]{2}/.test(run) ? [...run].slice(1).map((sign, n) => run[n] + sign) : [run]);
