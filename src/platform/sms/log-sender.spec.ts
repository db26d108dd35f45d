import { describe, expect, it } from '@jest/globals';
import { LogSender } from './log-sender.js';

const sms = { to: '+2290197808080', text: 'Votre code LokaHome : 482913.\nValable 10 minutes.' };

async function linesOf(options: { reveal?: boolean }): Promise<string[]> {
  const lines: string[] = [];
  const { provider_id } = await new LogSender({ log: (line) => lines.push(line), ...options }).send(sms);
  expect(provider_id).toMatch(/^log-[0-9a-f-]{36}$/);
  return lines;
}

describe('LogSender', () => {
  it('writes one line without the text, the code or the whole number', async () => {
    const lines = await linesOf({});
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('SMS to +229');
    expect(lines[0]).not.toMatch(/482913|Votre|97808080|\n/);
  });

  it('shows number and text, still on one line, to whom it is told to reveal them', async () => {
    const lines = await linesOf({ reveal: true });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('+2290197808080');
    expect(lines[0]).toContain('482913');
    expect(lines[0]).not.toContain('\n');
  });

  it('refuses what no provider would take', async () => {
    const sender = new LogSender({ log: () => undefined });
    await expect(sender.send({ ...sms, to: '0197808080' })).rejects.toMatchObject({ permanent: true });
    await expect(sender.send({ ...sms, text: '' })).rejects.toMatchObject({ permanent: true });
  });
});
