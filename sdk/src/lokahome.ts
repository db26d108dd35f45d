import { errorOf, isProblem, LokaHomeError, UnexpectedAnswerError, type ProblemError } from './errors.js';
import { createClient } from './generated/client/index.js';
import { operations, type ListName, type OperationName, type OperationTypes } from './generated/operations.gen.js';
import { GeneratedApi, type Options } from './generated/sdk.gen.js';
import type { TokenPairView } from './generated/types.gen.js';
import { pagesOf, type ItemOf, type Page } from './pages.js';
import { Session, webLock, type Lock } from './session.js';
import { memoryStore, tokensOf, type TokenStore } from './tokens.js';
import { Transport, type OperationFacts } from './transport.js';

export interface LokaHomeOptions {
  /** Where the API is, without `/api/v1`: `https://api.lokahome.bj`. */
  baseUrl: string;
  /** Where tokens are kept; in memory by default. */
  tokens?: TokenStore;
  /** What errors and other texts are in. */
  language?: 'fr' | 'en';
  /** How long one try may take, in milliseconds (30 000). To end a whole call earlier, give it a `signal`. */
  timeout?: number;
  /** How many times a call is tried again where that is safe (3). */
  retries?: number;
  /** The longest wait between two tries, in milliseconds (10 000). Where the API asks for more, the error comes at once and says how long. */
  longestWait?: number;
  /** The session has ended elsewhere, or its refresh token is refused: show the sign-in. Not called by `signOut()`. */
  onSignedOut?: (reason: ProblemError) => void;
  /** Another `fetch`, for tests and for platforms without one. */
  fetch?: typeof fetch;
  /** Runs the renewal of tokens alone among all that share the store; Web Locks by default, where there are any. */
  lock?: Lock;
}

type DataOf<Name extends OperationName> = OperationTypes[Name]['data'];
type AnswerOf<Name extends OperationName> = OperationTypes[Name]['answer'];
/** The options of a call, which may be left out where nothing in them is needed. */
type Asked<Name extends OperationName> = { url: DataOf<Name>['url'] } extends DataOf<Name> ? [options?: Options<DataOf<Name>>] : [options: Options<DataOf<Name>>];

/** What a call answers, with the answer's headers beside it. */
export interface Answer<Data> {
  readonly data: Data;
  readonly response: Response;
}

const ANYBODY: OperationFacts = { keyed: false, auth: 'optional' };

/**
 * The API of LokaHome: one method for each operation of its document, by its `operationId`. A method answers what came
 * or throws a LokaHomeError; sessions renew themselves, and what can safely be tried again is.
 */
export class LokaHome extends GeneratedApi {
  /** What errors and other texts are in, from the next call on. */
  language: 'fr' | 'en';
  /** Where the API is. */
  readonly baseUrl: string;
  readonly #session: Session;

  constructor(options: LokaHomeOptions) {
    const baseUrl = options.baseUrl.replace(/\/+$/, '');
    if (!/^https?:\/\/[^/]/.test(baseUrl)) throw new LokaHomeError(`baseUrl: expected an address such as https://api.lokahome.bj, not "${options.baseUrl}"`);
    const transport = new Transport({
      fetch: options.fetch ?? ((request) => globalThis.fetch(request)),
      timeout: options.timeout ?? 30_000,
      retries: options.retries ?? 3,
      longest_wait: options.longestWait ?? 10_000,
      language: () => this.language,
    });
    const facts = new WeakMap<Request, OperationFacts>();
    const client = createClient({
      baseUrl,
      throwOnError: true,
      responseStyle: 'data',
      fetch: (input) => {
        const request = input as Request;
        return transport.send(request, facts.get(request) ?? ANYBODY, this.#session);
      },
    });
    client.interceptors.request.use((request, { url }) => {
      const known = operations[`${request.method} ${url}`];
      if (known) facts.set(request, known);
      return request;
    });
    client.interceptors.error.use((error, response) => {
      if (!response) return error;
      return response.ok ? new UnexpectedAnswerError(response.status, String(error)) : errorOf(response, error);
    });
    super({ client });
    this.baseUrl = baseUrl;
    this.language = options.language ?? 'fr';
    this.#session = new Session({
      store: options.tokens ?? memoryStore(),
      refresh: async (refresh_token) => tokensOf(await this.refresh({ body: { refresh_token } })),
      lock: options.lock ?? webLock,
      name: `lokahome ${baseUrl}`,
      onSignedOut: options.onSignedOut,
    });
  }

  /** Signs in by e-mail or phone and password, and keeps the tokens. */
  async signIn(credentials: { username: string; password: string }): Promise<void> {
    await this.startSession(await this.login({ body: credentials }));
  }

  /** Signs in by the code that `sendOtp` had sent to the phone, and keeps the tokens. */
  async signInWithCode(proof: { phone: string; code: string }): Promise<void> {
    await this.startSession(await this.verifyOtp({ body: proof }));
  }

  /** Takes over a pair of tokens that came in another way. */
  async startSession(pair: TokenPairView): Promise<void> {
    await this.#session.start(tokensOf(pair));
  }

  /** Ends the session here and at the server. Here it ends in any case; the error of a server that cannot be reached is thrown after that. */
  async signOut(): Promise<void> {
    try {
      await this.logout();
    } catch (error) {
      if (!isProblem(error, 'auth.unauthorized')) throw error;
    } finally {
      await this.#session.end();
    }
  }

  /**
   * A token that lasts for a while yet, renewed where it has to be; null while nobody is signed in. For downloads and
   * sockets of your own; where one is refused there, name it, and another one comes.
   */
  accessToken(refused?: string): Promise<string | null> {
    return refused === undefined ? this.#session.accessToken() : this.#session.renew(refused);
  }

  /** A call with the headers of its answer: `X-Average-Rating`, `X-Facets`, `Idempotency-Replayed` … */
  withResponse<Name extends OperationName>(name: Name, ...[options]: Asked<Name>): Promise<Answer<AnswerOf<Name>>> {
    const method = this[name] as unknown as (options: object) => Promise<Answer<AnswerOf<Name>>>;
    return method.call(this, { ...options, responseStyle: 'fields' });
  }

  /** A list page after page: `for await (const page of api.pages('listMyBookings', { query: { per_page: 50 } }))`. */
  pages<Name extends ListName>(name: Name, ...[options]: Asked<Name>): AsyncGenerator<Page<ItemOf<Name>>, void, undefined> {
    const call = async (query: object): Promise<Answer<ItemOf<Name>[]>> => {
      const asked = [{ ...options, query }] as unknown as Asked<Name>;
      return (await this.withResponse(name, ...asked)) as Answer<ItemOf<Name>[]>;
    };
    const { query = {} } = (options ?? {}) as { query?: Record<string, unknown> };
    return pagesOf(call, query);
  }

  /** Everything in a list, one after the other, asked for as it is needed: `for await (const one of api.all('listNotifications'))`. */
  async *all<Name extends ListName>(name: Name, ...asked: Asked<Name>): AsyncGenerator<ItemOf<Name>, void, undefined> {
    for await (const page of this.pages(name, ...asked)) yield* page.items;
  }
}
