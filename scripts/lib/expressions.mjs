/** The PromQL of the rules and of the dashboard, as Prometheus will read it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

import { root } from './project.mjs';

const RULES = join(root, 'ops/prometheus/rules');
const DASHBOARD = join(root, 'ops/grafana/dashboards/lokahome.json');

export function rules() {
  const files = readdirSync(RULES).map((file) => parse(readFileSync(join(RULES, file), 'utf8')));
  return files.flatMap(({ groups }) => groups.flatMap((group) => group.rules));
}

/** What Grafana fills in stands for anything. */
export function panels() {
  const { panels: all, annotations } = JSON.parse(readFileSync(DASHBOARD, 'utf8'));
  const told = (title, expr) => ({ title, expr: expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*') });
  return [
    ...all.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => told(title, expr))),
    ...annotations.list.map(({ name, expr }) => told(name, expr)),
  ];
}
