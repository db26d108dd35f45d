import { jwtVerify } from 'jose';
import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpSimulator, type SimulatedAnswer, type SimulatedRequest } from './http-simulator.js';
import { Inbox } from './inbox.js';

/** A push message that the simulator has taken. */
export interface SimulatedPush {
  /** `projects/…/messages/…` */
  name: string;
  token: string;
  notification: { title: string; body: string };
  data: Record<string, string>;
  android: { collapse_key?: string; priority?: string };
  apns: { headers?: Record<string, string> };
}

export interface FcmSimulatorOptions {
  project_id?: string;
  /** Seconds an access token lives; Google's is 3 599. */
  expires_in?: number;
  port?: number;
}

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const MESSAGE_FIELDS = new Set(['name', 'data', 'notification', 'android', 'webpush', 'apns', 'fcm_options', 'token', 'topic', 'condition']);
const FCM_ERROR = 'type.googleapis.com/google.firebase.fcm.v1.FcmError';
const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest';

/**
 * Firebase Cloud Messaging, HTTP v1, and Google's token endpoint beside it: two servers, so that each has faults of its
 * own. Every token is a device's unless it is said otherwise. Source: shared/spec/providers.md §9.
 */
export class FcmSimulator {
  /** POST /v1/projects/{project}/messages:send */
  readonly http = new HttpSimulator((request) => this.answer(request));
  /** POST /token */
  readonly oauth = new HttpSimulator((request) => this.grant(request));
  readonly project_id: string;
  /** What is wrong with a device's token: the errorCode that FCM answers. */
  readonly tokens = new Map<string, 'UNREGISTERED' | 'SENDER_ID_MISMATCH' | 'INVALID_ARGUMENT' | 'THIRD_PARTY_AUTH_ERROR'>();
  private readonly inbox = new Inbox<SimulatedPush>('push');
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly key_id = randomBytes(20).toString('hex');
  private readonly granted = new Set<string>();
  private directory = '';

  constructor(private readonly options: FcmSimulatorOptions = {}) {
    this.project_id = options.project_id ?? 'lokahome-test';
  }

  async start(): Promise<this> {
    await Promise.all([this.http.start(this.options.port), this.oauth.start()]);
    this.directory = await mkdtemp(join(tmpdir(), 'lokahome-fcm-'));
    await writeFile(this.credentials_path, JSON.stringify(this.serviceAccount()));
    return this;
  }

  get url(): string {
    return this.http.url;
  }

  /** The service account's file: what FIREBASE_CREDENTIALS_PATH names. */
  get credentials_path(): string {
    return join(this.directory, 'service-account.json');
  }

  /** What points an application here. */
  get env(): Record<string, string> {
    return { PUSH_PROVIDER: 'fcm', FIREBASE_CREDENTIALS_PATH: this.credentials_path, FCM_API_URL: this.url };
  }

  get pushes(): readonly SimulatedPush[] {
    return this.inbox.items;
  }

  /** As the Firebase console hands it out. */
  serviceAccount(private_key: KeyObject = this.keys.privateKey): Record<string, string> {
    return {
      type: 'service_account',
      project_id: this.project_id,
      private_key_id: this.key_id,
      private_key: private_key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      client_email: `firebase-adminsdk@${this.project_id}.iam.gserviceaccount.com`,
      client_id: '100000000000000000001',
      token_uri: `${this.oauth.url}/token`,
    };
  }

  waitForPush(wants?: (push: SimulatedPush) => boolean, options?: { timeout?: number }): Promise<SimulatedPush> {
    return this.inbox.waitFor(wants, options);
  }

  /** The access tokens handed out so far open nothing any more. */
  revokeAll(): void {
    this.granted.clear();
  }

  clear(): void {
    this.inbox.clear();
  }

  async stop(): Promise<void> {
    await Promise.all([this.http.stop(), this.oauth.stop()]);
    await rm(this.directory, { recursive: true, force: true });
  }

  private async grant(request: SimulatedRequest): Promise<SimulatedAnswer> {
    if (request.method !== 'POST' || request.path !== '/token') return { status: 404, body: 'Not Found' };
    const form = request.form();
    if (form?.get('grant_type') !== GRANT) return { status: 400, body: { error: 'unsupported_grant_type' } };
    const why = await this.whyNot(form.get('assertion') ?? '');
    // ASSUMPTION: the descriptions are from memory; `error` and the status are RFC 6749's and RFC 7523's.
    if (why !== null) return { status: 400, body: { error: 'invalid_grant', error_description: why } };
    const access_token = `ya29.${randomBytes(24).toString('base64url')}`;
    this.granted.add(access_token);
    return { status: 200, body: { access_token, expires_in: this.options.expires_in ?? 3599, token_type: 'Bearer' } };
  }

