# Builds with everything, runs with what is needed, and not as root. The home is a volume.
# Debian, not Alpine: libsql and resvg come built for glibc. The charts' font comes with the packages.
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY src ./src
RUN npm run build

# No package here needs its install script. What only editors, browsers and other systems read is left behind: a third of it.
FROM node:22-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts \
  && rm -rf node_modules/@types node_modules/@libsql/*-musl node_modules/@cedar-policy/cedar-wasm/esm node_modules/@cedar-policy/cedar-wasm/web \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete \
  && find node_modules/dejavu-fonts-ttf -name '*.ttf' ! -name DejaVuSans.ttf ! -name DejaVuSans-Bold.ttf -delete

FROM node:22-slim
ENV NODE_ENV=production ATELIER_HOME=/home/atelier/data PORT=8080
WORKDIR /app
RUN useradd --system --uid 10001 --home-dir /home/atelier --create-home atelier
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY agents ./agents
COPY policies ./policies
COPY migrations ./migrations
COPY docker/atelier.sh /usr/local/bin/atelier
RUN chmod 755 /usr/local/bin/atelier
VOLUME /home/atelier
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["atelier", "start"]
