import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/id.js';
import { Abilities } from '../../src/platform/authz/abilities.js';
import { ANONYMOUS, ROLES, type Actor } from '../../src/platform/authz/actor.js';
import { POLICIES } from '../../src/policies.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

const everyone = (what: string): [string, string, string, string] => [what, what, what, what];
const ACTORS = ['anonymous', ...ROLES] as const;
const ME = newId();
const OTHER = newId();
const actorOf = (role: (typeof ACTORS)[number]): Actor => (role === 'anonymous' ? ANONYMOUS : { id: ME, role, session_id: newId() });

/** Kinds of rows, and what each may have done to it by anonymous, tenant, landlord, provider and admin. `all` is every action. */
type Grid = Readonly<Record<string, { row: Record<string, unknown>; may: readonly [string, string, string, string, string] }>>;

const none = ['', '', '', '', ''] as const;
const eachTheirOwn = (actions: string): readonly [string, string, string, string, string] => ['', actions, actions, actions, actions];
const personal = (actions: string): Grid => ({
  'one’s own': { row: { user_id: ME }, may: eachTheirOwn(actions) },
  'another’s': { row: { user_id: OTHER }, may: none },
});

/** Admins have no programs. */
const ofPrograms = (actions: string): Grid => ({
  'one’s own': { row: { user_id: ME }, may: ['', actions, actions, actions, ''] },
  'another’s': { row: { user_id: OTHER }, may: none },
});

const ASKED = 'create read list_own cancel complete read_quotes';

