# syntax=docker/dockerfile:1
# One image for the API (the default), the worker (node dist/worker.js) and the command line (node dist/cli.js).
# It writes nowhere but to /tmp, with STORAGE_DRIVER=local to /data, with BACKUP_TO to /backups: the rest may be read-only.
# What is proven of it without an engine: npm run image:check
ARG NODE_IMAGE=node:24-trixie-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The image brings its own Node.js: the scripts that would fetch another are not run.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json nest-cli.json .swcrc ./
COPY src ./src
RUN node node_modules/@nestjs/cli/bin/nest.js build

FROM ${NODE_IMAGE} AS production
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
    && rm -rf node_modules/node node_modules/.bin/node \
    # Types and maps of others: a third of all.
    && find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete

FROM ${NODE_IMAGE}
# pg_dump and its like, for `cli backup` and `cli restore`: of the same major version as the database of docker-compose.yml.
# hadolint ignore=DL3008 -- security updates of Debian are wanted as they come
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o node -g node /data /backups
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 STORAGE_LOCAL_PATH=/data/files
WORKDIR /app
COPY --from=production /app/node_modules ./node_modules
COPY package.json ./
COPY migrations ./migrations
COPY --from=build /app/dist ./dist
# By number, so that Kubernetes can see that it is not root.
USER 1000:1000
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8000) + '/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The heap stays small: docs/performance.md.
CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=50", "dist/main.js"]
