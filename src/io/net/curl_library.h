// libcurl, mapped into the process when the first URL is looked at and not before. Judges open no socket, so they need
// not carry what could; and every start of the program is shorter by the thirty libraries that libcurl brings along.
#pragma once

#include <curl/curl.h>

#include "base/result.h"

namespace ward::net {

// The functions that this folder uses, under libcurl's names without "curl_".
#define WARD_CURL_FUNCTIONS(X) \
    X(easy_cleanup)            \
    X(easy_getinfo)            \
    X(easy_init)               \
    X(easy_perform)            \
    X(easy_reset)              \
    X(easy_setopt)             \
    X(easy_strerror)           \
    X(free)                    \
    X(global_init)             \
    X(slist_append)            \
    X(slist_free_all)          \
    X(url)                     \
    X(url_cleanup)             \
    X(url_get)                 \
    X(url_set)

struct CurlLibrary {
// NOLINTNEXTLINE(bugprone-macro-parentheses): the name of a member takes none
#define WARD_CURL_MEMBER(name) decltype(&::curl_##name) name = nullptr;
    WARD_CURL_FUNCTIONS(WARD_CURL_MEMBER)
#undef WARD_CURL_MEMBER
};

// Loads and sets up the library at the first call; `unsupported` where it is not installed. Lives as long as the
// process.
Result<const CurlLibrary*> load_curl();

// For code that can only run after load_curl() gave a library.
const CurlLibrary& curl();

}  // namespace ward::net
