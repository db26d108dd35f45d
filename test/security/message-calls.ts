import type { Call, Scene } from './route-calls.js';

/** What the landlord wrote to the tenant; answers its id. */
async function message({ house, tenant, landlord }: Scene): Promise<string> {
  const { body } = await house.api.post<{ id: string }>('/messages', { receiver_id: tenant.id, content: 'Bonjour' }, { as: landlord });
  return body.id;
}

const somebody = async ({ house }: Scene): Promise<string> => (await house.actors.asTenant()).id;

/** How the rows about messages are called. */
export const MESSAGE_CALLS: Readonly<Record<string, Call>> = {
  'POST /api/v1/messages': async (scene) => ({ json: { receiver_id: await somebody(scene), content: 'Bonjour' } }),
  'POST /api/v1/messages (to oneself)': ({ tenant }) => ({ json: { receiver_id: tenant.id, content: 'Bonjour' } }),
  'POST /api/v1/messages (to who has blocked the tenant)': async (scene) => {
    const { house, tenant, landlord } = scene;
    await house.api.post(`/users/${tenant.id}/block`, undefined, { as: landlord });
    return { json: { receiver_id: landlord.id, content: 'Bonjour' } };
  },
  'GET /api/v1/messages/conversation/:user_id': ({ landlord }) => ({ ids: [landlord.id] }),
  'PUT /api/v1/messages/:id/read': async (scene) => ({ ids: [await message(scene)] }),
  'POST /api/v1/users/:user_id/block': async (scene) => ({ ids: [await somebody(scene)] }),
  'POST /api/v1/users/:user_id/block (oneself)': ({ tenant }) => ({ ids: [tenant.id] }),
  'DELETE /api/v1/users/:user_id/block': async (scene) => ({ ids: [await somebody(scene)] }),
};
