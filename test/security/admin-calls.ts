import { newId } from '../../src/kernel/id.js';
import type { Call, Scene } from './route-calls.js';

const person: Call = ({ tenant }) => ({ ids: [tenant.id] });
const erased: Call = async ({ house }) => {
  const { id } = await house.actors.asTenant();
  await house.database.client.query('UPDATE users SET erased_at = now(), is_active = false WHERE id = $1', [id]);
  return { ids: [id], json: { is_active: true } };
};
const home = (facts: object = {}, json?: object): Call => async ({ house, landlord }) => ({ ids: [(await house.build.property(landlord, { ...facts })).id], ...(json && { json }) });
const why = { reason: 'Les photos montrent un autre logement.' };

const reportRow = async ({ house, tenant, landlord }: Scene, facts: object = {}): Promise<string> => {
  const id = newId();
  await house.build.insert('reports', { id, reporter_id: tenant.id, subject_type: 'user', subject_id: landlord.id, reason: 'fraud', ...facts });
  return id;
};
const reportOn = (subject: (scene: Scene) => Promise<{ subject_type: string; subject_id: string }>): Call => async (scene) => ({ json: { ...(await subject(scene)), reason: 'fraud' } });
const homeToReport = (facts: object = {}) => async ({ house, landlord }: Scene) => ({ subject_type: 'property', subject_id: (await house.build.property(landlord, { ...facts })).id });
const message = async ({ house, tenant, landlord }: Scene): Promise<{ subject_type: string; subject_id: string }> => {
  const { body } = await house.api.post<{ id: string }>('/messages', { receiver_id: tenant.id, content: 'Payez d’avance.' }, { as: landlord });
  return { subject_type: 'message', subject_id: body.id };
};

export const ADMIN_CALLS: Readonly<Record<string, Call>> = {
  'GET /api/v1/admin/reports/monthly': () => ({ query: { year: 2027, month: 3 } }),
  'GET /api/v1/admin/reports/monthly (as a table)': () => ({ query: { year: 2027, month: 3, format: 'csv' } }),
  'GET /api/v1/admin/users/:id': person,
  'GET /api/v1/admin/users/:id (erased)': async (scene) => ({ ids: (await erased(scene)).ids ?? [] }),
  'PUT /api/v1/admin/users/:id': async (scene) => ({ ...(await person(scene)), json: { is_verified: false } }),
  'PUT /api/v1/admin/users/:id (erased)': erased,
  'PUT /api/v1/admin/properties/:id/feature': home(),
  'PUT /api/v1/admin/properties/:id/unfeature': home({ is_featured: true }),
  'PUT /api/v1/admin/properties/:id/unpublish': home({}, why),
  'PUT /api/v1/admin/properties/:id/unpublish (a draft)': home({ status: 'draft' }, why),
  'PUT /api/v1/admin/properties/:id/unpublish (deleted)': home({ status: 'inactive', deleted_at: new Date() }, why),
  'PUT /api/v1/admin/reports-queue/:id': async (scene) => ({ ids: [await reportRow(scene)], json: { decision: 'acted', note: 'Compte désactivé' } }),
  'PUT /api/v1/admin/reports-queue/:id (a second time)': async (scene) => ({
    ids: [await reportRow(scene, { status: 'dismissed', decided_by: scene.landlord.id, decided_at: new Date() })], json: { decision: 'acted' },
  }),
  'POST /api/v1/reports': reportOn(homeToReport()),
  'POST /api/v1/reports (of a hidden draft)': reportOn(homeToReport({ status: 'draft' })),
  'POST /api/v1/reports (of a message)': reportOn(message),
  'POST /api/v1/reports (a second time)': async (scene) => {
    await reportRow(scene);
    return { json: { subject_type: 'user', subject_id: scene.landlord.id, reason: 'spam' } };
  },
};
