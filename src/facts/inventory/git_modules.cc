#include "facts/inventory/git_modules.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/evidence.h"

namespace ward::inventory {
namespace {

// Reads the variables of git's configuration format, one after the other.
class ConfigReader {
  public:
    explicit ConfigReader(std::string_view text) : text_(text) {
        if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
    }

    struct Variable {
        std::string section;  // lower-case
        std::string subsection;
        std::string name;  // lower-case
        std::string value;
        size_t offset = 0;
    };

    // Nothing at the end; false in `ok` where the rest cannot be read.
    std::optional<Variable> next() {
        while (skip_blanks()) {
            if (text_[at_] == '[') {
                if (!read_section()) return std::nullopt;
                continue;
            }
            return read_variable();
        }
        return std::nullopt;
    }
    bool is_broken() const { return is_broken_; }
    size_t offset() const { return std::min(at_, text_.size()); }

  private:
    bool more() const { return at_ < text_.size(); }
    bool broken() {
        is_broken_ = true;
        return false;
    }

    // To the next thing that means something.
    bool skip_blanks() {
        while (more()) {
            if (is_space(text_[at_])) ++at_;
            else if (text_[at_] == '#' || text_[at_] == ';') at_ = std::min(text_.find('\n', at_), text_.size());
            else return true;
        }
        return false;
    }

    // [section "sub\"section"]
    bool read_section() {
        const size_t line_end = std::min(text_.find('\n', at_), text_.size());
        ++at_;
        section_.clear();
        subsection_.clear();
        while (at_ < line_end && (is_alnum(text_[at_]) || text_[at_] == '-' || text_[at_] == '.'))
            section_ += to_lower(text_[at_++]);
        while (at_ < line_end && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
        if (at_ < line_end && text_[at_] == '"') {
            ++at_;
            while (at_ < line_end && text_[at_] != '"') {
                if (text_[at_] == '\\') ++at_;
                if (at_ < line_end) subsection_ += text_[at_++];
            }
            if (at_ >= line_end) return broken();
            ++at_;
        }
        if (at_ >= line_end || text_[at_] != ']' || section_.empty()) return broken();
        ++at_;
        return true;
    }

    std::optional<Variable> read_variable() {
        Variable variable{section_, subsection_, {}, {}, at_};
        while (more() && (is_alnum(text_[at_]) || text_[at_] == '-')) variable.name += to_lower(text_[at_++]);
        while (more() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
        if (variable.name.empty() || section_.empty()) {
            broken();
            return std::nullopt;
        }
        if (more() && text_[at_] == '=') {
            ++at_;
            auto value = read_value();
            if (!value) return std::nullopt;
            variable.value = *std::move(value);
        } else if (more() && text_[at_] != '\n' && text_[at_] != '\r' && text_[at_] != '#' && text_[at_] != ';') {
            broken();
            return std::nullopt;
        }
        return variable;
    }

    // Blanks around it fall away, except where quoted. A carriage return counts as a blank only before the newline.
    std::optional<std::string> read_value() {
        std::string value;
        size_t kept = 0;  // bytes that are not trailing blanks
        bool is_quoted = false;
        while (more() && text_[at_] != '\n') {
            const char c = text_[at_++];
            if (c == '\r' && (!more() || text_[at_] == '\n') && !is_quoted) continue;
            if (!is_quoted && (c == '#' || c == ';')) {
                at_ = std::min(text_.find('\n', at_), text_.size());
                break;
            }
            if (c == '"') {
                is_quoted = !is_quoted;
                kept = value.size();
                continue;
            }
            if (c == '\\') {
                if (!more()) break;
                const char escaped = text_[at_++];
                if (escaped == '\n') continue;
                if (escaped == '\r' && more() && text_[at_] == '\n') {
                    ++at_;
                    continue;
                }
                constexpr std::string_view written = "ntb\"\\";
                constexpr std::string_view meant = "\n\t\b\"\\";
                const size_t which = written.find(escaped);
                if (which == std::string_view::npos) {
                    broken();
                    return std::nullopt;
                }
                value += meant[which];
                kept = value.size();
                continue;
            }
            const bool is_blank = (c == ' ' || c == '\t') && !is_quoted;
            if (is_blank && value.empty()) continue;
            value += c;
            if (!is_blank) kept = value.size();
        }
        if (is_quoted) {
            broken();
            return std::nullopt;
        }
        value.resize(kept);
        return value;
    }

    std::string_view text_;
    size_t at_ = 0;
    std::string section_;
    std::string subsection_;
    bool is_broken_ = false;
};

bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool leaves_tree(std::string_view path) {
    const auto is_up = [](std::string_view part) { return part == ".." || equal_ignoring_case(part, ".git"); };
    return path.starts_with('/') || path.contains('\\') || std::ranges::any_of(split(path, '/'), is_up);
}

// Why git itself should not be given this; empty when it may.
std::string_view suspicion(const Submodule& submodule) {
    if (has_control(submodule.path) || has_control(submodule.url) || has_control(submodule.name))
        return "has control characters in its name, path or url";
    if (leaves_tree(submodule.path)) return "has a path that leaves the tree or enters .git";
    if (submodule.name.contains("..")) return "has '..' in its name";
    if (submodule.path.starts_with('-') || submodule.url.starts_with('-'))
        return "has a path or url that would be taken for an option";
    if (submodule.path.empty()) return "has no path";
    if (submodule.url.empty()) return "has no url";
    return {};
}

}  // namespace

Result<GitModules> read_gitmodules(std::string_view text, std::string_view path) {
    if (text.size() > max_gitmodules_bytes)
        return fail(ErrorCode::limit, fmt::format("larger than {} bytes", max_gitmodules_bytes), std::string(path));
    // Offsets only grow, so that each byte is counted once.
    int64_t line = 1;
    size_t counted = 0;
    const auto line_of = [&](size_t offset) {
        line += std::ranges::count(text.substr(counted, offset - counted), '\n');
        counted = offset;
        return line;
    };

    std::map<std::string, Submodule> by_name;
    ConfigReader config(text);
    while (auto variable = config.next()) {
        if (variable->section != "submodule" || variable->subsection.empty()) continue;
        if (by_name.size() >= max_submodules && !by_name.contains(variable->subsection))
            return fail(ErrorCode::limit, fmt::format("more than {} submodules", max_submodules), std::string(path));
        Submodule& submodule = by_name[variable->subsection];
        submodule.name = variable->subsection;
        if (variable->name == "path") submodule.path = std::move(variable->value);
        else if (variable->name == "branch") submodule.branch = std::move(variable->value);
        else if (variable->name == "url") submodule.url = std::move(variable->value);
        if (variable->name != "url" && !submodule.evidence.path.empty()) continue;
        const std::string_view rest = text.substr(variable->offset);
        submodule.evidence = evidence_at(path, rest.substr(0, rest.find('\n')), 0);
        submodule.evidence.line = line_of(variable->offset);
    }
    GitModules modules;
    for (auto& [name, submodule] : by_name) {
        while (submodule.path.ends_with('/')) submodule.path.pop_back();
        const std::string_view reason = suspicion(submodule);
        if (reason.empty()) modules.submodules.push_back(std::move(submodule));
        else modules.problems.push_back({submodule.evidence.line, fmt::format("submodule \"{}\" {}", name, reason)});
    }
    if (config.is_broken())
        modules.problems.push_back({line_of(config.offset()), "not git's configuration format from here on"});
    return modules;
}

}  // namespace ward::inventory
