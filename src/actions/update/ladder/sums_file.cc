#include "actions/update/ladder/sums_file.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::update {
namespace {

constexpr size_t md5_digits = 32;
constexpr size_t sha1_digits = 40;

bool is_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); });
}

std::optional<ShaAlgorithm> algorithm_of(size_t digits) {
    for (const ShaAlgorithm algorithm : sha_algorithms)
        if (digits == 2 * digest_bytes(algorithm)) return algorithm;
    return std::nullopt;
}

struct Parts {
    std::string_view label;  // "SHA256"; empty: not told
    std::string_view digest;
    std::string_view name;
};

// "SHA256 (name) = HASH"
std::optional<Parts> bsd_line(std::string_view line) {
    const size_t open = line.find(" (");
    const size_t close = line.rfind(") = ");
    if (open == std::string_view::npos || close == std::string_view::npos || close < open + 2) return std::nullopt;
    return Parts{line.substr(0, open), trim(line.substr(close + 4)), line.substr(open + 2, close - open - 2)};
}

// "HASH  name", "HASH *name", "HASH"
std::optional<Parts> gnu_line(std::string_view line) {
    const size_t end = std::min(line.find_first_of(" \t"), line.size());
    const std::string_view digest = line.substr(0, end);
    if (!is_hex(digest)) return std::nullopt;
    std::string_view name = line.substr(end);
    while (name.starts_with(' ') || name.starts_with('\t')) name.remove_prefix(1);
    if (name.starts_with('*')) name.remove_prefix(1);
    return Parts{{}, digest, trim(name)};
}

// Nothing where the line is of a weaker algorithm.
Result<std::optional<Sum>> sum_of_line(std::string_view line, const std::string& where) {
    auto parts = bsd_line(line);
    if (!parts) parts = gnu_line(line);
    if (!parts || !is_hex(parts->digest)) return fail(ErrorCode::parse, "is no line of a file of checksums", where);
    const size_t digits = parts->digest.size();
    const std::string label = to_lower(parts->label);
    if (digits == md5_digits || digits == sha1_digits) return std::nullopt;
    const auto algorithm = algorithm_of(digits);
    if (!algorithm) return fail(ErrorCode::parse, fmt::format("has a digest of {} digits", digits), where);
    if (!label.empty() && replace_all(label, "-", "") != name_of(*algorithm)) {
        // SHA3-256, BLAKE2b-256 and the like have digests of the same length.
        if (!label.starts_with("sha256") && !label.starts_with("sha384") && !label.starts_with("sha512"))
            return std::nullopt;
        return fail(ErrorCode::parse, fmt::format("says {} and has a digest of {} digits", display(label), digits),
                    where);
    }
    Sum sum;
    sum.algorithm = *algorithm;
    sum.digest = to_lower(parts->digest);
    std::string_view name = parts->name;
    while (name.starts_with("./")) name.remove_prefix(2);
    sum.name = name;
    return sum;
}

}  // namespace

Result<std::vector<Sum>> parse_sums(std::string_view text, std::string_view name) {
    if (text.size() > max_sums_bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", max_sums_bytes), std::string(name));
    std::vector<Sum> all;
    std::map<std::pair<std::string, ShaAlgorithm>, std::string> known;
    int number = 0;
    size_t content = 0;  // lines
    for (std::string_view line : split(text, '\n')) {
        const std::string where = fmt::format("{}:{}", name, ++number);
        if (static_cast<size_t>(number) > max_sums_lines)
            return fail(ErrorCode::limit, fmt::format("has more than {} lines", max_sums_lines), std::string(name));
        line = trim(line);
        if (line.empty() || line.starts_with('#') || line.starts_with(';')) continue;
        if (line.starts_with("-----BEGIN PGP"))
            return fail(ErrorCode::unsupported, "is signed in itself; name its plain form and its signature", where);
        ++content;
        WARD_TRY(std::optional<Sum> sum, sum_of_line(line, where));
        if (!sum) continue;
        sum->line = number;
        const auto [place, is_new] = known.try_emplace({sum->name, sum->algorithm}, sum->digest);
        if (place->second != sum->digest)
            return fail(ErrorCode::parse, fmt::format("\"{}\" has another digest above", display(sum->name)), where);
        if (is_new) all.push_back(*std::move(sum));
    }
    if (all.empty()) return fail(ErrorCode::parse, "has no checksum by SHA-2", std::string(name));
    // A digest without a name is only clear where nothing else is there.
    for (const Sum& sum : all)
        if (sum.name.empty() && content > 1)
            return fail(ErrorCode::parse, "has a checksum without a name", fmt::format("{}:{}", name, sum.line));
    return all;
}

Result<std::vector<Sum>> sums_of(const std::vector<Sum>& sums, std::string_view file, std::string_view sums_file) {
    std::vector<Sum> exact;
    std::vector<Sum> below;
    // "a.tgz.sha256" with a lone digest is of "a.tgz".
    const bool is_named_after =
        sums_file.starts_with(file) && sums_file.size() > file.size() && sums_file[file.size()] == '.';
    for (const Sum& sum : sums) {
        if (sum.name == file || (sum.name.empty() && is_named_after)) exact.push_back(sum);
        else if (sum.name.ends_with(file) && sum.name[sum.name.size() - file.size() - 1] == '/') below.push_back(sum);
    }
    if (!exact.empty()) return exact;
    for (const Sum& sum : below)
        if (sum.name != below.front().name)
            return fail(ErrorCode::parse,
                        fmt::format("has both \"{}\" and \"{}\"", display(below.front().name), display(sum.name)),
                        std::string(sums_file));
    return below;
}

}  // namespace ward::update
