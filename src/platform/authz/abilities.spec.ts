import { describe, expect, it } from '@jest/globals';
import { newId } from '../../kernel/id.js';
import { Abilities } from './abilities.js';
import { ANONYMOUS, type Role, type SignedIn } from './actor.js';
import { Forbidden, KeyRefused, NotFound, ScopeMissing } from './authz.errors.js';
import { definePolicy, ME } from './policy.js';
import type { Scope } from './scopes.js';

const diary = definePolicy('Diary', {
  anonymous: [{ action: 'read', where: { status: 'published' } }],
  tenant: [{ action: 'read', where: { status: 'published' } }, { action: ['read', 'update'], where: { writer_id: ME, deleted_at: null } }],
  landlord: [{ action: 'read', where: { status: ['published', 'shared'] } }],
  admin: [{ action: ['read', 'update'] }],
});
const drawer = definePolicy('Drawer', { tenant: [{ action: 'manage', where: { user_id: ME } }] });
const abilities = new Abilities({ all: [diary, drawer] });

const someone = (role: Role): SignedIn => ({ id: newId(), role, session_id: newId() });
const row = (facts: object = {}): object => ({ writer_id: newId(), status: 'draft', deleted_at: null, ...facts });

describe('what a caller may do to a row', () => {
  const tenant = someone('tenant');

  it('depends on that very row, never on the kind of thing alone', () => {
    expect(abilities.roleMay(tenant, 'update', 'Diary')).toBe(true);
    expect(abilities.may(tenant, 'update', 'Diary', row({ writer_id: tenant.id }))).toBe(true);
    expect(abilities.may(tenant, 'update', 'Diary', row())).toBe(false);
    expect(abilities.may(tenant, 'update', 'Diary', row({ writer_id: tenant.id, deleted_at: new Date() }))).toBe(false);
  });

  it('adds up the rules of the caller', () => {
    expect(abilities.may(tenant, 'read', 'Diary', row({ status: 'published' }))).toBe(true);
    expect(abilities.may(tenant, 'read', 'Diary', row({ writer_id: tenant.id }))).toBe(true);
    expect(abilities.may(tenant, 'read', 'Diary', row())).toBe(false);
  });

  it('knows lists of values, rules without a condition, and strangers', () => {
    expect(abilities.may(someone('landlord'), 'read', 'Diary', row({ status: 'shared' }))).toBe(true);
    expect(abilities.may(someone('landlord'), 'read', 'Diary', row())).toBe(false);
    expect(abilities.may(someone('admin'), 'update', 'Diary', row())).toBe(true);
    expect(abilities.may(ANONYMOUS, 'read', 'Diary', row({ status: 'published' }))).toBe(true);
    expect(abilities.may(ANONYMOUS, 'update', 'Diary', row({ status: 'published' }))).toBe(false);
  });

  it('is nothing where no rule speaks of the role, the action or the subject', () => {
    for (const [action, subject] of [['read', 'Diary'], ['burn', 'Diary'], ['read', 'Drawer'], ['read', 'Nothing']] as const) {
      const provider = someone('provider');
      expect(abilities.roleMay(provider, action, subject)).toBe(false);
      expect(abilities.may(provider, action, subject, row())).toBe(false);
    }
  });

  it('cannot be asked about a row that lacks a column which a rule reads', () => {
    for (const column of ['writer_id', 'deleted_at']) {
      expect(() => abilities.may(tenant, 'update', 'Diary', { ...row({ writer_id: tenant.id }), [column]: undefined })).toThrow(`policy of Diary reads ${column}, which the row lacks`);
    }
    expect(() => abilities.may(tenant, 'read', 'Drawer', {})).toThrow('policy of Drawer reads user_id');
  });

  it('does not run over from one caller to the next', () => {
    const [one, two] = [someone('tenant'), someone('tenant')];
    expect(abilities.may(one, 'read', 'Drawer', { user_id: one.id })).toBe(true);
    expect(abilities.may(two, 'read', 'Drawer', { user_id: one.id })).toBe(false);
    expect(abilities.may({ ...one }, 'read', 'Drawer', { user_id: one.id })).toBe(true);
  });
});

describe('a refusal', () => {
  it('hides the row from those who may not read it, and says no to those who may', () => {
    const tenant = someone('tenant');
    expect(() => abilities.authorize(tenant, 'update', 'Diary', row())).toThrow(NotFound);
    expect(() => abilities.authorize(tenant, 'update', 'Diary', row({ status: 'published' }))).toThrow(Forbidden);
    expect(() => abilities.authorize(someone('provider'), 'update', 'Diary', row())).toThrow(NotFound);
    expect(() => abilities.authorize(tenant, 'update', 'Diary', row({ writer_id: tenant.id }))).not.toThrow();
  });
});

