// Line shapes, by their indentation:
//   0  "a@^1", b@^2:            a key of descriptors (Yarn 2 puts all of them into one pair of quotes)
//      ? "a very long key"      Yarn 2, with ":" alone on the next line
//   2  version "1.0.0"          a field; Yarn 2: version: 1.0.0
//   2  dependencies:            a list follows
//   4  name "^1.0.0"            Yarn 2: name: "npm:^1.0.0"
//   6  optional: true           Yarn 2, below a name in dependenciesMeta
#include "facts/inventory/yarn_lock.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/evidence.h"
#include "facts/inventory/json_scan.h"

namespace ward::inventory::npm {
namespace {

constexpr size_t max_descriptors = 10'000;  // of one entry

std::string shown(std::string_view text) {
    constexpr size_t most = 80;
    return text.size() <= most ? std::string(text) : std::string(text.substr(0, most)) + "...";
}

// What JSON.stringify wrote, from behind the opening quote; leaves `rest` behind the closing one.
std::optional<std::string> take_quoted(std::string_view& rest) {
    std::string text;
    for (size_t i = 0; i < rest.size(); ++i) {
        if (rest[i] == '"') {
            rest.remove_prefix(i + 1);
            return text;
        }
        if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
        text += rest[i];
    }
    return std::nullopt;
}

// A word up to one of `ends`, or a quoted one.
std::optional<std::string> take_word(std::string_view& rest, std::string_view ends) {
    if (rest.starts_with('"')) {
        rest.remove_prefix(1);
        return take_quoted(rest);
    }
    const size_t end = std::min(rest.find_first_of(ends), rest.size());
    std::string word(trim(rest.substr(0, end)));
    rest.remove_prefix(end);
    return word.empty() ? std::nullopt : std::optional(std::move(word));
}

// "name value" or "name: value"; a name alone with ':' has an empty value.
struct Field {
    std::string name;
    std::string value;
};
std::optional<Field> take_field(std::string_view line) {
    Field field;
    auto name = take_word(line, " :");
    if (!name) return std::nullopt;
    field.name = *std::move(name);
    if (line.starts_with(':')) line.remove_prefix(1);
    line = trim(line);
    if (line.empty()) return field;
    auto value = take_word(line, "\n");
    if (!value) return std::nullopt;
    field.value = *std::move(value);
    return field;
}

class YarnReader {
  public:
    YarnReader(std::string_view text, std::string_view path, const LockLimits& limits)
        : text_(text), path_(path), limits_(limits) {}

    Result<YarnLock> read() {
        while (next_line()) {
            if (line_.starts_with("<<<<<<< "))
                return fail(ErrorCode::parse, "holds an unresolved merge conflict", std::string(path_));
            const std::string_view content = trim(line_);
            if (content.empty() || content.starts_with('#')) continue;
            const size_t indent = line_.find_first_not_of(' ');
            if (indent == 0) {
                WARD_TRY_VOID(read_key(content));
            } else if (entry_ == nullptr && !in_metadata_) {
                if (!is_skipping_) problem(fmt::format("\"{}\" belongs to no entry", shown(content)));
            } else if (indent == 2) {
                read_field(content);
            } else if (!in_metadata_) {
                WARD_TRY_VOID(read_need(content, indent));
            }
        }
        check_last();
        return std::move(lock_);
    }

  private:
    bool next_line() {
        if (end_ >= text_.size()) return false;
        const size_t end = std::min(text_.find('\n', end_), text_.size());
        line_ = text_.substr(end_, end - end_);
        if (line_.ends_with('\r')) line_.remove_suffix(1);
        end_ = end + 1;
        ++number_;
        return true;
    }

    void problem(std::string reason) { lock_.problems.push_back({number_, std::move(reason)}); }
    std::unexpected<Error> over(std::string_view what, size_t limit) const {
        return fail(ErrorCode::limit, fmt::format("more than {} {}", limit, what),
                    fmt::format("{}:{}", path_, number_));
    }

