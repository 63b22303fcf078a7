#!/bin/sh
# One process of a production site, for systemd: serve.sh web|worker|clock|converter
set -eu
cd "$(dirname "$0")/.."
case "${1:-}" in
  web) exec .venv/bin/gunicorn config.wsgi --bind "${BIND:-127.0.0.1:8000}" \
    --workers "${WEB_WORKERS:-2}" --threads 4 --timeout 120 --no-control-socket ;;
  worker) exec .venv/bin/python manage.py db_worker --interval 1 ;;
  clock) exec .venv/bin/python manage.py tick --every 60 ;;
  converter) exec .venv/bin/python manage.py converter ;;
  *) echo "Attendu : web, worker, clock ou converter." >&2; exit 2 ;;
esac
