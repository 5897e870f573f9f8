/* ward's permission library for C and for every language that calls C. What the words mean is said in permission.h and
 * in docs/permission-library.md; this header says how they are called.
 *
 *   ward_policy* policy = ward_policy_new();
 *   ward_error* error = NULL;
 *   if (!ward_policy_allow(policy, "--allow-fs-read", "/srv/data", NULL, &error) ||
 *       !ward_apply_to_self(policy, WARD_STRICT, &error))
 *       die(ward_error_message(error));
 *
 * Ownership   what a function named ..._new or ..._compile returns is the caller's, to be given to its ..._free, which
 *             takes NULL too. Texts belong to the object that they were asked of, and live as long as it does.
 * Errors      a function that can fail returns false, NULL or -1 and, where `error` is not NULL, sets *error to an
 *             object of the caller's (ward_error_free). It sets *error to NULL where it succeeds. Want of memory is an
 *             error like others. No C++ exception leaves a function.
 * NULL        is allowed where it is said. Elsewhere it is an error of usage, and the answer of a question is no.
 * Threads     an object may be read by several threads at once; a function that changes it wants it alone.
 *
 * Additions only: no function, constant or field that stands here will change or go within one major version.
 */
#ifndef WARD_PERMISSION_C_H
#define WARD_PERMISSION_C_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WARD_API __attribute__((visibility("default")))

/* ---- errors ---- */

typedef struct ward_error ward_error;

/* What kind of failure: "usage" (the caller's words are wrong), "not-found", "io" (the operating system refused),
 * "unsupported" (this kernel cannot do it), "limit" (no memory), "internal". */
WARD_API const char* ward_error_code(const ward_error* error);
/* One sentence for people, without a final dot; "" for NULL. Words of the caller are shown with their control
 * characters made visible. */
WARD_API const char* ward_error_message(const ward_error* error);
WARD_API void ward_error_free(ward_error* error);

/* ---- policy: what is granted ---- */

typedef struct ward_policy ward_policy;

/* Grants nothing. NULL for want of memory. */
WARD_API ward_policy* ward_policy_new(void);
WARD_API void ward_policy_free(ward_policy* policy);

/* One grant, in the words of node's flags:
 *
 *   --allow-fs-read PATH         --allow-fs-write PATH        a file, a folder with all below it, PATH/STAR, or STAR
 *   --allow-child-process        any, or the program `value`
 *   --allow-net                  all of it, or tcp:PORT, HOST:PORT, unix:PATH, udp
 *   --allow-env                  all, or the variable `value`
 *   --allow-worker --allow-addons --allow-wasi --allow-inspector --allow-signal      no value
 *
 * (STAR: an asterisk.) `value` is NULL for a flag without one; then `flag` may also hold both, as on a command line:
 * "--allow-fs-read=/srv". Relative paths are taken from `folder`, an absolute path, or where it is NULL from the
 * current folder. Whether a path is a folder is looked at now. "usage" for an unknown flag, a wildcard elsewhere, a
 * list with commas; the policy is unchanged then. */
WARD_API bool ward_policy_allow(ward_policy* policy, const char* flag, const char* value, const char* folder,
                                ward_error** error);

/* What `program` needs to be started: its file, its interpreters and loader, the libraries that it is linked with. No
 * child process is granted by that. A name without a slash is looked up in `search` (the form of PATH), or where that
 * is NULL in $PATH. For ward_become() and ward_spawn(); what the program reads later is granted one by one. */
WARD_API bool ward_policy_allow_start(ward_policy* policy, const char* program, const char* search, const char* folder,
                                      ward_error** error);

/* A descriptor that a started program keeps, beside 0, 1 and 2. */
WARD_API bool ward_policy_keep_fd(ward_policy* policy, int fd, ward_error** error);
/* Namespaces, chroot and ptrace within: for programs with sandboxes of their own. At first false. */
WARD_API void ward_policy_set_nested(ward_policy* policy, bool nested);

/* Modes, owners, times and extended attributes, which the kernel's path rules do not see. At first refused. (Changes
 * where writing is granted take a supervisor: ward::permission::spawn() of C++.) */
enum ward_metadata { WARD_METADATA_DENY = 0, WARD_METADATA_ALLOW = 1 };
WARD_API void ward_policy_set_metadata(ward_policy* policy, enum ward_metadata metadata);

