import { describe, expect, it } from '@jest/globals';
import { defineStateMachine } from './state-machine.js';

const door = defineStateMachine({
  name: 'door',
  states: ['open', 'closed', 'locked', 'walled_up'],
  initial: 'open',
  final: ['walled_up'],
  transitions: {
    close: { from: 'open', to: 'closed', by: ['guest', 'owner'] },
    open: { from: 'closed', to: 'open', by: ['guest', 'owner'] },
    lock: { from: 'closed', to: 'locked', by: ['owner'] },
    unlock: { from: 'locked', to: 'closed', by: ['owner'] },
    wall_up: { from: ['closed', 'locked'], to: 'walled_up', by: ['mason'] },
  },
});

describe('a state machine', () => {
  it('says where a transition leads', () => {
    expect(door.fire('close', 'open', 'guest')).toEqual({ ok: true, to: 'closed' });
    expect(door.fire('wall_up', 'closed', 'mason')).toEqual({ ok: true, to: 'walled_up' });
    expect(door.fire('wall_up', 'locked', 'mason')).toEqual({ ok: true, to: 'walled_up' });
  });

  it('refuses every pair of transition and state that its table does not have', () => {
    const legal = ['close open', 'open closed', 'lock closed', 'unlock locked', 'wall_up closed', 'wall_up locked'];
    for (const [name, { by }] of Object.entries(door.transitions)) {
      for (const state of door.states) {
        const answer = door.fire(name as keyof typeof door.transitions, state, by[0]);
        if (legal.includes(`${name} ${state}`)) expect(answer.ok).toBe(true);
        else expect(answer).toEqual({ ok: false, reason: 'illegal_state' });
      }
    }
  });

  it('refuses an actor who never may, and does not tell it the state', () => {
    expect(door.fire('lock', 'closed', 'guest')).toEqual({ ok: false, reason: 'not_allowed' });
    expect(door.fire('lock', 'open', 'guest')).toEqual({ ok: false, reason: 'not_allowed' });
  });

  it('refuses a state it does not know', () => {
    expect(door.fire('close', 'ajar' as never, 'guest')).toEqual({ ok: false, reason: 'illegal_state' });
  });

  it('throws on a transition it does not have, also one that every object has', () => {
    expect(() => door.fire('kick' as never, 'open', 'guest')).toThrow(RangeError);
    expect(() => door.fire('constructor' as never, 'open', 'guest')).toThrow(RangeError);
  });

  it('lists what an actor may do from a state, in the order of the table', () => {
    expect(door.allowed('closed', 'owner')).toEqual(['open', 'lock']);
    expect(door.allowed('closed', 'guest')).toEqual(['open']);
    expect(door.allowed('locked', 'guest')).toEqual([]);
    expect(door.allowed('walled_up', 'mason')).toEqual([]);
  });

  it('shows its name, states and table', () => {
    expect(door.name).toBe('door');
    expect(door.states).toEqual(['open', 'closed', 'locked', 'walled_up']);
    expect(Object.keys(door.transitions)).toEqual(['close', 'open', 'lock', 'unlock', 'wall_up']);
  });

  it('may have no end', () => {
    const lamp = defineStateMachine({
      name: 'lamp',
      states: ['on', 'off'],
      initial: 'off',
      final: [],
      transitions: {
        light: { from: 'off', to: 'on', by: ['anyone'] },
        dim: { from: 'on', to: 'on', by: ['anyone'] },
        quench: { from: 'on', to: 'off', by: ['anyone'] },
      },
    });
    expect(lamp.fire('dim', 'on', 'anyone')).toEqual({ ok: true, to: 'on' });
  });

  it('may be one state without transitions, when that is final', () => {
    const stone = { name: 'stone', states: ['still'], initial: 'still', final: ['still'], transitions: {} } as const;
    expect(defineStateMachine(stone).states).toEqual(['still']);
  });
});

describe('a table with a mistake in it', () => {
  type Table = Parameters<typeof defineStateMachine<string, string, string>>[0];
  const sound: Table = {
    name: 'job',
    states: ['todo', 'done'],
    initial: 'todo',
    final: ['done'],
    transitions: { finish: { from: 'todo', to: 'done', by: ['worker'] } },
  };
  const broken = (change: Partial<Table>) => () => defineStateMachine({ ...sound, ...change });
  const withTransition = (from: string | string[], to: string, by = ['worker']): (() => unknown) =>
    broken({ transitions: { ...sound.transitions, extra: { from, to, by } } });

  it('is refused for an unknown state, wherever it stands', () => {
    expect(broken({})).not.toThrow();
    expect(broken({ initial: 'begun' })).toThrow(/job: begun is not one of its states/);
    expect(broken({ final: ['done', 'dropped'] })).toThrow(/dropped is not one of its states/);
    expect(withTransition('lost', 'done')).toThrow(/lost is not one of its states/);
    expect(withTransition(['todo', 'lost'], 'done')).toThrow(/lost is not one of its states/);
    expect(withTransition('todo', 'lost')).toThrow(/lost is not one of its states/);
  });

  it('is refused for a state that nothing reaches', () => {
    expect(broken({ states: ['todo', 'done', 'dropped'], final: ['done', 'dropped'] })).toThrow(
      /dropped is unreachable/,
    );
    const island = { a: { from: 'x', to: 'y', by: ['worker'] }, b: { from: 'y', to: 'x', by: ['worker'] } };
    expect(broken({ states: ['todo', 'done', 'x', 'y'], transitions: { ...sound.transitions, ...island } })).toThrow(
      /x is unreachable; y is unreachable/,
    );
  });

  it('is refused for a final state that something leaves', () => {
    expect(withTransition('done', 'todo')).toThrow(/done is final and extra leaves it/);
    expect(withTransition('done', 'done')).toThrow(/done is final and extra leaves it/);
  });

  it('is refused for a state that is not final and has no way out', () => {
    expect(broken({ final: [] })).toThrow(/done is a dead end and not final/);
    const loop = { ...sound.transitions, again: { from: 'done', to: 'done', by: ['worker'] } };
    expect(broken({ final: [], transitions: loop })).toThrow(/done is a dead end and not final/);
  });

  it('is refused for a transition that starts nowhere or that nobody may fire', () => {
    expect(withTransition([], 'done')).toThrow(/extra starts nowhere/);
    expect(withTransition('todo', 'done', [])).toThrow(/nobody may fire extra/);
  });

  it('is refused for a state listed twice', () => {
    expect(broken({ states: ['todo', 'done', 'done'] })).toThrow(/a state is listed twice/);
  });
});
