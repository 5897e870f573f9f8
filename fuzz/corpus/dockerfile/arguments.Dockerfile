ARG A=x
ARG B=$A$A C=${A:-y}${D:+z}
FROM ${B}:${D-latest} as one
FROM one
FROM a b c
