/* What every attack on the kernel's side shares: the protocol's three lines and the arguments NAME GRANT SECRET
 * KEY=VALUE… */
#ifndef WARD_ATTACK_H
#define WARD_ATTACK_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int attack_count;
static char** attack_arguments;

static const char* attack_value(const char* key) {
    size_t length = strlen(key);
    for (int i = 3; i < attack_count; ++i)
        if (!strncmp(attack_arguments[i], key, length) && attack_arguments[i][length] == '=')
            return attack_arguments[i] + length + 1;
    dprintf(1, "BROKEN none no argument %s=\n", key);
    exit(1);
}

static const char* grant_path(const char* name) {
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", attack_arguments[1], name);
    return path;
}

static const char* secret_path(const char* name) {
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", attack_arguments[2], name);
    return path;
}

__attribute__((format(printf, 1, 2))) static void escaped(const char* format, ...) {
    char text[4096];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    text[strcspn(text, "\n")] = 0;
    dprintf(1, "ESCAPED %s\n", text);
    exit(0);
}

/* Ends with DENIED for the errors by which a sandbox denies, with BROKEN for all others. */
static void failed(const char* what) {
    int error = errno;
    int denial = error == EACCES || error == EPERM || error == ENOSYS || error == EXDEV || error == EROFS;
    dprintf(1, "%s %d %s: %s\n", denial ? "DENIED" : "BROKEN", error, what, strerror(error));
    exit(1);
}

/* Ends with ESCAPED and what the file descriptor yields. */
static void escaped_reading(int fd) {
    char text[256];
    ssize_t got = read(fd, text, sizeof text - 1);
    if (got < 0) failed("read");
    text[got] = 0;
    escaped("%s", text);
}

static void attack(void);

int main(int count, char** arguments) {
    attack_count = count;
    attack_arguments = arguments;
    if (count < 3) return 2;
    (void)grant_path;
    (void)secret_path;
    (void)attack_value;
    (void)escaped_reading;
    attack();
    dprintf(1, "BROKEN none the attack ended without a word\n");
    return 1;
}
#endif