describe('an API key', () => {
  const ledger = definePolicy('Ledger', {
    anonymous: [{ action: 'read', where: { status: 'published' } }],
    tenant: [{ action: ['read', 'update', 'burn'], where: { user_id: ME } }],
    landlord: [{ action: 'manage', where: { user_id: ME } }],
  }, { 'bookings:read': ['read'], 'bookings:write': ['read', 'update'] });
  const house = new Abilities({ all: [ledger, drawer] });
  const keyOf = (role: Role, ...scopes: Scope[]): SignedIn => ({ ...someone(role), session_id: '', api_key: { id: newId(), scopes } });
  const may = (actor: SignedIn, action: string, facts: object = {}): boolean => house.may(actor, action, 'Ledger', { user_id: actor.id, status: 'draft', ...facts });

  it('may what its owner may and its scopes open, on the same rows', () => {
    const [reads, writes] = [keyOf('tenant', 'bookings:read'), keyOf('tenant', 'bookings:read', 'bookings:write')];
    expect(['read', 'update', 'burn'].map((action) => may(reads, action))).toEqual([true, false, false]);
    expect(['read', 'update', 'burn'].map((action) => may(writes, action))).toEqual([true, true, false]);
    expect(may(writes, 'read', { user_id: newId() })).toBe(false);
    const values: unknown[] = [];
    expect([house.condition(reads, 'update', 'Ledger', 'l', values), house.condition(writes, 'update', 'Ledger', 'l', values), values]).toEqual(['FALSE', '((l.user_id = $1))', [writes.id]]);
  });

  it('is not widened by its scopes, nor by a rule that allows everything', () => {
    expect(may(keyOf('provider', 'bookings:write'), 'update')).toBe(false);
    const landlord = keyOf('landlord', 'bookings:write');
    expect(['read', 'update', 'delete', 'burn'].map((action) => may(landlord, action))).toEqual([true, true, false, false]);
  });

  it('is not mistaken for its owner, nor for another key of theirs, whichever calls first', () => {
    const owner = someone('tenant');
    const key = (...scopes: Scope[]): SignedIn => ({ ...owner, session_id: '', api_key: { id: newId(), scopes } });
    for (const house of [new Abilities({ all: [ledger] }), new Abilities({ all: [ledger] })].map((one, index) => ({ one, callers: index === 0 ? [owner, key('bookings:read'), key('bookings:write')] : [key('bookings:write'), key('bookings:read'), owner] }))) {
      const allowed = house.callers.map((caller) => ['read', 'update', 'burn'].filter((action) => house.one.may(caller, action, 'Ledger', { user_id: owner.id, status: 'draft' })).length);
      expect(allowed.sort()).toEqual([1, 2, 3]);
      expect(house.callers.map((caller) => [caller.api_key?.scopes[0], house.one.roleMay(caller, 'burn', 'Ledger')])).toEqual(house.callers.map((caller) => [caller.api_key?.scopes[0], caller === owner]));
    }
  });

  it('never sees less than a stranger', () => {
    expect(may(keyOf('tenant', 'profile:read'), 'read', { user_id: newId(), status: 'published' })).toBe(true);
  });

  it('is told which scope it lacks, where scopes are of no use, and where its owner may not either', () => {
    expect(() => { house.authorizeRole(keyOf('tenant', 'bookings:read'), 'update', 'Ledger'); }).toThrow(new ScopeMissing({ scopes: 'bookings:write' }).message);
    expect(() => { house.authorizeRole(keyOf('tenant', 'bookings:write'), 'burn', 'Ledger'); }).toThrow(KeyRefused);
    expect(() => { house.authorizeRole(keyOf('tenant', 'bookings:write'), 'read', 'Drawer'); }).toThrow(KeyRefused);
    expect(() => { house.authorizeRole(keyOf('provider', 'bookings:write'), 'update', 'Ledger'); }).toThrow(Forbidden);
    expect(() => { house.authorizeRole(keyOf('tenant', 'bookings:write'), 'update', 'Ledger'); }).not.toThrow();
  });
});

describe('the same rules as SQL', () => {
  const conditionFor = (actor: SignedIn | typeof ANONYMOUS, action: string, subject: string): [string, unknown[]] => {
    const values: unknown[] = ['before'];
    return [abilities.condition(actor, action, subject, 'd', values), values];
  };

  it('mean no rows where nothing is allowed', () => {
    expect(conditionFor(someone('provider'), 'read', 'Diary')).toEqual(['FALSE', ['before']]);
    expect(conditionFor(someone('tenant'), 'burn', 'Diary')).toEqual(['FALSE', ['before']]);
    expect(conditionFor(ANONYMOUS, 'read', 'Drawer')).toEqual(['FALSE', ['before']]);
    expect(conditionFor(someone('admin'), 'read', 'Nothing')).toEqual(['FALSE', ['before']]);
  });

  it('mean every row where a rule has no condition', () => {
    expect(conditionFor(someone('admin'), 'read', 'Diary')).toEqual(['TRUE', ['before']]);
  });

  it('bind each value behind those that are there, and put none of them into the text', () => {
    const tenant = someone('tenant');
    const [text, values] = conditionFor(tenant, 'update', 'Diary');
    expect(text).toContain('(d.writer_id = $2 AND d.deleted_at IS NULL)');
    expect(values).toEqual(['before', tenant.id]);
    const [shared, lists] = conditionFor(someone('landlord'), 'read', 'Diary');
    expect(shared).toContain('(d.status = ANY ($2))');
    expect(lists).toEqual(['before', ['published', 'shared']]);
  });

  it('join the rules of a caller with OR', () => {
    const [text, values] = conditionFor(someone('tenant'), 'read', 'Diary');
    expect(text).toMatch(/^\(.+ OR .+\)$/);
    expect(text).toContain('d.deleted_at IS NULL');
    expect(values).toContain('published');
  });

  it('are never built from a name that is no column', () => {
    const odd = new Abilities({ all: [definePolicy('Odd', { tenant: [{ action: 'read', where: { 'status = 1 OR 1': 1 } }] })] });
    expect(() => odd.condition(someone('tenant'), 'read', 'Odd', 'd', [])).toThrow('not a column');
  });
});

describe('a policy', () => {
  it('cannot give strangers what is "their own": they have no id, and NULL columns are nobody’s', () => {
    expect(() => definePolicy('Odd', { anonymous: [{ action: 'read', where: { owner_id: ME } }] })).toThrow('anonymous callers own nothing');
  });
});