    Result<void> read_key(std::string_view content) {
        if (content == ":" && entry_ != nullptr) return {};  // the end of a long key
        check_last();
        entry_ = nullptr;
        section_.clear();
        in_metadata_ = false;
        is_skipping_ = false;
        if (content == "__metadata:") {
            lock_.is_classic = false;
            in_metadata_ = true;
            return {};
        }
        const bool is_long = content.starts_with("? ");
        if (is_long) content.remove_prefix(2);
        YarnEntry entry;
        entry.evidence = evidence_of_line(path_, line_, number_);
        while (!content.empty() && content != ":") {
            const auto word = take_word(content, ",:");
            if (!word) break;
            // Yarn 2 quotes the whole list.
            for (const std::string_view part : split(*word, ','))
                if (const std::string_view one = trim(part); !one.empty()) entry.descriptors.emplace_back(one);
            if (entry.descriptors.size() > max_descriptors) return over("descriptors", max_descriptors);
            while (content.starts_with(',') || content.starts_with(' ')) content.remove_prefix(1);
        }
        if (entry.descriptors.empty() || !(is_long ? content.empty() : content == ":")) {
            problem(fmt::format("\"{}\" is no key", shown(line_)));
            is_skipping_ = true;
            return {};
        }
        if (lock_.entries.size() >= limits_.packages) return over("packages", limits_.packages);
        entry_ = &lock_.entries.emplace_back(std::move(entry));
        return {};
    }

    void check_last() {
        if (entry_ == nullptr || !entry_->version.empty() || entry_->is_soft) return;
        lock_.problems.push_back(
            {entry_->evidence.line, fmt::format("\"{}\" has no version", shown(entry_->descriptors.front()))});
    }

    void read_field(std::string_view content) {
        section_.clear();
        auto field = take_field(content);
        if (!field) return problem(fmt::format("\"{}\" is no field", shown(content)));
        if (in_metadata_) {
            if (field->name == "version") lock_.version = to_number<int64_t>(field->value).value_or(0);
            return;
        }
        if (field->value.empty()) section_ = field->name;
        else if (field->name == "version") entry_->version = std::move(field->value);
        else if (field->name == "resolution") entry_->resolution = std::move(field->value);
        else if (field->name == "resolved") entry_->resolved = std::move(field->value);
        else if (field->name == "integrity") entry_->integrity = std::move(field->value);
        else if (field->name == "checksum") entry_->checksum = field->value.substr(field->value.find('/') + 1);
        else if (field->name == "linkType") entry_->is_soft = field->value == "soft";
    }

    Result<void> read_need(std::string_view content, size_t indent) {
        const bool is_list = section_ == "dependencies" || section_ == "optionalDependencies";
        if (!is_list && section_ != "dependenciesMeta") return {};
        auto field = take_field(content);
        if (!field) {
            problem(fmt::format("\"{}\" is no dependency", shown(content)));
            return {};
        }
        if (!is_list) {
            if (indent == 4) meta_name_ = field->name;
            else if (field->name == "optional" && field->value == "true")
                for (YarnNeed& need : entry_->needs) need.is_optional |= need.name == meta_name_;
            return {};
        }
        if (indent != 4) return {};
        if (++needs_ > limits_.needs) return over("dependencies", limits_.needs);
        entry_->needs.push_back({std::move(field->name), std::move(field->value), section_ == "optionalDependencies"});
        return {};
    }

    std::string_view text_;
    std::string_view path_;
    LockLimits limits_;
    YarnLock lock_;
    YarnEntry* entry_ = nullptr;  // the one that fields belong to
    bool in_metadata_ = false;
    bool is_skipping_ = false;  // below a key that was not understood
    std::string section_;
    std::string meta_name_;
    size_t needs_ = 0;
    std::string_view line_;
    int64_t number_ = 0;
    size_t end_ = 0;  // of the line, behind its mark
};

}  // namespace

Result<YarnLock> read_yarn_lock(std::string_view text, std::string_view path, const LockLimits& limits) {
    if (text.size() > limits.bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", limits.bytes), std::string(path));
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    return YarnReader(text, path, limits).read();
}

Result<ManifestNeeds> read_manifest_needs(std::string_view text, std::string_view path) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    WARD_TRY(const Json json, Json::scan(text, path, {.bytes = max_manifest_bytes}));
    ManifestNeeds manifest;
    manifest.folder = folder_of(path);
    constexpr std::pair<std::string_view, Scope> kinds[] = {{"dependencies", Scope::runtime},
                                                            {"optionalDependencies", Scope::optional},
                                                            {"devDependencies", Scope::development}};
    for (const auto& [kind, scope] : kinds) {
        const auto needs = json.root().find(kind);
        if (!needs) continue;
        for (const auto& [name, line, range] : needs->members())
            if (range.string())
                manifest.needs.emplace_back(
                    YarnNeed{std::string(name), std::string(range.text()), scope == Scope::optional}, scope);
    }
    return manifest;
}

}  // namespace ward::inventory::npm