  private async whyNot(assertion: string): Promise<string | null> {
    try {
      const account = this.serviceAccount();
      const { payload, protectedHeader } = await jwtVerify(assertion, this.keys.publicKey, {
        algorithms: ['RS256'], issuer: account['client_email'], audience: account['token_uri'], requiredClaims: ['iat', 'exp'],
      });
      if (protectedHeader.kid !== this.key_id) return 'Invalid JWT: unknown key.';
      if (payload['scope'] !== SCOPE) return 'Invalid OAuth scope.';
      if (Number(payload.exp) > Number(payload.iat) + 3600) return 'Invalid JWT: Token must be a short-lived token (60 minutes).';
      return null;
    } catch (error) {
      return `Invalid JWT: ${String(error)}`;
    }
  }

  private answer(request: SimulatedRequest): SimulatedAnswer {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!this.granted.has(bearer)) return refusal(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
    const path = /^\/v1\/projects\/([^/]+)\/messages:send$/.exec(request.path);
    if (request.method !== 'POST' || !path) return { status: 404, body: 'Not Found' };
    // ASSUMPTION: the words of every refusal here are from memory; status, code and the shape of `details` are documented.
    if (path[1] !== this.project_id) return refusal(403, 'PERMISSION_DENIED', "Permission 'cloudmessaging.messages.create' denied on resource.");
    const message = messageIn(request);
    const wrong = whyInvalid(message);
    if (message === null || wrong !== null) return refusal(400, 'INVALID_ARGUMENT', wrong ?? 'Invalid JSON payload received.', [{ '@type': BAD_REQUEST, fieldViolations: [{ field: 'message', description: wrong }] }]);
    return this.deliver(message);
  }

  private deliver(message: Omit<SimulatedPush, 'name'>): SimulatedAnswer {
    const errorCode = this.tokens.get(message.token);
    const details = [{ '@type': FCM_ERROR, errorCode }];
    switch (errorCode) {
      case 'UNREGISTERED':
        return refusal(404, 'NOT_FOUND', 'Requested entity was not found.', details);
      case 'SENDER_ID_MISMATCH':
        return refusal(403, 'PERMISSION_DENIED', 'SenderId mismatch', details);
      case 'INVALID_ARGUMENT':
        return refusal(400, 'INVALID_ARGUMENT', 'The registration token is not a valid FCM registration token', details);
      case 'THIRD_PARTY_AUTH_ERROR':
        return refusal(401, 'UNAUTHENTICATED', 'Auth error from APNS or Web Push Service', details);
      case undefined: {
        const name = `projects/${this.project_id}/messages/${randomBytes(8).toString('hex')}`;
        this.inbox.add({ ...message, name });
        return { status: 200, body: { name } };
      }
    }
  }
}

export function startFcmSimulator(options?: FcmSimulatorOptions): Promise<FcmSimulator> {
  return new FcmSimulator(options).start();
}

/** The answers that are not about one token, as FCM gives them: for `failNext`. */
export const FCM_TROUBLE = {
  quota: { error: { code: 429, message: 'Quota exceeded.', status: 'RESOURCE_EXHAUSTED', details: [{ '@type': FCM_ERROR, errorCode: 'QUOTA_EXCEEDED' }] } },
  unavailable: { error: { code: 503, message: 'The service is currently unavailable.', status: 'UNAVAILABLE', details: [{ '@type': FCM_ERROR, errorCode: 'UNAVAILABLE' }] } },
} as const;

function refusal(code: number, status: string, message: string, details?: object[]): SimulatedAnswer {
  return { status: code, body: { error: { code, message, status, ...(details && { details }) } } };
}

function messageIn(request: SimulatedRequest): Omit<SimulatedPush, 'name'> | null {
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) return null;
  try {
    const { message } = JSON.parse(request.body.toString()) as { message?: unknown };
    return typeof message === 'object' ? (message as Omit<SimulatedPush, 'name'> | null) : null;
  } catch {
    return null;
  }
}

function whyInvalid(message: Omit<SimulatedPush, 'name'> | null): string | null {
  if (message === null) return 'Invalid JSON payload received.';
  const unknown = Object.keys(message).find((field) => !MESSAGE_FIELDS.has(field));
  if (unknown !== undefined) return `Invalid JSON payload received. Unknown name "${unknown}" at 'message': Cannot find field.`;
  if (typeof message.token !== 'string' || message.token === '') return 'Exactly one of token, topic or condition is required';
  if (Object.values(message.data).some((value) => typeof value !== 'string')) return 'Invalid value at message.data (TYPE_STRING)';
  const reserved = Object.keys(message.data).find((key) => key === 'from' || key === 'message_type' || /^(google|gcm)/.test(key));
  if (reserved !== undefined) return `Invalid data payload key: ${reserved}`;
  if (Buffer.byteLength(JSON.stringify([message.notification, message.data])) > 4096) return 'Message too big';
  return null;
}
