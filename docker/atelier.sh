#!/bin/sh
# The verbs, inside the image. Whoever calls (the machine's start, a console over ssh), root is given up first and for good.
# A fresh volume may belong to root (Fly's does): the home in it is handed over. Not through npm: the process itself is to
# hear SIGTERM.
set -eu
: "${ATELIER_HOME:=/home/atelier/data}"
export ATELIER_HOME
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$ATELIER_HOME"
  chown atelier: "$ATELIER_HOME"
  exec setpriv --reuid=atelier --regid=atelier --init-groups node /app/dist/cli.js "$@"
fi
exec node /app/dist/cli.js "$@"
