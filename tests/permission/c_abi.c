/* The C interface, by a C compiler: questions and errors in this process, confinement for real in children of it. Exit
 * status 0, 1 with the line that failed, 77 where the kernel has no Landlock. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ward/permission_c.h"

#define CHECK(condition)                                                            \
    do {                                                                            \
        if (!(condition)) {                                                         \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            _exit(1);                                                               \
        }                                                                           \
    } while (0)

static char granted[] = "/tmp/ward-c-abi-XXXXXX";
static char granted_file[64];
static char secret_file[64];

static void write_file(const char* path, const char* text) {
    FILE* file = fopen(path, "w");
    CHECK(file != NULL);
    CHECK(fputs(text, file) >= 0);
    CHECK(fclose(file) == 0);
}

/* errno, or 0. */
static int reading(const char* path) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno;
    close(fd);
    return 0;
}

static void allow(ward_policy* policy, const char* flag, const char* value) {
    ward_error* error = NULL;
    if (ward_policy_allow(policy, flag, value, NULL, &error)) return;
    fprintf(stderr, "%s\n", ward_error_message(error));
    CHECK(0);
}

/* Fails as `code`, with this word in the message. */
#define FAILS(call, code, word)                                 \
    do {                                                        \
        ward_error* error = NULL;                               \
        CHECK(!(call));                                         \
        CHECK(error != NULL);                                   \
        CHECK(strcmp(ward_error_code(error), code) == 0);       \
        CHECK(strstr(ward_error_message(error), word) != NULL); \
        ward_error_free(error);                                 \
    } while (0)

static int wait_for(int pid) {
    int status = 0;
    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Runs `body` in a child of its own and expects that it holds. */
static void in_child(void (*body)(void)) {
    fflush(NULL);
    const int pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        body();
        _exit(0);
    }
    CHECK(wait_for(pid) == 0);
}

static void questions(void) {
    ward_policy* policy = ward_policy_new();
    CHECK(policy != NULL);
    allow(policy, "--allow-fs-read", granted);
    allow(policy, "--allow-fs-write=/tmp/ward-no-such/*", NULL);
    allow(policy, "--allow-net", "tcp:443");
    allow(policy, "--allow-worker", NULL);
    ward_permissions* permissions = ward_permissions_compile(policy, NULL);
    CHECK(permissions != NULL);
    ward_policy_free(policy);

    CHECK(ward_permissions_has(permissions, "fs.read", granted, NULL));
    CHECK(ward_permissions_has(permissions, "fs.read", granted_file, NULL));
    CHECK(ward_permissions_has(permissions, "fs.read", "a", granted));
    CHECK(!ward_permissions_has(permissions, "fs.read", "../a", granted));
    CHECK(!ward_permissions_has(permissions, "fs.read", "a", NULL));
    CHECK(!ward_permissions_has(permissions, "fs.read", secret_file, NULL));
    CHECK(!ward_permissions_has(permissions, "fs.read", "", granted));
    CHECK(!ward_permissions_has(permissions, "fs.read", NULL, NULL));
    CHECK(!ward_permissions_has(permissions, "fs", NULL, NULL));
    CHECK(ward_permissions_has(permissions, "fs.write", "/tmp/ward-no-such/x/y", NULL));
    CHECK(ward_permissions_has(permissions, "net", "tcp:443", NULL));
    CHECK(!ward_permissions_has(permissions, "net", NULL, NULL));
    CHECK(ward_permissions_has(permissions, "worker", NULL, NULL));
    CHECK(!ward_permissions_has(permissions, "no such scope", NULL, NULL));
    CHECK(!ward_permissions_has(permissions, NULL, NULL, NULL));
    CHECK(!ward_permissions_has(NULL, "worker", NULL, NULL));

    ward_error* error = NULL;
    CHECK(!ward_permissions_drop(permissions, "fs.read", granted_file, NULL, &error) && error == NULL);
    CHECK(ward_permissions_drop(permissions, "fs.read", granted, NULL, &error) && error == NULL);
    CHECK(!ward_permissions_has(permissions, "fs.read", granted_file, NULL));
    CHECK(ward_permissions_drop(permissions, "fs.write", "/tmp/ward-no-such/*", NULL, NULL));
    CHECK(!ward_permissions_has(permissions, "fs.write", "/tmp/ward-no-such/x", NULL));
    CHECK(ward_permissions_drop(permissions, "worker", NULL, NULL, NULL));
    CHECK(!ward_permissions_has(permissions, "worker", NULL, NULL));
    ward_permissions_free(permissions);
    ward_permissions_free(NULL);
}

