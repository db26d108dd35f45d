/** Ratios to the baselines, growth over the sizes, and whether the goals are met. */

/** Fills in `ratio` and `met` of the rows that one scenario gave at one size. */
export function judge(rows) {
  for (const row of rows.filter(({ goal }) => goal)) {
    const { goal } = row;
    const baseline = goal.against && rows.find(({ id, side }) => id === row.id && side === goal.against);
    const verdicts = [];
    if (baseline) {
      row.ratio = goal.of ? row[goal.of] / baseline[goal.of] : row.rps / baseline.rps;
      if (goal.ratio) verdicts.push(row.ratio >= goal.ratio);
      if (goal.at_most) verdicts.push(row.ratio <= goal.at_most);
      if (goal.p99_more) verdicts.push(row.p99 <= baseline.p99 + goal.p99_more);
    }
    for (const field of ['p50', 'p99', 'most', 'memory_mb', 'rps']) if (typeof goal[field] === 'number') verdicts.push(field === 'rps' ? row.rps >= goal.rps : row[field] <= goal[field]);
    row.met = verdicts.length === 0 ? undefined : verdicts.every(Boolean);
  }
  return rows;
}

/** How the middle time of an answer grows from the smallest town to each larger one. */
export function addGrowth(rows) {
  for (const row of rows) {
    const smallest = rows.filter(({ id, side }) => id === row.id && side === row.side).sort((a, b) => a.homes - b.homes)[0];
    if (!row.grows || smallest === row || !smallest.p50) continue;
    // One waits for fifty others: their rate tells the same as the time and is finer than whole milliseconds.
    row.growth = row.rps && smallest.rps ? smallest.rps / row.rps : row.p50 / smallest.p50;
    row.grown_too_much = row.growth > row.grows;
  }
  return rows;
}

export function goalText({ against, ratio, at_most, p99_more, of, ...figures } = {}) {
  const parts = [];
  if (ratio) parts.push(`≥ ${ratio} × ${against}`);
  if (at_most) parts.push(`${of ?? ''} ≤ ${at_most} × ${against}`.trim());
  if (p99_more) parts.push(`p99 ≤ its + ${p99_more} ms`);
  for (const [field, most] of Object.entries(figures)) parts.push(`${field === 'memory_mb' ? 'memory' : field} ${field === 'rps' ? '≥' : '≤'} ${most}${field === 'memory_mb' ? ' MB' : field === 'rps' ? '/s' : ' ms'}`);
  return parts.join(', ');
}
