import { captureException, close, initWithoutDefaultIntegrations, linkedErrorsIntegration, withScope, type ErrorEvent } from '@sentry/node';
import type { Environment } from '../../config/schema.js';
import type { Reporter } from './error-reports.js';
import { scrub } from './scrub.js';

const STOP_WITHIN_MS = 2000;

/**
 * Only ever loaded by `startErrorReports`. Nothing is collected by itself: no integration listens to requests, to the console or to the process,
 * and of an event only what is named here leaves the house.
 */
export function sentry(config: Environment): Reporter {
  initWithoutDefaultIntegrations({
    dsn: config.SENTRY_DSN,
    environment: config.NODE_ENV,
    release: `lokahome@${config.VERSION}`,
    integrations: [linkedErrorsIntegration()],
    sendClientReports: false,
    enableRuntimeChannelInjection: false,
    beforeSend: whatMayLeave,
  });
  return {
    report: (error, where) => {
      withScope((scope) => {
        scope.setTags({ ...where });
        captureException(error);
      });
    },
    stop: async () => {
      await close(STOP_WITHIN_MS);
    },
  };
}

/** Kinds, places in our code, and messages without people; no request, no user, no machine, no values of variables. */
function whatMayLeave({ type, event_id, timestamp, platform, level, environment, release, tags, sdk, exception }: ErrorEvent): ErrorEvent {
  return {
    type, event_id, timestamp, platform, level, environment, release, tags, sdk,
    exception: {
      values: (exception?.values ?? []).map((one) => ({
        type: one.type,
        value: one.value === undefined ? undefined : scrub(one.value).slice(0, 500),
        mechanism: one.mechanism && { type: one.mechanism.type, handled: one.mechanism.handled, exception_id: one.mechanism.exception_id, parent_id: one.mechanism.parent_id },
        stacktrace: one.stacktrace && {
          frames: one.stacktrace.frames?.map(({ filename, function: name, module, lineno, colno, in_app }) => ({ filename, function: name, module, lineno, colno, in_app })),
        },
      })),
    },
  };
}
