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
  /** Keys that a listing answers at a time. Default 1000. */
  page?: number;
}

/**
 * An object store that speaks as much S3 as a file store needs: PUT (also in parts), GET, HEAD, DELETE object, HEAD and list bucket, path
 * style, every request signed (AWS Signature Version 4, checked in full). Keeps its objects in memory.
 */
export class S3Simulator {
  /** By key. */
  readonly objects = new Map<string, SimulatedObject>();
  /** Uploads in parts that have not been completed: by their id, each part by its number. */
  readonly uploads = new Map<string, Map<number, Buffer>>();
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
    if (key === '') return this.answerForBucket(request);
    if (request.query.has('uploads') || request.query.has('uploadId')) return this.answerForParts(request, key);
    return this.answerForObject(request, key);
  }

  private answerForBucket(request: SimulatedRequest): SimulatedAnswer {
    if (request.method === 'HEAD') return { status: 200 };
    if (request.query.get('list-type') !== '2') return failure(request, 501, 'NotImplemented');
    const after = request.query.get('continuation-token') ?? '';
    const keys = [...this.objects.keys()].sort().filter((key) => key > after);
    const page = keys.slice(0, this.options.page ?? 1000);
    const more = page.length < keys.length;
    const contents = page.map((key) => `<Contents><Key>${key}</Key><Size>${String(this.objects.get(key)?.bytes.length)}</Size></Contents>`).join('');
    const next = more ? `<NextContinuationToken>${page.at(-1) ?? ''}</NextContinuationToken>` : '';
    return xml('ListBucketResult', `<IsTruncated>${String(more)}</IsTruncated>${contents}${next}`);
  }

  private answerForParts(request: SimulatedRequest, key: string): SimulatedAnswer {
    const { method, query, body } = request;
    if (method === 'POST' && query.has('uploads')) {
      const id = `upload-${String(this.uploads.size + 1)}`;
      this.uploads.set(id, new Map());
      return xml('InitiateMultipartUploadResult', `<Bucket>${this.options.bucket}</Bucket><Key>${key}</Key><UploadId>${id}</UploadId>`);
    }
    const id = query.get('uploadId') ?? '';
    const parts = this.uploads.get(id);
    if (parts === undefined) return failure(request, 404, 'NoSuchUpload');
    if (method === 'PUT') {
      parts.set(Number(query.get('partNumber')), body);
      return { status: 200, headers: { etag: etagOf(body) } };
    }
    this.uploads.delete(id);
    if (method === 'DELETE') return { status: 204 };
    const bytes = Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, part]) => part));
    this.objects.set(key, { bytes, content_type: 'binary/octet-stream' });
    return xml('CompleteMultipartUploadResult', `<Key>${key}</Key><ETag>${etagOf(bytes)}</ETag>`);
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

function xml(name: string, content: string): SimulatedAnswer {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?><${name}>${content}</${name}>` };
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
