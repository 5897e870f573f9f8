# escape=`
ARG BASE=alpine:3.20 V="1"
FROM --platform=$P ${BASE} AS Build
FROM	node:20	AS	b
FROM `
# node:20
  node:20 `
  AS c
FROM build
FROM scratch
FROM alpine:${V}
RUN <<E
FROM node
E