/** The table of rules.md §1, subject by subject, as far as it is built. */
const RULES: Readonly<Record<string, Grid>> = {
  Property: {
    'published, another’s': { row: { owner_id: OTHER, status: 'published', deleted_at: null }, may: ['read', 'read favorite', 'create read favorite', 'read', 'all'] },
    'published, one’s own': { row: { owner_id: ME, status: 'published', deleted_at: null }, may: ['read', 'read favorite', 'all', 'read', 'all'] },
    'rented, another’s': { row: { owner_id: OTHER, status: 'rented', deleted_at: null }, may: ['read', 'read', 'create read', 'read', 'all'] },
    'draft, another’s': { row: { owner_id: OTHER, status: 'draft', deleted_at: null }, may: ['', '', 'create', '', 'all'] },
    'draft, one’s own': { row: { owner_id: ME, status: 'draft', deleted_at: null }, may: ['', '', 'create read update delete block', '', 'all'] },
    'inactive, another’s': { row: { owner_id: OTHER, status: 'inactive', deleted_at: null }, may: ['', '', 'create', '', 'all'] },
    'deleted, one’s own': { row: { owner_id: ME, status: 'inactive', deleted_at: new Date() }, may: ['', '', 'create', '', 'create'] },
  },
  Booking: {
    'one’s own stay': { row: { tenant_id: ME, owner_id: OTHER }, may: ['', 'create read cancel list_stays', '', '', 'read cancel'] },
    'a stay in one’s home': { row: { tenant_id: OTHER, owner_id: ME }, may: ['', 'create', 'read accept reject cancel list_hostings', '', 'read cancel'] },
    'a stay of others': { row: { tenant_id: OTHER, owner_id: OTHER }, may: ['', 'create', '', '', 'read cancel'] },
  },
  Installment: {
    'of one’s own stay': { row: { tenant_id: ME, owner_id: OTHER }, may: ['', 'read', '', '', 'read'] },
    'of a stay in one’s home': { row: { tenant_id: OTHER, owner_id: ME }, may: ['', '', 'read', '', 'read'] },
    'of a stay of others': { row: { tenant_id: OTHER, owner_id: OTHER }, may: ['', '', '', '', 'read'] },
  },
  Payment: {
    'one’s own': { row: { payer_id: ME, payee_id: OTHER }, may: ['', 'start read list', 'start read list', '', 'read list refund'] },
    'paid to one': { row: { payer_id: OTHER, payee_id: ME }, may: ['', 'start', 'start read list refund', 'read list', 'read list refund'] },
    'of others': { row: { payer_id: OTHER, payee_id: OTHER }, may: ['', 'start', 'start', '', 'read list refund'] },
  },
  Service: { 'any': { row: {}, may: ['read', 'read', 'read', 'read', 'all'] } },
  ServiceProvider: {
    'one’s own profile': { row: { user_id: ME }, may: ['read', 'read', 'read', 'read read_own update_own update', 'read update'] },
    'another’s profile': { row: { user_id: OTHER }, may: ['read', 'read', 'read', 'read', 'read update'] },
  },
  ServiceRequest: {
    'one’s own': { row: { requester_id: ME, provider_user_id: OTHER }, may: ['', ASKED, ASKED, 'look read_quotes', 'read look look_at_all cancel read_quotes'] },
    'that one was chosen for': { row: { requester_id: OTHER, provider_user_id: ME }, may: ['', 'create', 'create', 'look read_quotes read start complete', 'read look look_at_all cancel read_quotes'] },
    'of others': { row: { requester_id: OTHER, provider_user_id: OTHER }, may: ['', 'create', 'create', 'look read_quotes', 'read look look_at_all cancel read_quotes'] },
  },
  ServiceQuote: {
    'for one’s own request': { row: { requester_id: ME, provider_user_id: OTHER }, may: ['', 'read accept reject', 'read accept reject', 'create', 'read'] },
    'one’s own': { row: { requester_id: OTHER, provider_user_id: ME }, may: ['', '', '', 'create read withdraw', 'read'] },
    'of others': { row: { requester_id: OTHER, provider_user_id: OTHER }, may: ['', '', '', 'create', 'read'] },
  },
  Message: {
    'one wrote': { row: { sender_id: ME, receiver_id: OTHER }, may: ['', ...everyone('create read')] },
    'one got': { row: { sender_id: OTHER, receiver_id: ME }, may: ['', ...everyone('create read update')] },
    'of others': { row: { sender_id: OTHER, receiver_id: OTHER }, may: ['', ...everyone('create')] },
  },
  UserBlock: {
    'one’s own': { row: { blocker_id: ME }, may: ['', ...everyone('create read delete')] },
    'another’s': { row: { blocker_id: OTHER }, may: ['', ...everyone('create')] },
  },
  Review: {
    'one’s own': { row: { reviewer_id: ME }, may: ['read', 'read create update delete', 'read create update delete', 'read', 'read delete'] },
    'another’s': { row: { reviewer_id: OTHER }, may: ['read', 'read create', 'read create', 'read', 'read delete'] },
  },
  User: {
    'one’s own account': { row: { id: ME }, may: ['', 'read update erase export', 'read update erase export', 'read update erase export', 'all'] },
    'another’s account': { row: { id: OTHER }, may: ['', '', '', '', 'read activate verify change_role'] },
  },
  Address: personal('all'),
  Device: personal('all'),
  NotificationPreference: personal('all'),
  Session: personal('read end'),
  ApiKey: ofPrograms('create read delete'),
  Webhook: ofPrograms('create read update delete'),
  Notification: personal('read update'),
  Document: {
    'one’s own': { row: { owner_id: ME, purpose: 'personal' }, may: eachTheirOwn('create read') },
    'another’s': { row: { owner_id: OTHER, purpose: 'personal' }, may: eachTheirOwn('create') },
    'of another’s identity check': { row: { owner_id: OTHER, purpose: 'identity' }, may: ['', 'create', 'create', 'create', 'create read'] },
  },
  IdentityVerification: {
    'one’s own': { row: { user_id: ME }, may: ['', 'create read', 'create read', 'create read', 'read list decide'] },
    'another’s': { row: { user_id: OTHER }, may: ['', 'create', 'create', 'create', 'read list decide'] },
  },
  Administration: { 'any': { row: {}, may: ['', '', '', '', 'all'] } },
  Report: { 'any': { row: {}, may: ['', 'create', 'create', 'create', 'all'] } },
  Amenity: { 'any': { row: {}, may: ['', '', '', '', 'all'] } },
};