static void errors(void) {
    ward_policy* policy = ward_policy_new();
    FAILS(ward_policy_allow(policy, "--allow-everything", NULL, NULL, &error), "usage", "--allow-everything");
    FAILS(ward_policy_allow(policy, "--allow-fs-read", "/tmp/*.js", NULL, &error), "usage", "wildcard");
    FAILS(ward_policy_allow(policy, "--allow-fs-read", "/tmp/a,/tmp/b", NULL, &error), "usage", "comma");
    FAILS(ward_policy_allow(policy, "--allow-fs-read", NULL, NULL, &error), "usage", "path");
    FAILS(ward_policy_allow(policy, "--allow-net", "", NULL, &error), "usage", "empty");
    FAILS(ward_policy_allow(policy, "--allow-net=", NULL, NULL, &error), "usage", "empty");
    FAILS(ward_policy_allow(policy, "--allow-worker", "x", NULL, &error), "usage", "value");
    FAILS(ward_policy_allow(policy, "--allow-fs-read", "a", "relative", &error), "usage", "absolute");
    FAILS(ward_policy_allow(policy, NULL, NULL, NULL, &error), "usage", "NULL");
    FAILS(ward_policy_allow(NULL, "--allow-net", NULL, NULL, &error), "usage", "NULL");
    FAILS(ward_policy_keep_fd(policy, -1, &error), "usage", "descriptor");
    FAILS(ward_policy_allow_start(policy, "/no/such/program", NULL, NULL, &error), "not-found", "no such program");
    ward_permissions* permissions = ward_permissions_compile(policy, NULL);
    FAILS(ward_permissions_drop(permissions, "none", NULL, NULL, &error), "usage", "none");
    ward_permissions_free(permissions);
    FAILS(ward_permissions_compile(NULL, &error), "usage", "NULL");
    FAILS(ward_plan_new(NULL, NULL, &error), "usage", "NULL");
    FAILS(ward_apply_to_self(NULL, WARD_WARN, &error), "usage", "NULL");
    FAILS(ward_become(policy, "true", NULL, NULL, WARD_WARN, &error), "usage", "absolute");
    FAILS(ward_spawn(policy, NULL, NULL, NULL, WARD_WARN, &error) != -1, "usage", "NULL");
    /* Nobody has to ask why. */
    CHECK(!ward_policy_allow(policy, "--no", NULL, NULL, NULL));
    ward_error_free(NULL);
    CHECK(strcmp(ward_error_message(NULL), "") == 0);
    ward_policy_free(policy);
    ward_policy_free(NULL);
}

static void plans(void) {
    ward_policy* policy = ward_policy_new();
    allow(policy, "--allow-fs-read", granted);
    allow(policy, "--allow-net", "example.org:443");
    ward_plan* plan = ward_plan_new(policy, NULL, NULL);
    CHECK(plan != NULL);
    CHECK(strstr(ward_plan_text(plan), granted) != NULL);
    CHECK(strstr(ward_plan_text(plan), "tcp connect 443") != NULL);
    CHECK(ward_plan_remark(plan, 0) != NULL && ward_plan_remark(plan, 99) == NULL);
    ward_plan_free(plan);

    const ward_kernel old = {3, true, true};
    plan = ward_plan_new(policy, &old, NULL);
    CHECK(plan != NULL && ward_plan_not_enforced(plan, 0) != NULL && ward_plan_not_enforced(plan, 99) == NULL);
    CHECK(strstr(ward_plan_text(plan), "not enforced: ") != NULL);
    ward_plan_free(plan);
    ward_plan_free(NULL);
    ward_policy_free(policy);
}

/* A thread that is there before, and looks after. */
static pthread_barrier_t confined;
static void* look_later(void* found) {
    pthread_barrier_wait(&confined);
    *(int*)found = reading(secret_file);
    return NULL;
}

static void confine_self(void) {
    int kept = open(secret_file, O_RDONLY | O_CLOEXEC);
    CHECK(kept >= 0);
    int found = 0;
    pthread_t thread;
    CHECK(pthread_barrier_init(&confined, NULL, 2) == 0);
    CHECK(pthread_create(&thread, NULL, look_later, &found) == 0);

    ward_policy* policy = ward_policy_new();
    allow(policy, "--allow-fs-read", granted);
    ward_error* error = NULL;
    const bool done = ward_apply_to_self(policy, WARD_WARN, &error);
    if (!done) fprintf(stderr, "%s\n", ward_error_message(error));
    CHECK(done && error == NULL);

    CHECK(reading(granted_file) == 0);
    CHECK(reading(secret_file) == EACCES);
    CHECK(open(granted_file, O_WRONLY) < 0 && errno == EACCES);
    CHECK(chmod(granted_file, 0600) < 0 && errno == EPERM);
    CHECK(socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EACCES);
    CHECK(fork() < 0 && errno == EPERM);
    char byte = 0;
    CHECK(read(kept, &byte, 1) == 1);
    pthread_barrier_wait(&confined);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(found == EACCES);
    /* Again: grants do not come back. */
    allow(policy, "--allow-fs-read", "/*");
    CHECK(ward_apply_to_self(policy, WARD_WARN, NULL));
    CHECK(reading(secret_file) == EACCES);
    ward_policy_free(policy);
}

