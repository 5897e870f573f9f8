// See unified_diff.h.
#include "formats/unified_diff.h"

#include <algorithm>

#include <fmt/core.h>

namespace ward {
namespace {

constexpr size_t context = 3;
constexpr std::string_view no_end = "\\ No newline at end of file\n";

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        const size_t size = end == std::string_view::npos ? text.size() : end + 1;
        out.emplace_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return out;
}

// Git quotes a name with other bytes than printable ASCII, a quote or a backslash as C does.
std::string name_in_diff(std::string_view side, std::string_view path) {
    const std::string name = std::string(side) + std::string(path);
    std::string out;
    bool is_plain = true;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') out += std::string("\\") + c;
        else if (byte < 0x20 || byte >= 0x7f) out += fmt::format("\\{:03o}", byte);
        else {
            out += c;
            continue;
        }
        is_plain = false;
    }
    return is_plain ? name : '"' + out + '"';
}

// Behind a name with a blank stands a tab, so that patch sees where it ends.
std::string name_in_header(std::string_view side, std::string_view path) {
    const std::string name = name_in_diff(side, path);
    return name.contains(' ') && !name.starts_with('"') ? name + '\t' : name;
}

void add_line(std::string& out, char sign, std::string_view line) {
    out += sign;
    out += line;
    if (!line.ends_with('\n')) out += std::string("\n") + std::string(no_end);
}

}  // namespace

TextEdits::TextEdits(std::string_view text) : lines_(lines_of(text)) {
    if (!lines_.empty() && lines_[0].ends_with("\r\n")) end_ = "\r\n";
}

std::string_view TextEdits::line(size_t number) const {
    if (number == 0 || number > lines_.size()) return {};
    const auto found = replaced_.find(number);
    std::string_view line = found == replaced_.end() ? std::string_view(lines_[number - 1]) : found->second;
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

void TextEdits::replace(size_t number, std::string line) {
    const std::string& old = lines_.at(number - 1);
    const size_t without_end = old.find_last_not_of("\r\n") + 1;
    replaced_[number] = std::move(line) + old.substr(without_end);
}

void TextEdits::insert_before(size_t number, std::string line) {
    inserted_[number].push_back(std::move(line) + end_);
}

std::vector<TextEdits::Step> TextEdits::steps() const {
    std::vector<Step> out;
    for (size_t number = 1; number <= lines_.size() + 1; ++number) {
        if (const auto added = inserted_.find(number); added != inserted_.end()) {
            // Behind a last line without an end there is no line before that one has an end.
            if (number > lines_.size() && !out.empty() && !out.back().line.ends_with('\n')) {
                const std::string last = out.back().line;
                if (out.back().sign == ' ') {
                    out.back().sign = '-';
                    out.push_back({'+', last + end_});
                } else {
                    out.back().line += end_;
                }
            }
            for (const std::string& line : added->second) out.push_back({'+', line});
        }
        if (number > lines_.size()) break;
        const auto changed = replaced_.find(number);
        if (changed == replaced_.end() || changed->second == lines_[number - 1]) {
            out.push_back({' ', lines_[number - 1]});
            continue;
        }
        out.push_back({'-', lines_[number - 1]});
        out.push_back({'+', changed->second});
    }
    return out;
}

std::string TextEdits::text() const {
    std::string out;
    for (const Step& step : steps())
        if (step.sign != '-') out += step.line;
    return out;
}

std::string TextEdits::diff(std::string_view path) const {
    const std::vector<Step> all = steps();
    std::string out;
    size_t old_line = 1;
    size_t new_line = 1;
    size_t at = 0;
    const auto is_change = [&](size_t i) { return all[i].sign != ' '; };
    while (at < all.size()) {
        // From the next change, less its context, to where two contexts' worth of lines have none.
        size_t change = at;
        while (change < all.size() && !is_change(change)) ++change;
        if (change == all.size()) break;
        const size_t begin = std::max(at, change - std::min(change, context));
        size_t last = change;
        for (size_t i = change; i < all.size() && i <= last + 2 * context + 1; ++i)
            if (is_change(i)) last = i;
        const size_t end = std::min(all.size(), last + context + 1);
        old_line += begin - at;
        new_line += begin - at;
        size_t old_count = 0;
        size_t new_count = 0;
        std::string body;
        for (size_t i = begin; i < end; ++i) {
            old_count += all[i].sign != '+' ? 1 : 0;
            new_count += all[i].sign != '-' ? 1 : 0;
            add_line(body, all[i].sign, all[i].line);
        }
        out += fmt::format("@@ -{},{} +{},{} @@\n{}", old_count == 0 ? old_line - 1 : old_line, old_count,
                           new_count == 0 ? new_line - 1 : new_line, new_count, body);
        old_line += old_count;
        new_line += new_count;
        at = end;
    }
    if (out.empty()) return out;
    return fmt::format("--- {}\n+++ {}\n{}", name_in_header("a/", path), name_in_header("b/", path), out);
}

std::string new_file_diff(std::string_view path, std::string_view text) {
    const std::vector<std::string> lines = lines_of(text);
    std::string out =
        fmt::format("diff --git {0} {1}\nnew file mode 100644\n--- /dev/null\n+++ {3}\n@@ -0,0 +1,{2} @@\n",
                    name_in_diff("a/", path), name_in_diff("b/", path), lines.size(), name_in_header("b/", path));
    for (const std::string& line : lines) add_line(out, '+', line);
    return out;
}

}  // namespace ward
