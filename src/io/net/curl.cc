// Http over libcurl. Redirects are followed here and not by the library, because each hop is held to the same rule as
// the first URL.
#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "io/net/curl_library.h"
#include "io/net/http.h"

namespace ward::net {
namespace {

// What comes with a status other than 200 and 206 is for people at most; more of it is not read.
constexpr size_t max_error_body_bytes = 64u << 10;

struct Url {
    std::string scheme;
    std::string host;
    std::string port;
};

struct CurlFree {
    void operator()(CURL* handle) const { curl().easy_cleanup(handle); }
    void operator()(CURLU* url) const { curl().url_cleanup(url); }
    void operator()(curl_slist* list) const { curl().slist_free_all(list); }
    void operator()(char* text) const { curl().free(text); }
};

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl().url_get(url, part, &text, flags) != CURLUE_OK) return {};
    const std::unique_ptr<char, CurlFree> owned(text);
    return text;
}

Result<Url> parse_url(const std::string& text) {
    WARD_TRY([[maybe_unused]] const CurlLibrary* library, load_curl());
    const std::unique_ptr<CURLU, CurlFree> url(curl().url());
    if (!url || curl().url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
        return fail(ErrorCode::usage, "is not a URL that can be fetched", text);
    Url parts{part_of(url.get(), CURLUPART_SCHEME), to_lower(part_of(url.get(), CURLUPART_HOST)),
              part_of(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT)};
    // Not quoted: it would show the password.
    if (!part_of(url.get(), CURLUPART_USER).empty() || !part_of(url.get(), CURLUPART_PASSWORD).empty())
        return fail(ErrorCode::usage, "credentials in a URL are not taken", parts.scheme + "://" + parts.host);
    const bool this_machine = parts.host == "127.0.0.1" || parts.host == "[::1]" || parts.host == "localhost";
    if (parts.scheme == "https" || (parts.scheme == "http" && this_machine)) return parts;
    return fail(ErrorCode::usage, "only https is used (plain http only to this machine itself)", text);
}

// One answer while it comes in. Nothing may throw through the library's C code, hence `broken`.
struct Transfer {
    const Request& request;
    CURL* handle;
    Response response = {};
    std::optional<Error> error = {};
    std::exception_ptr broken = {};
    uint64_t received = 0;
    size_t header_bytes = 0;
    bool enough = false;  // the rest of an error's body was given up

    bool stop(std::unexpected<Error> reason) {
        error = std::move(reason).error();
        return false;
    }

    bool add_header(std::string_view line) {
        header_bytes += line.size();
        if (header_bytes > request.limits.header_bytes)
            return stop(fail(ErrorCode::limit,
                             fmt::format("sends more than {} bytes of headers", request.limits.header_bytes),
                             response.url));
        if (line.starts_with("HTTP/")) response.headers.clear();  // what came before was an interim answer
        const size_t colon = line.find(':');
        if (colon != std::string_view::npos && !line.starts_with("HTTP/"))
            response.headers.push_back({std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
        return true;
    }

    bool add_body(std::string_view piece) {
        read_status();
        const bool created = response.status == 201 && !request.sink;
        const bool wanted = response.status == 200 || response.status == 206 || created;
        if (!wanted) {
            enough = response.body.size() + piece.size() > max_error_body_bytes;
            if (!enough) response.body += piece;
            return !enough;
        }
        const uint64_t limit = request.limits.body_bytes;
        const auto announced = response.header("Content-Length").and_then(to_number<uint64_t>);
        received += piece.size();
        if (received > limit || announced.value_or(0) > limit)
            return stop(fail(ErrorCode::limit, fmt::format("is larger than {} bytes", limit), response.url));
        if (!request.sink) {
            response.body += piece;
            return true;
        }
        const auto taken = request.sink(response, piece);
        return taken ? true : stop(std::unexpected(taken.error()));
    }

    void read_status() {
        long status = 0;
        curl().easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
        response.status = static_cast<int>(status);
    }
};

template <bool (Transfer::*take)(std::string_view)>
size_t on_bytes(char* data, size_t size, size_t count, void* user) {
    auto& transfer = *static_cast<Transfer*>(user);
    try {
        return (transfer.*take)({data, size * count}) ? size * count : 0;
    } catch (...) {
        transfer.broken = std::current_exception();
        return 0;
    }
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool identifies_caller(const Header& header) {
    return equal_ignoring_case(header.name, "Authorization") || equal_ignoring_case(header.name, "Cookie") ||
           equal_ignoring_case(header.name, "Private-Token") || equal_ignoring_case(header.name, "apiKey");
}

class CurlHttp : public Http {
  public:
    explicit CurlHttp(std::string user_agent) : user_agent_(std::move(user_agent)) {
        if (load_curl()) handle_.reset(curl().easy_init());
    }

    Result<Response> get(const Request& asked) override {
        WARD_TRY([[maybe_unused]] const CurlLibrary* library, load_curl());
        if (!handle_) return fail(ErrorCode::internal, "libcurl cannot be set up");
        Request request = asked;
        WARD_TRY(Url url, parse_url(request.url));
        for (int hop = 0;; ++hop) {
            WARD_TRY(Response response, perform(request, url));
            if (!is_redirect(response.status)) return response;
            const char* target = nullptr;
            curl().easy_getinfo(handle_.get(), CURLINFO_REDIRECT_URL, &target);
            if (target == nullptr)
                return fail(ErrorCode::network,
                            fmt::format("answered with status {} and no place to go to", response.status), request.url);
            if (hop == request.limits.redirects)
                return fail(ErrorCode::network, fmt::format("redirects more than {} times", request.limits.redirects),
                            asked.url);
            const auto next = parse_url(target);
            if (!next || next->scheme != url.scheme)
                return fail(ErrorCode::network, "redirects to where it may not be followed: " + display(target),
                            request.url);
            if (next->host != url.host || next->port != url.port) std::erase_if(request.headers, identifies_caller);
            request.url = target;
            url = *next;
        }
    }

    Result<Response> send(const Submission& submission) override {
        WARD_TRY([[maybe_unused]] const CurlLibrary* library, load_curl());
        if (!handle_) return fail(ErrorCode::internal, "libcurl cannot be set up");
        const Request request{.url = submission.url, .headers = submission.headers, .limits = submission.limits};
        WARD_TRY(const Url url, parse_url(request.url));
        return perform(request, url, &submission);
    }

  private:
    Result<Response> perform(const Request& request, const Url& url, const Submission* submission = nullptr) {
        CURL* handle = handle_.get();
        curl().easy_reset(handle);  // options only: open connections are kept
        Transfer transfer{.request = request, .handle = handle};
        transfer.response.url = request.url;
        std::unique_ptr<curl_slist, CurlFree> headers;
        for (const Header& header : request.headers) {
            const std::string line = header.name + ": " + header.value;
            if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
                return fail(ErrorCode::internal, "a request header holds a line break", request.url);
            curl_slist* longer = curl().slist_append(headers.get(), line.c_str());
            if (longer == nullptr) throw std::bad_alloc();
            if (!headers) headers.reset(longer);
        }
        std::array<char, CURL_ERROR_SIZE> reason{};
        set(CURLOPT_ERRORBUFFER, reason.data());
        set(CURLOPT_URL, request.url.c_str());
        set(CURLOPT_PROTOCOLS_STR, url.scheme.c_str());
        set(CURLOPT_REDIR_PROTOCOLS_STR, url.scheme.c_str());
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
        if (url.scheme == "http") set(CURLOPT_PROXY, "");
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(request.limits.connect.count()));
        set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.limits.stall.count()));
        set(CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(request.limits.stall_bytes_per_second));
        set(CURLOPT_TIMEOUT, static_cast<long>(request.limits.total.count()));
        set(CURLOPT_USERAGENT, user_agent_.c_str());
        set(CURLOPT_HTTPHEADER, headers.get());
        set(CURLOPT_HEADERFUNCTION, &on_bytes<&Transfer::add_header>);
        set(CURLOPT_HEADERDATA, &transfer);
        set(CURLOPT_WRITEFUNCTION, &on_bytes<&Transfer::add_body>);
        set(CURLOPT_WRITEDATA, &transfer);
        if (submission != nullptr) {
            set(CURLOPT_CUSTOMREQUEST, submission->method.c_str());
            set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(submission->body.size()));
            set(CURLOPT_POSTFIELDS, submission->body.c_str());
            // A connection kept from before may be closed by the time it is used, and the library would send again.
            set(CURLOPT_FRESH_CONNECT, 1L);
        }
        if (refused_ != CURLE_OK)  // an option that this build of the library lacks could be one that protects
            return fail(ErrorCode::internal, fmt::format("libcurl: {}", curl().easy_strerror(refused_)));

        const CURLcode code = curl().easy_perform(handle);
        if (transfer.broken) std::rethrow_exception(transfer.broken);
        if (transfer.error) return std::unexpected(std::move(*transfer.error));
        transfer.read_status();
        if (code == CURLE_OK || transfer.enough) return std::move(transfer.response);
        const std::string detail = reason[0] != '\0' ? reason.data() : curl().easy_strerror(code);
        return fail(code == CURLE_OUT_OF_MEMORY ? ErrorCode::limit : ErrorCode::network, detail, request.url);
    }

    template <typename Value>
    void set(CURLoption option, Value value) {
        const CURLcode code = curl().easy_setopt(handle_.get(), option, value);
        if (code != CURLE_OK) refused_ = code;
    }

    std::string user_agent_;
    std::unique_ptr<CURL, CurlFree> handle_;
    CURLcode refused_ = CURLE_OK;
};

}  // namespace

std::unique_ptr<Http> curl_http(std::string user_agent) {
    return std::make_unique<CurlHttp>(std::move(user_agent));
}

Result<void> check_url(const std::string& url) {
    WARD_TRY([[maybe_unused]] const Url parts, parse_url(url));
    return {};
}

}  // namespace ward::net