static void become_cat(void) {
    ward_policy* policy = ward_policy_new();
    CHECK(ward_policy_allow_start(policy, "cat", "/usr/bin:/bin", NULL, NULL));
    const int null = open("/dev/null", O_WRONLY);
    CHECK(null >= 0 && dup2(null, 1) == 1 && dup2(null, 2) == 2);
    char* const arguments[] = {"cat", secret_file, NULL};
    (void)ward_become(policy, "/bin/cat", arguments, NULL, WARD_WARN, NULL);
    _exit(99);
}

/* The exit status of /bin/sh -c `script` under a policy that reads the granted folder. */
static int shell(const char* script, char* const* environment, int keep) {
    ward_policy* policy = ward_policy_new();
    allow(policy, "--allow-fs-read", granted);
    CHECK(ward_policy_allow_start(policy, "/bin/sh", NULL, NULL, NULL));
    if (keep >= 0) CHECK(ward_policy_keep_fd(policy, keep, NULL));
    char* const arguments[] = {"sh", "-c", (char*)script, NULL};
    ward_error* error = NULL;
    const int pid = ward_spawn(policy, "/bin/sh", arguments, environment, WARD_WARN, &error);
    if (pid < 0) fprintf(stderr, "%s\n", ward_error_message(error));
    CHECK(pid > 0 && error == NULL);
    ward_policy_free(policy);
    return wait_for(pid);
}

static void spawned(void) {
    char script[256];
    snprintf(script, sizeof script, "read line < %s", granted_file);
    CHECK(shell(script, NULL, -1) == 0);
    snprintf(script, sizeof script, "{ read line < %s; } 2>&-", secret_file);
    CHECK(shell(script, NULL, -1) != 0);
    /* This process stays as it is. */
    CHECK(reading(secret_file) == 0);

    const int fd = open(secret_file, O_RDONLY | O_CLOEXEC);
    CHECK(fd >= 0 && fd < 10);
    snprintf(script, sizeof script, "{ read line <&%d; } 2>&-", fd);
    CHECK(shell(script, NULL, -1) != 0);
    CHECK(shell(script, NULL, fd) == 0);
    close(fd);

    CHECK(setenv("WARD_C_ABI_TOKEN", "x", 1) == 0);
    CHECK(shell("test -z \"$WARD_C_ABI_TOKEN\" && test -n \"$PATH\"", NULL, -1) == 0);
    char* const environment[] = {"WARD_C_ABI_TOKEN=y", NULL};
    CHECK(shell("test \"$WARD_C_ABI_TOKEN\" = y", environment, -1) == 0);

    ward_policy* policy = ward_policy_new();
    ward_error* error = NULL;
    CHECK(ward_spawn(policy, "/no/such/program", NULL, NULL, WARD_WARN, &error) == -1);
    CHECK(strcmp(ward_error_code(error), "not-found") == 0);
    ward_error_free(error);
    ward_policy_free(policy);
}

int main(void) {
    CHECK(mkdtemp(granted) != NULL);
    snprintf(granted_file, sizeof granted_file, "%s/a", granted);
    snprintf(secret_file, sizeof secret_file, "%s.secret", granted);
    write_file(granted_file, "granted\n");
    write_file(secret_file, "secret\n");

    questions();
    errors();
    plans();
    ward_kernel kernel;
    ward_kernel_probe(&kernel);
    ward_kernel_probe(NULL);
    if (kernel.landlock_abi > 0 && kernel.seccomp) {
        in_child(confine_self);
        fflush(NULL);
        const int pid = fork();
        if (pid == 0) become_cat();
        CHECK(wait_for(pid) == 1);
        spawned();
    }
    CHECK(unlink(granted_file) == 0 && unlink(secret_file) == 0 && rmdir(granted) == 0);
    return kernel.landlock_abi > 0 && kernel.seccomp ? 0 : 77;
}
