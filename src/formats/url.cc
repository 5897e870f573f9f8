// The basic URL parser of the standard, section 4.4, with its states as functions. A path is kept as it is serialised:
// a slash before every segment, so that taking off a segment is cutting at the last slash.
#include "formats/url.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/url_parts.h"

namespace ward {

using namespace url_parts;

namespace {

struct SpecialScheme {
    std::string_view name;
    std::optional<uint16_t> port;
};
constexpr std::array<SpecialScheme, 6> special_schemes{
    {{"file", std::nullopt}, {"http", 80}, {"https", 443}, {"ws", 80}, {"wss", 443}, {"ftp", 21}}};

const SpecialScheme* special_scheme(std::string_view name) {
    const auto* found = std::ranges::find(special_schemes, name, &SpecialScheme::name);
    return found == special_schemes.end() ? nullptr : found;
}

bool is_one_dot(std::string_view segment) {
    return segment == "." || equal_ignoring_case(segment, "%2e");
}
bool is_two_dots(std::string_view segment) {
    if (segment.starts_with('.')) return is_one_dot(segment.substr(1));
    return segment.size() >= 3 && is_one_dot(segment.substr(0, 3)) && is_one_dot(segment.substr(3));
}

class UrlParser {
  public:
    UrlParser(std::string_view text, const Url* base) : rest_(text), base_(base) {}

    Result<Url> parse() {
        WARD_TRY_VOID(scheme());
        return std::move(url_);
    }

  private:
    char peek() const { return rest_.empty() ? '\0' : rest_[0]; }
    bool at_slash() const { return !rest_.empty() && (rest_[0] == '/' || (special_ && rest_[0] == '\\')); }
    bool skip(std::string_view text) {
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }
    std::string_view take_until(std::string_view ends) {
        size_t size = 0;
        while (size < rest_.size() && ends.find(rest_[size]) == std::string_view::npos) ++size;
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }
    // Up to where the host or a segment ends.
    std::string_view take_part() {
        size_t size = 0;
        for (; size < rest_.size(); ++size) {
            const char c = rest_[size];
            if (c == '/' || c == '?' || c == '#' || (c == '\\' && special_)) break;
        }
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

    Result<void> scheme();
    Result<void> no_scheme();
    Result<void> relative();
    Result<void> authority_after_slashes();
    Result<void> authority();
    Result<void> host_and_port(std::string_view text);
    Result<void> file();
    Result<void> file_host();
    Result<void> path_start();
    Result<void> path();
    Result<void> opaque_path();
    Result<void> query();
    Result<void> fragment();

    void set_scheme(std::string name) {
        url_.scheme = std::move(name);
        special_ = url_.is_special();
    }
    void copy_authority() {
        url_.username = base_->username;
        url_.password = base_->password;
        url_.host = base_->host;
        url_.port = base_->port;
    }
    void shorten() {
        if (url_.scheme == "file" && url_.path.size() == 3 && is_drive_letter(url_.path.substr(1), true)) return;
        const size_t slash = url_.path.rfind('/');
        if (slash != std::string::npos) url_.path.erase(slash);
    }
    // Does what is left begin with a drive letter as a whole segment?
    bool starts_with_drive() const {
        return rest_.size() >= 2 && is_drive_letter(rest_.substr(0, 2)) &&
               (rest_.size() == 2 || std::string_view("/\\?#").contains(rest_[2]));
    }
    void segment(std::string_view text, bool more);

    std::string_view rest_;
    const Url* base_;
    Url url_;
    bool special_ = false;
};

Result<void> UrlParser::scheme() {
    size_t end = 0;
    if (is_alpha(peek()))
        while (end < rest_.size() && (is_alnum(rest_[end]) || std::string_view("+-.").contains(rest_[end]))) ++end;
    if (end == 0 || rest_.substr(end, 1) != ":") return no_scheme();
    set_scheme(to_lower(rest_.substr(0, end)));
    rest_.remove_prefix(end + 1);
    if (url_.scheme == "file") return file();
    if (special_ && base_ != nullptr && base_->scheme == url_.scheme && !rest_.starts_with("//")) return relative();
    if (special_) return authority_after_slashes();
    if (skip("//")) return authority();
    if (skip("/")) return path();
    return opaque_path();
}

Result<void> UrlParser::no_scheme() {
    if (base_ == nullptr) return fail(ErrorCode::parse, "neither an absolute URL nor relative to one");
    if (base_->opaque_path) {
        if (peek() != '#') return fail(ErrorCode::parse, "nothing is relative to an opaque URL");
        url_ = *base_;
        url_.fragment.reset();
        return fragment();
    }
    set_scheme(base_->scheme);
    return url_.scheme == "file" ? file() : relative();
}

Result<void> UrlParser::relative() {
    if (at_slash()) {
        rest_.remove_prefix(1);
        if (special_ && at_slash()) return authority_after_slashes();
        if (skip("/")) return authority();
        copy_authority();
        return path();
    }
    copy_authority();
    url_.path = base_->path;
    if (peek() == '?' || peek() == '#') {
        url_.query = base_->query;
        return peek() == '?' ? query() : fragment();
    }
    if (rest_.empty()) {
        url_.query = base_->query;
        return {};
    }
    shorten();
    return path();
}

Result<void> UrlParser::authority_after_slashes() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of("/\\"), rest_.size()));
    return authority();
}

