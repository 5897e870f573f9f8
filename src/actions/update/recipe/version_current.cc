// Which version a tree says it has: by a pointer into a document, by patterns, by the bits of one number, by a file
// that is nothing else.
#include <algorithm>

#include <fmt/core.h>

#include "actions/update/recipe/pattern.h"
#include "actions/update/recipe/version.h"
#include "base/text.h"
#include "formats/document.h"

namespace ward::update {
namespace {

std::unexpected<Error> no_match(const VersionRule& rule, std::string what) {
    return fail(ErrorCode::not_found, std::move(what), rule.file);
}

// RFC 6901, over a document that was JSON or TOML.
Result<std::string> at_pointer(const VersionRule& rule, std::string_view text) {
    const bool is_toml = rule.file.ends_with(".toml") || rule.file.ends_with(".lock");
    DocumentLimits limits;
    limits.bytes = max_version_file_bytes;
    WARD_TRY(const Node root, is_toml ? parse_toml(text, rule.file, limits) : parse_json(text, rule.file, limits));
    const Node* node = &root;
    const auto parts = split(rule.pointer, '/');
    for (size_t i = 1; i < parts.size() && node != nullptr; ++i) {
        const std::string key = replace_all(replace_all(parts[i], "~1", "/"), "~0", "~");
        const auto index = to_number<size_t>(key);
        if (!node->is_list()) node = node->find(key);
        else node = index && *index < node->items.size() ? &node->items[*index] : nullptr;
    }
    if (node == nullptr) return no_match(rule, fmt::format("nothing is at {}", display(rule.pointer)));
    if (!node->is_string() && node->kind != Node::Kind::integer && node->kind != Node::Kind::real)
        return fail(ErrorCode::parse, fmt::format("what is at {} is no version", display(rule.pointer)),
                    fmt::format("{}:{}", rule.file, node->line));
    return node->text;
}

int line_at(std::string_view text, size_t offset) {
    return 1 + static_cast<int>(std::ranges::count(text.substr(0, offset), '\n'));
}

// What the groups of a pattern found. If it matches at several places they have to say the same: which one is the
// version is otherwise nobody's knowledge.
Result<std::vector<std::string>> groups_of(const VersionRule& rule, const Pattern& pattern, std::string_view text) {
    auto compiled = compile_pattern(pattern);
    if (!compiled) return fail(ErrorCode::usage, compiled.error().what, rule.file);
    const int count = (*compiled)->NumberOfCapturingGroups();
    std::vector<re2::StringPiece> found(static_cast<size_t>(count) + 1);
    std::vector<std::string> first;
    std::optional<size_t> first_place;
    size_t start = 0;
    for (size_t matches = 0; start <= text.size(); ++matches) {
        if (!(*compiled)->Match({text.data(), text.size()}, start, text.size(), RE2::UNANCHORED, found.data(),
                                count + 1))
            break;
        if (matches == max_version_matches)
            return fail(
                ErrorCode::limit,
                fmt::format("the pattern '{}' matches more than {} times", display(pattern), max_version_matches),
                rule.file);
        std::vector<std::string> groups;
        for (size_t i = 1; i < found.size(); ++i)
            groups.emplace_back(found[i].data() == nullptr ? "" : found[i].as_string());
        const auto place = static_cast<size_t>(found[0].data() - text.data());
        if (!first_place) {
            first_place = place;
            first = std::move(groups);
        } else if (groups != first) {
            return fail(ErrorCode::parse,
                        fmt::format("the pattern '{}' finds two versions, in line {} and line {}", display(pattern),
                                    line_at(text, *first_place), line_at(text, place)),
                        rule.file);
        }
        start = std::max(place + found[0].size(), start + 1);
    }
    if (!first_place) return no_match(rule, fmt::format("the pattern '{}' finds nothing", display(pattern)));
    return first;
}

Result<std::vector<std::string>> unpacked(const VersionRule& rule, const std::string& text) {
    std::string_view digits = text;
    const bool is_hex = digits.starts_with("0x") || digits.starts_with("0X");
    if (is_hex) digits.remove_prefix(2);
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, is_hex ? 16 : 10);
    if (error != std::errc{} || end != digits.data() + digits.size())
        return fail(ErrorCode::parse, fmt::format("'{}' is no number whose bits are a version", display(text)),
                    rule.file);
    constexpr int bits = 64;
    std::vector<std::string> parts;
    for (const VersionRule::Bits& part : rule.packed) {
        const uint64_t mask = part.width == bits ? ~uint64_t{0} : (uint64_t{1} << part.width) - 1;
        parts.push_back(std::to_string((number >> part.shift) & mask));
    }
    return parts;
}

// "{1}.{2}" with the parts; without a format all of packed ones with dots between, else the first.
Result<std::string> put_together(const VersionRule& rule, const std::vector<std::string>& parts) {
    if (rule.format.empty()) return rule.packed.empty() ? parts.front() : join(parts, ".");
    std::string out;
    std::string_view rest = rule.format;
    for (size_t open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
        out += rest.substr(0, open);
        const size_t close = rest.find('}', open);
        const auto number =
            to_number<size_t>(rest.substr(open + 1, close == std::string_view::npos ? 0 : close - open - 1));
        if (!number || *number == 0 || *number > parts.size())
            return fail(ErrorCode::usage,
                        fmt::format("the format '{}' has a part that no pattern found: {{1}} to {{{}}}",
                                    display(rule.format), parts.size()),
                        rule.file);
        out += parts[*number - 1];
        rest.remove_prefix(close + 1);
    }
    return out.append(rest);
}

Result<std::string> by_patterns(const VersionRule& rule, std::string_view text) {
    std::vector<std::string> parts;
    for (const Pattern& pattern : rule.patterns) {
        WARD_TRY(std::vector<std::string> groups, groups_of(rule, pattern, text));
        if (groups.empty()) return fail(ErrorCode::usage, "the pattern has no group", rule.file);
        // Of several patterns each has one part; a lone one may have them all.
        if (rule.patterns.size() == 1) parts = std::move(groups);
        else parts.push_back(std::move(groups.front()));
    }
    if (!rule.packed.empty()) {
        WARD_TRY(parts, unpacked(rule, parts.front()));
    }
    return put_together(rule, parts);
}

Result<std::string> found_by(const VersionRule& rule, std::string_view text) {
    if (!rule.pointer.empty()) return at_pointer(rule, text);
    if (!rule.patterns.empty()) return by_patterns(rule, text);
    if (rule.whole) return std::string(trim(text.substr(0, text.find('\n'))));
    return fail(ErrorCode::usage, "the recipe does not say how the version is found", rule.file);
}

}  // namespace

Result<std::optional<std::string>> current_version(const VersionRule& rule, const FileReader& read) {
    if (rule.tree_equality) return std::nullopt;
    WARD_TRY(const std::optional<std::string> text, read(rule.file));
    if (!text) return no_match(rule, "the file that says the version is not there");
    if (text->size() > max_version_file_bytes)
        return fail(ErrorCode::limit, fmt::format("more than {} bytes, for a version", max_version_file_bytes),
                    rule.file);
    WARD_TRY(std::string version, found_by(rule, *text));
    if (!is_safe_version(version))
        return fail(ErrorCode::parse,
                    fmt::format("'{}' is no version", display(std::string_view(version).substr(0, max_version_bytes))),
                    rule.file);
    return version;
}

}  // namespace ward::update
