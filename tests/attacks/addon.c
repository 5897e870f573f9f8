/* The addon of case E04: read(path) opens the file by itself, below node's checks. The few prototypes of Node-API stand here, so
   that no header of a particular version is needed. Built by run.py: cc -shared -fPIC -o addon.node addon.c */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

typedef struct napi_env_* napi_env;
typedef struct napi_value_* napi_value;
typedef struct napi_info_* napi_info;
typedef napi_value (*napi_callback)(napi_env, napi_info);

extern int napi_create_function(napi_env, const char*, size_t, napi_callback, void*, napi_value*);
extern int napi_set_named_property(napi_env, napi_value, const char*, napi_value);
extern int napi_get_cb_info(napi_env, napi_info, size_t*, napi_value*, napi_value*, void**);
extern int napi_get_value_string_utf8(napi_env, napi_value, char*, size_t, size_t*);
extern int napi_create_string_utf8(napi_env, const char*, size_t, napi_value*);
extern int napi_throw_error(napi_env, const char*, const char*);

static napi_value read_file(napi_env env, napi_info info) {
    size_t count = 1, length = 0;
    napi_value argument = NULL, result = NULL;
    char path[4096], text[256];
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    napi_get_value_string_utf8(env, argument, path, sizeof path, &length);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text);
    int error = errno;
    if (fd >= 0) close(fd);
    if (got < 0) {
        napi_throw_error(env, error == EACCES ? "EACCES" : error == EPERM ? "EPERM" : "EOTHER", strerror(error));
        return NULL;
    }
    napi_create_string_utf8(env, text, (size_t)got, &result);
    return result;
}

napi_value napi_register_module_v1(napi_env env, napi_value exports) {
    napi_value function = NULL;
    napi_create_function(env, "read", 4, read_file, NULL, &function);
    napi_set_named_property(env, exports, "read", function);
    return exports;
}