Result<void> UrlParser::authority() {
    std::string_view text = take_part();
    const size_t at = text.rfind('@');
    if (at != std::string_view::npos) {
        const std::string_view credentials = text.substr(0, at);
        const size_t colon = credentials.find(':');
        append_encoded(url_.username, credentials.substr(0, colon), EncodeSet::userinfo);
        if (colon != std::string_view::npos)
            append_encoded(url_.password, credentials.substr(colon + 1), EncodeSet::userinfo);
        text.remove_prefix(at + 1);
        if (text.empty()) return fail(ErrorCode::parse, "a user without a host");
    }
    WARD_TRY_VOID(host_and_port(text));
    return path_start();
}

Result<void> UrlParser::host_and_port(std::string_view text) {
    size_t colon = 0;
    for (bool inside = false; colon < text.size() && (inside || text[colon] != ':'); ++colon) {
        if (text[colon] == '[') inside = true;
        if (text[colon] == ']') inside = false;
    }
    const std::string_view host = text.substr(0, colon);
    if (host.empty() && (special_ || colon < text.size())) return fail(ErrorCode::parse, "a URL without its host");
    WARD_TRY(url_.host, parse_host(host, special_));
    if (colon == text.size()) return {};
    const std::string_view digits = text.substr(colon + 1);
    if (digits.empty()) return {};
    unsigned port = 0;
    for (const char c : digits) {
        if (!is_digit(c)) return fail(ErrorCode::parse, "a port is a number");
        port = port * 10 + static_cast<unsigned>(c - '0');
        if (port > 65535) return fail(ErrorCode::parse, "a port is at most 65535");
    }
    const SpecialScheme* scheme = special_scheme(url_.scheme);
    if (scheme == nullptr || scheme->port != port) url_.port = static_cast<uint16_t>(port);
    return {};
}

Result<void> UrlParser::file() {
    url_.host = "";
    const bool file_base = base_ != nullptr && base_->scheme == "file";
    if (at_slash()) {
        rest_.remove_prefix(1);
        if (at_slash()) {
            rest_.remove_prefix(1);
            return file_host();
        }
        if (file_base) {
            url_.host = base_->host;
            const std::string_view first = std::string_view(base_->path).substr(0, base_->path.find('/', 1));
            if (!starts_with_drive() && is_drive_letter(first.substr(std::min<size_t>(1, first.size())), true))
                url_.path = first;
        }
        return path();
    }
    if (!file_base) return path();
    url_.host = base_->host;
    url_.path = base_->path;
    if (rest_.empty() || peek() == '?' || peek() == '#') {
        url_.query = base_->query;
        return rest_.empty() ? Result<void>{} : peek() == '?' ? query() : fragment();
    }
    if (starts_with_drive()) url_.path.clear();
    else shorten();
    return path();
}

Result<void> UrlParser::file_host() {
    const std::string_view before = rest_;
    const std::string_view text = take_until("/\\?#");
    if (is_drive_letter(text)) {
        rest_ = before;
        return path();
    }
    if (!text.empty()) {
        WARD_TRY(url_.host, parse_host(text, true));
        if (url_.host == "localhost") url_.host = "";
    }
    return path_start();
}

