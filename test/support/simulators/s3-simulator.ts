import { createHash, createHmac } from 'node:crypto';
import { HttpSimulator, type SimulatedAnswer, type SimulatedRequest } from './http-simulator.js';

export interface SimulatedObject {
  bytes: Buffer;
  content_type: string;
}

export interface S3SimulatorOptions {
  bucket: string;
  access_key_id: string;
  secret_access_key: string;
  region?: string;
  port?: number;
}

/**
 * An object store that speaks as much S3 as a file store needs: PUT, GET, HEAD, DELETE object and HEAD bucket, path
 * style, every request signed (AWS Signature Version 4, checked in full). Keeps its objects in memory.
 */
export class S3Simulator {
  /** By key. */
  readonly objects = new Map<string, SimulatedObject>();
  readonly http = new HttpSimulator((request) => this.answer(request));

  constructor(private readonly options: S3SimulatorOptions) {}

  get url(): string {
    return this.http.url;
  }

  stop(): Promise<void> {
    return this.http.stop();
  }

  private answer(request: SimulatedRequest): SimulatedAnswer {
    const refusal = whyUnsigned(request, this.options);
    if (refusal !== null) return failure(request, 403, refusal);
    const [, bucket, ...rest] = request.path.split('/').map(decodeURIComponent);
    const key = rest.join('/');
    if (bucket !== this.options.bucket) return failure(request, 404, 'NoSuchBucket');
    if (key === '') return request.method === 'HEAD' ? { status: 200 } : failure(request, 501, 'NotImplemented');
    return this.answerForObject(request, key);
  }

  private answerForObject(request: SimulatedRequest, key: string): SimulatedAnswer {
    const object = this.objects.get(key);
    switch (request.method) {
      case 'PUT': {
        // As look-alikes of S3 do: the SDK's newer chunked form is refused.
        if (/aws-chunked/.test(request.headers['content-encoding'] ?? '')) return failure(request, 501, 'NotImplemented');
        const content_type = request.headers['content-type'] ?? 'binary/octet-stream';
        this.objects.set(key, { bytes: request.body, content_type });
        return { status: 200, headers: { etag: etagOf(request.body) } };
      }
      case 'GET':
      case 'HEAD':
        if (object === undefined) return failure(request, 404, 'NoSuchKey');
        return {
          status: 200,
          headers: {
            'content-type': object.content_type,
            'content-length': String(object.bytes.length),
            etag: etagOf(object.bytes),
          },
          body: request.method === 'GET' ? object.bytes : undefined,
        };
      case 'DELETE':
        this.objects.delete(key);
        return { status: 204 };
      default:
        return failure(request, 405, 'MethodNotAllowed');
    }
  }
}

export async function startS3Simulator(options: S3SimulatorOptions): Promise<S3Simulator> {
  const simulator = new S3Simulator(options);
  await simulator.http.start(options.port);
  return simulator;
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

/** A HEAD has no body, so its caller learns the status alone: as from S3. */
function failure(request: SimulatedRequest, status: number, code: string): SimulatedAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body: request.method === 'HEAD' ? undefined : body };
}

/** S3's code for what is wrong with the signature, or null. Source: AWS Signature Version 4, header form, single chunk. */
function whyUnsigned(request: SimulatedRequest, options: S3SimulatorOptions): string | null {
  const { method, path, query, headers, body } = request;
  const { access_key_id, secret_access_key, region = 'us-east-1' } = options;
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  if (parts === null) return 'AccessDenied';
  const [, keyId, day, signedRegion, names, signature] = parts;
  if (keyId !== access_key_id) return 'InvalidAccessKeyId';
  if (signedRegion !== region) return 'AuthorizationHeaderMalformed';
  const bodyHash = String(headers['x-amz-content-sha256']);
  if (bodyHash !== 'UNSIGNED-PAYLOAD' && bodyHash !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  const signedHeaders = names.split(';').map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}\n`);
  const sortedQuery = [...query]
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .sort()
    .join('&');
  const canonical = [method, path, sortedQuery, signedHeaders.join(''), names, bodyHash].join('\n');
  const scope = `${day}/${signedRegion}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [day, signedRegion, 's3', 'aws4_request'].reduce<Buffer | string>((k, d) => hmac(k, d), `AWS4${secret_access_key}`);
  return hmac(key, toSign).toString('hex') === signature ? null : 'SignatureDoesNotMatch';
}
