import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { UnsupportedMediaType } from './http.errors.js';
import { operationOf } from './operation.js';

/** A route takes JSON unless its operation says that it takes forms or files. What has no body has no type either. */
@Injectable()
export class BodyTypeGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if (type === undefined || request.method === 'GET' || request.method === 'HEAD') return true;
    const operation = operationOf(context.getHandler());
    if (type === 'application/x-www-form-urlencoded' && !operation?.form) throw new UnsupportedMediaType();
    if (type.startsWith('multipart/') && !operation?.files) throw new UnsupportedMediaType();
    // Fastify reads plain text as well.
    if (type === 'text/plain' && request.body) throw new UnsupportedMediaType();
    return true;
  }
}
