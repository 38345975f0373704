# Builds with everything, runs with what is needed, and not as root. The home is a volume.
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm ci --omit=dev --ignore-scripts

FROM node:22-slim
ENV NODE_ENV=production ATELIER_HOME=/home/atelier PORT=8080
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY agents ./agents
COPY policies ./policies
COPY migrations ./migrations
RUN useradd --system --uid 10001 --home-dir /home/atelier --create-home atelier
VOLUME /home/atelier
EXPOSE 8080
# A fresh volume may belong to root (Fly's does): it is handed over, then root is given up for good. Not through npm: the
# process itself hears SIGTERM.
CMD ["sh", "-c", "chown atelier: /home/atelier && exec setpriv --reuid=atelier --regid=atelier --init-groups node dist/cli.js start"]
