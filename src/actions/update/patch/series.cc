// See series.h.
#include "actions/update/patch/series.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::string_view ending = ".patch";
constexpr size_t max_word_bytes = 100;
constexpr uint32_t most_number = 9'999;  // of four digits

std::string_view name_of_line(std::string_view line) {
    return trim(line.substr(0, line.find('#')));
}

// "0003-fix" has 3 and "fix"; nothing where it begins with no number.
std::optional<uint32_t> number_of(std::string_view name) {
    const size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
    return digits == 0 ? std::nullopt : to_number<uint32_t>(name.substr(0, digits));
}
std::string_view without_number(std::string_view name) {
    const size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
    return digits > 0 && name.substr(digits).starts_with('-') ? name.substr(digits + 1) : name;
}
std::string_view without_ending(std::string_view name) {
    return name.ends_with(ending) ? name.substr(0, name.size() - ending.size()) : name;
}

bool is_patch_word(std::string_view word) {
    return !word.empty() && word.size() <= max_word_bytes && is_alnum(word.front()) &&
           std::ranges::all_of(word, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

}  // namespace

std::vector<std::string> names_in_series(const FileTree& folder) {
    std::vector<std::string> names;
    if (const auto series = folder.find(series_name); series != folder.end()) {
        for (const std::string_view line : split(series->second.bytes(), '\n'))
            if (const std::string_view name = name_of_line(line); !name.empty()) names.emplace_back(name);
        return names;
    }
    for (const auto& [path, file] : folder)
        if (path.ends_with(ending) && !path.contains('/')) names.push_back(path);
    return names;
}

void remove_from_series(FileTree& folder, std::string_view name) {
    const auto series = folder.find(series_name);
    if (series == folder.end()) return;
    std::string kept;
    for (const std::string_view line : split(series->second.bytes(), '\n'))
        if (name_of_line(line) != name) kept += fmt::format("{}\n", line);
    if (!kept.empty()) kept.pop_back();  // the last part had no line end
    series->second = TreeFile(std::move(kept), series->second.kind());
}

void add_to_series(FileTree& folder, std::string_view name) {
    const auto series = folder.find(series_name);
    if (series == folder.end()) return;
    std::string text(series->second.bytes());
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    series->second = TreeFile(fmt::format("{}{}\n", text, name), series->second.kind());
}

Result<std::string> next_patch_name(const FileTree& folder, std::string_view word) {
    word = without_ending(word);
    if (!is_patch_word(word))
        return fail(ErrorCode::usage,
                    fmt::format("'{}' is no name of a patch: letters, digits and -_.", display(word)));
    const std::vector<std::string> names = names_in_series(folder);
    uint32_t last = 0;
    bool is_numbered = true;
    for (const std::string& name : names) {
        if (without_number(without_ending(name)) == word)
            return fail(ErrorCode::usage, fmt::format("there is a patch '{}' already", name));
        const auto number = number_of(name);
        is_numbered = is_numbered && number;
        last = std::max(last, number.value_or(0));
    }
    if (is_numbered && last >= most_number) return fail(ErrorCode::limit, "has no number left for a patch");
    std::string out =
        is_numbered ? fmt::format("{:04}-{}{}", last + 1, word, ending) : fmt::format("{}{}", word, ending);
    if (folder.contains(out)) return fail(ErrorCode::usage, fmt::format("there is a file '{}' already", out));
    if (!folder.contains(series_name) && !names.empty() && out < names.back())
        return fail(ErrorCode::usage,
                    fmt::format("'{}' would come before '{}', and is made on top of it: name it so that it comes last, "
                                "or keep a file '{}'",
                                out, names.back(), series_name));
    return out;
}

Result<std::string> patch_named(const std::vector<std::string>& names, std::string_view word) {
    std::vector<std::string> found;
    std::vector<std::string_view> all;
    for (const std::string& name : names) {
        if (name == word) return name;
        all.push_back(name);
        const std::string_view stem = without_ending(name);
        if (stem == word || without_number(stem) == word) found.push_back(name);
    }
    if (found.size() == 1) return found.front();
    if (found.size() > 1)
        return fail(ErrorCode::usage, fmt::format("'{}' may be {}", display(word), join(found, " or ")));
    const auto near = closest(word, all);
    return fail(ErrorCode::usage, fmt::format("no patch '{}' in the stack{}", display(word),
                                              near ? fmt::format("; did you mean '{}'?", *near) : ""));
}

}  // namespace ward::update