/* ---- permissions: a policy, compiled, to be asked ---- */

typedef struct ward_permissions ward_permissions;

/* A copy of the policy as it is now; later changes of either do not reach the other. */
WARD_API ward_permissions* ward_permissions_compile(const ward_policy* policy, ward_error** error);
WARD_API void ward_permissions_free(ward_permissions* permissions);

/* node's process.permission.has(): `scope` is "fs.read", "fs.write", "child", "net", "worker", "addon", "wasi",
 * "inspector", "env" or "signal"; "fs" is the whole of both, whatever the reference. Without `reference` (NULL),
 * whether the whole scope is granted. A relative path is taken from `folder`; without one (NULL) it is not granted. An
 * unknown scope and an empty reference are not granted. Allocates nothing and makes no system call; several threads may
 * ask at once. */
WARD_API bool ward_permissions_has(const ward_permissions* permissions, const char* scope, const char* reference,
                                   const char* folder);

/* Takes a grant back, named by the value that it was given with (`folder` as above, NULL: the current folder); with
 * NULL, all of the scope. True where something was taken. False without an error (*error NULL) where no such grant
 * stands: then nothing has changed. A part of a whole ("*") cannot be taken. What is open stays open, and what a kernel
 * enforces already is not changed: apply again for that. */
WARD_API bool ward_permissions_drop(ward_permissions* permissions, const char* scope, const char* reference,
                                    const char* folder, ward_error** error);

/* ---- the kernel ---- */

typedef struct ward_kernel {
    int landlock_abi;  /* 0: no Landlock */
    bool seccomp;      /* calls can be filtered */
    bool notification; /* a supervisor can be asked */
} ward_kernel;

/* What the running kernel offers. */
WARD_API void ward_kernel_probe(ward_kernel* kernel);

/* ---- plan: what will be enforced, said before anything happens ---- */

typedef struct ward_plan ward_plan;

/* For `kernel`, or the running one where it is NULL. */
WARD_API ward_plan* ward_plan_new(const ward_policy* policy, const ward_kernel* kernel, ward_error** error);
WARD_API void ward_plan_free(ward_plan* plan);
/* All of it for people, a line each: rights and path, TCP ports, what is not enforced, remarks. */
WARD_API const char* ward_plan_text(const ward_plan* plan);
/* What the policy asks for and the kernel cannot keep: one sentence for each index from 0, NULL after the last. */
WARD_API const char* ward_plan_not_enforced(const ward_plan* plan, size_t index);
/* What is kept otherwise than a reader may expect; likewise. */
WARD_API const char* ward_plan_remark(const ward_plan* plan, size_t index);

/* ---- enforcement ---- */

/* WARD_STRICT: fail with "unsupported" where ward_plan_not_enforced() has a sentence. */
enum ward_strictness { WARD_WARN = 0, WARD_STRICT = 1 };

/* Confines the calling process, for good: every thread, and everything it starts from now on. Adds to what confines it
 * already. Open descriptors stay open and keep their rights. On failure nothing has changed unless the message says so:
 * then end the process. Threads are interrupted by a signal for a moment. Not from a signal handler; no other thread
 * may fork meanwhile. */
WARD_API bool ward_apply_to_self(const ward_policy* policy, enum ward_strictness strictness, ward_error** error);

/* Replaces the calling process by `program`, an absolute path, confined. `arguments`: argv, ending with NULL, or NULL
 * for the program's name alone. `environment`: "NAME=value", ending with NULL, taken as it is; or NULL for what the
 * policy lets through of the caller's own. Returns on failure only, always false: with "unsupported" or "usage" nothing
 * has changed, else the process is confined already and can only end. For processes of one thread. */
WARD_API bool ward_become(const ward_policy* policy, const char* program, char* const* arguments,
                          char* const* environment, enum ward_strictness strictness, ward_error** error);

/* Starts `program` as a child, confined, and returns its process id, to be waited for with waitpid(); -1 on failure,
 * with no child left. The rest as above; the calling process stays as it is. From any thread. */
WARD_API int ward_spawn(const ward_policy* policy, const char* program, char* const* arguments,
                        char* const* environment, enum ward_strictness strictness, ward_error** error);

#ifdef __cplusplus
}
#endif

#endif
