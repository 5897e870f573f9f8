#include "io/net/response_cache.h"

#include "base/fd.h"
#include "base/text.h"
#include "formats/digest.h"

namespace ward::net {
namespace {

constexpr size_t max_cached_bytes = size_t{80} << 20;

}  // namespace

std::string ResponseCache::file_of(const std::string& url) const {
    return folder_ + "/" + sha256_hex(url).substr(0, 32);
}

// SHA-256 of the rest, then URL, entity tag and Link header, a line each, then the body.
std::optional<CachedAnswer> ResponseCache::find(const std::string& url) const {
    if (folder_.empty()) return std::nullopt;
    const auto text = read_file(file_of(url), max_cached_bytes);
    if (!text) return std::nullopt;
    const size_t first = text->find('\n');
    if (first == std::string::npos) return std::nullopt;
    std::string_view rest = std::string_view(*text).substr(first + 1);
    if (std::string_view(*text).substr(0, first) != sha256_hex(rest)) return std::nullopt;
    const auto line = [&] {
        const size_t end = rest.find('\n');
        const std::string found(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        return found;
    };
    if (line() != url) return std::nullopt;
    CachedAnswer answer;
    answer.etag = line();
    answer.link = line();
    answer.body = rest;
    return answer;
}

void ResponseCache::keep(const std::string& url, const CachedAnswer& answer) const {
    if (folder_.empty() || answer.etag.empty() || !make_folders(folder_)) return;
    const std::string content = url + "\n" + answer.etag + "\n" + answer.link + "\n" + answer.body;
    [[maybe_unused]] const auto kept = replace_file(file_of(url), sha256_hex(content) + "\n" + content, 0600);
}

}  // namespace ward::net
