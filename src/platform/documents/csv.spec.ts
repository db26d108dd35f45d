import { describe, expect, it } from '@jest/globals';
import { csvOf } from './csv.js';

const cell = (value: string | number | null): string => csvOf(['v'], [[value]]).slice('\uFEFFv\r\n'.length, -2);

describe('a table for spreadsheets', () => {
  it('begins with a byte order mark and ends its lines as RFC 4180 wants', () => {
    expect(csvOf(['city', 'value'], [['Cotonou', 3], [null, -1.5]])).toBe('\uFEFFcity,value\r\nCotonou,3\r\n,-1.5\r\n');
  });

  it.each(['=1+1', '+1', '-1+cmd', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '\0=1', ' =1', '＝1', '＋1', '－1', '＠x', '|calc', '%0', '=HYPERLINK("http://x","y")'])('shows %j as text', (given) => {
    expect(cell(given)).toBe(`"'${given.replaceAll('"', '""')}"`);
  });

  it.each([['Cotonou', 'Cotonou'], ['Abomey-Calavi', 'Abomey-Calavi'], ['Porto=Novo', 'Porto=Novo'], ['a,b', '"a,b"'], ['say "yes"', '"say ""yes"""'], ['two\nlines', '"two\nlines"'], ['N’Dali', 'N’Dali']])('leaves %j as it is', (given, written) => {
    expect(cell(given)).toBe(written);
  });

  it.each([[-5000, '-5000'], [0.5, '0.5'], [0, '0']])('leaves the number %d a number', (given, written) => {
    expect(cell(given)).toBe(written);
  });
});
