# One image for web, workers, scheduler and migration; two small ones for the TLS proxy and the cache of counts.
# With `--build-arg LOCK=analysis` it has what suggestions for coders need, some 100 MB more.
ARG LOCK=runtime
FROM python:3.11-slim-bookworm AS packages
ARG LOCK
COPY deploy/lock/${LOCK}.txt /tmp/lock.txt
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps --only-binary=:all: -r /tmp/lock.txt

FROM python:3.11-slim-bookworm AS app
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin tenpoint \
 && install -d -o tenpoint -g tenpoint /media
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app:/app/site PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    BIND=0.0.0.0:8000 VAR_DIR=/tmp/tenpoint STATIC_ROOT=/app/static MEDIA_ROOT=/media
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
# The secrets of this one step are thrown away with it.
RUN for name in SECRET_KEY BALLOT_LINK_KEY BALLOT_SIGNING_KEY PETITION_PEPPER MAIL_HASH_KEY SECOND_FACTOR_KEY; do \
      export "$name=$(python -c 'import secrets; print(secrets.token_hex())')"; done \
 && python site/manage.py collectstatic --noinput && rm -rf /tmp/tenpoint
USER tenpoint
EXPOSE 8000
CMD ["gunicorn", "-c", "deploy/gunicorn.conf.py", "config.wsgi"]

FROM caddy:2 AS proxy
COPY deploy/Caddyfile deploy/away.html /etc/caddy/
RUN chown -R 10001:10001 /data /config
USER 10001

FROM nginx:1-alpine AS counts
COPY deploy/counts.conf /etc/nginx/nginx.conf
USER 10001
ENTRYPOINT ["nginx", "-g", "daemon off;"]