/** What anybody may read. */
const OPEN_TO_ALL = ['Service', 'ServiceProvider', 'Review'];

const actionsOf = (subject: string): string[] => {
  const named = POLICIES.filter((policy) => policy.subject === subject).flatMap((policy) => Object.values(policy.rules).flatMap((rules) => rules.flatMap(({ action }) => action)));
  return [...new Set(named.flatMap((action) => (action === 'manage' ? ['manage', 'create', 'read', 'update', 'delete'] : [action])))].sort();
};
const listed = (actions: string, subject: string): string[] => (actions === 'all' ? actionsOf(subject) : actions.split(' ').filter((action) => action !== '').sort());

const cases = Object.entries(RULES).flatMap(([subject, grid]) => Object.entries(grid).map(([kind, { row, may }]) => ({ subject, kind, row, may })));

describe('the policies', () => {
  const abilities = new Abilities({ all: POLICIES });
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase();
  });
  afterAll(() => database.drop());

  it('are those of the table, each once', () => {
    const subjects = POLICIES.map(({ subject }) => subject);
    expect(subjects.toSorted()).toEqual(Object.keys(RULES).toSorted());
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  it.each(cases)('$subject ($kind): each role may what the table says, and nothing else', ({ subject, row, may }) => {
    const allowed = ACTORS.map((role) => actionsOf(subject).filter((action) => abilities.may(actorOf(role), action, subject, row)));
    expect(allowed).toEqual(may.map((actions) => listed(actions, subject)));
  });

  it.each(cases)('$subject ($kind): the filter in SQL lets the same rows through', async ({ subject, row }) => {
    const types: Record<string, string> = { status: 'varchar', purpose: 'varchar', deleted_at: 'timestamptz' };
    for (const role of ACTORS) {
      for (const action of actionsOf(subject)) {
        const columns = Object.keys(row);
        const values: unknown[] = Object.values(row);
        const source = columns.length === 0 ? 'SELECT 1' : `SELECT ${columns.map((column, index) => `$${String(index + 1)}::${types[column] ?? 'uuid'} AS ${column}`).join(', ')}`;
        const condition = abilities.condition(actorOf(role), action, subject, 'x', values);
        const { rows } = await database.client.query<{ let: boolean }>(`SELECT (${condition}) AS let FROM (${source}) AS x`, values);
        expect([role, action, rows[0]?.let]).toEqual([role, action, abilities.may(actorOf(role), action, subject, row)]);
      }
    }
  });

  it('give strangers nothing but a look at homes that are shown, at services, who offers them, and reviews', () => {
    const given = POLICIES.flatMap(({ subject, rules }) => (rules.anonymous ?? []).map(({ action, where }) => ({ subject, action, where })));
    expect(given).toEqual(expect.arrayContaining([{ subject: 'Property', action: 'read', where: { status: ['published', 'rented'] } }]));
    expect(given.filter(({ subject }) => subject !== 'Property')).toEqual(OPEN_TO_ALL.map((subject) => ({ subject, action: 'read', where: undefined })));
    expect(given).toHaveLength(1 + OPEN_TO_ALL.length);
  });

  it('never give a role but admin everything of everybody', () => {
    for (const { subject, rules } of POLICIES) {
      for (const role of ROLES.filter((one) => one !== 'admin')) {
        for (const { action, where } of rules[role] ?? []) {
          // Making or starting something new is about no row; what a provider may find, the query says; everything else is about some rows only.
          const actions = [action].flat().filter((one) => one !== 'create' && one !== 'start' && !(OPEN_TO_ALL.includes(subject) && one === 'read') && !(subject === 'ServiceRequest' && role === 'provider' && (one === 'look' || one === 'read_quotes')));
          if (actions.length > 0) expect([subject, role, action, Object.keys(where ?? {}).length > 0]).toEqual([subject, role, action, true]);
        }
      }
    }
  });
});
