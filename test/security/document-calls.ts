import { FileLinks } from '../../src/modules/uploads/index.js';
import { keepPaper, pdfOf, pendingCheck, photo } from '../support/papers.js';
import type { Call, Scene, Sent } from './route-calls.js';

const submission = { texts: { document_type: 'passport' }, files: { front: [pdfOf()], selfie: [photo] } };
const onCheck = (json: object): Call => async ({ house, tenant }) => ({ ids: [(await pendingCheck(house, tenant)).id], json });
const byLink = async ({ house, tenant }: Scene, other = false): Promise<Sent> => {
  const id = await keepPaper(house, tenant);
  const url = new URL(house.app.get(FileLinks).urlFor(other ? await keepPaper(house, tenant) : id, tenant.id));
  return { ids: [id], query: Object.fromEntries(url.searchParams) };
};

export const DOCUMENT_CALLS: Readonly<Record<string, Call>> = {
  'POST /api/v1/users/me/verify-identity': () => submission,
  'POST /api/v1/users/me/verify-identity (a second time)': async ({ house, tenant }) => {
    await pendingCheck(house, tenant);
    return submission;
  },
  'GET /api/v1/users/me/verify-identity': async ({ house, tenant }) => {
    await pendingCheck(house, tenant);
    return {};
  },
  'PUT /api/v1/admin/identity-verifications/:id/approve': onCheck({}),
  'PUT /api/v1/admin/identity-verifications/:id/approve (a second time)': async (scene) => {
    const { id } = await pendingCheck(scene.house, scene.tenant);
    await scene.house.database.client.query(`UPDATE identity_verifications SET status = 'approved', decided_by = user_id, decided_at = now() WHERE id = $1`, [id]);
    return { ids: [id], json: {} };
  },
  'PUT /api/v1/admin/identity-verifications/:id/reject': onCheck({ reason: 'Photo floue' }),
  'POST /api/v1/uploads/documents': () => ({ files: { file: [pdfOf()] } }),
  'GET /api/v1/files/:id': async ({ house, tenant }) => ({ ids: [await keepPaper(house, tenant)] }),
  'GET /api/v1/files/:id (of an identity check)': async ({ house, tenant }) => ({ ids: [(await pendingCheck(house, tenant)).front_id] }),
  'GET /api/v1/files/:id (by a link)': (scene) => byLink(scene),
  'GET /api/v1/files/:id (by a link to another)': (scene) => byLink(scene, true),
};
