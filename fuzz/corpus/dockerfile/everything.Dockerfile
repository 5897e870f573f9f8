# syntax=docker/dockerfile:1
# escape=\
# check=skip=none

# The image to build in.
ARG BASE=alpine@sha256:0000 VERSION
ARG PLATFORM="linux/amd64"
FROM --platform=$PLATFORM ${BASE} AS Build
env A=b C="d e" F=g\ h 'I=j'
ENV old style value
LABEL one=1 \
# a comment inside

      two="2"
RUN --mount=type=cache,target="/a b" --network=none \
    apt-get update && \
    curl https://example.com | sh
RUN ["sh", "-c", "echo \u00e4"]
RUN <<EOF
set -e
npm install
EOF
RUN 3<<-"EOF" cat
	quoted $x
	EOF
COPY <<first <<'second' /data/
one
first
two
second
COPY --from=build --chown=1:1 ["a b", "/c"]
ADD a b /c/
ONBUILD RUN <<E
x
E
ONBUILD ADD . /app
FROM build
HEALTHCHECK --interval=5m CMD ["a", "b"]
HEALTHCHECK NONE
VOLUME /a /b
EXPOSE 80/tcp 443
USER me
WORKDIR /a b
SHELL ["powershell", "-command"]
STOPSIGNAL 9
MAINTAINER me <me@example.com>
CMD echo hi
ENTRYPOINT ["x"]
unknown things here