Result<void> UrlParser::path_start() {
    if (at_slash()) {
        rest_.remove_prefix(1);
        return path();
    }
    if (special_) return path();
    if (peek() == '?') return query();
    if (peek() == '#') return fragment();
    return rest_.empty() ? Result<void>{} : path();
}

void UrlParser::segment(std::string_view text, bool more) {
    if (is_two_dots(text)) {
        shorten();
        if (!more) url_.path += '/';
        return;
    }
    if (is_one_dot(text)) {
        if (!more) url_.path += '/';
        return;
    }
    const bool drive = url_.scheme == "file" && url_.path.empty() && is_drive_letter(text);
    url_.path += '/';
    append_encoded(url_.path, text, EncodeSet::path);
    if (drive) url_.path.back() = ':';
}

Result<void> UrlParser::path() {
    for (;;) {
        const std::string_view text = take_part();
        const bool more = at_slash();
        segment(text, more);
        if (!more) break;
        rest_.remove_prefix(1);
    }
    if (peek() == '?') return query();
    return rest_.empty() ? Result<void>{} : fragment();
}

Result<void> UrlParser::opaque_path() {
    url_.opaque_path = true;
    std::string_view text = take_until("?#");
    // A blank before the query would be lost when the query is taken away; it is encoded.
    const bool blank = text.ends_with(' ') && !rest_.empty();
    if (blank) text.remove_suffix(1);
    append_encoded(url_.path, text, EncodeSet::c0_control);
    if (blank) url_.path += "%20";
    if (peek() == '?') return query();
    return rest_.empty() ? Result<void>{} : fragment();
}

Result<void> UrlParser::query() {
    rest_.remove_prefix(1);
    url_.query = "";
    append_encoded(*url_.query, take_until("#"), special_ ? EncodeSet::special_query : EncodeSet::query);
    return rest_.empty() ? Result<void>{} : fragment();
}

Result<void> UrlParser::fragment() {
    rest_.remove_prefix(1);
    url_.fragment = "";
    append_encoded(*url_.fragment, rest_, EncodeSet::fragment);
    return {};
}

}  // namespace

bool Url::is_special() const {
    return special_scheme(scheme) != nullptr;
}

std::string Url::href() const {
    std::string out = scheme + ':';
    if (host) {
        out += "//";
        out += username;
        if (!password.empty()) out += ':' + password;
        if (!username.empty() || !password.empty()) out += '@';
        out += *host;
        if (port) out += ':' + std::to_string(*port);
    } else if (!opaque_path && path.starts_with("//")) {
        out += "/.";  // or the path would be read as a host
    }
    out += path;
    if (query) out += '?' + *query;
    if (fragment) out += '#' + *fragment;
    return out;
}

std::string Url::origin() const {
    if (scheme == "blob") {
        const auto inner = parse_url(path);
        return inner && (inner->scheme == "http" || inner->scheme == "https") ? inner->origin() : "null";
    }
    if (!is_special() || scheme == "file") return "null";
    return scheme + "://" + host.value_or("") + (port ? ':' + std::to_string(*port) : "");
}

Result<Url> parse_url(std::string_view text, const Url* base) {
    const auto place = [&] { return display(text.substr(0, 256)); };
    if (text.size() > max_url_bytes)
        return fail(ErrorCode::limit, fmt::format("a URL of more than {} bytes", max_url_bytes), place());
    if (!is_utf8(text)) return fail(ErrorCode::parse, "a URL that is not UTF-8", place());
    std::string_view trimmed = text;
    const auto is_trimmed = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    while (!trimmed.empty() && is_trimmed(trimmed.front())) trimmed.remove_prefix(1);
    while (!trimmed.empty() && is_trimmed(trimmed.back())) trimmed.remove_suffix(1);
    std::string without;
    const auto is_dropped = [](char c) { return c == '\t' || c == '\n' || c == '\r'; };
    if (std::ranges::any_of(trimmed, is_dropped)) {
        std::ranges::remove_copy_if(trimmed, std::back_inserter(without), is_dropped);
        trimmed = without;
    }
    auto url = UrlParser(trimmed, base).parse();
    if (!url) url.error().where = place();
    return url;
}

}  // namespace ward
