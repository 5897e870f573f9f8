#include "io/net/curl_library.h"

#include <dlfcn.h>

#include <string>

namespace ward::net {
namespace {

constexpr const char* library_name = "libcurl.so.4";

Result<CurlLibrary> open_library() {
    // Never closed: libcurl's own global state and threads outlive any owner.
    void* handle = ::dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
        const char* reason = ::dlerror();  // NOLINT(concurrency-mt-unsafe): glibc keeps one for each thread
        return fail(ErrorCode::unsupported, std::string("libcurl is needed for that: ") + reason, library_name);
    }
    CurlLibrary library;
    const char* missing = nullptr;
#define WARD_CURL_LOOK_UP(name)                                                              \
    library.name = reinterpret_cast<decltype(library.name)>(::dlsym(handle, "curl_" #name)); \
    if (library.name == nullptr) missing = "curl_" #name;
    WARD_CURL_FUNCTIONS(WARD_CURL_LOOK_UP)
#undef WARD_CURL_LOOK_UP
    if (missing != nullptr)
        return fail(ErrorCode::unsupported, std::string("this libcurl has no ") + missing, library_name);
    if (const CURLcode code = library.global_init(CURL_GLOBAL_DEFAULT); code != CURLE_OK)
        return fail(ErrorCode::internal, std::string("cannot be set up: ") + library.easy_strerror(code), library_name);
    return library;
}

const Result<CurlLibrary>& opened() {
    static const Result<CurlLibrary> library = open_library();
    return library;
}

}  // namespace

Result<const CurlLibrary*> load_curl() {
    const Result<CurlLibrary>& library = opened();
    if (!library) return std::unexpected(library.error());
    return &*library;
}

const CurlLibrary& curl() {
    return opened().value();
}

}  // namespace ward::net
