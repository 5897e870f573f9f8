#include "io/net/confidential.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::net {
namespace {

constexpr size_t max_path_parts = 16;

ApiOptions told_nothing(ApiOptions options, ConfidentialApi::Explain explain) {
    options.redirects = 0;  // whoever is led elsewhere would show credentials there, and the place in an error
    options.answer_bytes = std::min(options.answer_bytes, max_confidential_bytes);
    options.cache_folder.clear();
    options.check = [explain](const Response& response) -> Result<void> {
        if (response.status >= 200 && response.status < 300) return {};
        Refusal refusal;
        if (const auto body = parse_json(response.body, "answer")) refusal = explain(*body);
        return fail(refusal.code.value_or(code_of_status(response.status)),
                    fmt::format("answered with status {}{}{}", response.status, refusal.words.empty() ? "" : ": ",
                                refusal.words));
    };
    return options;
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

}  // namespace

ConfidentialApi::ConfidentialApi(Http& http, ApiOptions options, Explain explain)
    : client_(http, told_nothing(std::move(options), explain)) {}

std::string ConfidentialApi::place_of(std::string_view what) const {
    return fmt::format("{} ({})", client_.base_url(), what);
}

Result<ConfidentialAnswer> ConfidentialApi::answer_of(Result<Response> response, std::string_view what) const {
    const std::string place = place_of(what);
    if (response)
        if (auto good = client_.check(*response); !good) response = std::unexpected(std::move(good).error());
    if (!response) {
        Error error = std::move(response).error();
        error.where = place;
        return std::unexpected(std::move(error));
    }
    ConfidentialAnswer answer{.status = response->status,
                              .link = std::string(response->header("Link").value_or("")),
                              .at = response->header("Date").and_then(http_date),
                              .place = place};
    if (trim(response->body).empty()) return answer;
    WARD_TRY(answer.body, confidential_json(response->body, place));
    return answer;
}

Result<ConfidentialAnswer> ConfidentialApi::read(const std::string& url, std::string_view what) {
    return answer_of(client_.read(url), what);
}

Result<ConfidentialAnswer> ConfidentialApi::write(const std::string& method, const std::string& url,
                                                  const std::string& body, std::string_view what) {
    return answer_of(client_.write(method, url, body), what);
}

Result<void> ConfidentialApi::read_pages(std::string url, std::string_view what, size_t most, const Take& take) {
    std::set<std::string> seen;
    for (;;) {
        if (seen.size() == most)
            return fail(ErrorCode::limit, fmt::format("has more than {} pages", most), place_of(what));
        if (!url.starts_with(origin_of(base_url())))
            return fail(ErrorCode::network, "leads to another server for the next page", place_of(what));
        if (!seen.insert(url).second)
            return fail(ErrorCode::network, "leads back to a page that was read", place_of(what));
        WARD_TRY(const ConfidentialAnswer answer, read(url, what));
        WARD_TRY(auto next, take(answer));
        if (!next) return {};
        url = std::move(*next);
    }
}

Result<Node> confidential_json(std::string_view json, std::string_view place, size_t max_bytes) {
    const DocumentLimits limits{.bytes = max_bytes, .depth = 32, .nodes = 2'000'000, .aliases = 0};
    constexpr std::string_view name = "answer";
    auto node = parse_json(json, name, limits);
    if (node) return node;
    Error error = std::move(node).error();
    // The parser's own words can quote what it found.
    if (error.code != ErrorCode::limit) error.what = "the answer is not JSON";
    error.where = std::string(place) + error.where.substr(std::min(name.size(), error.where.size()));
    return std::unexpected(std::move(error));
}

std::unexpected<Error> confidential_fault(std::string_view place, const Node& at, std::string_view what) {
    return fail(ErrorCode::parse, fmt::format("the answer has no {}", what), fmt::format("{}:{}", place, at.line));
}

std::string known_path(std::string_view path, std::span<const std::string_view> names) {
    constexpr size_t longest_number = 6;
    std::string out;
    size_t parts = 0;
    for (const std::string_view part : split(path, '/')) {
        if (part.empty()) continue;
        if (++parts > max_path_parts) return out + "/…";
        const bool known =
            (part.size() <= longest_number && all_digits(part)) || std::ranges::find(names, part) != names.end();
        out += '/';
        out += known ? part : std::string_view("…");
    }
    return out;
}

std::optional<Instant> http_date(std::string_view text) {
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto parts = split(text, ' ');
    if (parts.size() != 6 || parts[5] != "GMT") return std::nullopt;
    const auto* month = std::ranges::find(months, parts[2]);
    if (month == months.end()) return std::nullopt;
    return parse_instant(
        fmt::format("{}-{:02}-{}T{}Z", parts[3], std::distance(months.begin(), month) + 1, parts[1], parts[4]));
}

}  // namespace ward::net
